import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { nameOnWire } from '../catalog/lookup.ts';
import { changedError, QueryError } from '../errors/query-error.ts';
import type { ApiResponse } from '../http/client.ts';
import { checkStatement } from '../planner/change/check-statement.ts';
import { keyedRead } from '../planner/change/plan-returning.ts';
import { isJsonObject } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { createdByCall } from './created-by-call.ts';
import { callFor } from './call-for.ts';
import type { LostCall } from './lost-call.ts';
import { saysAbsent } from './says-absent.ts';
import { readOrGone } from './settle.ts';
import { shows } from './shows.ts';

/** Does an error leave open whether a call that changes something was carried out? */
export function isLost(error: unknown, { httpMethod }: MethodDescriptor): error is QueryError {
  if (!QueryError.is(error) || httpMethod === 'GET' || httpMethod === 'HEAD') return false;
  const status = error.remote?.status ?? 0;
  if (error.code === 'invalid_response') return status >= 200 && status < 300;
  return error.code === 'outcome_unknown' || (error.code === 'remote_error' && status >= 500 && status !== 501);
}

/**
 * Finds out what became of a call whose answer was lost, without making a call again that could do something twice. Gives the answer that
 * stands for the lost one, or throws `outcome_unknown` with the statement to look with.
 */
export async function afterLostAnswer(lost: LostCall, context: CallContext): Promise<ApiResponse> {
  try {
    const found = await whatBecame(lost, context);
    context.notice('answer_lost', `the answer to ${lost.call.method.httpMethod} ${lost.call.method.path} was lost: ${found.message}`);
    return answerWith(lost.call.method, found.object);
  } catch (error) {
    throw error instanceof StillOpen ? outcomeUnknown(lost, error.message) : QueryError.is(error) ? outcomeUnknown(lost, '') : error;
  }
}

/** The answer of a method that holds an object, or nothing. */
export function answerWith({ response }: MethodDescriptor, object: JsonValue | undefined): ApiResponse {
  const steps = response.rowsPath?.split('.') ?? [];
  const content = object !== undefined && response.shape === 'list' ? [object] : object;
  const body = content === undefined ? undefined : steps.reduceRight<JsonValue>((inner, step) => ({ [step]: inner }), content);
  return { status: response.status, headers: [], body, url: '' };
}

interface Found {
  /** What is known now, for the notice. */
  readonly message: string;
  readonly object: JsonValue | undefined;
}

/** Nothing is known still; the message says what was seen. */
class StillOpen extends Error {}

async function whatBecame(lost: LostCall, context: CallContext): Promise<Found> {
  const { method } = lost.call;
  if (method.naturalKey !== undefined) {
    const created = await createdByCall(lost, method.naturalKey, context);
    if (created.object === null) throw new StillOpen(created.message);
    return { message: created.message, object: created.object };
  }
  if (method.httpMethod === 'DELETE') return await afterDelete(lost, context);
  if (method.httpMethod === 'PUT') return await afterPut(lost, context);
  throw new StillOpen('');
}

/**
 * What is gone was deleted. What is still there has been asked for often enough, as the client repeats what may be; where nothing shows the
 * object, a further call tells whether there was anything left.
 */
async function afterDelete(lost: LostCall, context: CallContext): Promise<Found> {
  const read = keyedRead(lost.plan.target);
  if (read === undefined) return await deleteAgain(lost, context);
  const object = await readOrGone(callFor(read, lost.call), context);
  if (object === undefined) return { message: 'the object is gone, as read back', object: undefined };
  if (hasArrived(lost, object)) return { message: `${lost.effect?.done ?? ''}, as read back`, object: undefined };
  throw new StillOpen('the object is still there');
}

/** Is the object in the state, or on the way to it, that the call leads to from the state before? */
function hasArrived({ effect, plan }: LostCall, object: JsonValue): boolean {
  const { byState } = plan.target.method;
  const { transition } = plan.target.resource;
  if (effect === null || effect.becomes === null || byState === undefined || !isJsonObject(object)) return false;
  return object[byState.column] === effect.becomes || (transition !== undefined && object[transition.column] === effect.becomes);
}

function mayRepeat({ repeat }: MethodDescriptor): boolean {
  return repeat !== 'unprocessed';
}

async function deleteAgain({ call }: LostCall, { client, signal }: CallContext): Promise<Found> {
  if (!mayRepeat(call.method)) throw new StillOpen('');
  try {
    await client.send(call, { signal });
    return { message: 'it was sent again and carried out', object: undefined };
  } catch (error) {
    if (saysAbsent(error, client.provider))
      return { message: 'it was sent again, and there was nothing left to delete', object: undefined };
    throw new StillOpen('sent again, it was not answered either');
  }
}

/** An object that shows everything that was sent is as it was to become, whoever made it so. */
async function afterPut({ call, plan }: LostCall, context: CallContext): Promise<Found> {
  const read = keyedRead(plan.target);
  if (read === undefined || call.body?.kind !== 'json') throw new StillOpen('');
  const object = await readOrGone(callFor(read, call), context);
  if (object === undefined) throw new StillOpen('the object is not there');
  const secret = new Set((call.method.body?.fields ?? []).filter((field) => field.sensitive === true).map(nameOnWire));
  const sent = isJsonObject(call.body.value)
    ? Object.fromEntries(Object.entries(call.body.value).filter(([name]) => !secret.has(name)))
    : call.body.value;
  if (!shows(object, sent)) throw new StillOpen('the object does not show what was sent');
  return { message: 'the object shows all that was sent, as read back', object };
}

/** What to do before a statement is repeated whose call may have been carried out. */
export function checkHint({ plan, call, server }: Pick<LostCall, 'plan' | 'call' | 'server'>): string {
  const check = checkStatement(plan.target, call, server);
  return check === null ? 'Look at the object before repeating the statement.' : `Check it before repeating the statement: ${check}`;
}

function outcomeUnknown(lost: LostCall, seen: string): QueryError {
  const { error } = lost;
  const open = error.code === 'outcome_unknown' ? '' : '; whether it was carried out is not known';
  const detail = seen === '' ? '' : ` (${seen})`;
  return changedError(error, {
    code: 'outcome_unknown',
    message: `${error.message}${open}${detail}`,
    hint: checkHint(lost),
    cause: error,
    retryable: false,
  });
}
