import { existsSync, realpathSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { QueryError } from '../errors/query-error.ts';
import { quoteName, quoteText } from '../values/quote-name.ts';
import type { AttachedDatabase, LocalCatalog, LocalObject } from '../values/local-object.ts';
import { duckdbCalls } from './call-queue.ts';
import { tablesOf, textRows } from './duckdb-catalog.ts';
import { duckdbError } from './duckdb-errors.ts';
import type { AttachRequest, LocalStore } from './local-store.ts';

/** Databases attached to one instance by its sessions: a file can be attached once only. */
export interface AttachedFiles {
  /** By path. */
  readonly byPath: Map<string, { readonly catalog: string; users: number; readOnly: boolean }>;
  /** Makes names of catalogs. */
  count: number;
}

/** What a store of a session belongs to. */
export interface StoreOptions {
  readonly instance: () => Promise<DuckDBInstance>;
  readonly attached: AttachedFiles;
  /** File that permanent objects are kept in; null: they end with the session. */
  readonly database: string | null;
  /** Differs from that of every other store of the instance. */
  readonly number: number;
}

const inMemory = ':memory:';

/** Name of the catalog that a database file of the engine's own is attached as. */
const fileCatalog = 'database';

/** Makes a session's store; nothing is opened before something is asked of it. */
export function duckdbLocalStore(options: StoreOptions): LocalStore {
  return new DuckdbLocalStore(options);
}

class DuckdbLocalStore implements LocalStore {
  readonly #options: StoreOptions;
  readonly #home: string;
  readonly #permanent: string;
  readonly #databases = new Map<string, { readonly path: string; readonly name: string }>();
  #connection: Promise<DuckDBConnection> | undefined;
  #closed = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#home = `session ${options.number}`;
    this.#permanent = options.database === null ? this.#home : fileCatalog;
  }

  async open(): Promise<void> {
    this.#connection ??= this.#connect();
    await this.#connection;
  }

  async #connect(): Promise<DuckDBConnection> {
    if (this.#closed) throw new QueryError('cancelled', 'the session is closed');
    const connection = await (await this.#options.instance()).connect();
    await run(connection, `ATTACH IF NOT EXISTS ':memory:' AS ${quoteName(this.#home)}`);
    const { database } = this.#options;
    if (database !== null) {
      try {
        // Without its type a file of rows (CSV, Parquet) is taken for a database too, and what is written there is lost.
        await run(connection, `ATTACH IF NOT EXISTS ${quoteText(database)} AS ${quoteName(fileCatalog)} (TYPE duckdb)`);
      } catch (error) {
        throw fileError(database, error);
      }
    }
    return connection;
  }

  async catalog(): Promise<LocalCatalog> {
    const { database } = this.#options;
    const homes = { permanent: quoteName(this.#permanent), temporary: quoteName(this.#home) };
    const nothingYet = this.#connection === undefined && database === null;
    if (nothingYet) return { objects: new Map(), temporary: new Map(), databases: new Map(), homes };
    await this.open();
    const objects = await this.#objects(this.#permanent, false);
    const temporary = this.#permanent === this.#home ? new Map<string, LocalObject>() : await this.#objects(this.#home, true);
    const databases = new Map<string, AttachedDatabase>();
    for (const [key, { path, name }] of this.#databases) {
      const file = this.#options.attached.byPath.get(path);
      if (file !== undefined) databases.set(key, await this.#listed(name, file.catalog, { as: file.catalog, readOnly: file.readOnly }));
    }
    return { objects, temporary, databases, homes };
  }

  async #objects(catalog: string, temporary: boolean): Promise<Map<string, LocalObject>> {
    const connection = await this.#connected();
    const tables = await tablesOf(connection, catalog, quoteName(catalog));
    const objects = new Map<string, LocalObject>();
    for (const { schema, table } of tables) if (schema === 'main') objects.set(table.name.toLowerCase(), { ...table, temporary });
    if (!tables.some(({ schema, table }) => schema === 'oktaql' && table.name === 'objects')) return objects;
    const records = await textRows(connection, `SELECT name, form, query, columns FROM ${quoteName(catalog)}."oktaql"."objects"`);
    for (const [name, form, query, columns] of records) {
      const key = String(name).toLowerCase();
      const table = objects.get(key);
      const names = Array.isArray(columns) ? columns.map(String) : [];
      if (form === 'view') objects.set(key, { kind: 'view', name: String(name), query: String(query), columns: names, temporary });
      else if (table?.kind === 'table') objects.set(key, { ...table, form: 'materialized view', query: String(query) });
    }
    return objects;
  }

  async look(name: string, request: AttachRequest): Promise<AttachedDatabase> {
    const path = this.#place(name, request);
    const file = this.#file(path, request);
    if (file.users > 0) return this.#listed(name, file.catalog, { as: file.catalog, readOnly: file.readOnly });
    const nothing = { name, tables: new Map(), catalog: quoteName(file.catalog), readOnly: request.readOnly };
    if (request.path === inMemory) return nothing;
    if (isFile(request) && !existsSync(path)) {
      if (!request.readOnly) return nothing;
      throw new QueryError('relational_error', `there is no file ${request.path}`);
    }
    const connection = await this.#connected();
    this.#options.attached.count += 1;
    const looked = `look ${this.#options.attached.count}`;
    await attachAs(connection, looked, { ...request, readOnly: true });
    try {
      return await this.#listed(name, looked, { as: file.catalog, readOnly: request.readOnly });
    } finally {
      await run(connection, `DETACH ${quoteName(looked)}`);
    }
  }

  async attach(name: string, request: AttachRequest): Promise<void> {
    const path = this.#place(name, request);
    const file = this.#file(path, request);
    if (file.users === 0) await attachAs(await this.#connected(), file.catalog, request);
    else if (file.readOnly && !request.readOnly) throw new QueryError('refused', `${request.path} is attached to be read only`);
    file.users += 1;
    file.readOnly = file.users === 1 ? request.readOnly : file.readOnly;
    this.#databases.set(name.toLowerCase(), { path, name });
  }

  async detach(name: string): Promise<void> {
    const found = this.#databases.get(name.toLowerCase());
    const file = found === undefined ? undefined : this.#options.attached.byPath.get(found.path);
    this.#databases.delete(name.toLowerCase());
    if (file === undefined) return;
    file.users -= 1;
    if (file.users === 0) await run(await this.#connected(), `DETACH ${quoteName(file.catalog)}`);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const connection = await this.#connection?.catch(() => undefined);
    if (connection === undefined) return;
    for (const name of [...this.#databases.keys()]) await this.detach(name);
    await run(connection, `DETACH ${quoteName(this.#home)}`);
    connection.closeSync();
  }

  async #connected(): Promise<DuckDBConnection> {
    await this.open();
    if (this.#connection === undefined) throw new QueryError('internal', 'the store is not open');
    return this.#connection;
  }

  /** One text for one database, however its path is written; each one in memory is another. */
  #place(name: string, request: AttachRequest): string {
    return request.path === inMemory ? `${inMemory}${this.#options.number}:${name.toLowerCase()}` : placeOf(request);
  }

  /** The name of the catalog that a file has, once it is attached. */
  #file(path: string, { readOnly }: AttachRequest): { readonly catalog: string; users: number; readOnly: boolean } {
    const { attached, database } = this.#options;
    const known = attached.byPath.get(path);
    if (known !== undefined) return known;
    attached.count += 1;
    const isOwn = database !== null && path === placeOf({ path: database, type: null, readOnly });
    // The engine's own file is attached already, and stays so.
    const file = isOwn
      ? { catalog: fileCatalog, users: 1, readOnly: false }
      : { catalog: `attached ${attached.count}`, users: 0, readOnly };
    attached.byPath.set(path, file);
    return file;
  }

  async #listed(
    name: string,
    catalog: string,
    { as, readOnly }: { readonly as: string; readonly readOnly: boolean },
  ): Promise<AttachedDatabase> {
    const tables = await tablesOf(await this.#connected(), catalog, quoteName(as));
    const byName = tables.map(({ schema, table }) => [`${schema}.${table.name}`.toLowerCase(), table] as const);
    return { name, tables: new Map(byName), catalog: quoteName(as), readOnly };
  }
}

async function run(connection: DuckDBConnection, sql: string): Promise<void> {
  try {
    await duckdbCalls.run(() => connection.run(sql));
  } catch (error) {
    throw duckdbError(error, sql);
  }
}

function isFile({ type, path }: AttachRequest): boolean {
  return type !== 'postgres' && type !== 'mysql' && !/^\w+:\/\//.test(path) && path !== inMemory;
}

/** One text for one file, however its path is written. */
function placeOf(request: AttachRequest): string {
  if (!isFile(request)) return request.path;
  const path = resolve(request.path);
  return existsSync(path) ? realpathSync(path) : path;
}

/** Extensions that kinds of databases need. */
const extensions: Readonly<Record<string, string>> = { sqlite: 'sqlite_scanner', postgres: 'postgres_scanner', mysql: 'mysql_scanner' };

async function attachAs(connection: DuckDBConnection, catalog: string, { path, type: said, readOnly }: AttachRequest): Promise<void> {
  const type = said ?? ((await isSqlite(path)) ? 'sqlite' : null);
  const extension = type === null ? undefined : extensions[type];
  if (extension !== undefined) await load(connection, extension, type ?? '');
  const options = [...(type === null || type === 'duckdb' ? [] : [`TYPE ${type}`]), ...(readOnly ? ['READ_ONLY'] : [])];
  const list = options.length === 0 ? '' : ` (${options.join(', ')})`;
  try {
    await run(connection, `ATTACH ${quoteText(path)} AS ${quoteName(catalog)}${list}`);
  } catch (error) {
    throw fileError(path, error);
  }
}

/** Does a file say that it is SQLite's? */
async function isSqlite(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return false;
  try {
    const { buffer } = await file.read(Buffer.alloc(15), 0, 15, 0);
    return buffer.toString('latin1') === 'SQLite format 3';
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

async function load(connection: DuckDBConnection, extension: string, type: string): Promise<void> {
  try {
    await run(connection, `LOAD ${extension}`);
  } catch (error) {
    throw new QueryError('unsupported', `databases of the kind ${type} need DuckDB's extension ${extension}, which is not installed`, {
      cause: error,
      hint: `Nothing is downloaded: put the extension where DuckDB looks for it, as DuckDB's own INSTALL ${extension} does.`,
    });
  }
}

function fileError(path: string, error: unknown): QueryError {
  const text = error instanceof Error ? error.message : String(error);
  if (/lock on file/i.test(text)) {
    return new QueryError('refused', `${path} is open in another process`, {
      cause: error,
      hint: 'One process at a time can have a database file open.',
    });
  }
  if (/not a valid DuckDB database/i.test(text)) {
    return new QueryError('refused', `${path} is there and is no DuckDB database: it is left as it is`, {
      cause: error,
      hint: 'Name a file that is not there yet; read_csv, read_parquet and read_json read others.',
    });
  }
  return new QueryError('relational_error', `cannot open ${path}: ${text}`, { cause: error });
}
