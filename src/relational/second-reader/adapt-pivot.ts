import type { Identifier } from '../../sql/ast.ts';
import { everythingOf, type PlacedItem } from './enclosed.ts';
import type { MarkedQuery } from './marked-query.ts';
import { type Adapter, bare } from './placed.ts';
import { allow, nodeIn, nodesIn, refuse, type SyntaxNode, textIn, textsIn } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

/**
 * `t PIVOT (…)`, `PIVOT t ON … USING …` and their inverse: a query over all columns of the source, so that nothing outside reaches it and names
 * outside are the database's to resolve.
 */
export function adaptPivot(adapter: Adapter, node: SyntaxNode, source: PlacedItem): PlacedItem {
  allow(node, 'source', 'aggregates', 'pivots', 'unpivot_names', 'groups', 'include_nulls', 'column_name_alias');
  const { query } = adapter;
  const own = ownExtent(adapter, node, source);
  // Without USING the tree counts rows, by a call that the text does not have.
  const written = nodesIn(node, 'aggregates').filter(
    (aggregate) => textIn(aggregate, 'function_name') !== 'count_star' || query.place(aggregate) !== undefined,
  );
  const aggregates = written.map((aggregate) => {
    query.useName(textIn(aggregate, 'alias'));
    return adapter.expression(aggregate);
  });
  const pivots = nodesIn(node, 'pivots');
  const keys = pivots.flatMap((pivot) => nodesIn(pivot, 'pivot_expressions').map(adapter.expression));
  if (pivots.some((pivot) => textIn(pivot, 'pivot_enum') !== '' || nodeIn(pivot, 'subquery') !== null)) return refuse('a pivot by a query');
  for (const pivot of pivots) useNames(adapter, pivot);
  for (const name of [...textsIn(node, 'groups'), ...textsIn(node, 'unpivot_names')]) query.useName(name);
  const { alias, last } = aliasOf(adapter, node, own.last);
  const extent = { first: Math.min(own.first, source.first), last };
  const inner = everythingOf(query, { ...extent, item: source.item }, bare([...aggregates, ...keys]));
  return { ...extent, item: { kind: 'derived', query: inner, alias, columnAliases: [], lateral: false, span: query.spanOf(extent) } };
}

function useNames({ query }: Adapter, pivot: SyntaxNode): void {
  for (const name of textsIn(pivot, 'unpivot_names')) query.useName(name);
  for (const entry of nodesIn(pivot, 'entries')) {
    allow(entry, 'values');
    query.useName(textIn(entry, 'alias'));
    for (const value of nodesIn(entry, 'values')) {
      const text = value['value'];
      if (typeof text === 'string') query.useName(text);
    }
  }
}

/** The brackets behind PIVOT, or the rest of a statement that begins with it. */
function ownExtent({ query }: Adapter, node: SyntaxNode, source: PlacedItem): Extent {
  const at = query.placeOf(node);
  if (!['PIVOT', 'UNPIVOT', 'PIVOT_WIDER', 'PIVOT_LONGER'].includes(query.word(at))) return refuse('an unknown pivot');
  let open = at + 1;
  while (['INCLUDE', 'EXCLUDE', 'NULLS'].includes(query.word(open))) open += 1;
  const isClause = at > source.first;
  const last = isClause ? query.partner(open) : query.tokens.length - 1;
  for (let index = at; index <= last; index++) if (query.sees(index, 'IN', '(')) useNumbers(query, index + 1);
  return isClause ? { first: source.first, last } : { first: at, last: source.last };
}

/** Numbers have no marks; those that a pivot has a column for stand in these brackets. */
function useNumbers(query: MarkedQuery, open: number): void {
  for (let index = open; index < query.partner(open); index++)
    if (query.token(index).kind === 'number') query.use({ first: index, last: index });
}

function aliasOf({ query }: Adapter, node: SyntaxNode, before: number): { readonly alias: Identifier | null; readonly last: number } {
  const text = textIn(node, 'alias');
  if (text === '' || textsIn(node, 'column_name_alias').length > 0)
    return text === '' ? { alias: null, last: before } : refuse('a pivot with columns');
  const at = query.word(before + 1) === 'AS' ? before + 2 : before + 1;
  if (!query.stands(text, at)) return refuse('an alias out of place');
  query.use({ first: at, last: at });
  return { alias: query.identifier(at), last: at };
}
