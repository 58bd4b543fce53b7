import type { SourceSpan } from '../errors/query-error.ts';
import type { Value } from '../values/value.ts';
import type { LocalStatement } from './local-ast.ts';

/** A name as written. `quoted` names keep their case when printed; look-up ignores case either way. */
export interface Identifier {
  readonly name: string;
  readonly quoted: boolean;
  readonly span: SourceSpan;
}

/** One to four identifiers joined by dots: `okta.apps.connections`. */
export type QualifiedName = readonly Identifier[];

interface Node<Kind extends string> {
  readonly kind: Kind;
  /** Covers the whole construct, its own keywords and brackets included, surrounding parentheses excluded. */
  readonly span: SourceSpan;
}

/** A constant. A template outside quotes is one too, typed by its value. */
export interface Literal extends Node<'literal'> {
  readonly value: Exclude<Value, Uint8Array | object> | null;
}

/** `DATE '2026-01-01'`, `TIMESTAMP '…'`, `INTERVAL '7 days'`, `INTERVAL 7 DAY`: a constant with a named type. */
export interface TypedLiteral extends Node<'typed-literal'> {
  /** Lower-case type name. */
  readonly type: string;
  /** The constant's text; for `INTERVAL 7 DAY` it is `7 day`. */
  readonly text: string;
}

/** `$1`, `:name`, `?`: a value given at run time. `key` is `1`, `name`, or the 1-based position of the `?` in the script. */
export interface BindParameter extends Node<'bind'> {
  readonly key: string;
}

/** `a`, `t.a`, `okta.apps.connections.a`, `t.profile.email`: which part is a table and which a JSON key is for the planner to say. */
export interface ColumnReference extends Node<'column'> {
  readonly path: QualifiedName;
}

/** `*` or `t.*`; the span is that of the star alone, what changes it excluded. */
export interface Star extends Node<'star'> {
  readonly qualifier: QualifiedName;
  /** Absent for a plain star. */
  readonly changes?: StarChanges;
}

/** What EXCLUDE, REPLACE, RENAME and COLUMNS make of a star, and stars that the text does not have. */
export interface StarChanges {
  /** Where the star stands: itself, inside `COLUMNS(*)`, for the whole of `FROM t` (the span is that of FROM or TABLE), or nowhere. */
  readonly written: 'star' | 'columns' | 'from' | 'none';
  /** What stands behind EXCLUDE, brackets included. */
  readonly exclude: SourceSpan | null;
  /** Expressions that columns are replaced or chosen by. */
  readonly expressions: readonly Expression[];
}

/** `NOT a`, `-a`, `+a`. */
export interface UnaryExpression extends Node<'unary'> {
  readonly operator: 'not' | '-' | '+';
  readonly operand: Expression;
}

/** Any infix operator, lower-case: `and or = <> < <= > >= + - * / % || -> ->> like ilike "not like" "similar to" ~ @> …`; `!=` is read as `<>`. */
export interface BinaryExpression extends Node<'binary'> {
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
  /** What stands behind ESCAPE of a LIKE or SIMILAR TO. */
  readonly escape?: Expression;
}

/** `a IN (1, 2)`. */
export interface InList extends Node<'in-list'> {
  readonly negated: boolean;
  readonly operand: Expression;
  readonly items: readonly Expression[];
}

/** `a IN (SELECT …)`. */
export interface InQuery extends Node<'in-query'> {
  readonly negated: boolean;
  readonly operand: Expression;
  readonly query: Query;
}

/** `a BETWEEN x AND y`. */
export interface Between extends Node<'between'> {
  readonly negated: boolean;
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

/** `a IS [NOT] NULL | TRUE | FALSE`. */
export interface IsTest extends Node<'is'> {
  readonly negated: boolean;
  readonly operand: Expression;
  readonly test: 'null' | 'true' | 'false';
}

/** Function call, aggregate and window calls included; `name` as written. */
export interface Call extends Node<'call'> {
  readonly name: string;
  readonly distinct: boolean;
  readonly arguments: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly filter: Expression | null;
  readonly over: Window | null;
}

/** What stands behind OVER: a named window, or its parts. */
export interface Window {
  readonly name: string | null;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  /** Frame in lower case, such as `rows between 1 preceding and current row`; absent when the text has none. */
  readonly frame?: string;
}

/** `CAST(a AS type)` and `a::type`; `type` is the text as written. */
export interface Cast extends Node<'cast'> {
  readonly operand: Expression;
  readonly type: string;
}

/** `CASE [a] WHEN … THEN … [ELSE …] END`. */
export interface CaseExpression extends Node<'case'> {
  readonly operand: Expression | null;
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise: Expression | null;
}

/** `(SELECT …)` as a value; its span includes the parentheses. */
export interface ScalarSubquery extends Node<'subquery'> {
  readonly query: Query;
}

/** `EXISTS (SELECT …)`; NOT stands around it as a unary. */
export interface Exists extends Node<'exists'> {
  readonly query: Query;
}

/** `(a, b)` or `ARRAY[a, b]` / `[a, b]`. */
export interface ListExpression extends Node<'list'> {
  readonly form: 'tuple' | 'array';
  readonly items: readonly Expression[];
}

/** Everything that yields a value. */
export type Expression =
  | Literal
  | TypedLiteral
  | BindParameter
  | ColumnReference
  | Star
  | UnaryExpression
  | BinaryExpression
  | InList
  | InQuery
  | Between
  | IsTest
  | Call
  | Cast
  | CaseExpression
  | ScalarSubquery
  | Exists
  | ListExpression;

/** `expr [ASC|DESC] [NULLS FIRST|LAST]`; null where the text says nothing. */
export interface SortItem {
  readonly expression: Expression;
  readonly direction: 'asc' | 'desc' | null;
  readonly nulls: 'first' | 'last' | null;
}

/** `expr [AS alias]`. */
export interface SelectItem {
  readonly expression: Expression;
  readonly alias: Identifier | null;
  readonly span: SourceSpan;
}

/** A named relation in FROM; `span` covers name and alias, `nameSpan` the name alone. */
export interface RelationReference extends Node<'relation'> {
  readonly name: QualifiedName;
  readonly nameSpan: SourceSpan;
  readonly alias: Identifier | null;
}

/** `(SELECT …) alias` or `(VALUES …) alias(columns)`. */
export interface DerivedTable extends Node<'derived'> {
  readonly query: Query;
  readonly alias: Identifier | null;
  readonly columnAliases: readonly Identifier[];
  readonly lateral: boolean;
}

/** `json_each(…) alias`, `unnest(…)`, `generate_series(…)`. */
export interface TableFunction extends Node<'table-function'> {
  readonly call: Call;
  readonly alias: Identifier | null;
  readonly columnAliases?: readonly Identifier[];
}

/** Kinds of join; a comma in FROM is `cross`. */
export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'semi' | 'anti' | 'asof' | 'positional';

/** Two FROM items joined. At most one of `on` and `using` says something. */
export interface Join extends Node<'join'> {
  readonly type: JoinType;
  readonly natural: boolean;
  readonly left: FromItem;
  readonly right: FromItem;
  readonly on: Expression | null;
  readonly using: readonly Identifier[];
}

/** What may stand in FROM. */
export type FromItem = RelationReference | DerivedTable | TableFunction | Join;

/** `SELECT … FROM … WHERE … GROUP BY … HAVING …`. Comma items of FROM are already joined left to right by cross joins. */
export interface SelectBody extends Node<'select'> {
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: FromItem | null;
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | null;
  /** What stands behind DISTINCT ON; {@link distinct} is true then. */
  readonly distinctOn?: readonly Expression[];
  readonly qualify?: Expression;
  /** What the windows of a WINDOW clause partition and sort by. */
  readonly windows?: readonly Expression[];
  /** Whether the rows, or those of an item of FROM, are a sample. */
  readonly sampled?: true;
}

/** `left UNION [ALL] right` and its like. */
export interface SetOperation extends Node<'set-operation'> {
  readonly operator: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly left: Query;
  readonly right: Query;
}

/** `VALUES (1, 'a'), (2, 'b')`. */
export interface ValuesBody extends Node<'values'> {
  readonly rows: readonly (readonly Expression[])[];
}

/** One `name [(columns)] AS (query)` of a WITH. */
export interface CommonTable {
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly query: Query;
}

/** `PIVOT source ON expression` without values: the query's columns are known once those are. */
export interface DynamicPivot {
  readonly source: SourceSpan;
  readonly expression: SourceSpan;
  /** The WITH that {@link source} may name tables of. */
  readonly tables: SourceSpan | null;
}

/** A SELECT, a set operation or VALUES, with what may surround it. */
export interface Query extends Node<'query'> {
  /** Pivots anywhere inside that lack values; the tree has a list of one in their place. */
  readonly pivots?: readonly DynamicPivot[];
  readonly recursive: boolean;
  readonly with: readonly CommonTable[];
  readonly body: SelectBody | SetOperation | ValuesBody;
  readonly orderBy: readonly SortItem[];
  readonly limit: Expression | null;
  readonly offset: Expression | null;
}

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
