import type { MarkedQuery } from './marked-query.ts';
import { type Adapter, construct, type Placed, place } from './placed.ts';
import { isQueryAt } from './query-ranges.ts';
import { allow, nodeIn, nodesIn, refuse, type SyntaxNode, textIn } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

/** `(SELECT …)`, EXISTS, IN, `= ANY (…)`, `> ALL (…)`, `ARRAY(SELECT …)`. */
export function adaptSubquery(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'subquery_type', 'subquery', 'child', 'comparison_type');
  const { query } = adapter;
  const at = query.placeOf(node);
  const inner = nodeIn(nodeIn(node, 'subquery') ?? refuse('no sub-query'), 'node') ?? refuse('no sub-query');
  const open = bracketAfter(query, at);
  const extent = { first: open, last: query.partner(open) };
  switch (textIn(node, 'subquery_type')) {
    case 'SCALAR':
      return scalar(adapter, inner, extent);
    case 'EXISTS': {
      if (query.word(at) !== 'EXISTS' || open !== at + 1) return refuse('an unknown EXISTS');
      return place(query, { first: at, last: extent.last }, { kind: 'exists', query: contents(adapter, inner, extent) });
    }
    case 'ANY':
      return comparison(adapter, { at, extent, inner, operand: nodeIn(node, 'child') ?? refuse('no operand') });
    default:
      return refuse('an unknown sub-query');
  }
}

function bracketAfter(query: MarkedQuery, at: number): number {
  for (let index = at; index < at + 5; index++) if (query.word(index) === '(') return index;
  return refuse('a sub-query without brackets');
}

function contents(adapter: Adapter, inner: SyntaxNode, extent: Extent): ReturnType<Adapter['nested']> {
  return adapter.nested(inner, { first: extent.first + 1, last: extent.last - 1 });
}

function scalar(adapter: Adapter, inner: SyntaxNode, extent: Extent): Placed {
  const { query } = adapter;
  if (query.word(extent.first - 1) !== 'ARRAY') {
    return place(query, extent, { kind: 'subquery', query: contents(adapter, inner, extent) });
  }
  // DuckDB wraps the query of ARRAY(…) into one that collects its rows.
  const wrapped = nodeIn(nodeIn(nodeIn(inner, 'from_table') ?? {}, 'subquery') ?? {}, 'node') ?? refuse('an unknown ARRAY');
  const { expression } = place(query, extent, { kind: 'subquery', query: contents(adapter, wrapped, extent) });
  return construct(query, { first: extent.first - 1, last: extent.last }, { name: 'array', of: [expression] });
}

interface Compared {
  readonly at: number;
  readonly extent: Extent;
  readonly inner: SyntaxNode;
  readonly operand: SyntaxNode;
}

function comparison(adapter: Adapter, { at, extent, inner, operand: node }: Compared): Placed {
  const { query } = adapter;
  const operand = adapter.expression(node);
  const whole = query.cover(operand, { first: at, last: extent.last });
  const negated = query.word(at) === 'NOT';
  if (query.word(at + (negated ? 1 : 0)) === 'IN') {
    return place(query, whole, { kind: 'in-query', negated, operand: operand.expression, query: contents(adapter, inner, extent) });
  }
  const word = query.word(extent.first - 1);
  const operator = query.token(at).text;
  if (!['ANY', 'SOME', 'ALL'].includes(word) || extent.first !== at + 2) return refuse('an unknown comparison');
  const isQuery = isQueryAt(query, extent.first + 1, extent.last);
  if (isQuery && ((operator === '=' && word !== 'ALL') || (['<>', '!='].includes(operator) && word === 'ALL'))) {
    const parts = { negated: word === 'ALL', operand: operand.expression, query: contents(adapter, inner, extent) };
    return place(query, whole, { kind: 'in-query', ...parts });
  }
  const compared = isQuery
    ? place(query, extent, { kind: 'subquery', query: contents(adapter, inner, extent) })
    : adapter.expression(listOf(inner));
  const right = construct(query, { first: extent.first - 1, last: extent.last }, { name: word.toLowerCase(), of: [compared.expression] });
  const spelling = operator === '!=' ? '<>' : operator === '==' ? '=' : operator;
  return place(query, whole, { kind: 'binary', operator: spelling, left: operand.expression, right: right.expression });
}

/** `ANY(list)` is a query over `unnest(list)` in the tree. */
function listOf(inner: SyntaxNode): SyntaxNode {
  const [call] = nodesIn(inner, 'select_list');
  const [list, ...more] = nodesIn(call ?? {}, 'children');
  return list !== undefined && more.length === 0 && textIn(call ?? {}, 'function_name') === 'unnest' ? list : refuse('an unknown list');
}
