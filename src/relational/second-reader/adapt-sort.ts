import type { Expression, SortItem } from '../../sql/ast.ts';
import { type Adapter, construct } from './placed.ts';
import { allow, nodeIn, refuse, type SyntaxNode, textIn } from './syntax-node.ts';

/** Sort items. */
export function adaptOrders(adapter: Adapter, orders: readonly SyntaxNode[]): readonly SortItem[] {
  return orders.map((order) => {
    allow(order, 'null_order', 'expression');
    const node = nodeIn(order, 'expression') ?? refuse('a sort by nothing');
    return { expression: sortKey(adapter, node), ...sortSense(order) };
  });
}

/** The sense of a sort item. */
export function sortSense(order: SyntaxNode): Pick<SortItem, 'direction' | 'nulls'> {
  const directions: Readonly<Record<string, SortItem['direction']>> = { ORDER_DEFAULT: null, ASCENDING: 'asc', DESCENDING: 'desc' };
  const nullOrders: Readonly<Record<string, SortItem['nulls']>> = { ORDER_DEFAULT: null, 'NULLS FIRST': 'first', 'NULLS LAST': 'last' };
  const direction = directions[textIn(order, 'type')];
  const nulls = nullOrders[textIn(order, 'null_order')];
  return direction === undefined || nulls === undefined ? refuse('an unknown sort') : { direction, nulls };
}

/** ORDER BY ALL is a star of columns in the tree. */
function sortKey(adapter: Adapter, node: SyntaxNode): Expression {
  const { query } = adapter;
  const at = query.place(node);
  if (textIn(node, 'class') === 'STAR' && at !== undefined && query.word(at) === 'ALL') {
    return construct(query, { first: at, last: at }, { name: 'all', of: [] }).expression;
  }
  return adapter.expression(node).expression;
}
