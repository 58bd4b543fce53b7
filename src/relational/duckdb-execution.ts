import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import { QueryError } from '../errors/query-error.ts';
import { quoteName } from '../values/quote-name.ts';
import type { Column, Page } from '../values/value.ts';
import { duckdbCalls } from './call-queue.ts';
import { duckdbError } from './duckdb-errors.ts';
import { localExecution } from './duckdb-local-execution.ts';
import type { MacroMaker } from './duckdb-macros.ts';
import { columnTypeOf, fromDuckdb, sqlTypes } from './duckdb-values.ts';
import type { Execution, PreparedQuery } from './relational-engine.ts';
import { type StagedTable, stagedTable } from './staged-table.ts';

/**
 * Stages and runs one statement in an in-memory catalog of its own, which is attached here and detached at close: a temporary table cannot
 * stand in for a catalog, and two statements must not see each other's rows.
 */
export async function openExecution(connection: DuckDBConnection, catalog: string, makeMacros: MacroMaker): Promise<Execution> {
  const tables = new Map<string, StagedTable>();
  let closed = false;
  await run(connection, `ATTACH ':memory:' AS ${quoteName(catalog)}`);
  await run(connection, `USE ${quoteName(catalog)}`);

  const staged: StagedTables = {
    append(name, rows) {
      const table = tables.get(name);
      if (table === undefined) throw new QueryError('internal', `no staged table ${name}`);
      table.append(rows);
    },
    flush() {
      for (const table of tables.values()) table.flush();
    },
  };
  const close = (): void => {
    for (const table of tables.values()) table.close();
    // Whoever cancels a statement should not have to wait for those that are running.
    duckdbCalls.soon(async () => {
      // What could not be detached goes with the instance.
      await connection.run(`USE memory; DETACH ${quoteName(catalog)}`).catch(() => undefined);
      connection.closeSync();
    });
  };
  return {
    async createTable(name, columns) {
      const list = columns.map((column) => `${quoteName(column.name)} ${sqlTypes[column.type]}`).join(', ');
      await run(connection, `CREATE TABLE ${quoteName(name)} (${list})`);
      const appender = await duckdbCalls.run(() => connection.createAppender(name, 'main', catalog));
      tables.set(name, stagedTable(appender, columns));
    },
    append: async (table, rows) => staged.append(table, rows),
    async prepare(sql) {
      await makeMacros(connection, sql);
      return prepare({ connection, sql }, staged);
    },
    local: localExecution(connection, catalog, async (sql) => {
      staged.flush();
      await makeMacros(connection, sql);
    }),
    async close() {
      if (!closed) close();
      closed = true;
    },
  };
}

async function run(connection: DuckDBConnection, sql: string): Promise<void> {
  try {
    await duckdbCalls.run(() => connection.run(sql));
  } catch (error) {
    throw duckdbError(error, sql);
  }
}

/** The tables of one execution. */
interface StagedTables {
  append(table: string, rows: Page): void;
  /** Lets queries see all that was appended. */
  flush(): void;
}

/** Checks the SQL now; it is prepared again when it runs, as DuckDB's plans build on the statistics of the rows at hand: none yet. */
async function prepare(query: Statement, tables: StagedTables): Promise<PreparedQuery> {
  const statement = await preparedStatement(query);
  const columns = Array.from({ length: statement.columnCount }, (_, index) => ({
    name: statement.columnName(index),
    type: columnTypeOf(statement.columnType(index)),
  }));
  statement.destroySync();
  const running = { ...query, columns };
  let batches: Promise<DuckDBPreparedStatement> | undefined;
  return {
    columns,
    run: (signal) => pagesOf(running, signal, () => (tables.flush(), preparedStatement(query))),
    async *over(table, rows, signal) {
      await run(query.connection, 'BEGIN');
      try {
        tables.append(table, rows);
        tables.flush();
        yield* pagesOf(running, signal, () => (batches ??= preparedStatement(query)));
      } finally {
        await run(query.connection, 'ROLLBACK');
      }
    },
  };
}

interface Statement {
  readonly connection: DuckDBConnection;
  readonly sql: string;
}

async function preparedStatement({ connection, sql }: Statement): Promise<DuckDBPreparedStatement> {
  try {
    return await duckdbCalls.run(() => connection.prepare(sql));
  } catch (error) {
    throw duckdbError(error, sql);
  }
}

interface RunningQuery extends Statement {
  readonly columns: readonly Column[];
}

async function* pagesOf(query: RunningQuery, signal: AbortSignal, prepared: () => Promise<DuckDBPreparedStatement>): AsyncGenerator<Page> {
  const { connection, columns, sql } = query;
  const calm = interruptWhenAborted(connection, signal);
  try {
    signal.throwIfAborted();
    const statement = await prepared();
    const result = await duckdbCalls.run(() => statement.stream(), signal);
    const next = (): Promise<Page> => duckdbCalls.run(() => fetchPage(result, columns), signal);
    for (let page = await next(); page.length > 0; page = await next()) {
      yield page;
      signal.throwIfAborted();
    }
  } catch (error) {
    if (signal.aborted)
      throw QueryError.is(signal.reason) ? signal.reason : new QueryError('cancelled', 'the statement was cancelled', { cause: error });
    throw duckdbError(error, sql);
  } finally {
    calm();
  }
}

/** Milliseconds between two interruptions of the same call. */
const interruptEvery = 20;

/** Interrupts what a connection runs once the signal is aborted, again and again until called off: a call that is only beginning forgets the first. */
function interruptWhenAborted(connection: DuckDBConnection, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    connection.interrupt();
    timer = setInterval(() => connection.interrupt(), interruptEvery);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    signal.removeEventListener('abort', onAbort);
    clearInterval(timer);
  };
}

async function fetchPage(result: DuckDBResult, columns: readonly Column[]): Promise<Page> {
  const chunk = await result.fetchChunk();
  if (chunk === null || chunk.rowCount === 0) return [];
  return chunk.getRows().map((row) => columns.map((column, index) => fromDuckdb(row[index] ?? null, column.type)));
}
