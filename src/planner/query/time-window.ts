import type { MethodDescriptor, ParameterDescriptor, WindowDescriptor } from '../../catalog/descriptor.ts';
import type { Expression } from '../../sql/ast.ts';
import type { Facts } from '../facts.ts';
import type { ParameterBinding } from '../plan.ts';
import { meaningOf, type QueryAnalysis, type RelationUse } from './scope.ts';
import { timeConstant } from '../time-constant.ts';

/** Bindings that bound a list by time, which go before the statement's own, and what is worth knowing of them. */
export interface BoundWindow {
  readonly bindings: readonly ParameterBinding[];
  readonly notices: readonly string[];
}

/** What a window is read from. */
export interface WindowRequest {
  readonly method: MethodDescriptor;
  readonly use: RelationUse;
  /** Conditions that hold for every row the reference contributes. */
  readonly conditions: readonly Expression[];
  /** Wire names of parameters that the statement binds itself. */
  readonly bound: readonly string[];
  /** Those of them that it binds to constants. */
  readonly given: readonly ParameterBinding[];
  readonly analysis: QueryAnalysis;
  readonly facts: Facts;
}

const dayMilliseconds = 86_400_000;

/**
 * Bounds a list by time as its conditions allow. What is asked is a superset of the rows, so that the conditions are evaluated again. Without
 * a lower bound the list goes back as far as the descriptor says, and no further with one. A window in which nothing can be makes no call.
 */
export function boundWindow(request: WindowRequest): BoundWindow {
  const { method, facts, bound } = request;
  const { window } = method;
  if (window === undefined) return { bindings: [], notices: [] };
  const limits = request.conditions.flatMap((condition) => limitsOf(condition, window, request));
  const lows = limits.flatMap((limit) => (limit.side === 'low' ? [limit.instant] : []));
  const highs = limits.flatMap((limit) => (limit.side === 'high' ? [limit.instant] : []));
  const earliest = facts.now - window.days * dayMilliseconds;
  const low = Math.max(earliest, ...lows);
  const high = Math.min(facts.now, ...highs);
  const parameter = (name: string): ParameterDescriptor | undefined =>
    bound.includes(name) ? undefined : method.parameters.find((candidate) => candidate.name === name);
  const bind = (name: string, instant: number): readonly ParameterBinding[] => {
    const found = parameter(name);
    return found === undefined ? [] : [{ parameter: found, values: [new Date(instant).toISOString()], source: 'window' }];
  };
  const cut = lows.length === 0 || Math.max(...lows) < earliest;
  const notice = `${window.column} goes back ${window.days} days, to ${new Date(earliest).toISOString()}`;
  const notices = cut && !bound.includes(window.from) ? [notice] : [];
  const from = bound.includes(window.from) ? Math.max(...lows, ...givenInstants(window.from, request)) : low;
  const to = bound.includes(window.to) ? Math.min(...highs, ...givenInstants(window.to, request)) : high;
  if (from >= to) return { bindings: method.parameters.flatMap((one) => (one.name === window.from ? [never(one)] : [])), notices };
  return { bindings: [...bind(window.from, low), ...bind(window.to, high)], notices };
}

function never(parameter: ParameterDescriptor): ParameterBinding {
  return { parameter, values: [], source: 'window' };
}

/** The only value that the statement gives a bound, where it is a time. */
function givenInstants(name: string, { given }: WindowRequest): readonly number[] {
  const [value, ...others] = given.find(({ parameter }) => parameter.name === name)?.values ?? [];
  const instant = typeof value === 'string' && others.length === 0 ? Date.parse(value) : Number.NaN;
  return Number.isNaN(instant) ? [] : [instant];
}

interface Limit {
  readonly side: 'low' | 'high';
  readonly instant: number;
}

/** The upper bound of most APIs leaves its own instant out, SQL's `<=` does not: one millisecond more is asked for. */
function limitsOf(condition: Expression, { column }: WindowDescriptor, request: WindowRequest): readonly Limit[] {
  const { facts } = request;
  const isColumn = (expression: Expression): boolean => means(expression, column, request);
  const limit = (side: Limit['side'], expression: Expression): readonly Limit[] => {
    const instant = timeConstant(expression, facts);
    return instant === undefined ? [] : [{ side, instant: side === 'high' ? instant + 1 : instant }];
  };
  if (condition.kind === 'between' && !condition.negated && isColumn(condition.operand)) {
    return [...limit('low', condition.low), ...limit('high', condition.high)];
  }
  if (condition.kind !== 'binary') return [];
  const { operator, left, right } = condition;
  const sides: Readonly<Record<string, readonly [Limit['side'], ...Limit['side'][]]>> = {
    '>': ['low'],
    '>=': ['low'],
    '<': ['high'],
    '<=': ['high'],
    '=': ['low', 'high'],
  };
  const found = sides[operator] ?? [];
  if (isColumn(left)) return found.flatMap((side) => limit(side, right));
  return isColumn(right) ? found.flatMap((side) => limit(operator === '=' ? side : side === 'low' ? 'high' : 'low', left)) : [];
}

function means(expression: Expression, column: string, { analysis, use }: WindowRequest): boolean {
  if (expression.kind !== 'column') return false;
  const meaning = meaningOf(expression, analysis);
  return meaning?.use === use && meaning.column.name === column && meaning.keys.length === 0;
}
