import type { Expression } from '../../sql/ast.ts';
import { conjunctsOf } from './conjuncts.ts';

/**
 * Is a condition certainly not TRUE where every column that it names is NULL? It leaves no row then for which an outer join has stood NULLs
 * in. What is not known to be so is not.
 */
export function rejectsNulls(condition: Expression): boolean {
  switch (condition.kind) {
    case 'binary':
      if (condition.operator === 'and') return conjunctsOf(condition).some(rejectsNulls);
      if (condition.operator === 'or') return rejectsNulls(condition.left) && rejectsNulls(condition.right);
      return comparisons.has(condition.operator) && (isNullOfNulls(condition.left) || isNullOfNulls(condition.right));
    case 'in-list':
    case 'between':
      return isNullOfNulls(condition.operand);
    case 'is':
      return (condition.test === 'null') === condition.negated && isNullOfNulls(condition.operand);
    case 'unary':
      return condition.operator === 'not' && isNullOfNulls(condition.operand);
    default:
      return isNullOfNulls(condition);
  }
}

/** Operators that give NULL where one side is. */
const comparisons: ReadonlySet<string> = new Set(['=', '==', '<>', '<', '<=', '>', '>=', 'like', 'not like', 'ilike', 'not ilike']);

/** Functions that give NULL for NULL. */
const strictFunctions: ReadonlySet<string> = new Set(['lower', 'upper', 'trim', 'length', 'json_extract', 'starts_with', 'contains']);

/** Is an expression NULL where its columns are? */
function isNullOfNulls(expression: Expression): boolean {
  switch (expression.kind) {
    case 'column':
      return true;
    case 'binary':
      return (
        (expression.operator === '->' || expression.operator === '->>' || comparisons.has(expression.operator)) &&
        isNullOfNulls(expression.left)
      );
    case 'in-list':
      return isNullOfNulls(expression.operand);
    case 'call':
      return strictFunctions.has(expression.name.toLowerCase()) && expression.arguments.some(isNullOfNulls);
    default:
      return false;
  }
}
