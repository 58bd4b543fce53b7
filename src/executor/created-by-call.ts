import type { NaturalKeyDescriptor } from '../catalog/lifecycle-descriptor.ts';
import type { ApiResponse } from '../http/client.ts';
import { valueAt } from '../http/json-path.ts';
import { rowsOf } from '../http/rows.ts';
import { headerValue } from '../request/http-message.ts';
import type { MethodCall } from '../request/method-call.ts';
import type { JsonValue } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { callFor } from './call-for.ts';
import { createdName } from './created-name.ts';
import type { LostCall } from './lost-call.ts';
import { saysAbsent } from './says-absent.ts';

/** Milliseconds before each look: the server may need some time to show what it has made. */
const pauses = [500, 2_000];

/** The object that a create has made, as far as it can be found, and what was seen. */
export interface CreatedByCall {
  readonly object: JsonValue | null;
  readonly message: string;
}

/**
 * Looks for the object of a create whose answer was lost, by its natural key. One that is older than the call is somebody else's: the call
 * was refused because of it. Throws what the client throws.
 */
export async function createdByCall(
  { call, plan, sentAt }: Pick<LostCall, 'call' | 'plan' | 'sentAt'>,
  key: NaturalKeyDescriptor,
  context: CallContext,
): Promise<CreatedByCall> {
  const value = call.body?.kind === 'json' ? valueAt(call.body.value, key.field) : undefined;
  const method = plan.target.resource.methods.find(({ name }) => name === key.read);
  if (typeof value !== 'string' || value === '' || method === undefined) return { object: null, message: '' };
  const read = callFor(method, call, [[key.parameter, value]]);
  const named = `${key.field} = '${value}'`;
  for (const pause of pauses) {
    await context.clock.wait(pause, context.signal);
    const seen = await look(read, context);
    const object = seen?.objects.find((candidate) => isCalled(valueAt(candidate, key.field), value, method.response.shape === 'list'));
    if (seen === null || object === undefined) continue;
    const made = createdName(plan.target, call, object);
    if (made !== null && context.created.has(call.origin, made.names[0]))
      return { object: null, message: `the object with ${named} was made by an earlier call` };
    const born = valueAt(object, key.created);
    const text = typeof born === 'string' ? born : 'at an unknown time';
    if (typeof born !== 'string' || !(Date.parse(born) >= sentAt + seen.ahead))
      return { object: null, message: `the object with ${named} was created ${text}, before the call` };
    return { object, message: `it was carried out, as the object with ${named} was created ${text}` };
  }
  return { object: null, message: `no object with ${named} was found, and it may still appear` };
}

interface Look {
  readonly objects: readonly JsonValue[];
  /** Milliseconds that the server's clock is ahead of ours, by at most a second too few. */
  readonly ahead: number;
}

/** Null when there is nothing of that name. */
async function look(read: MethodCall, { client, clock, signal }: CallContext): Promise<Look | null> {
  try {
    const response = await client.send(read, { signal });
    return { objects: rowsOf(read.method, response), ahead: aheadOf(response, clock.now()) };
  } catch (error) {
    if (saysAbsent(error, client.provider)) return null;
    throw error;
  }
}

/** RFC 9110, section 6.6.1: the Date header has whole seconds. */
function aheadOf({ headers }: ApiResponse, now: number): number {
  const date = Date.parse(headerValue(headers, 'date') ?? '');
  return Number.isNaN(date) ? 0 : date - now;
}

/** A read by key has compared already, and without case where the server does; a list has only come near. */
function isCalled(found: JsonValue | undefined, wanted: string, exactly: boolean): boolean {
  if (typeof found !== 'string') return false;
  return exactly ? found === wanted : found.toLowerCase() === wanted.toLowerCase();
}
