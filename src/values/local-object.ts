import type { Column } from './value.ts';

/** A column of a table that a relational engine keeps. */
export interface LocalColumn extends Column {
  /** The column's type as that engine writes it: two tables of equal types take each other's rows. */
  readonly sqlType: string;
}

/** A table beside the provider's relations: made by a session, kept in a file, or found in an attached database. */
export interface LocalTable {
  readonly kind: 'table';
  /** `table` unless it can only be read or refreshed. */
  readonly form: 'table' | 'materialized view' | 'foreign view';
  readonly name: string;
  readonly columns: readonly LocalColumn[];
  /** The name by which the relational engine finds it from anywhere, quoted. */
  readonly location: string;
  readonly temporary: boolean;
  /** What a materialized view is refreshed by; null for others. */
  readonly query: string | null;
}

/** A view: text that stands for its name. */
export interface LocalView {
  readonly kind: 'view';
  readonly name: string;
  /** A query of ours, templates resolved and local names spelled out. */
  readonly query: string;
  /** Names for the first of its columns, in their order. */
  readonly columns: readonly string[];
  readonly temporary: boolean;
}

/** What a one-part name can stand for. */
export type LocalObject = LocalTable | LocalView;

/** An attached database. */
export interface AttachedDatabase {
  readonly name: string;
  /** By lower-case `schema.name`. */
  readonly tables: ReadonlyMap<string, LocalTable>;
  /** Quoted name of its catalog. */
  readonly catalog: string;
  readonly readOnly: boolean;
}

/** Everything that local names can stand for in one session. */
export interface LocalCatalog {
  /** By lower-case name. */
  readonly objects: ReadonlyMap<string, LocalObject>;
  /** Those that end with the session where the others do not; they hide others of their name. */
  readonly temporary: ReadonlyMap<string, LocalObject>;
  /** By lower-case name. */
  readonly databases: ReadonlyMap<string, AttachedDatabase>;
  /** Quoted names of the catalogs that new objects go to. */
  readonly homes: { readonly permanent: string; readonly temporary: string };
}
