import { changedError, QueryError } from '../errors/query-error.ts';
import type { PagedPlan, QueryPlan, StagedPlan, StreamPlan } from '../planner/plan.ts';
import type { Execution, PreparedQuery, RelationalEngine } from '../relational/relational-engine.ts';
import type { Column, Page } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { runPaged } from './run-paged.ts';
import { runStream } from './run-stream.ts';
import { createTables, fillTables } from './stage-tables.ts';

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
    await createTables(plan.tables, execution);
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

/** A plan that has SQL for the database. */
type SqlPlan = Pick<StagedPlan | PagedPlan, 'sql' | 'locate'>;

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
  await fillTables(plan.tables, execution, own);
  yield* placed(prepared.run(own.signal), plan, source);
}

/** Pages whose errors point into the script. */
async function* placed(pages: AsyncIterable<Page>, plan: SqlPlan, source: string): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    throw relocated(error, plan, source);
  }
}

/** An error of the database with its place in the script: it counts in the spliced text. */
export function relocated(error: unknown, plan: SqlPlan, source: string): unknown {
  if (!QueryError.is(error) || error.span === undefined || error.source !== undefined) return error;
  const span = plan.locate(error.span.start);
  return changedError(error, { span, source: span === undefined ? undefined : source });
}
