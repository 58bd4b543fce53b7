import type { TreeNode } from '../src/sql/walk.ts';

/** A tree as plain data without places, for comparing trees of different texts. Absent and null are told apart, bigint from number too. */
export function withoutSpans(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) => {
      if (key === 'span' || key === 'nameSpan') return undefined;
      return typeof value === 'bigint' ? { bigint: value.toString() } : value;
    }),
  );
}

/** The text that a node's span covers. */
export function textOf(node: Pick<TreeNode, 'span'>, source: string): string {
  return source.slice(node.span.start, node.span.end);
}
