import type { FilterType } from '../../../catalog/pushdown-descriptor.ts';
import type { Expression } from '../../../sql/ast.ts';
import { walk } from '../../../sql/walk.ts';
import { constantOf } from '../../constant.ts';
import type { Facts } from '../../facts.ts';
import { timeConstant } from '../../time-constant.ts';
import type { ColumnPath } from './column-path.ts';
import type { FilterValue } from './filter-expression.ts';

/**
 * A constant as a server has to compare it with an attribute so that the comparison means what it means in SQL; undefined where it would not,
 * or where the expression is no constant.
 */
export function filterConstant(expression: Expression, type: FilterType, { path, facts }: ConstantContext): FilterValue | undefined {
  switch (type) {
    case 'timestamp':
      return path.column.type === 'timestamp' && path.keys.length === 0 ? instantValue(expression, facts) : undefined;
    case 'boolean':
      return booleanValue(expression, { path, facts });
    case 'number':
      return path.keys.length === 0 && path.column.type !== 'string' ? numberValue(expression, facts) : undefined;
    default:
      return textValue(expression, type, { path, facts });
  }
}

/** What a constant is compared with, and what gives binds their values. */
export interface ConstantContext {
  readonly path: ColumnPath;
  readonly facts: Facts;
}

/** Text compares as text only with text: a number or a date beside a text column makes the database cast the column. */
function textValue(expression: Expression, type: FilterType, { path, facts }: ConstantContext): FilterValue | undefined {
  if (path.keys.length === 0 && path.column.type !== 'string') return undefined;
  const text = textConstant(expression, facts);
  if (text === undefined || /[\p{Surrogate}\0]/u.test(text)) return undefined;
  // SQL sees a list or a number inside JSON as its text; a server compares members and numbers.
  if (type === 'any' && /^[\s\d"'[{+.-]|^(?:true|false|null)$/i.test(text)) return undefined;
  return { kind: 'text', text };
}

/** A literal or a bind that is text. */
export function textConstant(expression: Expression, facts: Facts): string | undefined {
  if (expression.kind === 'typed-literal') return undefined;
  const value = constantOf(expression, facts)?.value;
  return typeof value === 'string' ? value : undefined;
}

function numberValue(expression: Expression, facts: Facts): FilterValue | undefined {
  const value = constantOf(expression, facts)?.value;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return { kind: 'number', number: value };
  return undefined;
}

function booleanValue(expression: Expression, { path, facts }: ConstantContext): FilterValue | undefined {
  const value = constantOf(expression, facts)?.value;
  if (path.keys.length > 0) return value === 'true' || value === 'false' ? { kind: 'boolean', boolean: value === 'true' } : undefined;
  return typeof value === 'boolean' && path.column.type === 'boolean' ? { kind: 'boolean', boolean: value } : undefined;
}

/** Servers count milliseconds; what is finer could be cut to the wrong side. */
function instantValue(expression: Expression, facts: Facts): FilterValue | undefined {
  let fine = false;
  walk(expression, (node) => {
    const text =
      node.kind === 'literal'
        ? node.value
        : node.kind === 'typed-literal'
          ? node.text
          : node.kind === 'bind'
            ? facts.binds.get(node.key)
            : '';
    if (/[.,]\d{3}\d*[1-9]/.test(String(text))) fine = true;
    return 'enter';
  });
  const instant = fine ? undefined : timeConstant(expression, facts);
  const inRange = instant !== undefined && instant >= Date.UTC(1, 0) && instant < Date.UTC(9999, 11, 31);
  return inRange ? { kind: 'instant', instant } : undefined;
}
