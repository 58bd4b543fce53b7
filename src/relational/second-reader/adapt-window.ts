import type { SortItem, Window } from '../../sql/ast.ts';
import { sortSense } from './adapt-sort.ts';
import type { MarkedQuery } from './marked-query.ts';
import { type Adapter, bare, type Placed } from './placed.ts';
import { nodeIn, nodesIn, refuse, type SyntaxNode } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

/** Keys of a window's frame in the tree. */
export const frameKeys: readonly string[] = ['start', 'end', 'start_expr', 'end_expr', 'exclude_clause'];

/** What stands behind OVER; `last` is its last token. The tree repeats at each call what a named window consists of. */
export function adaptOver(adapter: Adapter, node: SyntaxNode, before: number): { readonly window: Window; readonly last: number } {
  const { query } = adapter;
  const at = before + 2;
  if (query.word(before + 1) !== 'OVER') return refuse('a window without OVER');
  const isNamed = query.word(at) !== '(';
  const extent = { first: at, last: isNamed ? at : query.partner(at) };
  const partitionBy = nodesIn(node, 'partitions').flatMap((part) => ownPart(adapter, part, extent));
  const orderBy = nodesIn(node, 'orders').flatMap((order): readonly SortItem[] => {
    const key = nodeIn(order, 'expression') ?? refuse('a sort by nothing');
    return ownPart(adapter, key, extent).map(({ expression }) => ({ expression, ...sortSense(order) }));
  });
  const inner = { first: at + 1, last: extent.last - 1 };
  const frame = isNamed ? null : frameOf(query, inner);
  const name = isNamed ? query.identifier(at).name : nameIn(query, inner);
  const window = { name, partitionBy: bare(partitionBy), orderBy, ...(frame === null ? {} : { frame }) };
  return { window, last: extent.last };
}

/** A part that stands in the call's own brackets; what stands in WINDOW is kept apart, once. */
function ownPart(adapter: Adapter, node: SyntaxNode, extent: Extent): readonly Placed[] {
  const part = adapter.expression(node);
  if (part.first >= extent.first && part.last <= extent.last) return [part];
  if (!adapter.windows.has(part.first)) adapter.windows.set(part.first, part);
  return [];
}

/** `w` in `OVER (w ORDER BY x)`. */
function nameIn(query: MarkedQuery, { first, last }: Extent): string | null {
  const isEmpty = first > last;
  if (isEmpty || query.sees(first, 'PARTITION', 'BY') || query.sees(first, 'ORDER', 'BY') || isFrameStart(query, first)) return null;
  return query.identifier(first).name;
}

function isFrameStart(query: MarkedQuery, index: number): boolean {
  return ['ROWS', 'RANGE', 'GROUPS'].includes(query.word(index)) && query.token(index).kind === 'word' && query.word(index - 1) !== '.';
}

/** A frame's bounds are constants: its words are kept as they are, in lower case. */
function frameOf(query: MarkedQuery, inner: Extent): string | null {
  for (const index of query.outside(inner)) {
    if (!isFrameStart(query, index) || ['(', ')', ',', '.', ''].includes(query.word(index + 1))) continue;
    const tokens = query.tokens.slice(index, inner.last + 1);
    if (!tokens.every(({ kind }) => kind === 'word' || kind === 'number' || kind === 'string')) return refuse('a frame of expressions');
    for (let at = index; at <= inner.last; at++) if (query.token(at).kind !== 'word') query.use({ first: at, last: at });
    return tokens.map((token) => (token.kind === 'word' ? token.text.toLowerCase() : token.text)).join(' ');
  }
  return null;
}
