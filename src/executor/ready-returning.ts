import { QueryError } from '../errors/query-error.ts';
import type { ChangePlan } from '../planner/plan.ts';
import type { Column, Page } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { prepare, type RelationalLoader } from './run-query.ts';

/** Makes rows of RETURNING from the rows of the answers. */
export interface ReadyReturning {
  readonly columns: readonly Column[];
  page(rows: Page): Promise<Page> | Page;
  /** Rows that could only be made from all answers together. */
  end(context: CallContext): AsyncIterable<Page>;
  close(): Promise<void>;
}

/** Makes RETURNING ready; expressions are prepared. Throws what preparing a query throws. */
export async function readyReturning({ returning }: ChangePlan, relational: RelationalLoader, source: string): Promise<ReadyReturning> {
  if (returning === null || returning.output.kind === 'columns') {
    const output = returning?.output.kind === 'columns' ? returning.output.columns : [];
    return {
      columns: output.map(({ name, index }) => ({ name, type: returning?.columns[index]?.type ?? 'string' })),
      page: (rows) => rows.map((row) => output.map(({ index }) => row[index] ?? null)),
      end: nothing,
      close: async () => undefined,
    };
  }
  const plan = returning.output.query;
  const execution = await (await relational()).open();
  const [table] = plan.tables;
  if (table === undefined) throw new QueryError('internal', 'RETURNING has no table');
  await execution.createTable(table.name, table.columns);
  const prepared = await prepare(execution, plan, source);
  return {
    columns: prepared.columns,
    async page(rows) {
      await execution.append(table.name, rows);
      return [];
    },
    end: (context) => prepared.run(context.signal),
    close: () => execution.close(),
  };
}

async function* nothing(): AsyncGenerator<Page> {}
