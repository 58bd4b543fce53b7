import type { ApiClient, ApiResponse, SendOptions } from '../http/client.ts';
import type { Clock } from '../http/clock.ts';
import type { MethodCall } from '../request/method-call.ts';
import { type CreatedObject, type CreatedObjects, lastName } from './created-objects.ts';
import { saysAbsent } from './says-absent.ts';

/** What asking again needs. */
export interface Freshness {
  readonly created: CreatedObjects;
  readonly clock: Clock;
  /** Seconds that one call may take, its repeats included. */
  readonly timeout: number;
}

/** Milliseconds before the first repeat, doubled for each further one. */
const firstPause = 250;
const longestPause = 4_000;

/**
 * A client that does not believe at once that an object is absent which the same engine has just created: servers that keep copies of what
 * they store may need some seconds to find it everywhere. It asks again with growing pauses until the object is found, 30 s after its
 * creation, or until the time for one call is over.
 */
export function freshClient(client: ApiClient, freshness: Freshness): ApiClient {
  const { created, clock, timeout } = freshness;
  const send: ApiClient['send'] = async (call, options) => {
    const deadline = clock.now() + timeout * 1000;
    try {
      return found(await client.send(call, options), call);
    } catch (error) {
      const objects = created.among(call, clock.now());
      if (objects.length === 0 || !saysAbsent(error, client.provider)) throw error;
      return await askAgain({ call, options, objects, deadline, error });
    }
  };
  /** Where a call has found an object, so do those after it. */
  const found = (response: ApiResponse, call: MethodCall): ApiResponse => {
    for (const object of created.among(call, clock.now())) object.seen = true;
    return response;
  };
  const askAgain = async (request: Repeat): Promise<ApiResponse> => {
    const { call, options, objects } = request;
    const unseen = objects.filter((object) => !object.seen);
    if (unseen.length === 0 && call.method.httpMethod === 'GET' && !objects.some(({ names }) => names.includes(lastName(call) ?? '')))
      throw request.error;
    for (const object of unseen) {
      // What belongs to an object may be absent for good, so it is the object itself that is waited for.
      if (isAbout(call, object)) return await untilFound(request, object);
      const { read } = object;
      await untilFound({ ...request, call: read, options: { signal: options.signal } }, object).catch(() => undefined);
    }
    if (unseen.length === 0) await clock.wait(firstPause, options.signal);
    return found(await client.send(call, options), call);
  };
  const untilFound = async (request: Repeat, { until }: CreatedObject): Promise<ApiResponse> => {
    const { call, options, error } = request;
    const end = Math.min(until, request.deadline);
    let last = error;
    for (let pause = firstPause; clock.now() < end; pause = Math.min(2 * pause, longestPause)) {
      await clock.wait(Math.min(pause, end - clock.now()), options.signal);
      try {
        return found(await client.send(call, options), call);
      } catch (again) {
        if (!saysAbsent(again, client.provider)) throw again;
        last = again;
      }
    }
    throw last;
  };
  return { provider: client.provider, send };
}

interface Repeat {
  readonly call: MethodCall;
  readonly options: SendOptions;
  readonly objects: readonly CreatedObject[];
  /** In milliseconds since 1970. */
  readonly deadline: number;
  /** What the first answer said. */
  readonly error: unknown;
}

function isAbout(call: MethodCall, { names }: CreatedObject): boolean {
  return names.includes(lastName(call) ?? '');
}
