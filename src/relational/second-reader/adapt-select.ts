import type { Expression, SelectBody, SelectItem, ValuesBody } from '../../sql/ast.ts';
import { endOfSample, FromAdapter } from './adapt-from.ts';
import { type Adapter, bare, construct, type Placed } from './placed.ts';
import { type Clauses, clausesOf } from './query-ranges.ts';
import { allow, listIn, nodeIn, nodeOf, nodesIn, refuse, type SyntaxNode, textIn, isList } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

const keys = [
  'modifiers',
  'cte_map',
  'select_list',
  'from_table',
  'where_clause',
  'group_expressions',
  'group_sets',
  'aggregate_handling',
  'having',
  'sample',
  'qualify',
];

/** Maps SELECT, VALUES, TABLE, and the statements PIVOT and UNPIVOT. */
export function adaptSelect(adapter: Adapter, node: SyntaxNode, extent: Extent): SelectBody | ValuesBody {
  if (textIn(node, 'type') !== 'SELECT_NODE') return refuse(textIn(node, 'type'));
  allow(node, ...keys);
  const { query } = adapter;
  if (query.isKeyword(extent.first, 'VALUES')) return values(adapter, node, extent);
  const clauses = clausesOf(query, extent);
  const before = new Set(adapter.windows.keys());
  const from = fromOf(adapter, node, { clauses, extent });
  const items = itemsOf(adapter, node, { clauses, extent });
  const distinctOn = distinctTargets(adapter, node);
  const where = optional(adapter, nodeIn(node, 'where_clause'));
  const groupBy = groups(adapter, node, clauses);
  const having = optional(adapter, nodeIn(node, 'having'));
  const qualify = optional(adapter, nodeIn(node, 'qualify'));
  const windows = clauses.has('WINDOW') ? [...adapter.windows].filter(([first]) => !before.has(first)).map(([, part]) => part) : [];
  const sampled = from.sampled || hasSample(adapter, node, clauses);
  return {
    kind: 'select',
    distinct: distinctOn !== null,
    items,
    from: from.item,
    where,
    groupBy,
    having,
    ...(distinctOn === null || distinctOn.length === 0 ? {} : { distinctOn: bare(distinctOn) }),
    ...(qualify === null ? {} : { qualify }),
    ...(windows.length === 0 ? {} : { windows: bare(windows) }),
    ...(sampled ? { sampled: true as const } : {}),
    span: query.spanOf(extent),
  };
}

interface Place {
  readonly clauses: Clauses;
  readonly extent: Extent;
}

function optional(adapter: Adapter, node: SyntaxNode | null): Expression | null {
  return node === null ? null : adapter.expression(node).expression;
}

/** VALUES is a star over a list of rows in the tree. */
function values(adapter: Adapter, node: SyntaxNode, extent: Extent): ValuesBody {
  const table = nodeIn(node, 'from_table') ?? refuse('VALUES of nothing');
  if (textIn(table, 'type') !== 'EXPRESSION_LIST') return refuse('an unknown VALUES');
  const rows = listIn(table, 'values').map((row) =>
    (isList(row) ? row : refuse('no row')).map((cell) => adapter.expression(nodeOf(cell)).expression),
  );
  return { kind: 'values', rows, span: adapter.query.spanOf(extent) };
}

function fromOf(
  adapter: Adapter,
  node: SyntaxNode,
  { clauses, extent }: Place,
): { readonly item: SelectBody['from']; readonly sampled: boolean } {
  const table = nodeIn(node, 'from_table') ?? refuse('no FROM');
  if (textIn(table, 'type') === 'EMPTY') return clauses.has('FROM') ? refuse('an unknown FROM') : { item: null, sampled: false };
  const from = new FromAdapter(adapter, clauses.get('FROM') ?? clauses.get('TABLE') ?? pivotSource(adapter, extent));
  return { item: from.read(table), sampled: from.sampled };
}

/** Between PIVOT or UNPIVOT and what is said of it. */
function pivotSource({ query }: Adapter, extent: Extent): Extent {
  if (!query.isKeyword(extent.first, 'PIVOT', 'UNPIVOT', 'PIVOT_WIDER', 'PIVOT_LONGER')) return refuse('no FROM');
  for (const index of query.outside(extent)) {
    if (query.isKeyword(index, 'ON', 'USING', 'GROUP')) return { first: extent.first + 1, last: index - 1 };
  }
  return refuse('an unknown pivot');
}

function itemsOf(adapter: Adapter, node: SyntaxNode, { clauses, extent }: Place): readonly SelectItem[] {
  const { query } = adapter;
  const nodes = nodesIn(node, 'select_list');
  const list = clauses.get('SELECT');
  if (list === undefined) return impliedStar(adapter, nodes, extent);
  const parts = query.split({ first: afterDistinct(adapter, list.first), last: list.last }).filter((part) => part.first <= part.last);
  if (parts.length !== nodes.length) return refuse('a select list out of place');
  return parts.map((part, index) => selectItem(adapter, nodes[index] ?? refuse('no item'), part));
}

function afterDistinct({ query }: Adapter, first: number): number {
  if (query.word(first) === 'ALL') return first + 1;
  if (query.word(first) !== 'DISTINCT') return first;
  return query.sees(first + 1, 'ON', '(') ? query.partner(first + 2) + 1 : first + 1;
}

/** `FROM t` and `TABLE t` list everything; so does a pivot, whose star has no place to change anything. */
function impliedStar({ query }: Adapter, nodes: readonly SyntaxNode[], { first }: Extent): readonly SelectItem[] {
  const [star, ...more] = nodes;
  if (star === undefined || more.length > 0 || textIn(star, 'class') !== 'STAR') return refuse('a list out of place');
  const isFrom = query.isKeyword(first, 'FROM', 'TABLE');
  const span = query.spanOf({ first, last: first });
  const changes = { written: isFrom ? ('from' as const) : ('none' as const), exclude: null, expressions: [] };
  return [{ expression: { kind: 'star', qualifier: [], changes, span }, alias: null, span }];
}

function selectItem(adapter: Adapter, node: SyntaxNode, part: Extent): SelectItem {
  const { query } = adapter;
  const value = adapter.expression(node);
  const text = textIn(node, 'alias');
  if (value.first < part.first || value.last > part.last) return refuse('an item out of place');
  const span = query.spanOf(part);
  if (text === '') return { expression: value.expression, alias: null, span };
  const at = query.word(part.first + 1) === ':' ? part.first : part.last;
  if (!query.stands(text, at) || (at >= value.first && at <= value.last)) return refuse('an alias out of place');
  query.use({ first: at, last: at });
  const token = query.token(at);
  const alias = token.kind === 'string' ? { name: String(token.value), quoted: true, span: token.span } : query.identifier(at);
  return { expression: value.expression, alias, span };
}

/** Null without DISTINCT, empty for plain DISTINCT. */
function distinctTargets(adapter: Adapter, node: SyntaxNode): readonly Placed[] | null {
  const modifier = nodesIn(node, 'modifiers').find((one) => textIn(one, 'type') === 'DISTINCT_MODIFIER');
  if (modifier === undefined) return null;
  allow(modifier, 'distinct_on_targets');
  return nodesIn(modifier, 'distinct_on_targets').map(adapter.expression);
}

function groups(adapter: Adapter, node: SyntaxNode, clauses: Clauses): readonly Expression[] {
  const { query } = adapter;
  const expressions = nodesIn(node, 'group_expressions').map((group) => adapter.expression(group).expression);
  const clause = clauses.get('GROUP');
  if (clause === undefined || query.word(clause.first) !== 'ALL' || clause.first !== clause.last) return expressions;
  return [construct(query, clause, { name: 'all', of: [] }).expression];
}

function hasSample({ query }: Adapter, node: SyntaxNode, clauses: Clauses): boolean {
  if (nodeIn(node, 'sample') === null) return false;
  const clause = clauses.get('USING') ?? refuse('an unknown sample');
  if (endOfSample(query, clause.first) !== clause.last) return refuse('an unknown sample');
  return true;
}
