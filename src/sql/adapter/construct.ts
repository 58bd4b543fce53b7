import type { BindParameter, Identifier, Literal, QualifiedName, SortItem, TypedLiteral } from '../ast.ts';

/** First and last token of a construct, its brackets included. */
export interface TokenExtent {
  readonly first: number;
  readonly last: number;
}

/** What a mark in the marked text stands for; see `MarkedText`. Arguments of marked calls are in the order of the text. */
export type Construct = TokenExtent &
  (
    | { readonly kind: 'name'; readonly path: QualifiedName }
    | { readonly kind: 'star'; readonly qualifier: QualifiedName }
    | { readonly kind: 'value'; readonly node: Literal | TypedLiteral | BindParameter }
    /** `(a)`, with one argument. */
    | { readonly kind: 'group' }
    | { readonly kind: 'tuple' | 'array' }
    /** `(SELECT …)` as a value, behind EXISTS, or as an operand of a set operation. */
    | { readonly kind: 'subquery' | 'exists' | 'query-group' }
    /** What stands behind IN, brackets included. */
    | { readonly kind: 'in-list' | 'in-query' }
    | { readonly kind: 'cast'; readonly type: string }
    /** Arguments: operand, if there is one; WHEN and THEN in turn; ELSE, if there is one. */
    | { readonly kind: 'case'; readonly hasOperand: boolean; readonly branches: number; readonly hasElse: boolean }
    /** Arguments: `count` of the user's own, then the sections `order`, `filter`, `window`, as far as present. */
    | { readonly kind: 'call'; readonly name: string; readonly distinct: boolean; readonly count: number }
    | { readonly kind: 'order'; readonly sorts: readonly Omit<SortItem, 'expression'>[] }
    | { readonly kind: 'filter' | 'partition' | 'limit' | 'offset' }
    /** Arguments: the sections `partition` and `order`, as far as present. */
    | { readonly kind: 'window'; readonly name: string | null; readonly frame: string | null }
    /** ON with its condition. */
    | { readonly kind: 'on' }
    /** First column of every SELECT in the marked text. */
    | { readonly kind: 'select'; readonly items: readonly TokenExtent[] }
    /** Stands for the VALUES it marks; arguments are its rows as tuples. */
    | { readonly kind: 'values' }
    /** A join tree in brackets. */
    | { readonly kind: 'from-group' }
    /** A query as a FROM item. */
    | { readonly kind: 'derived'; readonly lateral: boolean; readonly columnAliases: readonly Identifier[] }
    | { readonly kind: 'common-table'; readonly name: Identifier; readonly columns: readonly Identifier[] }
  );

/** One of the kinds of {@link Construct}, narrowed. */
export type ConstructOf<Kind extends Construct['kind']> = Construct & { readonly kind: Kind };
