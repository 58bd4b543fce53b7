import type { MethodDescriptor } from '../../../catalog/descriptor.ts';
import { type FilterDescriptor, type FilterLanguage, filterOperators } from '../../../catalog/pushdown-descriptor.ts';
import { QueryError } from '../../../errors/query-error.ts';
import type { Expression } from '../../../sql/ast.ts';
import { printExpression } from '../../../sql/print-expression.ts';
import type { Facts } from '../../facts.ts';
import type { ParameterBinding, PushedPredicate } from '../../plan.ts';
import { sessionSetting } from '../../session-setting.ts';
import type { QueryAnalysis, RelationUse } from '../scope.ts';
import { chunkFilter } from './chunk-filter.ts';
import { type FilterExpression, printFilter } from './filter-expression.ts';
import { translateCondition, type Translated } from './translate-condition.ts';

/** Conditions that a list's own parameters take over. */
export interface PushedPredicates {
  /** At most one; a value for each call. */
  readonly bindings: readonly ParameterBinding[];
  readonly pushed: readonly PushedPredicate[];
  /** Conditions that the calls answer exactly, though they are evaluated again. */
  readonly exact: readonly Expression[];
  /** Whether they leave a few rows at most, named by what each of them has for itself. */
  readonly pinned: boolean;
}

/** No condition at all. */
export const nothingPushed: PushedPredicates = { bindings: [], pushed: [], exact: [], pinned: false };

/** What conditions are pushed for. */
export interface PushRequest {
  readonly method: MethodDescriptor;
  readonly use: RelationUse;
  /** Conditions that hold for every row the reference contributes. */
  readonly conditions: readonly Expression[];
  /** Wire names of parameters that have a value already. */
  readonly bound: readonly string[];
  /** The one parameter that comes into question; any unless given. */
  readonly only?: string;
  readonly analysis: QueryAnalysis;
  readonly facts: Facts;
}

/** Bytes of room in a URL for origin, path, page size and the cursor of a next page. */
export const otherBytes = 1_200;

/**
 * Gives a list's filter parameter what it can take of the conditions. One that answers from the objects themselves is preferred where it
 * takes as many conditions as one that answers from an index. What the statement binds itself is left alone.
 */
export function pushPredicates(request: PushRequest): PushedPredicates {
  const { pushdown } = request.method;
  if (pushdown === undefined || sessionSetting('oktaql.pushdown', request.facts) === 'off') return nothingPushed;
  const offers = usableFilters(request)
    .filter(({ parameter }) => request.only === undefined || request.only === parameter)
    .map((filter) => offerOf(filter, request));
  const [best] = offers.filter(({ taken }) => taken.length > 0).sort(byWorth);
  return best === undefined ? nothingPushed : bound(best, request);
}

/** Filters whose parameter is free, and free to be sent beside what is bound. */
export function usableFilters({
  method,
  bound: names,
  facts,
}: Pick<PushRequest, 'method' | 'bound' | 'facts'>): readonly FilterDescriptor[] {
  const filters = method.pushdown?.filters ?? [];
  const strong = sessionSetting('consistency', facts) === 'strong';
  return filters.filter(({ parameter, excludes }) => {
    if (strong && isEventual(method, parameter)) return false;
    const excluded = filters.some((other) => names.includes(other.parameter) && other.excludes.includes(parameter));
    return !excluded && !names.includes(parameter) && !excludes.some((name) => names.includes(name));
  });
}

/** Is a parameter answered from an index that follows changes with a delay? */
function isEventual({ parameters }: MethodDescriptor, name: string): boolean {
  return parameters.some((parameter) => parameter.name === name && parameter.eventual === true);
}

interface Taken extends Translated {
  readonly condition: Expression;
}

interface Offer {
  readonly filter: FilterDescriptor;
  readonly language: FilterLanguage;
  readonly taken: readonly Taken[];
}

function offerOf(filter: FilterDescriptor, { use, analysis, facts, conditions }: PushRequest): Offer {
  const language = facts.provider.filterLanguages?.[filter.language];
  if (language === undefined) throw new QueryError('invalid_descriptor', `there is no filter language ${filter.language}`);
  const { columns } = use.relation.resource;
  const target = {
    filter,
    use,
    analysis,
    facts,
    spoken: new Set(filterOperators.filter((operator) => language.operators[operator] !== undefined)),
    valuesOf: (name: string) => columns.find((column) => column.name === name)?.enum,
  };
  const taken = conditions.flatMap((condition) => {
    const translated = translateCondition(condition, target);
    return translated === undefined ? [] : [{ ...translated, condition }];
  });
  return { filter, language, taken: filter.connectives.includes('and') ? taken : taken.slice(0, 1) };
}

function byWorth(a: Offer, b: Offer): number {
  const [one, other] = [worth(a), worth(b)];
  return one === other ? 0 : other > one ? 1 : -1;
}

/** A value that one row has beats everything: nothing narrows further. */
function worth({ filter, taken }: Offer): number {
  const names = new Set(filter.attributes.flatMap(({ unique, name }) => (unique === true ? [name] : [])));
  const pinned = taken.some(({ expression }) => valueNames(expression).some((name) => names.has(name)));
  const parts = taken.map(({ expression }) => (expression.kind === 'and' ? expression.operands.length : 1));
  return pinned ? Number.POSITIVE_INFINITY : parts.reduce((sum, count) => sum + count, 0);
}

/** Names of attributes that the expression leaves one of few values each. */
function valueNames(expression: FilterExpression): readonly string[] {
  switch (expression.kind) {
    case 'compare':
      return expression.operator === 'eq' ? [expression.attribute] : [];
    case 'and':
      return expression.operands.flatMap(valueNames);
    case 'or': {
      const [first = [], ...rest] = expression.operands.map(valueNames);
      return first.filter((name) => rest.every((names) => names.includes(name)));
    }
  }
}

function bound({ filter, language, taken }: Offer, { method }: PushRequest): PushedPredicates {
  const parameter = method.parameters.find(({ name }) => name === filter.parameter);
  if (parameter === undefined) throw new QueryError('invalid_descriptor', `${method.name} has no parameter ${filter.parameter}`);
  const conditions = taken.map(({ expression }) => expression);
  const { texts, used } = chunkFilter(conditions, { language, bytes: filter.longestUrl - otherBytes });
  if (texts.length === 0) return nothingPushed;
  const sent = taken.filter(({ expression }) => used.includes(expression));
  const consistency = parameter.eventual === true ? 'eventual' : 'strong';
  return {
    bindings: [{ parameter, values: texts, source: 'pushdown' }],
    pushed: sent.map(({ condition, expression, exact }) => ({
      parameter: filter.parameter,
      text: printExpression(condition, () => '…'),
      expression: printFilter(expression, language),
      exact,
      consistency,
    })),
    exact: sent.filter(({ exact }) => exact).map(({ condition }) => condition),
    pinned: worth({ filter, language, taken: sent }) === Number.POSITIVE_INFINITY,
  };
}
