import type { Expression } from './ast.ts';
import { unreachable } from '../errors/unreachable.ts';

/** The expressions that stand directly inside one, in text order; those of its sub-queries are not. */
export function childExpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'typed-literal':
    case 'bind':
    case 'column':
    case 'star':
    case 'subquery':
    case 'exists':
      return [];
    case 'unary':
    case 'is':
    case 'cast':
    case 'in-query':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'in-list':
      return [expression.operand, ...expression.items];
    case 'between':
      return [expression.operand, expression.low, expression.high];
    case 'call':
      return [
        ...expression.arguments,
        ...expression.orderBy.map((item) => item.expression),
        ...(expression.filter === null ? [] : [expression.filter]),
        ...(expression.over?.partitionBy ?? []),
        ...(expression.over?.orderBy ?? []).map((item) => item.expression),
      ];
    case 'case':
      return [
        ...(expression.operand === null ? [] : [expression.operand]),
        ...expression.branches.flatMap(({ when, then }) => [when, then]),
        ...(expression.otherwise === null ? [] : [expression.otherwise]),
      ];
    case 'list':
      return expression.items;
    default:
      return unreachable(expression);
  }
}
