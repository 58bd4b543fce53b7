import { type Adapter, bare, construct, type Placed, place } from './placed.ts';
import { allow, nodeIn, nodesIn, refuse, type SyntaxNode, textIn, textsIn } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

/** `x -> x + 1`, `(x, i) -> …`, `lambda x: …`: its parameters are no columns. */
export function adaptLambda(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'lhs', 'expr');
  const { query } = adapter;
  const { names, extents } = parametersOf(adapter, node);
  const body = within(adapter, names, () => adapter.expression(nodeIn(node, 'expr') ?? refuse('an empty lambda')));
  return construct(query, query.cover(body, ...extents), { name: 'lambda', of: [body.expression] });
}

function within<T>({ parameters }: Adapter, names: readonly string[], read: () => T): T {
  parameters.push(...names);
  const result = read();
  parameters.length -= names.length;
  return result;
}

interface Parameters {
  readonly names: readonly string[];
  readonly extents: readonly Extent[];
}

function parametersOf({ query }: Adapter, node: SyntaxNode): Parameters {
  const left = nodeIn(node, 'lhs') ?? refuse('a lambda without parameters');
  const columns = textIn(left, 'class') === 'COLUMN_REF' ? [left] : nodesIn(left, 'children');
  const marks = columns.map((column) => textsIn(column, 'column_names')[0] ?? refuse('a parameter without a name'));
  const tokens = marks.map((mark) => query.tokenOf(mark));
  for (const mark of marks) query.useName(mark);
  const names = marks.map((mark, index) => {
    const token = tokens[index];
    return (token === undefined ? mark : query.identifier(token).name).toLowerCase();
  });
  return { names, extents: tokens.flatMap((token) => (token === undefined ? [] : [{ first: token, last: token }])) };
}

/** `[x + 1 FOR x IN l IF x > 2]`, which the tree has as calls and lambdas that the text does not. */
export function listComprehension(adapter: Adapter, node: SyntaxNode, open: number): Placed {
  const { query } = adapter;
  const names: string[] = [];
  const parts: SyntaxNode[] = [];
  collect(adapter, node, { open, names, parts });
  const own = within(adapter, names, () => parts.map(adapter.expression)).sort((a, b) => a.first - b.first);
  const extent = { first: open, last: query.partner(open) };
  if (own.some((part) => part.first <= open || part.last >= extent.last)) return refuse('a list out of place');
  return place(query, extent, { ...construct(query, extent, { name: 'list_comprehension', of: bare(own) }).expression });
}

/** Finds what the text says below what DuckDB made of it: that has the bracket's place, or none. */
function collect(
  adapter: Adapter,
  node: SyntaxNode,
  into: { readonly open: number; readonly names: string[]; readonly parts: SyntaxNode[] },
): void {
  const at = adapter.query.place(node);
  if (at !== undefined && at !== into.open) {
    into.parts.push(node);
    return;
  }
  const kind = textIn(node, 'class');
  if (kind === 'LAMBDA') {
    into.names.push(...parametersOf(adapter, node).names);
    collect(adapter, nodeIn(node, 'expr') ?? refuse('an empty lambda'), into);
  } else if (kind === 'FUNCTION') for (const child of nodesIn(node, 'children')) collect(adapter, child, into);
  else if (kind !== 'CONSTANT' && kind !== 'COLUMN_REF') refuse('an unknown list');
}
