import type {
  Call,
  ColumnReference,
  Expression,
  FromItem,
  RelationReference,
  SelectBody,
  Star,
  TableFunction,
  Query,
} from '../../sql/ast.ts';
import type { LocalTable } from '../../values/local-object.ts';
import type { Column } from '../../values/value.ts';
import { conjunctsOf } from './conjuncts.ts';
import type { Relation } from '../find-relation.ts';
import type { VisibleColumn, VisibleColumns } from './visible-column.ts';

/** One reference of a provider relation in a FROM. */
export interface RelationUse {
  /** Position among the statement's references, in text order. */
  readonly index: number;
  readonly node: RelationReference;
  readonly relation: Relation;
  /** Name that qualifies its columns. */
  readonly alias: string;
  readonly visible: VisibleColumns;
  /** Whether an outer join may stand NULLs in for its rows. */
  readonly nullSupplied: boolean;
}

/** Something in FROM that is no provider relation; `columns` is null when they are not known before the database binds them. */
export interface LocalItem {
  readonly alias: string | null;
  readonly columns: readonly string[] | null;
  /** Lower-case names of columns that are known to be JSON. */
  readonly json?: readonly string[];
  /** Columns that hold JSON whose outermost text has lost its quotes. */
  readonly unquoted?: readonly string[];
  /** Where it stands in FROM; absent for what stands in none. */
  readonly node?: FromItem;
  /** The query whose rows it is: a derived table's or a common table's. */
  readonly query?: Query;
  /** Names for the first of its columns. */
  readonly names?: readonly string[];
}

/** One reference of a relation that the process itself has. */
export interface SystemUse {
  readonly node: RelationReference;
  readonly key: string;
  readonly columns: readonly Column[];
  /** Name that qualifies its columns. */
  readonly alias: string;
}

/** One reference of a local table. */
export interface LocalUse {
  readonly node: RelationReference;
  readonly table: LocalTable;
  /** Name that qualifies its columns. */
  readonly alias: string;
}

/** An item of FROM, in the order that `*` lists them. */
export type ScopeItem = { readonly kind: 'use'; readonly use: RelationUse } | { readonly kind: 'local'; readonly local: LocalItem };

/** What names mean inside one SELECT. */
export interface Scope {
  readonly parent: Scope | null;
  readonly body: SelectBody | null;
  readonly items: readonly ScopeItem[];
  readonly uses: readonly RelationUse[];
  /** Lower-case names that `SELECT … AS` gives. */
  readonly aliases: ReadonlySet<string>;
  /** Lower-case names that a USING or NATURAL join merges; null: a NATURAL join merges any. */
  readonly merged: ReadonlySet<string> | null;
}

/** What a column reference means. References to anything but provider relations have none. */
export interface ColumnMeaning {
  readonly use: RelationUse;
  readonly column: VisibleColumn;
  /** Keys into a JSON column: `profile.email` has `email`. */
  readonly keys: readonly string[];
  /** An unqualified server variable, which stands for that of every reference in {@link scope}. */
  readonly everywhere: boolean;
  readonly scope: Scope;
}

/** A reference into JSON that only passes through a derived table, and how many of its names the column has. */
export interface LocalPath {
  readonly reference: ColumnReference;
  readonly length: number;
  readonly scope: Scope;
}

/** An expression and what it is compared with. */
export interface Comparison {
  readonly operand: Expression;
  readonly others: readonly Expression[];
}

/** Everything that planning a query needs to know of its names. */
export interface QueryAnalysis {
  /** What was analysed. */
  readonly root: Query;
  readonly uses: readonly RelationUse[];
  readonly systemUses: readonly SystemUse[];
  readonly localUses: readonly LocalUse[];
  readonly scopes: readonly Scope[];
  readonly meanings: ReadonlyMap<ColumnReference, ColumnMeaning>;
  readonly stars: ReadonlyMap<Star, Scope>;
  /** Columns that a star stands for, by reference: the nodes stand nowhere in the text. */
  readonly starColumns: ReadonlyMap<RelationUse, readonly ColumnReference[]>;
  /** What the nodes of {@link starColumns} mean. */
  readonly starMeanings: ReadonlyMap<ColumnReference, ColumnMeaning>;
  readonly scopeOf: ReadonlyMap<RelationUse, Scope>;
  /** Calls of functions that tell the time. */
  readonly clocks: readonly Call[];
  /** Calls of functions that mean what they mean in SQLite. */
  readonly calls: readonly Call[];
  /** The same in FROM. */
  readonly tableCalls: readonly TableFunction[];
  /** References to columns of JSON without quotes that arrows go into. */
  readonly unquoted: readonly ColumnReference[];
  /** Dotted paths into JSON columns of derived tables. */
  readonly localPaths: readonly LocalPath[];
  /** What is compared with what: by an operator, IN or BETWEEN. */
  readonly comparisons: readonly Comparison[];
  /** The outermost expression of each chain of `->` and `->>`. */
  readonly arrows: readonly Expression[];
}

/** What a column reference means, those that stars stand for included. */
export function meaningOf(
  reference: ColumnReference,
  { meanings, starMeanings }: Pick<QueryAnalysis, 'meanings' | 'starMeanings'>,
): ColumnMeaning | undefined {
  return meanings.get(reference) ?? starMeanings.get(reference);
}

/** The conditions of a scope: the conjuncts of its WHERE and of its joins. */
export function conditions({ body }: Scope): readonly Expression[] {
  if (body === null) return [];
  return [...conjunctsOf(body.where), ...(body.from === null ? [] : joinConditions(body.from))];
}

function joinConditions(item: FromItem): readonly Expression[] {
  if (item.kind !== 'join') return [];
  return [...conjunctsOf(item.on), ...joinConditions(item.left), ...joinConditions(item.right)];
}
