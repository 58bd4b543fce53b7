import type { Expression } from '../../sql/ast.ts';

/** Splits a condition into the parts that all have to hold. */
export function conjunctsOf(condition: Expression | null): readonly Expression[] {
  if (condition === null) return [];
  if (condition.kind === 'binary' && condition.operator === 'and') return [...conjunctsOf(condition.left), ...conjunctsOf(condition.right)];
  return [condition];
}
