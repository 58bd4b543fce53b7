import type { MethodDescriptor, ParameterDescriptor, ParentLink } from '../../catalog/descriptor.ts';
import { knownValues } from '../../catalog/lookup.ts';
import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import { refusePathValue } from '../../request/build-request.ts';
import { coerceArgument } from '../../request/coerce-argument.ts';
import type { ArgumentValue } from '../../request/method-call.ts';
import type { Constrained, Constraint } from './constraint.ts';
import type { Facts } from '../facts.ts';
import type { Relation } from '../find-relation.ts';
import { located } from '../located.ts';
import type { ParameterBinding } from '../plan.ts';

/** A method chosen for a scan, with what is known of its parameters. */
export interface AccessPath {
  readonly method: MethodDescriptor;
  readonly bindings: readonly ParameterBinding[];
  /** Required parameters that nothing gave, with the columns that supply their values; none where only a look-up can. */
  readonly expansions: readonly { readonly parameter: ParameterDescriptor; readonly links: readonly ParentLink[] }[];
  /** Constraints that the bindings answer exactly. */
  readonly answered: readonly Constraint[];
  /** Worth knowing about the values bound. */
  readonly notices: readonly string[];
}

/** What a choice is made from. */
export interface AccessRequest {
  readonly relation: Relation;
  readonly methods: readonly MethodDescriptor[];
  readonly constraints: readonly Constraint[];
  /** Lower-case names of columns whose values other references of the statement can supply. */
  readonly lookable: ReadonlySet<string>;
  /** Bindings that another scan passes down; they count like constraints. */
  readonly given: readonly ParameterBinding[];
  /** Lower-case names of parameters that stand in some condition or join: no default fills them. */
  readonly mentioned: ReadonlySet<string>;
  readonly facts: Facts;
  /** Name and place of the reference, for errors. */
  readonly name: string;
  readonly span: SourceSpan;
}

/** A method with what speaks for and against it. */
interface Candidate {
  readonly method: MethodDescriptor;
  readonly bound: readonly { readonly parameter: ParameterDescriptor; readonly constraints: readonly Constraint[] }[];
  readonly given: readonly ParameterBinding[];
  readonly defaulted: readonly ParameterDescriptor[];
  readonly enumerated: readonly ParameterDescriptor[];
  readonly expansions: AccessPath['expansions'];
  readonly missing: readonly ParameterDescriptor[];
  /** Constraints on parameters that this method does not take. */
  readonly unserved: readonly Constraint[];
}

/**
 * Chooses the method to read a relation by: the one that takes most of the given path parameters, then the one that needs fewest parents
 * listed and fewest known values tried, then the one that takes most of the rest. Throws `missing_parameter` or `invalid_parameter` when none fits.
 */
export function chooseAccessPath(request: AccessRequest): AccessPath {
  const candidates = request.methods.map((method) => judge(method, request));
  const usable = candidates.filter(({ missing, unserved }) => missing.length === 0 && unserved.length === 0);
  const [best] = [...usable].sort(byFitness);
  if (best === undefined) throw noFit(candidates, request);
  const bindings = [
    ...best.bound.map(({ parameter, constraints }) => bindConstraints(parameter, constraints)),
    ...best.given.map((binding) => ({ binding, notices: [] })),
    ...best.defaulted.map((parameter) => bindDefault(parameter, request)),
    ...best.enumerated.map((parameter) => ({
      binding: { parameter, values: knownValues(parameter), source: 'each' as const },
      notices: [],
    })),
  ];
  return {
    method: best.method,
    bindings: bindings.map(({ binding }) => binding),
    expansions: best.expansions,
    answered: best.bound.flatMap(({ constraints }) => constraints),
    notices: bindings.flatMap(({ notices }) => notices),
  };
}

function judge(method: MethodDescriptor, request: AccessRequest): Candidate {
  const parameters = method.parameters.filter((parameter) => parameter.internal !== true);
  const bound = parameters
    .map((parameter) => ({ parameter, constraints: request.constraints.filter(({ column }) => binds(parameter, column.name)) }))
    .filter(({ constraints }) => constraints.length > 0);
  const given = request.given.flatMap((binding) => {
    const parameter = parameters.find(({ name, location }) => name === binding.parameter.name && location === 'path');
    return parameter === undefined ? [] : [{ ...binding, parameter }];
  });
  const open = parameters.filter((parameter) => ![...bound, ...given].some((item) => item.parameter === parameter));
  const defaulted = open.filter((parameter) => defaultFor(parameter, request) !== undefined);
  const needed = open.filter((parameter) => (parameter.required || parameter.location === 'path') && !defaulted.includes(parameter));
  const expansions = needed.flatMap((parameter) => {
    const links = request.relation.resource.parents.filter((parent) => parent.parameter === parameter.name);
    const lookable = [parameter.sqlName, parameter.keyColumn ?? parameter.sqlName].some((name) => request.lookable.has(name.toLowerCase()));
    return links.length === 0 && !lookable ? [] : [{ parameter, links }];
  });
  const rest = needed.filter((parameter) => !expansions.some((expansion) => expansion.parameter === parameter));
  const enumerated = rest.filter((parameter) => knownValues(parameter).length > 0);
  return {
    method,
    bound,
    given,
    defaulted,
    enumerated,
    expansions,
    missing: rest.filter((parameter) => !enumerated.includes(parameter)),
    unserved: request.constraints.filter(
      ({ column, derived }) =>
        !derived &&
        column.origin === 'parameter' &&
        column.keyColumn === null &&
        !parameters.some((parameter) => binds(parameter, column.name)),
    ),
  };
}

function binds(parameter: ParameterDescriptor, column: string): boolean {
  const name = column.toLowerCase();
  return parameter.sqlName.toLowerCase() === name || parameter.keyColumn?.toLowerCase() === name;
}

/** Does the parameter name the relation's own rows, rather than what they belong to? */
function isOwnKey({ keyColumn, location, column }: ParameterDescriptor): boolean {
  return keyColumn !== undefined || (location === 'path' && column !== 'none');
}

/** A session default for a parameter; none for the key of the relation's own rows, or a default would turn a list into one row. */
function defaultFor(parameter: ParameterDescriptor, { facts, mentioned }: AccessRequest): Constrained['value'] | undefined {
  if (!facts.narrowing && !parameter.required && parameter.location !== 'path') return undefined;
  if (isOwnKey(parameter) || mentioned.has(parameter.sqlName.toLowerCase())) return undefined;
  const value = facts.defaults.get(parameter.sqlName.toLowerCase());
  return value === null ? undefined : value;
}

function byFitness(a: Candidate, b: Candidate): number {
  return (
    pathsBound(b) - pathsBound(a) ||
    a.expansions.length - b.expansions.length ||
    a.enumerated.length - b.enumerated.length ||
    b.bound.length - a.bound.length
  );
}

function pathsBound({ bound }: Candidate): number {
  return bound.filter(({ parameter }) => parameter.location === 'path').length;
}

interface Bound {
  readonly binding: ParameterBinding;
  readonly notices: readonly string[];
}

function bindConstraints(parameter: ParameterDescriptor, constraints: readonly Constraint[]): Bound {
  const lists = constraints.map(({ values, derived }) =>
    values.flatMap((item) => (derived ? fitting(parameter, item) : [coerced(parameter, item)])),
  );
  const [first = [], ...others] = lists;
  const common = first.filter(({ value }) => others.every((list) => list.some((other) => sameArgument(other.value, value))));
  const distinct = common.filter(({ value }, index) => common.findIndex((other) => sameArgument(other.value, value)) === index);
  return {
    binding: {
      parameter,
      values: distinct.map(({ value }) => value),
      source: constraints.every(({ derived }) => derived) ? 'around' : 'statement',
    },
    notices: distinct.flatMap(({ notice }) => (notice === null ? [] : [notice])),
  };
}

/** What a query around compares a column with may be anything: a value that the parameter cannot have is no row's. */
function fitting(parameter: ParameterDescriptor, item: Constrained): readonly ReturnType<typeof coerced>[] {
  try {
    return [coerced(parameter, item)];
  } catch (error) {
    if (QueryError.is(error)) return [];
    throw error;
  }
}

function bindDefault(parameter: ParameterDescriptor, request: AccessRequest): Bound {
  const value = defaultFor(parameter, request) ?? null;
  const { value: argument, notice } = coerceArgument(parameter, value);
  const narrowed =
    parameter.required || parameter.location === 'path' ? [] : [`${parameter.sqlName} = ${String(argument)} comes from a session default`];
  return { binding: { parameter, values: [argument], source: 'default' }, notices: [...narrowed, ...(notice === null ? [] : [notice])] };
}

/** Checks one constant against a parameter. Throws `invalid_parameter` with its place. */
export function coerced(
  parameter: ParameterDescriptor,
  { value, span }: Constrained,
): { readonly value: ArgumentValue; readonly notice: string | null } {
  return located(span, () => {
    const result = coerceArgument(parameter, value);
    if (parameter.location === 'path') refusePathValue(parameter.sqlName, result.value);
    return result;
  });
}

function sameArgument(a: ArgumentValue, b: ArgumentValue): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

function noFit(candidates: readonly Candidate[], request: AccessRequest): QueryError {
  const [nearest] = candidates.filter(({ unserved }) => unserved.length === 0).sort((a, b) => a.missing.length - b.missing.length);
  if (nearest !== undefined) return missingParameters(nearest.missing, { ...request, takesDefaults: true });
  const names = [...new Set(candidates.flatMap(({ unserved }) => unserved.map(({ column }) => column.name)))];
  return new QueryError('invalid_parameter', `no method that reads ${request.name} takes ${names.join(' and ')} here`, {
    span: request.constraints.find(({ column }) => names.includes(column.name))?.conjunct.span ?? request.span,
    hint: `SHOW METHODS IN ${request.name} lists what each of them takes.`,
  });
}

/** The error for required parameters that nothing supplies; `instead` is a statement that does without the last of them. */
export function missingParameters(
  missing: readonly ParameterDescriptor[],
  request: Pick<AccessRequest, 'name' | 'span'> & { readonly takesDefaults: boolean; readonly instead?: string | undefined },
): QueryError {
  const list = missing.map((parameter) => `${parameter.location} parameter ${parameter.sqlName}`).join(' and ');
  const text = missing.map((parameter) => `${parameter.sqlName} = '…'`).join(' AND ');
  return new QueryError('missing_parameter', `${request.name} needs ${list}`, {
    span: request.span,
    hint: [
      `Add ${text} to WHERE${request.takesDefaults ? `, or set a default with --set ${missing[0]?.sqlName ?? ''}=…` : ''}.`,
      ...missing.flatMap(({ sqlName, source }) => (source === undefined ? [] : [`${sqlName} is ${source}.`])),
      ...(request.instead === undefined ? [] : [`For all of them there is ${request.instead}.`]),
    ].join(' '),
  });
}
