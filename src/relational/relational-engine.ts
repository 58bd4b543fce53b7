import type { Column, Page } from '../values/value.ts';
import type { LocalExecution, LocalStore } from './local-store.ts';

/** A prepared query: its result columns are known, nothing ran yet. */
export interface PreparedQuery {
  readonly columns: readonly Column[];
  /** Runs it once over what is staged by now, in pages of up to 2,048 rows. Throws `relational_error` and, when aborted, `cancelled`. */
  run(signal: AbortSignal): AsyncIterable<Page>;
  /**
   * Runs it with these rows as the only ones of an empty table, which is empty again when the pages are read or left; any number of times, one
   * after the other. Throws what {@link run} throws.
   */
  over(table: string, rows: Page, signal: AbortSignal): AsyncIterable<Page>;
}

/** The private place where one statement stages its rows and runs. */
export interface Execution {
  /** Creates an empty table; its name needs no qualification in the SQL that is prepared here. */
  createTable(name: string, columns: readonly Column[]): Promise<void>;
  /** Appends rows in the table's column order; every value has its column's type. */
  append(table: string, rows: Page): Promise<void>;
  /** Binds names and types against the tables. Throws `relational_error` with a span counted in `sql`. */
  prepare(sql: string): Promise<PreparedQuery>;
  /** Local tables as the statement sees them; absent where the engine keeps none. */
  readonly local?: LocalExecution;
  /** Drops everything staged; a second call does nothing. */
  close(): Promise<void>;
}

/** Runs SQL over staged rows. */
export interface RelationalEngine {
  open(): Promise<Execution>;
  /** Tables, views and databases of one session; absent where the engine keeps none. */
  localStore?(): LocalStore;
  /** Closes what is open; a second call does nothing. */
  close(): Promise<void>;
}
