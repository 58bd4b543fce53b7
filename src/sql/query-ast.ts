import type { SourceSpan } from '../errors/query-error.ts';
import type { Value } from '../values/value.ts';

/** A name as written. `quoted` names keep their case when printed; look-up ignores case either way. */
export interface Identifier {
  readonly name: string;
  readonly quoted: boolean;
  readonly span: SourceSpan;
}

/** One to four identifiers joined by dots: `okta.apps.connections`. */
export type QualifiedName = readonly Identifier[];

/** What every part of a statement has. */
export interface Node<Kind extends string> {
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
  /** Whether columns are put together by their names instead of their places. */
  readonly byName?: true;
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
