import type { DuckDBAppender, DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import duckdb from '@duckdb/node-api';
import { QueryError } from '../errors/query-error.ts';
import { jsonText, plainText } from '../values/json-text.ts';
import { quoteName } from '../values/quote-name.ts';
import type { Column, Page, Value } from '../values/value.ts';
import { duckdbCalls } from './call-queue.ts';
import { duckdbError } from './duckdb-errors.ts';
import type { MacroMaker } from './duckdb-macros.ts';
import { columnTypeOf, fromDuckdb, microseconds, sqlTypes } from './duckdb-values.ts';
import type { Execution, PreparedQuery } from './relational-engine.ts';

interface StagedTable {
  readonly appender: DuckDBAppender;
  readonly columns: readonly Column[];
}

/**
 * Stages and runs one statement in an in-memory catalog of its own, which is attached here and detached at close: a temporary table cannot
 * stand in for a catalog, and two statements must not see each other's rows.
 */
export async function openExecution(connection: DuckDBConnection, catalog: string, makeMacros: MacroMaker): Promise<Execution> {
  const tables = new Map<string, StagedTable>();
  let closed: Promise<void> | undefined;
  await run(connection, `ATTACH ':memory:' AS ${quoteName(catalog)}`);
  await run(connection, `USE ${quoteName(catalog)}`);

  const append: Append = (table, rows) => {
    const staged = tables.get(table);
    if (staged === undefined) throw new QueryError('internal', `no staged table ${table}`);
    appendRows(staged, rows);
  };
  const detach = async (): Promise<void> => {
    for (const { appender } of tables.values()) appender.closeSync();
    await run(connection, 'USE memory');
    await run(connection, `DETACH ${quoteName(catalog)}`);
    connection.closeSync();
  };
  return {
    async createTable(name, columns) {
      const list = columns.map((column) => `${quoteName(column.name)} ${sqlTypes[column.type]}`).join(', ');
      await run(connection, `CREATE TABLE ${quoteName(name)} (${list})`);
      const appender = await duckdbCalls.run(() => connection.createAppender(name, 'main', catalog));
      tables.set(name, { appender, columns });
    },
    append: async (table, rows) => append(table, rows),
    async prepare(sql) {
      await makeMacros(connection, sql);
      return prepare({ connection, sql }, append);
    },
    close() {
      closed ??= detach();
      return closed;
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

function appendRows({ appender, columns }: StagedTable, rows: Page): void {
  for (const row of rows) {
    for (const [index, column] of columns.entries()) appendValue(appender, row[index] ?? null, column);
    appender.endRow();
  }
  appender.flushSync();
}

function appendValue(appender: DuckDBAppender, value: Value, column: Column): void {
  if (value === null) {
    appender.appendNull();
    return;
  }
  switch (column.type) {
    case 'boolean':
      appender.appendBoolean(value === true);
      return;
    case 'integer':
      appender.appendBigInt(BigInt(plainText(value)));
      return;
    case 'number':
      appender.appendDouble(Number(value));
      return;
    case 'timestamp':
      appender.appendTimestampTZ(new duckdb.DuckDBTimestampTZValue(microseconds(plainText(value))));
      return;
    case 'json':
      appender.appendVarchar(jsonText(value));
      return;
    case 'blob':
      appender.appendBlob(value instanceof Uint8Array ? value : new Uint8Array());
      return;
    case 'date':
      appender.appendDate(new duckdb.DuckDBDateValue(Math.floor(Date.parse(`${plainText(value)}T00:00:00Z`) / 86_400_000)));
      return;
    case 'string':
    case 'decimal':
    case 'time':
    case 'interval':
      appender.appendVarchar(plainText(value));
  }
}

/** Puts rows into a staged table; on the caller's own thread, so that it does not count among the calls that have to queue. */
type Append = (table: string, rows: Page) => void;

/** Checks the SQL now; it is prepared again when it runs, as DuckDB's plans build on the statistics of the rows at hand: none yet. */
async function prepare(query: Statement, append: Append): Promise<PreparedQuery> {
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
    run: (signal) => pagesOf(running, signal, () => preparedStatement(query)),
    async *over(table, rows, signal) {
      await run(query.connection, 'BEGIN');
      try {
        append(table, rows);
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
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    signal.throwIfAborted();
    const statement = await prepared();
    const result = await duckdbCalls.run(() => statement.stream());
    for (let page = await fetchPage(result, columns); page.length > 0; page = await fetchPage(result, columns)) {
      yield page;
      signal.throwIfAborted();
    }
  } catch (error) {
    if (signal.aborted)
      throw QueryError.is(signal.reason) ? signal.reason : new QueryError('cancelled', 'the statement was cancelled', { cause: error });
    throw duckdbError(error, sql);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

async function fetchPage(result: DuckDBResult, columns: readonly Column[]): Promise<Page> {
  const chunk = await duckdbCalls.run(() => result.fetchChunk());
  if (chunk === null || chunk.rowCount === 0) return [];
  return chunk.getRows().map((row) => columns.map((column, index) => fromDuckdb(row[index] ?? null, column.type)));
}
