import type { JsonValue } from '../../values/value.ts';
import { isList, type JsonObject, valueAt } from '../json.ts';
import { OktaError } from '../okta-error.ts';
import { type ComparisonOperator, type Filter, parseFilter } from './parse-filter.ts';

/** What one endpoint takes of the filter language. */
export interface FilterDialect {
  /** Operators by attribute. A name that ends in `.*` stands for everything below it. */
  readonly attributes: Readonly<Record<string, readonly ComparisonOperator[]>>;
  /** Whether texts compare with their case. */
  readonly caseSensitive: boolean;
  readonly connectives: readonly ('and' | 'or' | 'not')[];
  /** Value of an attribute; the value at its dotted path unless given. */
  readonly read?: (item: JsonObject, attribute: string) => JsonValue | undefined;
}

/** Reads an expression of a dialect and gives the test it stands for. Throws OktaError E0000031 or E0000053. */
export function compileFilter(dialect: FilterDialect, text: string): (item: JsonObject) => boolean {
  const filter = parseFilter(text);
  checkDialect(dialect, filter);
  return (item) => matches(dialect, filter, item);
}

/** Comparisons that hold for everything the filter lets through, by attribute: those that no OR or NOT weakens. */
export function certainEquals(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  collectEquals(parseFilter(text), found);
  return found;
}

function collectEquals(filter: Filter, found: Map<string, string>): void {
  if (filter.kind === 'and') for (const operand of filter.operands) collectEquals(operand, found);
  if (filter.kind === 'compare' && filter.operator === 'eq') found.set(filter.attribute, String(filter.value));
}

function checkDialect(dialect: FilterDialect, filter: Filter): void {
  switch (filter.kind) {
    case 'compare':
      return checkComparison(dialect, filter.attribute, filter.operator);
    case 'not':
      requireConnective(dialect, 'not');
      return checkDialect(dialect, filter.operand);
    default:
      requireConnective(dialect, filter.kind);
      for (const operand of filter.operands) checkDialect(dialect, operand);
  }
}

function checkComparison(dialect: FilterDialect, attribute: string, operator: ComparisonOperator): void {
  const operators = operatorsOf(dialect, attribute);
  if (operators === undefined) throw new OktaError('E0000031', { summary: `The attribute '${attribute}' cannot be searched here` });
  if (!operators.includes(operator))
    throw new OktaError('E0000053', { summary: `The operator '${operator}' is not taken for '${attribute}' here` });
}

function operatorsOf(dialect: FilterDialect, attribute: string): readonly ComparisonOperator[] | undefined {
  const exact = Object.hasOwn(dialect.attributes, attribute) ? dialect.attributes[attribute] : undefined;
  if (exact !== undefined) return exact;
  const family = Object.keys(dialect.attributes).find((name) => name.endsWith('.*') && attribute.startsWith(name.slice(0, -1)));
  return family === undefined ? undefined : dialect.attributes[family];
}

function requireConnective(dialect: FilterDialect, word: 'and' | 'or' | 'not'): void {
  if (!dialect.connectives.includes(word)) throw new OktaError('E0000053', { summary: `'${word}' is not taken here` });
}

function matches(dialect: FilterDialect, filter: Filter, item: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => matches(dialect, operand, item));
    case 'or':
      return filter.operands.some((operand) => matches(dialect, operand, item));
    case 'not':
      return !matches(dialect, filter.operand, item);
    case 'compare': {
      const found = (dialect.read ?? valueAt)(item, filter.attribute);
      const candidates = isList(found) ? found : [found];
      return candidates.some((candidate) => compare(dialect, filter.operator, [candidate, filter.value]));
    }
  }
}

function compare(
  dialect: FilterDialect,
  operator: ComparisonOperator,
  [left, right]: readonly [JsonValue | undefined, string | number | boolean],
): boolean {
  if (operator === 'pr') return left !== undefined && left !== null && left !== '';
  if (left === undefined || left === null) return operator === 'ne';
  const order = orderOf(dialect, left, right);
  const [text, part] = [fold(dialect, String(left)), fold(dialect, String(right))];
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    case 'sw':
      return text.startsWith(part);
    case 'ew':
      return text.endsWith(part);
    case 'co':
      return text.includes(part);
  }
}

const timestamp = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Negative, zero or positive; NaN, which nothing holds for, when the two cannot be ordered. */
function orderOf(dialect: FilterDialect, left: JsonValue, right: string | number | boolean): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'boolean' || typeof right === 'boolean') return String(left) === String(right) ? 0 : Number.NaN;
  const [one, other] = [String(left), String(right)];
  if (timestamp.test(one) && timestamp.test(other)) return Date.parse(one) - Date.parse(other);
  const [a, b] = [fold(dialect, one), fold(dialect, other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function fold(dialect: FilterDialect, text: string): string {
  return dialect.caseSensitive ? text : text.toLowerCase();
}
