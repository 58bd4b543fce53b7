import { existsSync } from 'node:fs';
import { QueryError } from '../errors/query-error.ts';
import { checkedTable } from '../planner/local/checked-table.ts';
import type { LocalWritePlan } from '../planner/plan.ts';
import type { Execution } from '../relational/relational-engine.ts';
import type { LocalColumn } from '../values/local-object.ts';
import type { Column, Page } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { prepare, type RelationalLoader, relocated } from './run-query.ts';
import { createTables, fillTables, localPart } from './stage-tables.ts';

/** A statement about local objects whose names and types are checked. */
export interface ReadyLocalWrite {
  readonly columns: readonly Column[];
  /** Stages what is read, then carries the statements out together; `wrote` is told how many rows were written. */
  run(context: CallContext, wrote: (rows: number) => void): AsyncIterable<Page>;
  close(): Promise<void>;
}

/** Makes a write ready: prepared against empty tables. Throws `relational_error` and `unknown_column` with their place. */
export async function readyLocalWrite(plan: LocalWritePlan, relational: RelationalLoader, source: string): Promise<ReadyLocalWrite> {
  if (plan.statements.length === 0) return { columns: [], run: nothing, close: async () => undefined };
  const execution = await (await relational()).open();
  try {
    await createTables(plan.tables, execution);
    if (plan.target !== null) await localPart(execution).createEmpty(plan.target.name, plan.target.columns, checkedTable);
    const isCheckable = plan.check !== null && (plan.file === null || existsSync(plan.file));
    const prepared = plan.check !== null && isCheckable ? await prepare(execution, plan.check, source) : null;
    return {
      columns: plan.returning ? (prepared?.columns ?? []) : [],
      run: (context, wrote) => runWrite({ plan, execution, source, wrote }, context),
      close: () => execution.close(),
    };
  } catch (error) {
    await execution.close();
    throw error;
  }
}

async function* nothing(): AsyncGenerator<Page> {}

interface Write {
  readonly plan: LocalWritePlan;
  readonly execution: Execution;
  readonly source: string;
  readonly wrote: (rows: number) => void;
}

async function* runWrite({ plan, execution, source, wrote }: Write, context: CallContext): AsyncGenerator<Page> {
  await fillTables(plan.tables, execution, context);
  const [first] = plan.statements;
  if (plan.returning && first !== undefined) {
    const prepared = await prepare(execution, first, source);
    for await (const page of prepared.run(context.signal)) {
      wrote(page.length);
      yield page;
    }
    return;
  }
  await localPart(execution).transaction(context.signal, async (execute) => {
    for (const [index, statement] of plan.statements.entries()) {
      try {
        const rows = await execute(statement.sql);
        if (index === 0 && plan.counts) wrote(rows);
      } catch (error) {
        throw relocated(error, statement, source);
      }
    }
  });
}

/** The columns that an object will have. Throws what preparing its query throws. */
export async function describeObject(
  { tables, effect }: Pick<LocalWritePlan, 'tables' | 'effect'>,
  relational: RelationalLoader,
  source: string,
): Promise<readonly LocalColumn[]> {
  if (effect.kind !== 'put' || effect.describe === null) return [];
  const execution = await (await relational()).open();
  try {
    await createTables(tables, execution);
    return await localPart(execution).columnsMadeBy(effect.describe.sql, checkedTable);
  } catch (error) {
    throw QueryError.is(error) ? relocated(error, effect.describe, source) : error;
  } finally {
    await execution.close();
  }
}
