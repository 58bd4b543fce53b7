import { QueryError } from '../errors/query-error.ts';
import { type PageOptions, type RowPage, pages } from '../http/pages.ts';
import { suppliedByRow } from './supplied-values.ts';
import { refuseSelf } from '../planner/change/self-identifier.ts';
import type { Expansion, ScanPlan, ServerBinding } from '../planner/plan.ts';
import type { ArgumentValue, MethodCall } from '../request/method-call.ts';
import { withPageSize } from '../request/page-size.ts';
import { jsonText, plainText } from '../values/json-text.ts';
import type { Page } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { orderedMap } from './ordered-map.ts';
import { pushedScan } from './pushed-scan.ts';
import { tellCapped } from './capped-list.ts';
import { rowOfAnswer } from './row-of-answer.ts';
import { readSet } from './set-read.ts';

/** Single-answer calls of one scan that are asked for at once; when each goes is the scheduler's business. */
const concurrentCalls = 35;
/** Lists of one scan that are read to their ends at once; their rows are held until it is their turn. */
const concurrentLists = 5;

/** How many of a scan's rows will be read in any case, as far as is known by now: what is fetched for them is never fetched in vain. */
export type WantedRows = () => number;

const all = Number.POSITIVE_INFINITY;

/** What one scan was asked for and has given. */
interface Demand {
  readonly wanted: WantedRows;
  received: number;
}

interface RunningScan {
  readonly context: CallContext;
  readonly demand: Demand;
}

type Arguments = ReadonlyMap<string, ArgumentValue>;

/**
 * Reads a relation. An answer that means "none here" gives no row. Leaving early aborts what is under way. Throws `refused` when an expansion
 * would make more calls than allowed.
 */
export function runScan(scan: ScanPlan, context: CallContext, wanted?: WantedRows): AsyncIterable<Page> {
  if (scan.pushed.length === 0 && scan.order === null) return runCalls(scan, context, wanted);
  return pushedScan(scan, context, (one, own) => runCalls(one, own, one === scan ? wanted : undefined));
}

/**
 * Reads a relation: a call for each combination of server, bindings and parent rows, pages in that order. An answer that means "none here"
 * gives no row. Leaving early aborts what is under way. Throws `refused` when an expansion would make more calls than allowed.
 */
async function* runCalls(scan: ScanPlan, context: CallContext, wanted: WantedRows = () => scan.limit ?? all): AsyncGenerator<Page> {
  if (scan.limit === 0) return;
  const stop = new AbortController();
  const demand: Demand = { wanted, received: 0 };
  const measured = context.meter?.scan(scan);
  const client = measured?.client(context.client) ?? context.client;
  const inner: CallContext = { ...context, client, signal: AbortSignal.any([context.signal, stop.signal]) };
  try {
    for (const server of scan.server.values) yield* scanServer(scan, server, { context: inner, demand });
  } finally {
    stop.abort();
  }
}

type ServerValue = ServerBinding['values'][number];

async function* scanServer(scan: ScanPlan, server: ServerValue, { context, demand }: RunningScan): AsyncGenerator<Page> {
  for (const notice of scan.notices) context.notice('unlisted_value', notice);
  const plain = callsOf(scan, server, context);
  const known = scan.sets.length > 0 && demand.wanted() === all ? await collected(plain) : null;
  const set = known === null ? null : await readSet({ scan, server: server.value, calls: known, context });
  if (scan.expansions.length === 0) for (const call of set?.none ?? []) context.notice('none_found', noneFound(call));
  for (const page of set?.pages ?? []) {
    context.meter?.scan(scan).rows(page.length);
    if (page.length > 0) yield page;
  }
  if (set === null && scan.otherwise !== null && known !== null && known.length > 1) {
    yield* runScan({ ...scan.otherwise, server: { ...scan.otherwise.server, values: [server] } }, context);
    return;
  }
  const calls = limited(set?.rest ?? known ?? plain, scan, context);
  const read = async function* (call: MethodCall): AsyncGenerator<Page> {
    const { received } = demand;
    let own = 0;
    const ahead = (rows: number): boolean => received + rows < demand.wanted();
    for await (const page of answerPages(call, scan, { ...context, ahead })) {
      demand.received += page.rows.length;
      own += page.rows.length;
      context.meter?.scan(scan).rows(page.rows.length);
      yield page.rows.map((row) => rowOfAnswer(row, scan.columns, { call, server: server.value }));
    }
    tellCapped(call, own, context);
  };
  const { paging } = scan.target.method;
  const wantsAll = demand.wanted() === all;
  if (paging !== null && wantsAll && scan.expansions.length > 0) yield* concurrently(await collected(calls), read, concurrentLists);
  else if (paging !== null) for await (const call of calls) yield* read(call);
  else if (wantsAll) yield* concurrently(await collected(calls), read, concurrentCalls);
  else yield* inBatches(calls, demand, read);
}

/** The calls in order. Parents are listed as far as calls are asked for. */
async function* callsOf(scan: ScanPlan, server: ServerValue, context: CallContext): AsyncGenerator<MethodCall> {
  const { method } = scan.target;
  for await (const parents of parentTuples(scan, server, context)) {
    for (const values of product(scan.bindings, parents)) {
      for (const extra of [{}, ...scan.complements]) {
        const all = new Map([...values, ...Object.entries(extra)]);
        yield { method, origin: server.origin, arguments: withPageSize(method, all, scan.limit), body: null };
      }
    }
  }
}

/** The calls, as long as they are not more than rows of others may cause. */
async function* limited(
  calls: AsyncIterable<MethodCall> | readonly MethodCall[],
  scan: ScanPlan,
  context: CallContext,
): AsyncGenerator<MethodCall> {
  let count = 0;
  for await (const call of calls) {
    count += 1;
    if (scan.expansions.length > 0) refuseTooMany(count, scan, context);
    yield call;
  }
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

type Read = (call: MethodCall) => AsyncIterable<Page>;

async function whole(call: MethodCall, read: Read): Promise<Page> {
  const rows: Page[number][] = [];
  for await (const page of read(call)) rows.push(...page);
  return rows;
}

/** Whoever wants all rows learns that they take more calls than allowed before the first of those is made. */
async function* concurrently(calls: readonly MethodCall[], read: Read, width: number): AsyncGenerator<Page> {
  for await (const page of orderedMap(calls, width, (call) => whole(call, read))) if (page.length > 0) yield page;
}

/** For a reader that wants few rows: as many calls at once as rows are still wanted, as each gives at most one. */
async function* inBatches(calls: AsyncIterable<MethodCall>, demand: Demand, read: Read): AsyncGenerator<Page> {
  let batch: MethodCall[] = [];
  for await (const call of calls) {
    batch.push(call);
    if (batch.length < Math.min(concurrentCalls, demand.wanted() - demand.received)) continue;
    for (const page of await Promise.all(batch.map((item) => whole(item, read)))) {
      if (page.length > 0) yield page;
    }
    batch = [];
  }
  for (const page of await Promise.all(batch.map((item) => whole(item, read)))) if (page.length > 0) yield page;
}

/** For each combination of parents what they supply; one empty combination where there are none. */
async function* parentTuples(scan: ScanPlan, server: ServerValue, context: CallContext): AsyncGenerator<Arguments> {
  const [first, ...others] = scan.expansions;
  if (first === undefined) {
    yield new Map();
    return;
  }
  const rest: (readonly Arguments[])[] = [];
  for (const expansion of others) rest.push(await collected(suppliedBy(expansion, server, context)));
  for await (const tuple of suppliedBy(first, server, context)) {
    yield* rest.reduce<readonly Arguments[]>((tuples, list) => tuples.flatMap((a) => list.map((b) => new Map([...a, ...b]))), [tuple]);
  }
}

/** What each row of a parent or a look-up supplies, each combination of values once. */
async function* suppliedBy({ from, supplies }: Expansion, server: ServerValue, context: CallContext): AsyncGenerator<Arguments> {
  const seen = new Set<string>();
  for await (const page of supplyingRows(from, server, context)) {
    for (const row of page) {
      if (from.kind === 'lookup') for (const { parameter, index } of supplies) refuseSelf(parameter, row[index], context.client.provider);
      for (const values of suppliedByRow(supplies, row)) {
        const key = jsonText([...values].map(([name, value]) => [name, plainText(value)]));
        if (seen.has(key)) continue;
        seen.add(key);
        yield values;
      }
    }
  }
}

function supplyingRows(from: Expansion['from'], server: ServerValue, context: CallContext): AsyncIterable<Page> {
  if (from.kind === 'lookup') return context.lookup(from.sql);
  return runScan({ ...from.scan, server: { ...from.scan.server, values: [server] } }, context);
}

function refuseTooMany(calls: number, { target, expansions }: ScanPlan, { maxCalls }: CallContext): void {
  if (calls <= maxCalls) return;
  const parameters = expansions.flatMap(({ supplies }) => supplies.map(({ parameter }) => parameter.sqlName)).join(' and ');
  throw new QueryError('refused', `this would call ${target.method.name} more than ${maxCalls} times, once for each ${parameters}`, {
    hint: `Name ${parameters} in the statement, or allow more with --max-calls.`,
  });
}

function product(bindings: ScanPlan['bindings'], parents: Arguments): readonly Arguments[] {
  return bindings.reduce<readonly Arguments[]>(
    (maps, { parameter, values }) => maps.flatMap((map) => values.map((value) => new Map([...map, [parameter.name, value]]))),
    [parents],
  );
}

type AheadContext = CallContext & Pick<PageOptions, 'ahead'>;

async function* answerPages(call: MethodCall, scan: ScanPlan, context: AheadContext): AsyncGenerator<RowPage> {
  try {
    let rows = 0;
    for await (const page of pages(context.client, call, context)) {
      rows += page.rows.length;
      yield page;
    }
    context.meter?.list(call, rows);
  } catch (error) {
    if (isRefusedValue(error, scan, context)) {
      context.notice('value_refused', `${error.message}: rows of that kind are left out`);
      return;
    }
    if (!meansNone(error, scan, context)) throw error;
    if (scan.expansions.length === 0 && !scan.bindings.some(({ source }) => source === 'each' || source === 'around'))
      context.notice('none_found', noneFound(call));
  }
}

/** Where all values that a document lists are asked for, some may be of features that the server has not. */
function isRefusedValue(error: unknown, { bindings }: ScanPlan, { client }: CallContext): error is QueryError {
  if (!QueryError.is(error) || !bindings.some(({ source }) => source === 'each')) return false;
  const code = error.remote?.errorCode;
  return error.remote?.status === 400 || (code !== undefined && client.provider.errors.meanings.featureOff.includes(code));
}

/** Does an error answer say that there is none, where none is a possible result: a keyed read, or a child in an expansion? */
function meansNone(error: unknown, { target, expansions, bindings }: ScanPlan, { client }: CallContext): boolean {
  if (!QueryError.is(error) || error.remote === undefined) return false;
  const { method } = target;
  const { status, errorCode } = error.remote;
  // A query around may compare what the rows have with anything.
  const isGiven = expansions.length === 0 && !bindings.some(({ source }) => source === 'around');
  if (isGiven && method.response.shape === 'list') return false;
  const marked = method.absent.some((absent) => absent.status === status && (absent.code === null || absent.code === errorCode));
  const unmarked = !isGiven && status === 404 && errorCode !== undefined && client.provider.errors.meanings.notFound.includes(errorCode);
  return marked || unmarked;
}

function noneFound({ method, arguments: values }: MethodCall): string {
  const keys = method.parameters
    .filter(({ location }) => location === 'path')
    .map(({ name, sqlName }) => `${sqlName} = ${String(values.get(name))}`);
  return `${method.name} found nothing for ${keys.join(', ')}`;
}
