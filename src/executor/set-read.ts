import { QueryError } from '../errors/query-error.ts';
import { valueAt } from '../http/json-path.ts';
import { pages } from '../http/pages.ts';
import { ownerArguments } from '../planner/cost/scan-cost.ts';
import type { FilteredSet, InverseSet, ScanPlan, SetRead } from '../planner/plan.ts';
import { chunkFilter } from '../planner/query/pushdown/chunk-filter.ts';
import type { FilterExpression } from '../planner/query/pushdown/filter-expression.ts';
import type { ArgumentValue, MethodCall } from '../request/method-call.ts';
import { withPageSize } from '../request/page-size.ts';
import { plainText } from '../values/json-text.ts';
import type { JsonValue, Page, Row } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { orderedMap } from './ordered-map.ts';
import { rowOfAnswer } from './row-of-answer.ts';

/** Values from which on owners are listed to learn whether the other way is shorter: that list is a call too. */
const worthAsking = 20;

/** Lists of one set read that are under way at once. */
const concurrentLists = 5;

/** Calls that differ in one value, for which another way is looked for. */
export interface SetCalls {
  readonly scan: ScanPlan;
  readonly server: string | null;
  readonly calls: readonly MethodCall[];
  readonly context: CallContext;
}

/** Rows that were read another way. */
export interface SetRows {
  /** A page for each list that was asked instead. */
  readonly pages: readonly Page[];
  /** Calls that the other way said nothing of. */
  readonly rest: readonly MethodCall[];
  /** Calls for what is not there. */
  readonly none: readonly MethodCall[];
}

/**
 * Reads the rows of many calls with fewer, where the scan knows a way; null where none is shorter. Owners are listed to learn what the other
 * way would take, as long as that is itself a small part of what it may save.
 */
export async function readSet(request: SetCalls): Promise<SetRows | null> {
  const { scan, calls } = request;
  if (calls.length < 2) return null;
  for (const set of scan.sets) {
    const rows = await read(set, request);
    if (rows !== null) return rows;
  }
  return null;
}

async function read(set: SetRead, request: SetCalls): Promise<SetRows | null> {
  return set.kind === 'filter' ? await filteredRows(set, request) : await inverseRows(set, request);
}

function textOf(value: ArgumentValue | JsonValue | undefined): readonly string[] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? [plainText(value)] : [];
}

/** One list for as many keys as fit into a URL. A server that does not take the expression after all is asked value by value. */
async function filteredRows(set: FilteredSet, request: SetCalls): Promise<SetRows | null> {
  const { calls, context } = request;
  const [first] = calls;
  const byValue = callsByValue(set, calls);
  const key = set.parameter.keyColumn ?? set.parameter.name;
  const [head, ...rest] = [...byValue.keys()].map(
    (text): FilterExpression => ({ kind: 'compare', attribute: set.attribute, operator: 'eq', value: { kind: 'text', text } }),
  );
  if (first === undefined || head === undefined) return null;
  const { texts } = chunkFilter([{ kind: 'or', operands: [head, ...rest] }], set);
  if (texts.length === 0 || texts.length >= calls.length || tooMany(texts.length, request)) return null;
  const lists = texts.map(
    (text): MethodCall => ({ ...first, method: set.list, arguments: withPageSize(set.list, new Map([[set.filter, text]]), null) }),
  );
  try {
    const found: Page[] = [];
    const unseen = new Map(byValue);
    for await (const rows of orderedMap(lists, concurrentLists, (call) => wholeList(call, context))) {
      for (const row of rows) for (const value of textOf(valueAt(row, key))) unseen.delete(value);
      found.push(rows.flatMap((row) => textOf(valueAt(row, key)).flatMap((value) => projected(row, byValue.get(value), request))));
    }
    return { pages: found, rest: [], none: [...unseen.values()] };
  } catch (error) {
    if (!QueryError.is(error) || error.remote?.status !== 400 || !set.language.refusals.includes(error.remote.errorCode ?? '')) throw error;
    return null;
  }
}

/** The calls by the value that tells them apart. */
function callsByValue({ parameter }: SetRead, calls: readonly MethodCall[]): ReadonlyMap<string, MethodCall> {
  return new Map(calls.flatMap((call) => textOf(call.arguments.get(parameter.name)).map((key): [string, MethodCall] => [key, call])));
}

/**
 * Every owner with its members, of which those that were asked for make a row each. A member that no owner has may be one that such lists leave
 * out: it is asked for itself.
 */
async function inverseRows(set: InverseSet, request: SetCalls): Promise<SetRows | null> {
  const { calls, context } = request;
  const [first] = calls;
  if (first === undefined || calls.length < worthAsking) return null;
  const owners = await ownersWithin(set, first, request);
  if (owners === null) return null;
  const { inverse } = set;
  const byValue = callsByValue(set, calls);
  const size = set.members.method.paging?.size ?? null;
  const listCalls = owners.map((owner): MethodCall => {
    const values = new Map<string, ArgumentValue>([
      [inverse.memberParameter, textOf(valueAt(owner, inverse.ownerKey))[0] ?? ''],
      ...(size === null ? [] : [[size.parameter, size.maximum] as const]),
    ]);
    return { ...first, method: set.members.method, arguments: values };
  });
  const found: Page[] = [];
  const unseen = new Map(byValue);
  const lists = orderedMap(listCalls, concurrentLists, (call) => wholeList(call, context));
  let index = 0;
  for await (const members of lists) {
    const owner = owners[index] ?? null;
    index += 1;
    const keys = members.flatMap((member) => textOf(valueAt(member, inverse.memberKey)));
    found.push(keys.flatMap((key) => projected(owner, byValue.get(key), request)));
    for (const key of keys) unseen.delete(key);
  }
  return { pages: found, rest: [...unseen.values()], none: [] };
}

/** The owners, unless reading their members takes more than half as many calls as there are values: whole lists are more to carry. */
async function ownersWithin(set: InverseSet, first: MethodCall, request: SetCalls): Promise<readonly JsonValue[] | null> {
  const { inverse, owners, members } = set;
  const { context, calls } = request;
  const call: MethodCall = {
    ...first,
    method: owners.method,
    arguments: withPageSize(owners.method, ownerArguments(set), null),
  };
  const pageRows = members.method.paging?.size?.maximum ?? Number.POSITIVE_INFINITY;
  const rows: JsonValue[] = [];
  let needed = 0;
  for await (const page of pages(context.client, call, context)) {
    needed += 1;
    for (const owner of page.rows) {
      rows.push(owner);
      const count = Number(textOf(valueAt(owner, inverse.count.path))[0] ?? 0);
      needed += Math.max(1, Math.ceil(count / pageRows));
    }
    if (needed * 2 > calls.length || tooMany(needed, request)) return null;
  }
  context.meter?.list(call, rows.length);
  return rows;
}

async function wholeList(call: MethodCall, context: CallContext): Promise<readonly JsonValue[]> {
  const rows: JsonValue[] = [];
  for await (const page of pages(context.client, call, context)) rows.push(...page.rows);
  return rows;
}

/** The row as the call for its value would have given it; none where nobody asked for that value. */
function projected(answer: JsonValue, call: MethodCall | undefined, { scan, server }: SetCalls): readonly Row[] {
  return call === undefined ? [] : [rowOfAnswer(answer, scan.columns, { call, server })];
}

/** More calls than rows of others may cause are left to be refused where they are counted. */
function tooMany(calls: number, { scan, context }: SetCalls): boolean {
  return scan.expansions.length > 0 && calls > context.maxCalls;
}
