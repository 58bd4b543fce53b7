import { changedError, QueryError } from '../errors/query-error.ts';
import type { CopyPlan } from '../planner/plan.ts';
import type { Execution } from '../relational/relational-engine.ts';
import type { Page } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { checkPlace, type OutputPlace, writePlace } from './output-place.ts';
import type { ReadyLocalWrite } from './run-local-write.ts';
import { prepare, type RelationalLoader, relocated } from './run-query.ts';
import { createTables, fillTables, localPart } from './stage-tables.ts';

/** Makes COPY … TO ready: its query and options are prepared, and its place is looked at. Throws `relational_error` and `refused`. */
export async function readyCopy(plan: CopyPlan, relational: RelationalLoader, source: string): Promise<ReadyLocalWrite> {
  const place: OutputPlace = { path: plan.path, isFolder: plan.partitioned, overwrite: plan.overwrite };
  await atPlace(plan, source, () => checkPlace(place));
  const execution = await (await relational()).open();
  try {
    await createTables(plan.tables, execution);
    await atPlace(plan, source, () => prepare(execution, plan.statement(plan.path), source));
    return {
      columns: [],
      run: (context, wrote) => runCopy({ plan, place, execution, source, wrote }, context),
      close: () => execution.close(),
    };
  } catch (error) {
    await execution.close();
    throw error;
  }
}

interface Copy {
  readonly plan: CopyPlan;
  readonly place: OutputPlace;
  readonly execution: Execution;
  readonly source: string;
  readonly wrote: (rows: number) => void;
}

async function* runCopy({ plan, place, execution, source, wrote }: Copy, context: CallContext): AsyncGenerator<Page> {
  await fillTables(plan.tables, execution, context);
  let rows = 0;
  const write = async (path: string): Promise<void> => {
    const statement = plan.statement(path);
    await localPart(execution).transaction(context.signal, async (execute) => {
      try {
        rows = await execute(statement.sql);
      } catch (error) {
        throw relocated(error, statement, source);
      }
    });
  };
  await atPlace(plan, source, () => writePlace(place, write));
  wrote(rows);
  yield* [];
}

/** What cannot be written is told at the path. */
async function atPlace(plan: CopyPlan, source: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (QueryError.is(error))
      throw error.span === undefined && error.code !== 'cancelled' ? changedError(error, { span: plan.span, source }) : error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new QueryError('refused', `cannot write ${plan.path}: ${reason}`, { span: plan.span, source, cause: error });
  }
}
