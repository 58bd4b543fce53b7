import { QueryError } from '../errors/query-error.ts';
import type { ApiClient } from '../http/client.ts';
import { nextTarget } from '../http/next-page.ts';
import { rowsOf } from '../http/rows.ts';
import { type Estimates, listKey, type RowEstimate } from '../planner/cost/estimates.ts';
import { samples } from '../planner/cost/scan-cost.ts';
import type { ScanPlan } from '../planner/plan.ts';
import type { MethodCall } from '../request/method-call.ts';
import { withPageSize } from '../request/page-size.ts';

/** How lists are probed. */
export interface ProbeOptions {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  /** Calls that may be made. */
  readonly most: number;
}

/**
 * Asks for the first page of each list whose size nobody knows and whose parameters are all given: a short list has told its size then, a long
 * one that it has more. A list that cannot be asked for stays unknown and is named in `failures`. Throws nothing but what ends the statement.
 */
export async function probeLists(scans: readonly ScanPlan[], known: Estimates, options: ProbeOptions): Promise<Estimates> {
  const rows = new Map(known.rows);
  const failures: string[] = [];
  let probes = 0;
  for (const call of scans.flatMap(withParents).filter(isProbed).flatMap(firstCalls)) {
    const key = listKey(call.origin, call.method, call.arguments);
    if (rows.has(key) || probes >= options.most) continue;
    probes += 1;
    const found = await probe(call, options);
    if (QueryError.is(found)) failures.push(found.message);
    else rows.set(key, found);
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

function withParents(scan: ScanPlan): readonly ScanPlan[] {
  return [...scan.expansions.flatMap(({ from }) => (from.kind === 'parent' ? withParents(from.scan) : [])), scan];
}
