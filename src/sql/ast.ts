import type { LocalStatement } from './local-ast.ts';
import type {
  CommonTable,
  Expression,
  FromItem,
  Identifier,
  Literal,
  Node,
  QualifiedName,
  Query,
  RelationReference,
  SelectItem,
} from './query-ast.ts';
import type { SourceSpan } from '../errors/query-error.ts';

export type * from './query-ast.ts';

/** `SET path = value`; a path of several identifiers names a key inside a JSON column. */
export interface Assignment {
  readonly path: QualifiedName;
  readonly value: Expression;
  readonly span: SourceSpan;
}

/** A query as a statement. */
export interface SelectStatement extends Node<'select-statement'> {
  readonly query: Query;
  /** What is run where it is not the statement's text as it stands: stretches of that, and text of our own. */
  readonly segments?: readonly (string | SourceSpan)[];
}

/** `WITH [RECURSIVE] a AS (…), b AS (…)` before a change; its span ends behind the last bracket. */
export interface CommonTables {
  readonly recursive: boolean;
  readonly tables: readonly CommonTable[];
  readonly span: SourceSpan;
}

/** `INSERT INTO r (columns) VALUES … | SELECT …  [RETURNING …]`, and `REPLACE INTO` in the same shape. */
export interface InsertStatement extends Node<'insert'> {
  readonly with?: CommonTables;
  readonly replace: boolean;
  readonly relation: RelationReference;
  readonly columns: readonly Identifier[];
  /** VALUES is a query whose body is {@link ValuesBody}. */
  readonly source: Query;
  readonly returning: readonly SelectItem[];
}

/** `UPDATE r SET … [WHERE …] [RETURNING …]` (SET may be empty), and `REPLACE r SET …` in the same shape. */
export interface UpdateStatement extends Node<'update'> {
  readonly with?: CommonTables;
  readonly replace: boolean;
  readonly relation: RelationReference;
  readonly assignments: readonly Assignment[];
  readonly from: FromItem | null;
  readonly where: Expression | null;
  readonly returning: readonly SelectItem[];
}

/** `DELETE FROM r [USING …] [WHERE …] [RETURNING …]`. */
export interface DeleteStatement extends Node<'delete'> {
  readonly with?: CommonTables;
  readonly relation: RelationReference;
  readonly using: FromItem | null;
  readonly where: Expression | null;
  readonly returning: readonly SelectItem[];
}

/** `@name = value`, `@name IN (SELECT …)`, or one of the names of `(@a, @b) IN (SELECT …)`; `name` is without the `@`. */
export interface ExecArgument {
  readonly name: Identifier;
  readonly value: Expression | Query;
  /** Which of a query's columns it is; all arguments of one query share the query. Absent for a query of one column. */
  readonly column?: { readonly index: number; readonly of: number };
  readonly span: SourceSpan;
}

/** `EXEC provider.service.resource.method @a = 1, @b = 'x' @@json = '{…}' [RETURNING …]`; `@@body` and `@@file` stand where `@@json` does. */
export interface ExecStatement extends Node<'exec'> {
  readonly method: QualifiedName;
  readonly arguments: readonly ExecArgument[];
  /** The expression of `@@json`, `@@body` or `@@file`. */
  readonly body: Expression | null;
  /** What {@link body} holds: text or bytes as they are (`@@body`), or the path of a file (`@@file`); absent: JSON (`@@json`). */
  readonly bodyForm?: 'body' | 'file';
  readonly returning: readonly SelectItem[];
}

/** What SHOW can list. */
export const showSubjects = ['providers', 'services', 'resources', 'methods', 'insert', 'tables'] as const;

/** `SHOW [EXTENDED] SERVICES IN okta LIKE '%app%'`, `SHOW INSERT INTO okta.apps.applications`. */
export interface ShowStatement extends Node<'show'> {
  readonly subject: (typeof showSubjects)[number];
  readonly extended: boolean;
  readonly name: QualifiedName;
  readonly like: Literal | null;
  readonly where: Expression | null;
}

/** `DESCRIBE [EXTENDED] okta.apps.connections`, `DESCRIBE [EXTENDED] METHOD okta.apps.connections.m`, `DESCRIBE SELECT …`. */
export interface DescribeStatement extends Node<'describe'> {
  readonly subject: 'resource' | 'method' | 'query';
  readonly extended: boolean;
  /** Empty for a query. */
  readonly name: QualifiedName;
  readonly query?: Query;
}

/** `EXPLAIN [ANALYZE] statement`. */
export interface ExplainStatement extends Node<'explain'> {
  readonly analyze: boolean;
  readonly statement: Exclude<Statement, ExplainStatement>;
}

/** `SET okta.appId = '…'`. */
export interface SetStatement extends Node<'set'> {
  readonly name: QualifiedName;
  readonly value: Expression;
}

/** Everything the engine can be told. */
export type Statement =
  | SelectStatement
  | InsertStatement
  | UpdateStatement
  | DeleteStatement
  | ExecStatement
  | ShowStatement
  | DescribeStatement
  | ExplainStatement
  | SetStatement
  | LocalStatement;
