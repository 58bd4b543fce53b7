import type { FilterAttribute, FilterDescriptor, FilterOperator } from '../../../catalog/pushdown-descriptor.ts';
import type { Expression } from '../../../sql/ast.ts';
import { constantOf } from '../../constant.ts';
import type { Facts } from '../../facts.ts';
import { columnPath, type ColumnPath, type PathContext } from './column-path.ts';
import { filterAttribute, type FoundAttribute } from './filter-attribute.ts';
import { filterConstant, textConstant } from './filter-constant.ts';
import { type FilterExpression, type FilterValue, joined } from './filter-expression.ts';
import { likePattern } from './like-pattern.ts';

/** A condition in a server's language. It lets through every row that SQL does; `exact`: and no other. */
export interface Translated {
  readonly expression: FilterExpression;
  readonly exact: boolean;
}

/** What conditions are translated for. */
export interface TranslationTarget extends PathContext {
  readonly filter: FilterDescriptor;
  /** Operators that the filter's language has a word for. */
  readonly spoken: ReadonlySet<FilterOperator>;
  readonly facts: Facts;
  /** Values that the document lists for a column. */
  readonly valuesOf: (column: string) => readonly string[] | undefined;
}

/**
 * Translates as much of a condition as lets a superset of SQL's rows through; undefined when nothing does. Where the condition is negated,
 * NOT is moved down to the comparisons first, which three-valued logic allows: UNKNOWN lets no row through either way.
 */
export function translateCondition(condition: Expression, target: TranslationTarget, negated = false): Translated | undefined {
  switch (condition.kind) {
    case 'unary':
      return condition.operator === 'not' ? translateCondition(condition.operand, target, !negated) : undefined;
    case 'binary':
      return ofBinary(condition, target, negated);
    case 'in-list':
      return ofList(condition, target, negated !== condition.negated);
    case 'between':
      return ofBetween(condition, target, negated !== condition.negated);
    case 'is':
      return ofTest(condition, target, negated);
    case 'call':
      return ofCall(condition, target, negated);
    case 'column':
      return compared({ operand: condition, operator: 'eq' }, { kind: 'boolean', boolean: !negated }, target);
    default:
      return undefined;
  }
}

function ofBinary(condition: Extract<Expression, { kind: 'binary' }>, target: TranslationTarget, negated: boolean): Translated | undefined {
  const { operator, left, right } = condition;
  if (operator === 'and' || operator === 'or') {
    const parts = [left, right].map((part) => translateCondition(part, target, negated));
    return (operator === 'and') !== negated ? conjunction(parts, target) : disjunction(parts, target);
  }
  if (/^(not )?i?like$/.test(operator)) return ofLike(condition, target, negated);
  const meant = comparisonOf(operator, negated);
  if (meant === undefined) return undefined;
  return (
    comparedTo({ operand: left, operator: meant }, right, target) ?? comparedTo({ operand: right, operator: turned[meant] }, left, target)
  );
}

type Ordering = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

const orderings: Readonly<Record<string, readonly [plain: Ordering, negated: Ordering]>> = {
  '=': ['eq', 'ne'],
  '==': ['eq', 'ne'],
  '<>': ['ne', 'eq'],
  '<': ['lt', 'ge'],
  '<=': ['le', 'gt'],
  '>': ['gt', 'le'],
  '>=': ['ge', 'lt'],
};

/** What a comparison becomes when its sides change places. */
const turned: Readonly<Record<Ordering, Ordering>> = { eq: 'eq', ne: 'ne', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };

function comparisonOf(operator: string, negated: boolean): Ordering | undefined {
  return orderings[operator]?.[negated ? 1 : 0];
}

/** What can be pushed of conditions that all have to hold is pushed. */
function conjunction(parts: readonly (Translated | undefined)[], { filter }: TranslationTarget): Translated | undefined {
  const found = parts.filter((part) => part !== undefined);
  const [first, ...rest] = found;
  if (first === undefined) return undefined;
  if (rest.length === 0 || !filter.connectives.includes('and')) return { ...first, exact: first.exact && parts.length === 1 };
  const expression = joined('and', [first.expression, ...rest.map((part) => part.expression)]);
  return { expression, exact: found.length === parts.length && found.every((part) => part.exact) };
}

/** Alternatives have to be pushed all, or rows would be missing. */
function disjunction(parts: readonly (Translated | undefined)[], { filter }: TranslationTarget): Translated | undefined {
  const found = parts.filter((part) => part !== undefined);
  const [first, ...rest] = found;
  if (first === undefined || found.length < parts.length) return undefined;
  if (rest.length > 0 && !filter.connectives.includes('or')) return undefined;
  return { expression: joined('or', [first.expression, ...rest.map((part) => part.expression)]), exact: found.every((part) => part.exact) };
}

interface Comparison {
  readonly operand: Expression;
  readonly operator: FilterOperator;
}

function comparedTo(comparison: Comparison, constant: Expression, target: TranslationTarget): Translated | undefined {
  const place = placeOf(comparison.operand, target);
  if (place === undefined) return undefined;
  const value = filterConstant(constant, place.found.attribute.type, { path: place.path, facts: target.facts });
  return value === undefined ? undefined : atom(place, { operator: comparison.operator, value }, target);
}

function compared(comparison: Comparison, value: FilterValue, target: TranslationTarget): Translated | undefined {
  const place = placeOf(comparison.operand, target);
  if (place === undefined || place.path.keys.length > 0 || place.path.column.type !== 'boolean') return undefined;
  return atom(place, { operator: comparison.operator, value }, target);
}

interface Place {
  readonly path: ColumnPath;
  readonly found: FoundAttribute;
}

function placeOf(operand: Expression, target: TranslationTarget): Place | undefined {
  const path = columnPath(operand, target);
  const found = path === undefined ? undefined : filterAttribute(path, target.filter);
  return path === undefined || found === undefined ? undefined : { path, found };
}

interface Test {
  readonly operator: FilterOperator;
  readonly value: FilterValue | null;
}

function atom({ path, found }: Place, { operator, value }: Test, target: TranslationTarget): Translated | undefined {
  const { attribute, name } = found;
  if (!attribute.operators.includes(operator) || !target.spoken.has(operator)) return undefined;
  const agreement = value?.kind === 'text' ? textAgreement({ path, attribute }, { operator, text: value.text }, target) : 'exact';
  if (agreement === 'none') return undefined;
  return { expression: { kind: 'compare', attribute: name, operator, value }, exact: agreement === 'exact' && operator !== 'ne' };
}

/** How far a server's comparison of texts agrees with SQL's, which has case and compares by code points. */
function textAgreement(
  { path, attribute }: { readonly path: ColumnPath; readonly attribute: FilterAttribute },
  { operator, text }: { readonly operator: FilterOperator; readonly text: string },
  { filter, valuesOf }: TranslationTarget,
): 'exact' | 'superset' | 'none' {
  // Servers order texts by rules of their own.
  if (['lt', 'le', 'gt', 'ge'].includes(operator)) return 'none';
  if (path.lowered)
    return filter.ignoresCase && attribute.type !== 'id' && operator !== 'ne' && /^[\x20-\x7e]*$/.test(text) ? 'superset' : 'none';
  if (attribute.type === 'enum' && (operator === 'eq' || operator === 'ne')) {
    const values = attribute.values ?? (path.keys.length === 0 ? valuesOf(path.column.name) : undefined);
    // A server may refuse values that it does not know.
    if (values?.includes(text) === false) return 'none';
  }
  const sameLetters = !filter.ignoresCase || hasLetters(text, attribute.letters);
  if (operator === 'ne') return sameLetters && attribute.type !== 'any' ? 'superset' : 'none';
  return sameLetters && attribute.type !== 'any' ? 'exact' : 'superset';
}

function hasLetters(text: string, letters: FilterAttribute['letters']): boolean {
  if (letters === undefined) return false;
  return text === (letters === 'upper' ? text.toUpperCase() : text.toLowerCase());
}

function ofList(condition: Extract<Expression, { kind: 'in-list' }>, target: TranslationTarget, negated: boolean): Translated | undefined {
  const isNull = condition.items.map((item) => constantOf(item, target.facts)?.value === null);
  // `NOT IN (…, NULL)` is never true; nothing equals NULL.
  if (negated && isNull.includes(true)) return undefined;
  const items = condition.items.filter((_, index) => isNull[index] === false);
  const parts = items.map((item) => comparedTo({ operand: condition.operand, operator: negated ? 'ne' : 'eq' }, item, target));
  return negated ? conjunction(parts, target) : disjunction(distinct(parts, target), target);
}

/** Once each, as the server tells them apart. */
function distinct(parts: readonly (Translated | undefined)[], { filter }: TranslationTarget): readonly (Translated | undefined)[] {
  const key = (part: Translated | undefined): string => {
    const text = JSON.stringify(part?.expression, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)) ?? '';
    return filter.ignoresCase ? text.toLowerCase() : text;
  };
  const seen = new Map<string, Translated | undefined>();
  for (const part of parts) if (part === undefined || !seen.has(key(part))) seen.set(key(part), part);
  return [...seen.values()];
}

function ofBetween(
  { operand, low, high }: Extract<Expression, { kind: 'between' }>,
  target: TranslationTarget,
  negated: boolean,
): Translated | undefined {
  const lower = comparedTo({ operand, operator: negated ? 'lt' : 'ge' }, low, target);
  const upper = comparedTo({ operand, operator: negated ? 'gt' : 'le' }, high, target);
  return negated ? disjunction([lower, upper], target) : conjunction([lower, upper], target);
}

function ofTest(condition: Extract<Expression, { kind: 'is' }>, target: TranslationTarget, negated: boolean): Translated | undefined {
  const { operand, test } = condition;
  const turnedRound = negated !== condition.negated;
  if (test !== 'null') {
    // What is not TRUE may be UNKNOWN.
    return turnedRound ? undefined : compared({ operand, operator: 'eq' }, { kind: 'boolean', boolean: test === 'true' }, target);
  }
  const place = turnedRound ? placeOf(operand, target) : undefined;
  return place === undefined ? undefined : atom(place, { operator: 'pr', value: null }, target);
}

function ofLike(condition: Extract<Expression, { kind: 'binary' }>, target: TranslationTarget, negated: boolean): Translated | undefined {
  const { operator, left, right, escape } = condition;
  if (negated !== operator.startsWith('not ')) return undefined;
  // ILIKE is LIKE in lower case.
  const operand = operator.endsWith('ilike') ? loweredExpression(left) : left;
  const pattern = textConstant(right, target.facts);
  const escaped = escape === undefined ? '' : textConstant(escape, target.facts);
  const found = pattern === undefined || escaped === undefined ? undefined : likePattern(pattern, escaped);
  return found === undefined ? undefined : textTest(operand, found, target);
}

function loweredExpression(expression: Expression): Expression {
  const { span } = expression;
  return { kind: 'call', name: 'lower', distinct: false, arguments: [expression], orderBy: [], filter: null, over: null, span };
}

function ofCall(
  { name, arguments: given }: Extract<Expression, { kind: 'call' }>,
  target: TranslationTarget,
  negated: boolean,
): Translated | undefined {
  const operators: Readonly<Record<string, FilterOperator>> = { starts_with: 'sw', prefix: 'sw', contains: 'co' };
  const operator = operators[name.toLowerCase()];
  const [operand, part, ...rest] = given;
  if (operator === undefined || operand === undefined || part === undefined || rest.length > 0 || negated) return undefined;
  const text = textConstant(part, target.facts);
  return text === undefined || text === '' ? undefined : textTest(operand, { operator, text, exact: true }, target);
}

interface TextTest {
  readonly operator: FilterOperator;
  readonly text: string;
  readonly exact: boolean;
}

function textTest(operand: Expression, { operator, text, exact }: TextTest, target: TranslationTarget): Translated | undefined {
  const constant: Expression = { kind: 'literal', value: text, span: operand.span };
  const found = comparedTo({ operand, operator }, constant, target);
  return found === undefined ? undefined : { ...found, exact: found.exact && exact };
}
