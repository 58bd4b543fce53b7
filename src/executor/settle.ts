import { pathVariables } from '../catalog/path-template.ts';
import { QueryError } from '../errors/query-error.ts';
import { rowsOf } from '../http/rows.ts';
import type { ChangePlan } from '../planner/plan.ts';
import type { ArgumentValue, MethodCall } from '../request/method-call.ts';
import { isJsonObject } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import type { ChangeRecord } from './change-record.ts';
import type { Pending } from './pending.ts';
import { saysAbsent } from './says-absent.ts';

/** Milliseconds before the first look, half as much more for each further one. */
const firstPause = 250;
const longestPause = 5_000;

/** The state that an object is on its way to; null when it has arrived or cannot tell. */
export function stateToCome({ resource }: ChangePlan['target'], object: JsonValue | undefined): string | null {
  const state = resource.transition === undefined || !isJsonObject(object) ? null : object[resource.transition.column];
  return typeof state === 'string' ? state : null;
}

/** The call that reads an object which says where it is going, by a change's own arguments or by the object itself; null when neither names it. */
export function readOfTransition({ resource }: ChangePlan['target'], call: MethodCall, object: JsonValue | undefined): MethodCall | null {
  const method = resource.methods.find(({ name }) => name === resource.transition?.read);
  if (method === undefined) return null;
  const values = new Map<string, ArgumentValue>();
  for (const name of pathVariables(method.path)) {
    const parameter = method.parameters.find((candidate) => candidate.name === name);
    const own = isJsonObject(object) ? object[parameter?.keyColumn ?? name] : undefined;
    const value = typeof own === 'string' ? own : call.arguments.get(name);
    if (value === undefined) return null;
    values.set(name, value);
  }
  return { method, origin: call.origin, arguments: values, body: null };
}

/** Reads one object; undefined when it is not there any more. Throws what the client throws. */
export async function readOrGone(call: MethodCall, { client, signal }: CallContext): Promise<JsonValue | undefined> {
  try {
    return rowsOf(call.method, await client.send(call, { signal }))[0];
  } catch (error) {
    if (saysAbsent(error, client.provider)) return undefined;
    throw error;
  }
}

/**
 * Waits until objects have arrived, with growing pauses, and gives them as they are then, in order; undefined for one that is gone.
 * Throws `outcome_unknown` when one is still on its way after the time for one call, counted from the statement's first waiting.
 */
export async function settle(
  pending: readonly Pending[],
  { record, plan }: { readonly record: ChangeRecord; readonly plan: ChangePlan },
  context: CallContext,
): Promise<readonly (JsonValue | undefined)[]> {
  const { clock, signal, timeout } = context;
  record.deadline ??= clock.now() + timeout * 1000;
  const objects = new Map<Pending, JsonValue | undefined>();
  for (let pause = firstPause; objects.size < pending.length; pause = Math.min(pause * 1.5, longestPause)) {
    const left = record.deadline - clock.now();
    if (left <= 0)
      throw stillOnTheWay(
        pending.filter((one) => !objects.has(one)),
        plan,
        timeout,
      );
    await clock.wait(Math.min(pause, left), signal);
    for (const one of pending) {
      if (objects.has(one)) continue;
      const object = await readOrGone(one.read, context);
      if (stateToCome(plan.target, object) === null) objects.set(one, object);
    }
  }
  return pending.map((one) => objects.get(one));
}

/** Waits for all objects of a change that are on their way, if that is wanted; then none is. Throws as {@link settle} does. */
export async function waitForAll(record: ChangeRecord, plan: ChangePlan, context: CallContext): Promise<void> {
  if (!context.wait || record.pending.length === 0) return;
  await settle(record.pending, { record, plan }, context);
  record.pending.length = 0;
}

function stillOnTheWay(open: readonly Pending[], { target }: ChangePlan, timeout: number): QueryError {
  const [first] = open;
  const kind = target.resource.transition?.object ?? 'object';
  const more = open.length > 1 ? ` and ${open.length - 1} more` : '';
  const message = `${kind} ${first?.name ?? ''}${more} is still on its way to ${first?.state ?? ''} after ${timeout} s`;
  const check = first?.check ?? null;
  return new QueryError('outcome_unknown', message, {
    hint: `${check === null ? '' : `Check it with ${check} `}Allow more with --timeout.`,
  });
}
