import { QueryError } from '../errors/query-error.ts';
import { pages } from '../http/pages.ts';
import { meansAbsent } from '../http/error-answer.ts';
import type { ScanColumn, ScanOrder, ScanPlan, ServerBinding } from '../planner/plan.ts';
import { withoutPushdown } from '../planner/query/pushdown/without-pushdown.ts';
import type { MethodCall } from '../request/method-call.ts';
import { isJsonObject, plainText } from '../values/json-text.ts';
import type { Page, Row } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { rowOfAnswer } from './row-of-answer.ts';

/** Reads a scan as it is. */
export type ScanRunner = (scan: ScanPlan, context: CallContext) => AsyncIterable<Page>;

/**
 * Reads a scan that a list takes conditions or an order of. Rows that the session has changed lately are read past an index that lags behind;
 * an order ends the scan where its rows do; a list that does not take an expression after all is asked plainly.
 */
export async function* pushedScan(scan: ScanPlan, context: CallContext, run: ScanRunner): AsyncGenerator<Page> {
  let given = 0;
  try {
    for await (const page of upTo(scan.order, upToDate(scan, context, run))) {
      given += page.length;
      if (page.length > 0) yield page;
    }
  } catch (error) {
    if (given > 0 || !isRefusedExpression(error, scan, context)) throw error;
    context.notice(
      'pushdown_refused',
      `${scan.target.method.name} did not take ${scan.pushed.map(({ text }) => text).join(' AND ')}: every row is read`,
    );
    yield* run(withoutPushdown(scan), context);
  }
}

function isRefusedExpression(error: unknown, { pushed, bindings, target }: ScanPlan, { client }: CallContext): error is QueryError {
  if (!QueryError.is(error) || error.remote?.status !== 400 || pushed.length === 0) return false;
  const filter = target.method.pushdown?.filters.find(({ parameter }) =>
    bindings.some((one) => one.source === 'pushdown' && one.parameter.name === parameter),
  );
  const refusals = client.provider.filterLanguages?.[filter?.language ?? '']?.refusals ?? [];
  return error.remote.errorCode !== undefined && refusals.includes(error.remote.errorCode);
}

/** Ends behind the rows that are wanted and those of the same rank. */
async function* upTo(order: ScanOrder | null, rows: AsyncIterable<Page>): AsyncGenerator<Page> {
  if (order === null) {
    yield* rows;
    return;
  }
  let seen = 0;
  let last: Row[number] | undefined;
  for await (const page of rows) {
    const end = page.findIndex(
      (row, index) => seen + index >= order.rows && row[order.index] !== (index > 0 ? page[index - 1]?.[order.index] : last),
    );
    yield end < 0 ? page : page.slice(0, end);
    if (end >= 0) return;
    seen += page.length;
    last = page.at(-1)?.[order.index] ?? last;
  }
}

/** What an index finds, with the rows that were changed lately as they are now. */
async function* upToDate(scan: ScanPlan, context: CallContext, run: ScanRunner): AsyncGenerator<Page> {
  const { readBack } = scan.target.method.pushdown ?? {};
  const touched = readBack === undefined ? [] : scan.server.values.map((server) => ({ server, ids: touchedOf(scan, server, context) }));
  if (readBack === undefined || scan.pushed.length + (scan.order === null ? 0 : 1) === 0 || touched.every(({ ids }) => ids.length === 0)) {
    yield* run(scan, context);
    return;
  }
  const fresh: Row[] = [];
  for (const { server, ids } of touched) for (const id of ids) fresh.push(...(await readOne(scan, { server, id }, context)));
  const old = new Set(touched.flatMap(({ ids }) => ids));
  const key: ScanColumn = { name: readBack.key, type: 'string', origin: 'field', from: readBack.key };
  const keyed: ScanPlan = { ...scan, columns: [...scan.columns, key] };
  if (scan.order !== null) yield* inOrder(fresh, scan.order, without(old, run(keyed, context)));
  else {
    for await (const page of without(old, run(keyed, context))) yield page;
    yield fresh;
  }
}

function touchedOf(
  { consistency, target }: ScanPlan,
  { origin }: ServerBinding['values'][number],
  { touched, clock }: CallContext,
): readonly string[] {
  const seconds = target.method.pushdown?.readBack?.seconds ?? 0;
  return consistency === 'strong' ? [] : touched.since(origin, target, clock.now() - seconds * 1_000);
}

/** Rows whose last cell, the key, is none of those; without that cell. */
async function* without(keys: ReadonlySet<string>, rows: AsyncIterable<Page>): AsyncGenerator<Page> {
  for await (const page of rows) yield page.filter((row) => !keys.has(plainText(row.at(-1) ?? null))).map((row) => row.slice(0, -1));
}

/** Puts rows where the order of the others has them. */
async function* inOrder(rows: readonly Row[], { index, direction }: ScanOrder, others: AsyncIterable<Page>): AsyncGenerator<Page> {
  const sign = direction === 'asc' ? 1 : -1;
  const before = (a: Row, b: Row): boolean => sign * compare(a[index], b[index]) < 0;
  let waiting = [...rows].sort((a, b) => sign * compare(a[index], b[index]));
  for await (const page of others) {
    const merged: Row[] = [];
    for (const row of page) {
      merged.push(...waiting.filter((one) => before(one, row)), row);
      waiting = waiting.filter((one) => !before(one, row));
    }
    yield merged;
  }
  yield waiting;
}

function compare(a: Row[number] | undefined, b: Row[number] | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [one, other] = [plainText(a ?? null), plainText(b ?? null)];
  return one < other ? -1 : one > other ? 1 : 0;
}

interface Wanted {
  readonly server: ServerBinding['values'][number];
  readonly id: string;
}

/** The object as it is now; no row when it is gone. */
async function readOne(scan: ScanPlan, { server, id }: Wanted, context: CallContext): Promise<readonly Row[]> {
  const { resource, method } = scan.target;
  const read = resource.methods.find(({ name }) => name === method.pushdown?.readBack?.method);
  const parameter = read?.parameters.find(({ location }) => location === 'path');
  if (read === undefined || parameter === undefined) return [];
  const call: MethodCall = { method: read, origin: server.origin, arguments: new Map([[parameter.name, id]]), body: null };
  try {
    const rows: Row[] = [];
    for await (const page of pages(context.client, call, { signal: context.signal })) {
      for (const row of page.rows) {
        const own = isJsonObject(row) && row[method.pushdown?.readBack?.key ?? ''] === id;
        if (own) rows.push(rowOfAnswer(row, scan.columns, { call, server: server.value }));
      }
    }
    return rows;
  } catch (error) {
    if (meansAbsent(read, error)) return [];
    throw error;
  }
}
