import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { QueryError } from '../../errors/query-error.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { LocalCatalog, LocalColumn, LocalObject } from '../../values/local-object.ts';
import type { LocalStore } from '../local-store.ts';
import { connectionError } from './postgres-errors.ts';
import { keptSchema, recordTable } from './postgres-locations.ts';
import { localColumn } from './postgres-values.ts';

/**
 * Objects of one session on the backend: what is kept stands in the schema `oktaql`, which all sessions share; temporary ones in a schema of
 * the session's own that is dropped when it closes.
 */
export function postgresLocalStore(pool: Pool): LocalStore {
  const own = `oktaql session ${randomBytes(6).toString('hex')}`;
  let opened: Promise<void> | undefined;
  let closed = false;
  const query = async (sql: string, values: readonly unknown[] = []): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    try {
      return (await pool.query<Record<string, unknown>>(sql, [...values])).rows;
    } catch (error) {
      throw connectionError(error);
    }
  };
  const makeSchemas = async (): Promise<void> => {
    await query(`CREATE SCHEMA IF NOT EXISTS ${quoteName(keptSchema)}`);
    await query(`CREATE SCHEMA IF NOT EXISTS ${quoteName(own)}`);
  };
  const homes: LocalCatalog['homes'] = { permanent: quoteName(keptSchema), temporary: quoteName(own) };
  return {
    async catalog() {
      const kept = await objectsOf(query, keptSchema, false);
      const temporary = opened === undefined ? [] : await objectsOf(query, own, true);
      return { objects: new Map(kept), temporary: new Map(temporary), databases: new Map(), homes };
    },
    async open() {
      opened ??= makeSchemas();
      await opened;
    },
    look: () => Promise.reject(noAttach()),
    attach: () => Promise.reject(noAttach()),
    detach: () => Promise.reject(noAttach()),
    async close() {
      if (closed || opened === undefined) return;
      closed = true;
      await query(`DROP SCHEMA IF EXISTS ${quoteName(own)} CASCADE`);
    },
  };
}

type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Tables, views and materialized views of a schema by their lower-case names. */
async function objectsOf(query: Query, schema: string, temporary: boolean): Promise<readonly (readonly [string, LocalObject])[]> {
  const rows = await query(
    `SELECT c.relname AS table, a.attname AS column, a.atttypid::int AS id, format_type(a.atttypid, a.atttypmod) AS type
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum`,
    [schema],
  );
  const columns = new Map<string, LocalColumn[]>();
  for (const { table, column, id, type } of rows) {
    const list = columns.get(String(table)) ?? [];
    columns.set(String(table), [...list, localColumn(String(column), Number(id), String(type))]);
  }
  const records = columns.has(recordTable)
    ? await query(`SELECT name, form, query, columns FROM ${quoteName(schema)}.${quoteName(recordTable)}`)
    : [];
  const objects = new Map<string, LocalObject>();
  for (const [name, list] of columns) {
    if (name === recordTable) continue;
    const location = [quoteName(schema), quoteName('main'), quoteName(name)].join('.');
    objects.set(name.toLowerCase(), { kind: 'table', form: 'table', name, columns: list, location, temporary, query: null });
  }
  for (const { name, form, query: text, columns: names } of records) {
    const key = String(name).toLowerCase();
    const table = objects.get(key);
    const list = Array.isArray(names) ? names.map(String) : [];
    if (form === 'view') objects.set(key, { kind: 'view', name: String(name), query: String(text), columns: list, temporary });
    else if (table?.kind === 'table') objects.set(key, { ...table, form: 'materialized view', query: String(text) });
  }
  return [...objects];
}

function noAttach(): QueryError {
  return new QueryError('unsupported', 'databases cannot be attached to a backend', {
    hint: 'Leave --backend out to attach databases, or give the backend foreign tables of its own in the schema oktaql.',
  });
}
