import { adaptInterval } from './adapt-constant.ts';
import { listComprehension } from './adapt-lambda.ts';
import { adaptOperatorCall, listInBrackets } from './adapt-operator.ts';
import { adaptOrders } from './adapt-sort.ts';
import { adaptOver, frameKeys } from './adapt-window.ts';
import type { MarkedQuery } from './marked-query.ts';
import { type Adapter, bare, construct, inOrder, type Placed, place } from './placed.ts';
import { allow, nodeIn, nodesIn, refuse, type SyntaxNode, textIn } from './syntax-node.ts';

/** Schemas of functions, as against columns before a dotted call. */
const functionSchemas = new Set(['main', 'pg_catalog', 'information_schema', 'system']);

/** Functions that brackets make, too; those have the place of the first thing in them. */
const bracketFunctions = ['list_value', 'row', 'struct_pack', 'map'];

/** Whatever the tree has as a function: calls, operators, intervals, lists, structs. */
export function adaptFunction(adapter: Adapter, node: SyntaxNode): Placed {
  const { query } = adapter;
  const at = query.placeOf(node);
  if (query.word(at) === '[' && textIn(node, 'function_name') === 'list_apply') return listComprehension(adapter, node, at);
  if (bracketFunctions.includes(textIn(node, 'function_name')) && !isWrittenCall(adapter, node, at)) return bracketed(adapter, node);
  return adaptInterval(adapter, node) ?? adaptOperatorCall(adapter, node) ?? adaptCall(adapter, node, at);
}

/** Does the text call `list_value(…)` itself, with all of the arguments in the brackets behind that name? */
function isWrittenCall(adapter: Adapter, node: SyntaxNode, at: number): boolean {
  const { query } = adapter;
  if (query.word(at) !== textIn(node, 'function_name').toUpperCase() || query.word(at + 1) !== '(') return false;
  const last = query.partner(at + 1);
  return nodesIn(node, 'children').every((child) => {
    const part = adapter.expression(child);
    return part.first > at + 1 && part.last < last;
  });
}

function isName(query: MarkedQuery, at: number): boolean {
  return query.tokens[at]?.kind === 'word' || query.tokens[at]?.kind === 'name';
}

/** The last name of `a.b.c(`; null if no bracket follows. */
function endOfPath(query: MarkedQuery, at: number): number | null {
  let last = at;
  while (query.word(last + 1) === '.' && isName(query, last + 2)) last += 2;
  return query.word(last + 1) === '(' ? last : null;
}

function bracketed(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'function_name', 'schema', 'children');
  const children = nodesIn(node, 'children');
  const name = textIn(node, 'function_name');
  if (name === 'list_value') return listInBrackets(adapter, children);
  if (name === 'row') return tuple(adapter, children);
  if (name === 'struct_pack') return struct(adapter, children);
  if (name === 'map') return map(adapter, children);
  return refuse(name);
}

function tuple(adapter: Adapter, children: readonly SyntaxNode[]): Placed {
  const { query } = adapter;
  const items = children.map(adapter.expression);
  if (items.length < 2) return refuse('a row of one');
  const inner = query.cover(...items);
  const open = query.opening(inner.first) ?? refuse('a row without brackets');
  if (query.word(open) !== '(' || query.split({ first: open + 1, last: query.partner(open) - 1 }).length !== items.length)
    refuse('an unknown row');
  return place(query, { first: open, last: query.partner(open) }, { kind: 'list', form: 'tuple', items: bare(items) });
}

/** `{'a': 1}`. */
function struct(adapter: Adapter, children: readonly SyntaxNode[]): Placed {
  const { query } = adapter;
  const items = children.map((child) => namedArgument(adapter, child));
  const first = items[0] ?? refuse('an empty struct');
  const open = query.opening(first.first) ?? refuse('a struct without brackets');
  if (query.word(open) !== '{') return refuse('an unknown struct');
  return construct(query, { first: open, last: query.partner(open) }, { name: 'struct_pack', of: bare(items) });
}

function map(adapter: Adapter, children: readonly SyntaxNode[]): Placed {
  const { query } = adapter;
  const parts = inOrder(
    adapter,
    children.flatMap((child) => nodesIn(child, 'children')),
  );
  if (parts.length === 0) return refuse('an empty map');
  const open = query.around(query.cover(...parts), '{');
  if (query.word(open - 1) !== 'MAP') return refuse('an unknown map');
  return construct(query, { first: open - 1, last: query.partner(open) }, { name: 'map', of: bare(parts) });
}

/** An argument with what names it; the extent begins at the name. */
function namedArgument(adapter: Adapter, node: SyntaxNode): Placed {
  const { query } = adapter;
  const name = textIn(node, 'alias');
  const value = adapter.expression(node);
  if (name === '') return value;
  let sign = value.first - 1;
  while (query.word(sign) === '(') sign -= 1;
  if (![':', ':=', '=>'].includes(query.word(sign)) || !query.stands(name, sign - 1)) return refuse('an unknown name of an argument');
  query.use({ first: sign - 1, last: sign - 1 });
  return { ...value, first: sign - 1 };
}

const callKeys = ['function_name', 'schema', 'catalog', 'children', 'filter', 'order_bys', 'distinct', 'export_state'];
const windowKeys = ['filter_expr', 'offset_expr', 'default_expr', 'arg_orders', 'partitions', 'orders', 'ignore_nulls', ...frameKeys];

/** A call by name, over a window or not. */
export function adaptCall(adapter: Adapter, node: SyntaxNode, at: number): Placed {
  allow(node, ...callKeys, ...windowKeys);
  const { query } = adapter;
  const name = endOfPath(query, at) ?? refuse('a call without brackets');
  const close = query.partner(name + 1);
  query.use({ first: name, last: name });
  const order = [...nodesIn(nodeIn(node, 'order_bys') ?? {}, 'orders'), ...nodesIn(node, 'arg_orders')];
  const children = [...nodesIn(node, 'children'), ...someNodes(node, 'offset_expr', 'default_expr')];
  const extras = someNodes(node, 'filter', 'filter_expr');
  const own = children.map((child) => namedArgument(adapter, child)).sort((a, b) => a.first - b.first);
  if (own.some((part) => (part.first <= name && part.last >= at) || part.last >= close)) return refuse('an argument out of place');
  const parts = [...qualifier(adapter, at, name), ...own, ...countedStar(adapter, node, name)];
  const filter = extras.map(adapter.expression)[0]?.expression ?? null;
  const orderBy = adaptOrders(adapter, order);
  const over = textIn(node, 'class') === 'WINDOW' ? adaptOver(adapter, node, endOfCall(query, close)) : null;
  const last = over?.last ?? endOfCall(query, close);
  const first = Math.min(at, ...parts.map((part) => part.first));
  const extent = query.cover({ first, last });
  const token = query.token(name);
  const distinct = node['distinct'] === true;
  const said = { distinct, arguments: bare(parts), orderBy, filter, over: over?.window ?? null };
  return place(query, extent, { kind: 'call', name: String(token.value ?? token.text), ...said });
}

function someNodes(node: SyntaxNode, ...keys: readonly string[]): readonly SyntaxNode[] {
  return keys.map((key) => nodeIn(node, key)).filter((found) => found !== null);
}

/** `profile.upper()` is `upper(profile)` unless the names are a schema's. */
function qualifier(adapter: Adapter, first: number, name: number): readonly Placed[] {
  if (name === first) return [];
  const { query } = adapter;
  const extent = { first, last: name - 2 };
  query.use(extent);
  const path = Array.from({ length: (name - first) / 2 }, (_, index) => query.identifier(first + 2 * index));
  if (functionSchemas.has(path[0]?.name.toLowerCase() ?? '')) return [];
  return [place(query, extent, { kind: 'column', path })];
}

/** `count(*)` has no child in the tree. */
function countedStar({ query }: Adapter, node: SyntaxNode, name: number): readonly Placed[] {
  if (textIn(node, 'function_name') !== 'count_star' || query.word(name + 2) !== '*') return [];
  return [place(query, { first: name + 2, last: name + 2 }, { kind: 'star', qualifier: [] })];
}

/** Behind `WITHIN GROUP (…)`, `FILTER (…)` and EXPORT_STATE. */
function endOfCall(query: MarkedQuery, close: number): number {
  let last = close;
  if (query.sees(last + 1, 'WITHIN', 'GROUP', '(')) last = query.partner(last + 3);
  if (query.sees(last + 1, 'FILTER', '(')) last = query.partner(last + 2);
  return query.word(last + 1) === 'EXPORT_STATE' ? last + 1 : last;
}
