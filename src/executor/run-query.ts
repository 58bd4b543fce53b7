import { changedError, QueryError } from '../errors/query-error.ts';
import type { PagedPlan, QueryPlan, StagedPlan, StreamPlan } from '../planner/plan.ts';
import type { Execution, PreparedQuery, RelationalEngine } from '../relational/relational-engine.ts';
import type { Column, Page } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { runPaged } from './run-paged.ts';
import { runScan } from './run-scan.ts';
import { haveCallsInCommon, sharingClient } from './sharing-client.ts';

/** A query whose names and types are checked; nothing was asked of the API yet. */
export interface ReadyQuery {
  readonly columns: readonly Column[];
  run(context: CallContext): AsyncIterable<Page>;
  /** Gives back what it holds; a second call does nothing. */
  close(): Promise<void>;
}

/** Loads the relational engine when the first statement needs it. */
export type RelationalLoader = () => Promise<RelationalEngine>;

/** Makes a query ready: a staged one is prepared against empty tables. Throws `relational_error` and `unknown_column` with their place. */
export async function readyQuery(plan: QueryPlan, relational: RelationalLoader, source: string): Promise<ReadyQuery> {
  if (plan.kind === 'stream') return readyStream(plan);
  const execution = await (await relational()).open();
  try {
    if (plan.kind === 'paged') return await readyPaged(plan, execution, source);
    for (const table of plan.tables) await execution.createTable(table.name, table.columns);
    const prepared = await prepare(execution, plan, source);
    return {
      columns: prepared.columns,
      run: (context) => runStaged({ plan, execution, prepared, source }, context),
      close: () => execution.close(),
    };
  } catch (error) {
    await execution.close();
    throw error;
  }
}

function readyStream(plan: StreamPlan): ReadyQuery {
  const columns = plan.output.map(({ name, index }): Column => ({ name, type: plan.scan.columns[index]?.type ?? 'string' }));
  return { columns, run: (context) => runStream(plan, context), close: async () => undefined };
}

async function readyPaged(plan: PagedPlan, execution: Execution, source: string): Promise<ReadyQuery> {
  await execution.createTable(plan.table, plan.scan.columns);
  const prepared = await prepare(execution, plan, source);
  return {
    columns: prepared.columns,
    run: (context) => placed(runPaged(plan, prepared, context), plan, source),
    close: () => execution.close(),
  };
}

/** Hands on the projected rows between OFFSET and LIMIT; the fetch ends with the last of them. */
async function* runStream({ scan, output, limit, offset }: StreamPlan, context: CallContext): AsyncGenerator<Page> {
  if (limit === 0) return;
  let skip = offset;
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const page of runScan(scan, context)) {
    const rows = page.slice(skip, skip + left);
    skip -= Math.min(skip, page.length);
    left -= rows.length;
    if (rows.length > 0) yield rows.map((row) => output.map(({ index }) => row[index] ?? null));
    if (left <= 0) return;
  }
}

/** A plan that has SQL for the database. */
type SqlPlan = StagedPlan | PagedPlan;

/** Prepares a plan's SQL; its errors point into the script. */
export async function prepare(execution: Execution, plan: SqlPlan, source: string): Promise<PreparedQuery> {
  try {
    return await execution.prepare(plan.sql);
  } catch (error) {
    throw relocated(error, plan, source);
  }
}

interface StagedRun {
  readonly plan: StagedPlan;
  readonly execution: Execution;
  readonly prepared: PreparedQuery;
  readonly source: string;
}

async function* runStaged({ plan, execution, prepared, source }: StagedRun, own: CallContext): AsyncGenerator<Page> {
  const scans = plan.tables.flatMap(({ source: from }) => (from.kind === 'scan' ? [from.scan] : []));
  const client = haveCallsInCommon(scans) ? sharingClient(own.client) : own.client;
  const context: CallContext = { ...own, client, lookup: (sql) => lookUp(execution, sql, own.signal) };
  for (const { name, source: from } of plan.tables) {
    if (from.kind === 'scan') for await (const page of runScan(from.scan, context)) await execution.append(name, page);
    else if (from.kind === 'rows') await execution.append(name, from.rows);
    else if (from.kind === 'system') for await (const page of systemPages(from.key, context)) await execution.append(name, page);
  }
  yield* placed(prepared.run(context.signal), plan, source);
}

/** Pages whose errors point into the script. */
async function* placed(pages: AsyncIterable<Page>, plan: SqlPlan, source: string): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    throw relocated(error, plan, source);
  }
}

async function* lookUp(execution: Execution, sql: string, signal: AbortSignal): AsyncGenerator<Page> {
  yield* (await execution.prepare(sql)).run(signal);
}

function systemPages(key: string, { system }: CallContext): AsyncIterable<Page> {
  const source = system.get(key);
  if (source === undefined) throw new QueryError('internal', `no relation ${key}`);
  return source.pages();
}

/** DuckDB's errors count in the spliced text; their place in the script is looked up. */
function relocated(error: unknown, plan: SqlPlan, source: string): unknown {
  if (!QueryError.is(error) || error.span === undefined || error.source !== undefined) return error;
  const span = plan.locate(error.span.start);
  return changedError(error, { span, source: span === undefined ? undefined : source });
}
