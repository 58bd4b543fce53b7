import type { ColumnReference, Expression } from '../../sql/ast.ts';

/**
 * An expression with other expressions in the place of its columns; null keeps one as it is. Columns inside sub-queries and of what is not
 * looked into (CASE, windows) stay.
 */
export function mapColumns(expression: Expression, change: (column: ColumnReference) => Expression | null): Expression {
  const map = (part: Expression): Expression => mapColumns(part, change);
  switch (expression.kind) {
    case 'column':
      return change(expression) ?? expression;
    case 'unary':
    case 'is':
    case 'cast':
    case 'in-query':
      return { ...expression, operand: map(expression.operand) };
    case 'binary':
      return { ...expression, left: map(expression.left), right: map(expression.right) };
    case 'in-list':
      return { ...expression, operand: map(expression.operand), items: expression.items.map(map) };
    case 'between':
      return { ...expression, operand: map(expression.operand), low: map(expression.low), high: map(expression.high) };
    case 'call':
      return { ...expression, arguments: expression.arguments.map(map) };
    case 'list':
      return { ...expression, items: expression.items.map(map) };
    default:
      return expression;
  }
}
