import type { SourceSpan } from '../errors/query-error.ts';
import type { Identifier, Literal, Node, QualifiedName, Query, RelationReference } from './query-ast.ts';

/** A stretch of the statement that only the database reads, as written. */
export interface DatabaseText {
  readonly text: string;
  readonly span: SourceSpan;
}

/** What happens to a CREATE whose name is taken: an error, OR REPLACE, IF NOT EXISTS. */
export type OnExisting = 'refuse' | 'replace' | 'keep';

/** `CREATE [OR REPLACE] [TEMP] TABLE [IF NOT EXISTS] t (…)` or `… t AS query`. Just one of `definition` and `query` is there. */
export interface CreateTableStatement extends Node<'create-table'> {
  readonly name: QualifiedName;
  readonly temporary: boolean;
  readonly onExisting: OnExisting;
  /** Columns and constraints with their brackets. */
  readonly definition: DatabaseText | null;
  readonly query: Query | null;
}

/** `CREATE [OR REPLACE] [TEMP] [MATERIALIZED] VIEW [IF NOT EXISTS] v [(columns)] AS query`. */
export interface CreateViewStatement extends Node<'create-view'> {
  readonly name: QualifiedName;
  readonly materialized: boolean;
  readonly temporary: boolean;
  readonly onExisting: OnExisting;
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

/** What DROP can drop. */
export const droppable = ['table', 'view', 'materialized view'] as const;

/** `DROP TABLE | VIEW | MATERIALIZED VIEW [IF EXISTS] name`. */
export interface DropStatement extends Node<'drop'> {
  readonly object: (typeof droppable)[number];
  readonly ifExists: boolean;
  readonly name: QualifiedName;
}

/** `REFRESH MATERIALIZED VIEW name`. */
export interface RefreshStatement extends Node<'refresh'> {
  readonly name: QualifiedName;
}

/** `TRUNCATE [TABLE] name`. */
export interface TruncateStatement extends Node<'truncate'> {
  readonly relation: RelationReference;
}

/** `NAME [value]` in the brackets of COPY and ATTACH. */
export interface LocalOption {
  readonly name: Identifier;
  readonly value: DatabaseText | null;
  readonly span: SourceSpan;
}

/** `COPY (query) | t [(columns)] TO 'file' (options)`; columns stand behind a table only. */
export interface CopyToStatement extends Node<'copy-to'> {
  readonly source: Query | RelationReference;
  readonly columns: readonly Identifier[];
  readonly path: Literal;
  readonly options: readonly LocalOption[];
}

/** `COPY t [(columns)] FROM 'file' (options)`. */
export interface CopyFromStatement extends Node<'copy-from'> {
  readonly relation: RelationReference;
  readonly columns: readonly Identifier[];
  readonly path: Literal;
  readonly options: readonly LocalOption[];
}

/** `ATTACH [DATABASE] [IF NOT EXISTS] 'file' [AS name] (options)`. */
export interface AttachStatement extends Node<'attach'> {
  readonly path: Literal;
  readonly alias: Identifier | null;
  readonly ifNotExists: boolean;
  readonly options: readonly LocalOption[];
}

/** `DETACH [DATABASE] [IF EXISTS] name`. */
export interface DetachStatement extends Node<'detach'> {
  readonly name: Identifier;
  readonly ifExists: boolean;
}

/** Statements about tables, views, files and databases beside the provider's. */
export type LocalStatement =
  | CreateTableStatement
  | CreateViewStatement
  | DropStatement
  | RefreshStatement
  | TruncateStatement
  | CopyToStatement
  | CopyFromStatement
  | AttachStatement
  | DetachStatement;
