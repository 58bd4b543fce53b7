import { QueryError } from '../errors/query-error.ts';
import type { ScanPlan, StagedTable } from '../planner/plan.ts';
import type { LocalExecution } from '../relational/local-store.ts';
import type { Execution } from '../relational/relational-engine.ts';
import type { Page } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { firstRows } from './first-rows.ts';
import { runScan } from './run-scan.ts';
import { runStream } from './run-stream.ts';
import { haveCallsInCommon, sharingClient } from './sharing-client.ts';

/** Creates the tables of a plan, empty, for its SQL to be prepared against. */
export async function createTables(tables: readonly StagedTable[], execution: Execution): Promise<void> {
  for (const { name, columns, source } of tables) {
    if (source.kind === 'local') await localPart(execution).createEmpty(name, source.table.columns);
    else await execution.createTable(name, columns);
  }
}

/** What an execution can do with local tables. Throws `unsupported` where the database keeps none. */
export function localPart({ local }: Execution): LocalExecution {
  if (local !== undefined) return local;
  throw new QueryError('unsupported', 'this database keeps no local tables', { hint: 'Leave --backend out to have them.' });
}

/** The scans of some tables. */
export function scansOfTables(tables: readonly StagedTable[]): readonly ScanPlan[] {
  return tables.flatMap(({ source }) => {
    if (source.kind === 'scan') return [source.scan];
    return source.kind === 'stream' ? [source.query.scan] : [];
  });
}

/** Fills the tables of a plan one after the other. */
export async function fillTables(tables: readonly StagedTable[], execution: Execution, own: CallContext): Promise<void> {
  const client = haveCallsInCommon(scansOfTables(tables)) ? sharingClient(own.client) : own.client;
  const context: CallContext = { ...own, client, lookup: (sql) => lookUp(execution, sql, own.signal) };
  for (const { name, source } of tables) {
    if (source.kind === 'local') await localPart(execution).readFrom(name, source.table.location);
    else for await (const page of pagesOf(source, context)) await execution.append(name, page);
  }
}

async function* pagesOf(source: StagedTable['source'], context: CallContext): AsyncGenerator<Page> {
  if (source.kind === 'scan') yield* firstRows(runScan(source.scan, context), source.rows ?? Number.POSITIVE_INFINITY);
  else if (source.kind === 'stream') yield* runStream(source.query, context);
  else if (source.kind === 'rows') yield source.rows;
  else if (source.kind === 'system') yield* systemPages(source.key, context);
}

async function* lookUp(execution: Execution, sql: string, signal: AbortSignal): AsyncGenerator<Page> {
  yield* (await execution.prepare(sql)).run(signal);
}

function systemPages(key: string, { system }: CallContext): AsyncIterable<Page> {
  const source = system.get(key);
  if (source === undefined) throw new QueryError('internal', `no relation ${key}`);
  return source.pages();
}
