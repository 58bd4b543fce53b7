import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../errors/query-error.ts';
import { quoteName, quoteText } from '../values/quote-name.ts';
import { duckdbCalls } from './call-queue.ts';
import { localColumn, textRows } from './duckdb-catalog.ts';
import { duckdbError } from './duckdb-errors.ts';
import type { LocalExecution } from './local-store.ts';

/** Local tables as one execution sees them; `beforeSql` makes what SQL calls. */
export function localExecution(connection: DuckDBConnection, catalog: string, beforeSql: (sql: string) => Promise<void>): LocalExecution {
  const run = async (sql: string): Promise<void> => {
    try {
      await beforeSql(sql);
      await duckdbCalls.run(() => connection.run(sql));
    } catch (error) {
      throw duckdbError(error, sql);
    }
  };
  return {
    async createEmpty(name, columns, schema) {
      const list = columns.map((column) => `${quoteName(column.name)} ${column.sqlType}`).join(', ');
      if (schema !== undefined) await run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
      const place = schema === undefined ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
      await run(`CREATE TABLE ${place} (${list})`);
    },
    async readFrom(name, location) {
      await run(`DROP TABLE IF EXISTS ${quoteName(name)}`);
      await run(`CREATE OR REPLACE VIEW ${quoteName(name)} AS SELECT * FROM ${location}`);
    },
    async columnsMadeBy(sql, table) {
      await run(sql);
      const rows = await textRows(
        connection,
        `SELECT column_name, data_type FROM duckdb_columns()
         WHERE database_name = ${quoteText(catalog)} AND table_name = ${quoteText(table)} ORDER BY column_index`,
      );
      await run(`DROP TABLE ${quoteName(table)}`);
      return rows.map(([name, type]) => localColumn(String(name), String(type)));
    },
    transaction: (signal, work) => transaction({ connection, run, beforeSql, signal }, work),
  };
}

interface Transaction {
  readonly connection: DuckDBConnection;
  readonly run: (sql: string) => Promise<void>;
  readonly beforeSql: (sql: string) => Promise<void>;
  readonly signal: AbortSignal;
}

async function transaction(
  { connection, run, beforeSql, signal }: Transaction,
  work: Parameters<LocalExecution['transaction']>[1],
): Promise<void> {
  const interrupt = (): void => connection.interrupt();
  const execute = async (sql: string): Promise<number> => {
    signal.throwIfAborted();
    await beforeSql(sql);
    try {
      const reader = await duckdbCalls.run(() => connection.runAndReadAll(sql));
      return Number(reader.columnNames()[0] === 'Count' ? (reader.getRowsJS()[0]?.[0] ?? 0) : 0);
    } catch (error) {
      throw duckdbError(error, sql);
    }
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    await run('BEGIN TRANSACTION');
    await work(execute);
    signal.throwIfAborted();
    await run('COMMIT');
  } catch (error) {
    // A transaction that the database itself gave up has nothing left to roll back.
    await run('ROLLBACK').catch(() => undefined);
    if (!signal.aborted) throw error;
    throw QueryError.is(signal.reason) ? signal.reason : new QueryError('cancelled', 'the statement was cancelled', { cause: error });
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
