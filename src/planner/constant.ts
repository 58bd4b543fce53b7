import { QueryError, type SourceSpan } from '../errors/query-error.ts';
import type { Expression } from '../sql/ast.ts';
import type { ParsedStatement } from '../sql/parsed-statement.ts';
import type { ConstantValue, Facts } from './facts.ts';

/**
 * The value of an expression that needs no row and no database: a literal, a bind, a sign before a number, a cast of text to text.
 * Undefined for everything else. Throws `undefined_bind` for a bind without a value.
 */
export function constantOf(expression: Expression, facts: Facts): { readonly value: ConstantValue } | undefined {
  switch (expression.kind) {
    case 'literal':
      return { value: expression.value };
    case 'typed-literal':
      return expression.type === 'interval' ? undefined : { value: expression.text };
    case 'bind':
      return { value: bindValue(expression, facts) };
    case 'unary':
      return signed(expression.operator, constantOf(expression.operand, facts));
    case 'cast':
      return textCast(expression.type, constantOf(expression.operand, facts));
    default:
      return undefined;
  }
}

/** Values of the statement's binds, in their order. Throws `undefined_bind`. */
export function bindValues({ binds, splices, span }: ParsedStatement, facts: Facts): readonly ConstantValue[] {
  return binds.map((key, index) => bindValue({ key, span: splices.find((splice) => splice.bind === index)?.span ?? span }, facts));
}

function bindValue({ key, span }: { readonly key: string; readonly span: SourceSpan }, facts: Facts): ConstantValue {
  const value = facts.binds.get(key);
  if (value !== undefined) return value;
  throw new QueryError('undefined_bind', `no value was given for ${/^\d+$/.test(key) ? `bind ${key}` : `:${key}`}`, {
    span,
    hint: 'Pass it in `parameters`.',
  });
}

type Constant = { readonly value: ConstantValue } | undefined;

function signed(operator: 'not' | '-' | '+', operand: Constant): Constant {
  if (operator === 'not' || operand === undefined) return undefined;
  const { value } = operand;
  if (typeof value === 'number') return { value: operator === '-' ? -value : value };
  if (typeof value === 'bigint') return { value: operator === '-' ? -value : value };
  return undefined;
}

function textCast(type: string, operand: Constant): Constant {
  return /^(text|varchar|string)$/i.test(type) && typeof operand?.value === 'string' ? operand : undefined;
}
