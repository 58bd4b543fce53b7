import type { Expression } from '../../sql/ast.ts';
import { constantOf } from '../constant.ts';
import type { ConstantValue, Facts } from '../facts.ts';

/** Is a condition false or NULL whatever the row is, as far as can be told without the database? */
export function isConstantlyUntrue(condition: Expression, facts: Facts): boolean {
  const constant = constantOf(condition, facts);
  if (constant !== undefined) return constant.value === false || constant.value === null;
  if (condition.kind !== 'binary') return false;
  const left = constantOf(condition.left, facts);
  const right = constantOf(condition.right, facts);
  if (left === undefined || right === undefined) return false;
  return compares(condition.operator) && holds(condition.operator, left.value, right.value) === false;
}

function compares(operator: string): boolean {
  return ['=', '<>', '<', '<=', '>', '>='].includes(operator);
}

/** Undefined where the database has to say: values of two types are converted, texts are ordered by its own rules. */
function holds(operator: string, left: ConstantValue, right: ConstantValue): boolean | undefined {
  if (left === null || right === null) return false;
  if (typeof left !== typeof right) return undefined;
  if (operator === '=') return left === right;
  if (operator === '<>') return left !== right;
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}
