import type { StateEffect, StateEffects } from '../catalog/lifecycle-descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import type { ChangeCall } from '../planner/change/change-calls.ts';
import { keyedRead } from '../planner/change/plan-returning.ts';
import type { ChangePlan } from '../planner/plan.ts';
import type { MethodCall } from '../request/method-call.ts';
import { isJsonObject } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import { callFor } from './call-for.ts';
import type { CallContext } from './call-context.ts';
import { objectText } from './change-record.ts';
import { readOrGone } from './settle.ts';

/** A call and the object that it is about, as far as it was read already. */
export interface CallOnObject {
  readonly plan: ChangePlan;
  readonly call: MethodCall;
  readonly before: JsonValue | undefined;
}

/** What a call is about to do to its object, and the object as it is before. */
export interface ExpectedEffect {
  readonly effect: StateEffect;
  readonly object: JsonValue;
}

/**
 * What a call is about to do to its object, where that depends on the object's state: the object is read unless it is known. Null where it
 * does not depend on anything, and where the object cannot be read, which is told.
 */
export async function effectOnObject({ plan, call, before }: CallOnObject, context: CallContext): Promise<ExpectedEffect | null> {
  const { byState } = plan.target.method;
  const read = byState === undefined ? undefined : keyedRead(plan.target);
  if (byState === undefined || read === undefined) return null;
  try {
    const object = before ?? (await readOrGone(callFor(read, call), context));
    const effect = effectIn(byState, object);
    return effect === null || object === undefined ? null : { effect, object };
  } catch (error) {
    if (!QueryError.is(error) || error.owner === 'query') throw error;
    context.notice('state_unknown', `${byState.column} could not be read before the call: ${error.message}`);
    return null;
  }
}

/** What a change would do to each of its objects, a line each, where that depends on their states. */
export async function effectLines(
  plan: ChangePlan,
  calls: readonly { readonly change: ChangeCall; readonly before: JsonValue | undefined }[],
  context: CallContext,
): Promise<readonly string[]> {
  const { method } = plan.target;
  if (method.byState === undefined) return [];
  const lines: string[] = [];
  for (const { change, before } of calls) {
    const call: MethodCall = { method, origin: change.origin, arguments: change.values, body: null };
    const expected = await effectOnObject({ plan, call, before }, context);
    lines.push(
      `${objectText(plan.target, change)}: ${expected === null ? 'what would be done is not known' : `would be ${expected.effect.done}`}`,
    );
  }
  return lines;
}

/** What happens to an object in its present state; null where the object or its state is not known. */
function effectIn({ column, cases }: StateEffects, object: JsonValue | undefined): StateEffect | null {
  const state = isJsonObject(object) ? object[column] : undefined;
  if (typeof state !== 'string') return null;
  return cases.find(({ values }) => values.length === 0 || values.includes(state)) ?? null;
}
