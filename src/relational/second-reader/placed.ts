import type { Expression, Query } from '../../sql/ast.ts';
import type { MarkedQuery } from './marked-query.ts';
import type { SyntaxNode } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

/** An expression with the tokens it covers, parentheses around it excluded. */
export interface Placed extends Extent {
  readonly expression: Expression;
}

type WithoutSpan<Node> = Node extends unknown ? Omit<Node, 'span'> : never;

/** Gives a node its tokens. */
export function place(query: MarkedQuery, extent: Extent, node: WithoutSpan<Expression>): Placed {
  return { ...extent, expression: { ...node, span: query.spanOf(extent) } };
}

/** A call that only says which parts a construct has. */
export function construct(
  query: MarkedQuery,
  extent: Extent,
  parts: { readonly name: string; readonly of: readonly Expression[] },
): Placed {
  const { name, of } = parts;
  return place(query, extent, { kind: 'call', name, distinct: false, arguments: of, orderBy: [], filter: null, over: null });
}

/** What the parts of the adapter share while they read one query. */
export interface Adapter {
  readonly query: MarkedQuery;
  readonly expression: (node: SyntaxNode) => Placed;
  /** The query between two tokens, parentheses around it excluded. */
  readonly nested: (node: SyntaxNode, extent: Extent) => Query;
  /** Lower-case names of the lambdas' parameters around an expression. */
  readonly parameters: string[];
  /** What named windows consist of, by first token: each call over one repeats it. */
  readonly windows: Map<number, Placed>;
}

/** Expressions of nodes, in the text's order. */
export function inOrder(adapter: Adapter, nodes: readonly SyntaxNode[]): readonly Placed[] {
  return nodes.map((node) => adapter.expression(node)).sort((a, b) => a.first - b.first);
}

/** Expressions without their places. */
export function bare(parts: readonly Placed[]): readonly Expression[] {
  return parts.map((part) => part.expression);
}
