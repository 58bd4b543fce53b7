import type { ColumnReference, Expression } from '../../../sql/ast.ts';

type Replacement = (reference: ColumnReference) => Expression | undefined;

/**
 * A condition with each of its columns replaced; undefined when one has no replacement, or when the condition is of a kind that is never
 * pushed. Constants stay the nodes they are.
 */
export function replaceColumns(condition: Expression, replace: Replacement): Expression | undefined {
  const inner = (expression: Expression): Expression | undefined => replaceColumns(expression, replace);
  switch (condition.kind) {
    case 'literal':
    case 'typed-literal':
    case 'bind':
      return condition;
    case 'column':
      return replace(condition);
    case 'unary':
    case 'cast':
    case 'is': {
      const operand = inner(condition.operand);
      return operand === undefined ? undefined : { ...condition, operand };
    }
    case 'binary': {
      const [left, right] = [inner(condition.left), inner(condition.right)];
      return left === undefined || right === undefined ? undefined : { ...condition, left, right };
    }
    case 'between': {
      const [operand, low, high] = [inner(condition.operand), inner(condition.low), inner(condition.high)];
      return operand === undefined || low === undefined || high === undefined ? undefined : { ...condition, operand, low, high };
    }
    case 'in-list': {
      const operand = inner(condition.operand);
      const items = condition.items.map(inner);
      return operand === undefined || !items.every((item) => item !== undefined) ? undefined : { ...condition, operand, items };
    }
    case 'call': {
      const given = condition.arguments.map(inner);
      const plain = condition.over === null && condition.filter === null && condition.orderBy.length === 0;
      return !plain || !given.every((one) => one !== undefined) ? undefined : { ...condition, arguments: given };
    }
    default:
      return undefined;
  }
}
