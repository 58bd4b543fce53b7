import type { Expression, FromItem, Identifier, Query } from '../../sql/ast.ts';
import type { MarkedQuery } from './marked-query.ts';
import type { Extent } from './token-structure.ts';

/** An item of FROM with its tokens. */
export interface PlacedItem extends Extent {
  readonly item: FromItem;
}

/** A relation in a query of its own that reads all its fields: nothing outside is pushed into it. */
export function enclosed(query: MarkedQuery, { first, last, item }: PlacedItem, columnAliases: readonly Identifier[]): PlacedItem {
  const alias = item.kind === 'relation' ? (item.alias ?? item.name.at(-1) ?? null) : null;
  const extent = { first, last };
  const inner = everythingOf(query, { ...extent, item });
  return { ...extent, item: { kind: 'derived', query: inner, alias, columnAliases, lateral: false, span: query.spanOf(extent) } };
}

/** `SELECT * FROM item` where the text has only the item; `more` names what else is read from it. */
export function everythingOf(query: MarkedQuery, { item, ...extent }: PlacedItem, more: readonly Expression[] = []): Query {
  const span = query.spanOf(extent);
  const changes = { written: 'none' as const, exclude: null, expressions: more };
  const star: Expression = { kind: 'star', qualifier: [], changes, span };
  const items = [{ expression: star, alias: null, span }];
  const body = { kind: 'select' as const, distinct: false, items, from: item, where: null, groupBy: [], having: null, span };
  return { kind: 'query', recursive: false, with: [], body, orderBy: [], limit: null, offset: null, span };
}
