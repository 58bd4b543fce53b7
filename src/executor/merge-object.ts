import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { pathVariables } from '../catalog/path-template.ts';
import { nameOnWire, schemaLookup } from '../catalog/lookup.ts';
import { changedError, QueryError } from '../errors/query-error.ts';
import { type ChangeCall, withValues } from '../planner/change/change-calls.ts';
import { lostSecrets } from '../planner/change/lost-secrets.ts';
import { type Difference, differences, removals } from '../planner/change/object-difference.ts';
import { keyedRead } from '../planner/change/plan-returning.ts';
import type { ChangePlan } from '../planner/plan.ts';
import type { MethodCall } from '../request/method-call.ts';
import { isJsonObject } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import type { ObjectReader, ReadObject } from './object-reader.ts';

/** A call of a change, complete, with what is known of the object that it changes. */
export interface PreparedWrite {
  readonly change: ChangeCall;
  readonly call: MethodCall;
  /** The object before the call; null where it was not read, or is not there. */
  readonly before: JsonValue | null;
  /** What a merge changes; empty where nothing is merged. */
  readonly changes: readonly Difference[];
  /** What a REPLACE removes. */
  readonly removes: readonly Difference[];
  /** Places of secrets that a merge loses. */
  readonly loses: readonly string[];
}

/** Methods that read what a change has to know of its objects. */
export function readsOf({ read, write, recheck, target }: ChangePlan): ReadonlySet<MethodDescriptor> {
  const own = keyedRead(target);
  const wanted = own !== undefined && (recheck === true || (write !== null && write.etag !== null)) ? [own] : [];
  const methods = [
    ...wanted,
    ...(read === null ? [] : [read.method]),
    ...(write === null || write.replaces === null ? [] : [write.replaces]),
  ];
  return new Set(methods.filter(({ httpMethod }) => httpMethod === 'GET'));
}

/** How many requests the calls will take, with the reads that go with them and were not made yet. */
export function callsToCome({ read, write }: ChangePlan, calls: readonly ChangeCall[], objects: ObjectReader): number {
  const method = read?.method ?? write?.replaces ?? null;
  if (method === null) return calls.length;
  const known = read?.when === 'after' ? [] : calls.filter((call) => objects.recall(method, call) !== undefined);
  return 2 * calls.length - known.length;
}

/** Completes one call by what its object holds: reads it where the plan says so, unless it was read before. Throws what reading throws. */
export async function prepareWrite(plan: ChangePlan, change: ChangeCall, objects: ObjectReader): Promise<PreparedWrite> {
  const { method } = plan.target;
  const before = await objectBefore(plan, change, objects);
  const merges = plan.read?.when === 'merge';
  const base = merges ? writable(before?.value ?? {}, method) : null;
  const body: ChangeCall['body'] = base === null ? change.body : { kind: 'json', value: withValues(base, change.assignments) };
  const sent = body?.kind === 'json' ? body.value : null;
  const etag = plan.write?.etag ?? null;
  const tagged =
    etag !== null && before !== null && before.etag !== null ? new Map([...change.values, [etag.name, before.etag]]) : change.values;
  const replaces = plan.write !== null && plan.write.replaces !== null && before !== null && sent !== null;
  return {
    change,
    call: { method, origin: change.origin, arguments: tagged, body },
    before: before?.value ?? null,
    changes: base === null ? [] : differences(base, sent ?? undefined),
    removes: replaces ? removals(before.value, sent, { method, lookup: schemaLookup(plan.target.service) }) : [],
    loses: merges && before !== null && sent !== null ? lostSecrets(before.value, sent, plan.write?.lost ?? []) : [],
  };
}

async function objectBefore({ read, write, target }: ChangePlan, change: ChangeCall, objects: ObjectReader): Promise<ReadObject | null> {
  if (read !== null && read.when !== 'after') return await objects.read(read.method, change);
  if (write === null) return null;
  if (write.replaces !== null) return await objects.readIfThere(write.replaces, change);
  const own = write.etag === null ? undefined : keyedRead(target);
  return own === undefined ? null : (objects.recall(own, change) ?? null);
}

/** What a PUT starts from: the object as it was, without what the server sets itself. */
function writable(current: JsonValue, method: MethodDescriptor): JsonValue {
  if (!isJsonObject(current)) return {};
  const fields = new Set((method.body?.fields ?? []).map(nameOnWire));
  const served = new Set(method.response.columns.map(nameOnWire));
  return Object.fromEntries(Object.entries(current).filter(([name]) => fields.has(name) || !served.has(name)));
}

/** Throws `refused` where a merge would lose a secret that it cannot write back, unless that is allowed. */
export function refuseLosses({ write, target, verb }: ChangePlan, { loses, change }: PreparedWrite): void {
  const [first] = loses;
  if (first === undefined || write === null || write.losses === 'allowed') return;
  const what = loses.length === 1 ? first : `${loses.slice(0, -1).join(', ')} and ${loses.at(-1) ?? ''}`;
  throw new QueryError(
    'refused',
    `${verb.toUpperCase()} writes the whole object, and the API does not show ${what} of the one with ${keysText(target.method, change)}: it would be lost, so nothing was changed`,
    { hint: `Set it too: SET ${first} = '…'. SET oktaql.lose_secrets = on lets it be lost.` },
  );
}

/** The object of a call as the statement would name it: `appId = '0oa1'`. */
export function keysText({ path, parameters }: MethodDescriptor, { values }: ChangeCall): string {
  const keys = pathVariables(path).map((name) => {
    const sqlName = parameters.find((parameter) => parameter.name === name)?.sqlName ?? name;
    return `${sqlName} = '${String(values.get(name))}'`;
  });
  return keys.length === 0 ? path : keys.join(' and ');
}

/** The error of a call that was sent with the ETag of a read: 412 (RFC 9110, section 15.5.13) says that the object is another by now. */
export function conflictOf(error: unknown, plan: ChangePlan, { call, change }: PreparedWrite): unknown {
  const etag = plan.write?.etag ?? null;
  if (!QueryError.is(error) || error.remote?.status !== 412 || etag === null || !call.arguments.has(etag.name)) return error;
  return changedError(error, {
    code: 'conflict',
    message: `the object with ${keysText(plan.target.method, change)} was changed meanwhile: nothing was written to it`,
    hint: 'Run the statement again: it reads the object as it is now.',
    cause: error,
  });
}
