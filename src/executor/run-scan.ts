import { QueryError } from '../errors/query-error.ts';
import { type RowPage, pages } from '../http/pages.ts';
import type { ScanPlan, ServerBinding } from '../planner/plan.ts';
import type { ArgumentValue, MethodCall } from '../request/method-call.ts';
import { withPageSize } from '../request/page-size.ts';
import type { Page } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { orderedMap } from './ordered-map.ts';
import { rowOfAnswer } from './row-of-answer.ts';

/** Single-answer calls of one scan that are under way at once. */
const concurrentCalls = 5;

type Arguments = ReadonlyMap<string, ArgumentValue>;

/**
 * Reads a relation: a call for each combination of server, bindings and parent rows, pages in that order. An answer that means "none here"
 * gives no row. Leaving early aborts what is under way. Throws `refused` when an expansion would make more calls than allowed.
 */
export async function* runScan(scan: ScanPlan, context: CallContext): AsyncGenerator<Page> {
  const stop = new AbortController();
  const inner: CallContext = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  try {
    for (const server of scan.server.values) yield* scanServer(scan, server, inner);
  } finally {
    stop.abort();
  }
}

type ServerValue = ServerBinding['values'][number];

async function* scanServer(scan: ScanPlan, server: ServerValue, context: CallContext): AsyncGenerator<Page> {
  for (const notice of scan.notices) context.notice('unlisted_value', notice);
  const combinations = product(scan, await parentValues(scan, server, context));
  if (scan.expansions.length > 0) refuseTooMany(combinations.length, scan, context);
  const calls = combinations.map(
    (values): MethodCall => ({
      method: scan.target.method,
      origin: server.origin,
      arguments: withPageSize(scan.target.method, values, scan.limit),
      body: null,
    }),
  );
  const read = async function* (call: MethodCall): AsyncGenerator<Page> {
    for await (const page of answerPages(call, scan, context)) {
      yield page.rows.map((row) => rowOfAnswer(row, scan.columns, { call, server: server.value }));
    }
  };
  if (scan.target.method.paging !== null || calls.length === 1) for (const call of calls) yield* read(call);
  else yield* concurrently(calls, Math.min(concurrentCalls, scan.limit ?? concurrentCalls), read);
}

/** Each call gives at most a row: a reader that wants few rows gets few calls ahead. */
async function* concurrently(
  calls: readonly MethodCall[],
  width: number,
  read: (call: MethodCall) => AsyncIterable<Page>,
): AsyncGenerator<Page> {
  const whole = async (call: MethodCall): Promise<Page> => {
    const rows: Page[number][] = [];
    for await (const page of read(call)) rows.push(...page);
    return rows;
  };
  for await (const page of orderedMap(calls, Math.max(1, width), whole)) if (page.length > 0) yield page;
}

/** For each expanded parameter the distinct values that its parent's rows hold. */
async function parentValues(
  scan: ScanPlan,
  server: ServerValue,
  context: CallContext,
): Promise<ReadonlyMap<string, readonly ArgumentValue[]>> {
  const found = new Map<string, readonly ArgumentValue[]>();
  for (const { parameter, parent } of scan.expansions) {
    const values = new Set<ArgumentValue>();
    for await (const page of runScan({ ...parent, server: { ...parent.server, values: [server] } }, context)) {
      for (const [value] of page) if (typeof value === 'string' || typeof value === 'number') values.add(value);
      refuseTooMany(values.size, scan, context);
    }
    found.set(parameter.name, [...values]);
  }
  return found;
}

function refuseTooMany(calls: number, { target, expansions }: ScanPlan, { maxCalls }: CallContext): void {
  if (calls <= maxCalls) return;
  const parameters = expansions.map(({ parameter }) => parameter.sqlName).join(' and ');
  throw new QueryError('refused', `this would call ${target.method.name} more than ${maxCalls} times, once for each ${parameters}`, {
    hint: `Name ${parameters} in the statement, or allow more with --max-calls.`,
  });
}

function product({ bindings, expansions }: ScanPlan, parents: ReadonlyMap<string, readonly ArgumentValue[]>): readonly Arguments[] {
  const lists = [
    ...bindings.map(({ parameter, values }) => ({ name: parameter.name, values })),
    ...expansions.map(({ parameter }) => ({ name: parameter.name, values: parents.get(parameter.name) ?? [] })),
  ];
  return lists.reduce<readonly Arguments[]>(
    (maps, { name, values }) => maps.flatMap((map) => values.map((value) => new Map([...map, [name, value]]))),
    [new Map()],
  );
}

async function* answerPages(call: MethodCall, scan: ScanPlan, context: CallContext): AsyncGenerator<RowPage> {
  try {
    yield* pages(context.client, call, context.signal);
  } catch (error) {
    if (!meansNone(error, scan, context)) throw error;
    if (scan.expansions.length === 0) context.notice('none_found', noneFound(call));
  }
}

/** Does an error answer say that there is none, where none is a possible result: a keyed read, or a child in an expansion? */
function meansNone(error: unknown, { target, expansions }: ScanPlan, { client }: CallContext): boolean {
  if (!QueryError.is(error) || error.remote === undefined) return false;
  const { method } = target;
  const { status, errorCode } = error.remote;
  if (expansions.length === 0 && method.response.shape === 'list') return false;
  const marked = method.absent.some((absent) => absent.status === status && (absent.code === null || absent.code === errorCode));
  const unmarked =
    expansions.length > 0 && status === 404 && errorCode !== undefined && client.provider.errors.meanings.notFound.includes(errorCode);
  return marked || unmarked;
}

function noneFound({ method, arguments: values }: MethodCall): string {
  const keys = method.parameters
    .filter(({ location }) => location === 'path')
    .map(({ name, sqlName }) => `${sqlName} = ${String(values.get(name))}`);
  return `${method.name} found nothing for ${keys.join(', ')}`;
}
