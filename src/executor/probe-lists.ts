import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import type { ApiClient } from '../http/client.ts';
import { valueAt } from '../http/json-path.ts';
import { nextTarget } from '../http/next-page.ts';
import { rowsOf } from '../http/rows.ts';
import { type Estimates, listKey, type RowEstimate } from '../planner/cost/estimates.ts';
import { ownerArguments, samples } from '../planner/cost/scan-cost.ts';
import type { ScanPlan } from '../planner/plan.ts';
import type { MethodCall } from '../request/method-call.ts';
import { withPageSize } from '../request/page-size.ts';

/** How lists are probed. */
export interface ProbeOptions {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  /** Calls that may be made. */
  readonly most: number;
  readonly methodNamed: MethodsByName;
}

/** Finds a method by `service.resource.method`. */
export type MethodsByName = (name: string) => MethodDescriptor | undefined;

/**
 * Asks for the first page of each list whose size nobody knows and whose parameters are all given: a short list has told its size then, a long
 * one that it has more. A list that cannot be asked for stays unknown and is named in `failures`. Throws nothing but what ends the statement.
 */
export async function probeLists(scans: readonly ScanPlan[], known: Estimates, options: ProbeOptions): Promise<Estimates> {
  const rows = new Map(known.rows);
  const failures: string[] = [];
  let probes = 0;
  const all = scans.flatMap(withParents);
  for (const call of [...all.filter(isProbed).flatMap(firstCalls), ...all.flatMap(ownerCalls)]) {
    const key = listKey(call.origin, call.method, call.arguments);
    if (rows.has(key) || probes >= options.most) continue;
    probes += 1;
    const found = await probe(call, options);
    if (QueryError.is(found)) {
      failures.push(found.message);
      continue;
    }
    const counting = found.whole || probes >= options.most ? undefined : countCall(call, options.methodNamed);
    const counted = counting === undefined ? undefined : await count(counting, options);
    if (counting !== undefined) probes += 1;
    rows.set(key, counted ?? found);
  }
  return { ...known, rows, probes: known.probes + probes, failures: [...known.failures, ...failures] };
}

/** Only a list that may have several pages, and that nobody wants less than a page of. */
function isProbed({ target: { method }, expansions, bindings, limit }: ScanPlan): boolean {
  if (method.paging === null || expansions.length > 0 || bindings.some(({ values }) => values.length === 0)) return false;
  return limit === null || limit > (method.paging.size?.preferred ?? limit);
}

function firstCalls(scan: ScanPlan): readonly MethodCall[] {
  const { method } = scan.target;
  const [server] = scan.server.values;
  if (server === undefined) return [];
  return samples(scan).map((values) => ({ method, origin: server.origin, arguments: withPageSize(method, values, null), body: null }));
}

/** What would be listed to read the rows of many from the other side. */
function ownerCalls({ sets, server }: ScanPlan): readonly MethodCall[] {
  const [first] = server.values;
  if (first === undefined) return [];
  return sets.flatMap((set): readonly MethodCall[] => {
    if (set.kind !== 'inverse') return [];
    const { method } = set.owners;
    return [{ method, origin: first.origin, arguments: withPageSize(method, ownerArguments(set), null), body: null }];
  });
}

async function probe(call: MethodCall, { client, signal }: ProbeOptions): Promise<RowEstimate | QueryError> {
  const { method } = call;
  try {
    const response = await client.send(call, { signal });
    const rows = rowsOf(method, response);
    const size = method.paging?.size?.preferred ?? null;
    const next =
      method.paging === null ? null : nextTarget({ paging: method.paging, server: client.provider.server, response, rows, index: 0, size });
    return { rows: rows.length, whole: next === null, source: 'probe' };
  } catch (error) {
    if (!QueryError.is(error) || signal.aborted) throw error;
    return error;
  }
}

interface CountCall {
  readonly call: MethodCall;
  /** Where the number stands in a row. */
  readonly value: string;
}

/** The call that tells how long a list is, where there is one. */
function countCall({ method, origin, arguments: given }: MethodCall, methodNamed: MethodsByName): CountCall | undefined {
  const { count: how } = method;
  const counting = how === undefined ? undefined : methodNamed(how.method);
  if (how === undefined || counting === undefined || how.unless.some((name) => given.has(name))) return undefined;
  const filled = Object.entries(how.arguments).map(([name, text]): readonly [string, string] => [
    name,
    text.replaceAll(/\{(\w+)\}/g, (_, own: string) => JSON.stringify(String(given.get(own) ?? '')).slice(1, -1)),
  ]);
  return { call: { method: counting, origin, arguments: withPageSize(counting, new Map(filled), null), body: null }, value: how.value };
}

/** The largest number in the answer's rows; undefined where it has none or does not come. */
async function count({ call, value }: CountCall, { client, signal }: ProbeOptions): Promise<RowEstimate | undefined> {
  try {
    const answer = rowsOf(call.method, await client.send(call, { signal }));
    const numbers = answer.map((row) => valueAt(row, value)).filter((found) => typeof found === 'number');
    return numbers.length === 0 ? undefined : { rows: Math.max(...numbers), whole: true, source: 'count' };
  } catch (error) {
    if (!QueryError.is(error) || signal.aborted) throw error;
    return undefined;
  }
}

function withParents(scan: ScanPlan): readonly ScanPlan[] {
  return [...scan.expansions.flatMap(({ from }) => (from.kind === 'parent' ? withParents(from.scan) : [])), scan];
}
