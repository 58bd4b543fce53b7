import type { AttachedDatabase, LocalCatalog, LocalColumn } from '../values/local-object.ts';

/** A database to attach. */
export interface AttachRequest {
  /** A file's path, or what the kind of database takes. */
  readonly path: string;
  /** `duckdb`, `sqlite`, `postgres` in lower case; null: what the file is. */
  readonly type: string | null;
  readonly readOnly: boolean;
}

/** Tables, views and databases of one session. */
export interface LocalStore {
  /** What there is now; locations are good in every execution of the same engine. */
  catalog(): Promise<LocalCatalog>;
  /** Makes the catalogs that new objects go to. */
  open(): Promise<void>;
  /**
   * Says what a database holds without attaching it for good; one that would be made by attaching holds nothing. Throws `unsupported` where
   * support for the kind is not installed, `relational_error` where it cannot be opened.
   */
  look(name: string, request: AttachRequest): Promise<AttachedDatabase>;
  /** Attaches under a name that only this session has. Throws what {@link look} throws. */
  attach(name: string, request: AttachRequest): Promise<void>;
  detach(name: string): Promise<void>;
  /** Drops what is not kept in a file; a second call does nothing. */
  close(): Promise<void>;
}

/** What a statement about local tables needs of the place that it runs in. */
export interface LocalExecution {
  /** Creates an empty table like a local one, for SQL to be prepared against; in a schema of its own where one is named. */
  createEmpty(name: string, columns: readonly LocalColumn[], schema?: string): Promise<void>;
  /** Puts the table at a location in the place of an empty one. Throws `relational_error` when there is none. */
  readFrom(name: string, location: string): Promise<void>;
  /** Runs SQL that makes the table of a name, tells its columns, and drops it. Throws what preparing throws. */
  columnsMadeBy(sql: string, table: string): Promise<readonly LocalColumn[]>;
  /** Runs what `work` executes in one transaction: all of it counts or nothing does. `execute` resolves to the rows it wrote. */
  transaction(signal: AbortSignal, work: (execute: (sql: string) => Promise<number>) => Promise<void>): Promise<void>;
}
