import { QueryError } from '../errors/query-error.ts';
import type { HttpHeader, HttpRequest } from '../request/http-message.ts';
import type { ApiResponse } from './answered-call.ts';
import { type Exchange, exchange } from './exchange.ts';
import { askHost, isDoubtful, type KnownHosts, nobodyThere } from './host-check.ts';
import { type Pause, Repeats } from './repeats.ts';
import type { RateLimitWait } from './scheduler/rate-limit-wait.ts';
import type { Scheduler } from './scheduler/scheduler.ts';

/** What all clients of one engine share. */
export interface Traffic {
  readonly scheduler: Scheduler;
  readonly hosts: KnownHosts;
}

/** One call, to be made within the limits and again where that is safe. */
export interface RepeatedExchange extends Omit<Exchange, 'allowed' | 'waited' | 'observe'> {
  readonly traffic: Traffic;
  readonly onWait: ((wait: RateLimitWait) => void) | undefined;
}

/**
 * Makes one call: waits for its turn, sends it, and sends it again after failures that pass, as far as a second time does no harm. All tries and
 * the pauses between them take no longer than the call's timeout; waits for rate limits do not count. The first 401 or 404 of a host is believed
 * only when the API is there: `no_server` otherwise.
 */
export async function sendRepeatedly(options: RepeatedExchange): Promise<ApiResponse> {
  const { call, traffic, provider, signal } = options;
  try {
    const response = await tried(options);
    traffic.hosts.confirm(call.origin);
    return response;
  } catch (error) {
    if (!isDoubtful(error)) throw error;
    const ask = (): Promise<boolean | null> => askHost({ ...options, origin: call.origin });
    if (!(await traffic.hosts.isThere(call.origin, ask)) && !signal.aborted) throw nobodyThere(provider, call.origin, error);
    throw error;
  }
}

async function tried(options: RepeatedExchange): Promise<ApiResponse> {
  const { call, traffic, request, signal, timeout } = options;
  const { scheduler } = traffic;
  const repeats = new Repeats(call.method, request, timeout * 1000);
  let spent = 0;
  let waited = 0;
  for (;;) {
    const turn = await scheduler.turn(call, signal, options.onWait);
    const begun = process.hrtime.bigint();
    let headers: readonly HttpHeader[] = [];
    const observe = (status: number, told: readonly HttpHeader[]): void => {
      headers = told;
      traffic.hosts.reach(call.origin);
      turn.observe(status, told);
    };
    try {
      const again = repeats.count === 0 ? request : asRepeat(options, repeats);
      const left = timeout - spent / 1000;
      return await exchange({ ...options, request: again, timeout: left, allowed: timeout, waited: waited + turn.waited, observe });
    } catch (error) {
      turn.end();
      spent += Number(process.hrtime.bigint() - begun) / 1e6;
      if (!QueryError.is(error) || signal.aborted) throw error;
      const reached = traffic.hosts.wasReached(call.origin);
      const pause: Pause = repeats.after({ error, headers, spent, reached, usedUp: scheduler.isUsedUp(call) });
      if (pause.milliseconds > 0) await scheduler.clock.wait(pause.milliseconds, signal);
      if (!pause.limited) spent += pause.milliseconds;
      waited = pause.milliseconds;
    } finally {
      turn.end();
    }
  }
}

/** The request with what the provider wants to know of repeats. */
function asRepeat({ request, provider }: RepeatedExchange, repeats: Repeats): HttpRequest {
  const names = provider.rateLimits?.repeatHeaders;
  if (names === undefined) return request;
  const id = repeats.firstRequest;
  const more: readonly HttpHeader[] = [
    ...(names.count === null ? [] : [[names.count.toLowerCase(), String(repeats.count)] as const]),
    ...(names.request === null || id === undefined ? [] : [[names.request.toLowerCase(), id] as const]),
  ];
  return { ...request, headers: [...request.headers, ...more] };
}
