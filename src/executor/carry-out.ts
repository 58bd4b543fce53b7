import type { StateEffect } from '../catalog/lifecycle-descriptor.ts';
import { changedError, QueryError } from '../errors/query-error.ts';
import type { ApiResponse } from '../http/client.ts';
import { rowsOf } from '../http/rows.ts';
import type { ChangeCall } from '../planner/change/change-calls.ts';
import { checkStatement, type NamedServer } from '../planner/change/check-statement.ts';
import type { ChangePlan } from '../planner/plan.ts';
import type { MethodCall } from '../request/method-call.ts';
import type { JsonValue } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { type ChangeRecord, objectText } from './change-record.ts';
import { createdName } from './created-name.ts';
import { afterLostAnswer, answerWith, checkHint, isLost } from './lost-answer.ts';
import type { Pending } from './pending.ts';
import { readOfTransition, readOrGone, settle, stateToCome } from './settle.ts';
import { effectOnObject } from './state-effect.ts';

/** One call of a change, about to be made. */
export interface CallInHand {
  readonly plan: ChangePlan;
  readonly change: ChangeCall;
  readonly call: MethodCall;
  /** The object as it was just read; undefined when it was not. */
  readonly before: JsonValue | undefined;
  readonly record: ChangeRecord;
}

/** What a call has answered, and the object as it was read after it; undefined when it was not read. */
export interface CarriedOut {
  readonly response: ApiResponse;
  readonly after: JsonValue | undefined;
}

/**
 * Makes one call of a change once, and finds out what became of it: where the answer is lost, where the effect depends on the object's
 * state, and where the object only sets out on its way. Throws `outcome_unknown` where nobody can tell.
 */
export async function carryOut(hand: CallInHand, context: CallContext): Promise<CarriedOut> {
  const { plan, call, change, record } = hand;
  if (call.method.httpMethod === 'GET') return { response: await context.client.send(call, { signal: context.signal }), after: undefined };
  const expected = await effectOnObject(hand, context);
  const effect = expected?.effect ?? null;
  context.touched.add(plan.target, { call, answer: null, at: context.clock.now() });
  const response = await answerOf(hand, effect, context);
  const [object] = rowsOf(call.method, response);
  context.touched.add(plan.target, { call, answer: object ?? null, at: context.clock.now() });
  record.made.push(rememberCreated(hand, object, context) || objectText(plan.target, change) || `row ${record.made.length + 1}`);
  if (call.method.httpMethod === 'DELETE') context.created.forget(call);
  if (effect !== null) {
    record.effects.set(effect.done, [...(record.effects.get(effect.done) ?? []), objectText(plan.target, change)]);
    context.effect(effect.done);
  }
  // What is gone can only be shown as it was.
  if (effect?.becomes === null) return { response, after: expected?.object };
  return await onItsWay(hand, { response, object }, context);
}

async function answerOf(hand: CallInHand, effect: StateEffect | null, context: CallContext): Promise<ApiResponse> {
  const { plan, call } = hand;
  const sentAt = context.clock.now();
  try {
    return await context.client.send(call, { signal: context.signal });
  } catch (error) {
    const sent = { plan, call, server: namedServer(hand, context) };
    // A call that was given up on its way may have arrived.
    if (QueryError.is(error) && error.code === 'cancelled') throw changedError(error, { hint: checkHint(sent) });
    if (!isLost(error, call.method)) throw error;
    return await afterLostAnswer({ ...sent, sentAt, effect, error }, context);
  }
}

/** The server variable, where the statement itself named it. */
function namedServer({ plan, change }: CallInHand, { client }: CallContext): NamedServer | null {
  const own = plan.server.source === 'statement' || plan.server.source === 'rows';
  return own && change.server !== null ? { variable: client.provider.server.variable, value: change.server } : null;
}

/** Keeps what was created from being taken for absent, and names it; empty for what creates nothing. */
function rememberCreated({ plan, call }: CallInHand, object: JsonValue | undefined, { created, clock }: CallContext): string {
  if (call.method.verb !== 'insert') return '';
  const made = createdName(plan.target, call, object);
  if (made === null) return '';
  created.add({ origin: call.origin, names: made.names, read: made.read, at: clock.now() });
  return `${made.sqlName} = '${made.names[0]}'`;
}

interface Answered {
  readonly response: ApiResponse;
  /** What the answer shows. */
  readonly object: JsonValue | undefined;
}

/** Looks whether the object has arrived. Where the rows of RETURNING show it, it is waited for at once, else after the last call. */
async function onItsWay(hand: CallInHand, { response, object }: Answered, context: CallContext): Promise<CarriedOut> {
  const { plan, call, record } = hand;
  const { transition } = plan.target.resource;
  if (transition === undefined || !transition.methods.includes(call.method.name)) return { response, after: undefined };
  const shown = call.method.response.columns.some(({ name }) => name === transition.column);
  const read = readOfTransition(plan.target, call, object);
  if (read === null) return { response, after: undefined };
  const after = shown ? object : await readOrGone(read, context);
  const state = stateToCome(plan.target, after);
  if (state === null) return { response, after };
  const pending = pendingOf(hand, { read, state }, context);
  const showsObject = plan.returning !== null && (shown || plan.read?.when === 'after');
  if (!context.wait || !showsObject) {
    record.pending.push(pending);
    return { response, after };
  }
  const [settled] = await settle([pending], { record, plan }, context);
  return { response: shown && settled !== undefined ? answerWith(call.method, settled) : response, after: settled };
}

function pendingOf(hand: CallInHand, { read, state }: Pick<Pending, 'read' | 'state'>, context: CallContext): Pending {
  const check = checkStatement({ ...hand.plan.target, method: read.method }, read, namedServer(hand, context));
  return { name: [...read.arguments.values()].map(String).join('/'), state, read, check };
}
