import type { CommonTable, Expression, Query, SetOperation, SortItem } from '../../sql/ast.ts';
import { adaptExpression } from './adapt-expression.ts';
import { adaptSelect } from './adapt-select.ts';
import { adaptOrders } from './adapt-sort.ts';
import type { MarkedQuery } from './marked-query.ts';
import { type Adapter, construct } from './placed.ts';
import { lastApplied, setOperators, startOfTail } from './query-ranges.ts';
import { allow, nodeIn, nodesIn, refuse, type SyntaxNode, textIn, textsIn } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

/** Maps a whole tree to ours. Refuses what it does not know, and a query of which something is left over. */
export function adaptWhole(query: MarkedQuery, tree: SyntaxNode): Query {
  const adapter: Adapter = {
    query,
    expression: (node) => adaptExpression(adapter, node),
    nested: (node, extent) => adaptQuery(adapter, node, extent),
    parameters: [],
    windows: new Map(),
  };
  const whole = adaptQuery(adapter, tree, { first: 0, last: query.tokens.length - 1 });
  query.expectAllUsed();
  return whole;
}

function adaptQuery(adapter: Adapter, node: SyntaxNode, around: Extent): Query {
  const { query } = adapter;
  const whole = unwrapped(query, around);
  const { tables, recursive, body } = commonTables(adapter, node, whole);
  const operators = setOperators(query, body);
  const searched = { first: (operators.at(-1)?.last ?? body.first - 1) + 1, last: body.last };
  const tail = startOfTail(query, searched);
  const inner = { first: body.first, last: tail - 1 };
  const span = query.spanOf(whole);
  if (operators.length === 0 && query.word(inner.first) === '(') {
    // Brackets around a whole query before ORDER BY: only one of the two may have clauses of its own.
    if (tail <= body.last || tables.length > 0) return refuse('a query in brackets with clauses');
    return adaptQuery(adapter, node, inner);
  }
  const content = operators.length === 0 ? adaptSelect(adapter, node, inner) : setOperation(adapter, node, inner);
  return { kind: 'query', recursive, with: tables, body: content, ...tailOf(adapter, node, tail), span };
}

function unwrapped(query: MarkedQuery, { first, last }: Extent): Extent {
  return query.word(first) === '(' && query.partner(first) === last
    ? unwrapped(query, { first: first + 1, last: last - 1 })
    : { first, last };
}

interface WithClause {
  readonly tables: readonly CommonTable[];
  readonly recursive: boolean;
  /** The query behind it. */
  readonly body: Extent;
}

function commonTables(adapter: Adapter, node: SyntaxNode, whole: Extent): WithClause {
  const { query } = adapter;
  const entries = nodesIn(nodeIn(node, 'cte_map') ?? {}, 'map');
  if (!query.isKeyword(whole.first, 'WITH'))
    return entries.length > 0 ? refuse('an unknown WITH') : { tables: [], recursive: false, body: whole };
  const recursive = query.word(whole.first + 1) === 'RECURSIVE';
  const tables: CommonTable[] = [];
  let at = whole.first + (recursive ? 1 : 0);
  for (const entry of entries) {
    const { table, last } = commonTable(adapter, entry, at + 1);
    tables.push(table);
    at = last + 1;
    if (query.word(at) !== ',' && entry !== entries.at(-1)) refuse('an unknown WITH');
  }
  return { tables, recursive, body: { first: at, last: whole.last } };
}

function commonTable(adapter: Adapter, entry: SyntaxNode, first: number): { readonly table: CommonTable; readonly last: number } {
  const { query } = adapter;
  const value = nodeIn(entry, 'value') ?? refuse('an empty table');
  allow(value, 'aliases', 'query', 'materialized');
  if (!query.stands(textIn(entry, 'key'), first)) refuse('a table out of place');
  query.use({ first, last: first });
  const aliases = textsIn(value, 'aliases');
  let at = first + 1;
  const columns = aliases.length === 0 ? [] : query.split({ first: at + 1, last: query.partner(at) - 1 });
  if (columns.some((column, index) => !query.stands(aliases[index] ?? '', column.first))) refuse('a column out of place');
  if (columns.length > 0) {
    query.use({ first: at, last: query.partner(at) });
    at = query.partner(at) + 1;
  }
  while (['AS', 'NOT', 'MATERIALIZED'].includes(query.word(at))) at += 1;
  if (query.word(at) !== '(') return refuse('an unknown table');
  const extent = { first: at + 1, last: query.partner(at) - 1 };
  const tree = nodeIn(nodeIn(value, 'query') ?? {}, 'node') ?? refuse('an empty table');
  const table = {
    name: query.identifier(first),
    columns: columns.map((column) => query.identifier(column.first)),
    query: adapter.nested(tree, extent),
  };
  return { table, last: extent.last + 1 };
}

/** The tree has to be as the text's operators say: INTERSECT binds tighter, all go from left to right. */
function setOperation(adapter: Adapter, node: SyntaxNode, extent: Extent): SetOperation {
  const { query } = adapter;
  allow(node, 'modifiers', 'cte_map', 'setop_type', 'setop_all', 'left', 'right', 'cte_name', 'union_all', 'aliases', 'children');
  const applied = lastApplied(setOperators(query, extent));
  const [left, right] = sides(node);
  const isRecursive = textIn(node, 'type') === 'RECURSIVE_CTE_NODE';
  const type = isRecursive ? 'UNION' : textIn(node, 'setop_type');
  const all = isRecursive ? node['union_all'] === true : node['setop_all'] === true;
  const expected = applied.byName ? 'UNION_BY_NAME' : applied.operator.toUpperCase();
  if (type !== expected || all !== applied.all) return refuse('an unknown set operation');
  return {
    kind: 'set-operation',
    operator: applied.operator,
    all,
    ...(applied.byName ? { byName: true as const } : {}),
    left: adaptQuery(adapter, left, { first: extent.first, last: applied.first - 1 }),
    right: adaptQuery(adapter, right, { first: applied.last + 1, last: extent.last }),
    span: query.spanOf(extent),
  };
}

function sides(node: SyntaxNode): readonly [SyntaxNode, SyntaxNode] {
  const [first, second, ...more] = nodesIn(node, 'children');
  const left = nodeIn(node, 'left') ?? first;
  const right = nodeIn(node, 'right') ?? second;
  return left === undefined || right === undefined || more.length > 0 ? refuse('half a set operation') : [left, right];
}

function tailOf(adapter: Adapter, node: SyntaxNode, start: number): Pick<Query, 'orderBy' | 'limit' | 'offset'> {
  let orderBy: readonly SortItem[] = [];
  let limit: Expression | null = null;
  let offset: Expression | null = null;
  for (const modifier of nodesIn(node, 'modifiers')) {
    const type = textIn(modifier, 'type');
    if (type === 'DISTINCT_MODIFIER') continue;
    if (type === 'ORDER_MODIFIER') orderBy = adaptOrders(adapter, nodesIn(modifier, 'orders'));
    else if (type === 'LIMIT_MODIFIER' || type === 'LIMIT_PERCENT_MODIFIER') {
      allow(modifier, 'limit', 'offset');
      limit = bound(adapter, nodeIn(modifier, 'limit'), { start, percent: type === 'LIMIT_PERCENT_MODIFIER' });
      offset = bound(adapter, nodeIn(modifier, 'offset'), { start, percent: false });
    } else refuse(type);
  }
  return { orderBy, limit, offset };
}

function bound(adapter: Adapter, node: SyntaxNode | null, how: { readonly start: number; readonly percent: boolean }): Expression | null {
  if (node === null) return null;
  const { query } = adapter;
  if (query.place(node) === undefined && textIn(node, 'class') === 'CONSTANT') return oneRow(query, how.start);
  const value = adapter.expression(node);
  if (value.first < how.start) return refuse('a bound out of place');
  return how.percent ? construct(query, value, { name: 'percent', of: [value.expression] }).expression : value.expression;
}

/** FETCH FIRST ROW ONLY has no number. */
function oneRow(query: MarkedQuery, start: number): Expression {
  for (const index of query.outside({ first: start, last: query.tokens.length - 1 })) {
    if (query.isKeyword(index, 'FETCH')) return { kind: 'literal', value: 1, span: query.token(index).span };
  }
  return refuse('a bound without a place');
}
