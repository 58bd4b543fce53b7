import type { MethodDescriptor, ParameterDescriptor } from '../catalog/descriptor.ts';
import { methodsByVerb } from '../catalog/lookup.ts';
import { QueryError } from '../errors/query-error.ts';
import type { Assignment, DeleteStatement, Expression, Query, UpdateStatement } from '../sql/ast.ts';
import type { ParsedStatement } from '../sql/parsed-statement.ts';
import { missingParameters } from './access-path.ts';
import { analyseQuery, type QueryAnalysis, type RelationUse } from './analyse-query.ts';
import { type ChangeDriver, createDriver, nowhere } from './change-driver.ts';
import {
  bodyAssignment,
  constantArgument,
  defaultArgument,
  isRequired,
  missingFields,
  ownParameters,
  refuseOverlaps,
} from './change-parts.ts';
import { type Constraint, conjunctsOf, constraintsOn } from './constraint.ts';
import type { Facts } from './facts.ts';
import { findRelation, nameText, type Relation } from './find-relation.ts';
import type { BodyPlan, ChangeArgument, ChangePlan, MethodReference } from './plan.ts';
import { keyedRead, planReturning, readFor } from './plan-returning.ts';
import { bindServer } from './server-binding.ts';

type ChangeStatement = UpdateStatement | DeleteStatement;

/** A WHERE sorted by what answers it. */
interface SortedWhere {
  readonly use: RelationUse;
  /** Equalities that set a parameter of the method or the server variable. */
  readonly constraints: readonly Constraint[];
  /** Conjuncts that only rows can answer. */
  readonly rest: readonly Expression[];
}

interface Context {
  readonly statement: ChangeStatement;
  readonly parsed: ParsedStatement;
  readonly facts: Facts;
  readonly verb: 'update' | 'replace' | 'delete';
  readonly relation: Relation;
  readonly name: string;
}

/**
 * Plans UPDATE, REPLACE … SET and DELETE: a call for each combination of the parameters that WHERE gives, or for each row that the rest of
 * WHERE selects. Throws when a parameter is missing, and refuses what would touch more than the text says.
 */
export function planChange(parsed: ParsedStatement, statement: ChangeStatement, facts: Facts): ChangePlan {
  const verb = statement.kind === 'delete' ? 'delete' : statement.replace ? 'replace' : 'update';
  const relation = findRelation(statement.relation.name, facts);
  const context: Context = { statement, parsed, facts, verb, relation, name: nameText(statement.relation.name) };
  refuseOtherTables(context);
  const methods = changeMethods(context);
  if (statement.where === null) throw refusedWithoutWhere(context);
  const analysis = analyseQuery(conditionQuery(statement), facts, { nameable: methods });
  const choice = chooseMethod(methods, analysis, context);
  return changePlan(choice, analysis, context);
}

function refuseOtherTables({ statement }: Context): void {
  const other = statement.kind === 'delete' ? statement.using : statement.from;
  if (other === null) return;
  throw new QueryError('unsupported', `${statement.kind === 'delete' ? 'USING' : 'FROM'} is not taken here yet`, {
    span: other.span,
    hint: 'Put what selects the rows into a sub-query: WHERE id IN (SELECT …).',
  });
}

function changeMethods({ relation, verb, statement, name }: Context): readonly MethodDescriptor[] {
  const own = methodsByVerb(relation.resource, verb);
  const methods = own.length === 0 && verb === 'update' ? methodsByVerb(relation.resource, 'replace') : own;
  if (methods.length > 0) return methods;
  const others = relation.resource.methods.filter((method) => method.verb !== 'select').map((method) => method.name);
  throw new QueryError('no_method', `${name} takes no ${verb.toUpperCase()}`, {
    span: statement.relation.nameSpan,
    hint: others.length === 0 ? 'It can only be read.' : `Its other methods are ${others.join(', ')}.`,
  });
}

function refusedWithoutWhere({ statement, verb, name }: Context): QueryError {
  return new QueryError('refused', `${verb.toUpperCase()} without WHERE is refused: it does not say which objects of ${name} are meant`, {
    span: statement.relation.span,
    hint: 'Name the object in WHERE, by its identifier or by conditions on its columns.',
  });
}

/** The conditions and new values as a query, so that their names are resolved as everywhere. */
function conditionQuery(statement: ChangeStatement): Query {
  const assignments: readonly Assignment[] = statement.kind === 'update' ? statement.assignments : [];
  return {
    kind: 'query',
    span: nowhere,
    recursive: false,
    with: [],
    orderBy: [],
    limit: null,
    offset: null,
    body: {
      kind: 'select',
      span: nowhere,
      distinct: false,
      items: assignments.map(({ value, span }) => ({ expression: value, alias: null, span })),
      from: statement.relation,
      where: statement.where,
      groupBy: [],
      having: null,
    },
  };
}

interface Choice {
  readonly method: MethodDescriptor;
  readonly where: SortedWhere;
  readonly missing: readonly ParameterDescriptor[];
}

/** The method that needs nothing that is not given and takes most of what is. */
function chooseMethod(methods: readonly MethodDescriptor[], analysis: QueryAnalysis, context: Context): Choice {
  const choices = methods.map((method): Choice => {
    const where = sortWhere(method, analysis, context);
    const missing = ownParameters(method).filter(
      (parameter) =>
        isRequired(parameter) &&
        !isBound(parameter, where) &&
        defaultArgument(parameter, changeTarget(method, context), context.facts) === undefined,
    );
    return { method, where, missing };
  });
  const bound = ({ method, where }: Choice): number => ownParameters(method).filter((parameter) => isBound(parameter, where)).length;
  const [best] = [...choices].sort((a, b) => a.missing.length - b.missing.length || bound(b) - bound(a));
  if (best === undefined) throw new QueryError('internal', 'no method to choose from');
  refuseHiddenParameters(best, analysis);
  return best;
}

function changeTarget(
  method: MethodDescriptor,
  { relation, verb }: Context,
): { readonly verb: ChangePlan['verb']; readonly target: MethodReference } {
  return { verb, target: { ...relation, method } };
}

function sortWhere(method: MethodDescriptor, analysis: QueryAnalysis, { statement, facts }: Context): SortedWhere {
  const [use] = analysis.uses;
  const scope = use === undefined ? undefined : analysis.scopeOf.get(use);
  if (use === undefined || scope === undefined) throw new QueryError('internal', 'a change lost its relation');
  const bindable = new Set(
    ownParameters(method)
      .flatMap(({ sqlName, keyColumn }) => [sqlName, keyColumn ?? sqlName])
      .map((name) => name.toLowerCase()),
  );
  const constraints = constraintsOn(use, scope, { analysis, facts, bindable }).filter(
    ({ whole, column }) => whole && (column.origin === 'server' || bindable.has(column.name.toLowerCase())),
  );
  const rest = conjunctsOf(statement.where).filter((conjunct) => !constraints.some((constraint) => constraint.conjunct === conjunct));
  return { use, constraints, rest };
}

function constraintsFor(parameter: ParameterDescriptor, { constraints }: SortedWhere): readonly Constraint[] {
  const names = [parameter.sqlName, parameter.keyColumn ?? parameter.sqlName].map((name) => name.toLowerCase());
  return constraints.filter(({ column }) => column.origin !== 'server' && names.includes(column.name.toLowerCase()));
}

function isBound(parameter: ParameterDescriptor, where: SortedWhere): boolean {
  return constraintsFor(parameter, where).length > 0;
}

/** A parameter inside NOT, OR or a comparison other than equality would be ignored: that is refused. */
function refuseHiddenParameters({ method, where }: Choice, analysis: QueryAnalysis): void {
  for (const [reference, { column, keys }] of analysis.meanings) {
    if (column.origin === 'field' || column.keyColumn !== null || keys.length > 0) continue;
    const hidden = where.rest.some(({ span }) => reference.span.start >= span.start && reference.span.end <= span.end);
    if (!hidden) continue;
    throw new QueryError(
      'refused',
      `${column.name} is a parameter of ${method.name}: in WHERE it has to be set by = or IN, as a condition of its own`,
      {
        span: reference.span,
        hint: `Write ${column.name} = '…' joined to the rest by AND.`,
      },
    );
  }
}

function changePlan({ method, where, missing }: Choice, analysis: QueryAnalysis, context: Context): ChangePlan {
  const { statement, facts, verb, relation, parsed } = context;
  const target: MethodReference = { ...relation, method };
  const driver = createDriver(parsed, facts);
  const selects = where.rest.length > 0 || usesRow(statement, analysis);
  refuseMissing(missing, selects, context);
  const bound = ownParameters(method).flatMap((parameter) => argumentFor(parameter, { where, selects, driver, target, context }));
  const server = bindServer(serverValues(where), facts, statement.relation.nameSpan);
  const servers =
    selects && server.values.length > 1 ? { source: 'rows' as const, index: driver.key(facts.provider.server.variable).index } : server;
  const body = bodyPlan(method, driver, context);
  const rows = driver.plan(selects ? driverSource(where, method, context) : null);
  const returning = planReturning({ items: statement.returning, relation: statement.relation, target, parsed, facts });
  return {
    kind: 'change',
    verb,
    target,
    server: servers,
    arguments: bound.map(({ argument }) => argument),
    body,
    driver: rows,
    selects,
    read: mergeRead(target, context) ?? readFor(verb, target, statement.returning),
    returning,
    notices: [...bound.flatMap(({ notices }) => notices), ...emptyBodyNotice(method, context)],
  };
}

function usesRow(statement: ChangeStatement, analysis: QueryAnalysis): boolean {
  if (statement.kind !== 'update') return false;
  return [...analysis.meanings.keys()].some(({ span }) =>
    statement.assignments.some(({ value }) => span.start >= value.span.start && span.end <= value.span.end),
  );
}

/** The item's own identifier may come from the rows that the rest of WHERE selects; everything else has to be said. */
function refuseMissing(missing: readonly ParameterDescriptor[], selects: boolean, { relation, name, statement }: Context): void {
  const parents = relation.resource.parents.map((parent) => parent.parameter);
  const lacking = selects ? missing.filter((parameter) => parameter.location !== 'path' || parents.includes(parameter.name)) : missing;
  if (lacking.length > 0) throw missingParameters(lacking, { name, span: statement.relation.nameSpan });
}

interface ArgumentRequest {
  readonly where: SortedWhere;
  readonly selects: boolean;
  readonly driver: ChangeDriver;
  readonly target: MethodReference;
  readonly context: Context;
}

function argumentFor(
  parameter: ParameterDescriptor,
  { where, selects, driver, target, context }: ArgumentRequest,
): readonly { readonly argument: ChangeArgument; readonly notices: readonly string[] }[] {
  const constraints = constraintsFor(parameter, where);
  const [first, ...others] = constraints;
  if (selects && parameter.location === 'path') {
    return [{ argument: { parameter, values: driver.key(parameter.keyColumn ?? parameter.sqlName) }, notices: [] }];
  }
  if (first !== undefined) {
    const common = first.values.filter(({ value }) => others.every((other) => other.values.some((candidate) => candidate.value === value)));
    return [constantArgument(parameter, common)];
  }
  const fallback = defaultArgument(parameter, { verb: context.verb, target }, context.facts);
  return fallback === undefined ? [] : [{ argument: fallback, notices: [] }];
}

function serverValues({ constraints }: SortedWhere): Constraint['values'] | undefined {
  const [first, ...others] = constraints.filter(({ column }) => column.origin === 'server');
  return first?.values.filter(({ value }) => others.every((other) => other.values.some((candidate) => candidate.value === value)));
}

/** The rows are those of the relation that fulfil WHERE; conditions that only set options of the call say nothing of rows. */
function driverSource(
  { use, constraints }: SortedWhere,
  method: MethodDescriptor,
  { statement, relation }: Context,
): Parameters<ChangeDriver['plan']>[0] {
  const readable = new Set(
    methodsByVerb(relation.resource, 'select').flatMap((reader) => reader.parameters.map((parameter) => parameter.sqlName)),
  );
  const options = constraints.filter(({ column }) => {
    const parameter = method.parameters.find((candidate) => candidate.sqlName === column.name);
    return parameter !== undefined && column.origin === 'parameter' && (parameter.role === 'option' || !readable.has(parameter.sqlName));
  });
  const conditions = conjunctsOf(statement.where).filter((conjunct) => !options.some((option) => option.conjunct === conjunct));
  return { relation: statement.relation, alias: use.alias, conditions };
}

function bodyPlan(method: MethodDescriptor, driver: ChangeDriver, { statement, name, verb }: Context): BodyPlan {
  if (statement.kind !== 'update') return { kind: 'none' };
  const assignments = statement.assignments.map((item) => bodyAssignment(item.path, driver.value(item.value), { method, span: item.span }));
  refuseOverlaps(assignments);
  const missing = verb === 'replace' ? missingFields(method, assignments) : [];
  if (missing.length > 0) {
    const list = missing.map((field) => field.name).join(' and ');
    throw new QueryError('missing_parameter', `${name} needs body field ${list}`, {
      span: statement.relation.nameSpan,
      hint: `Add ${list} to SET.`,
    });
  }
  return method.body === null ? { kind: 'none' } : { kind: 'fields', assignments };
}

/** A resource with only PUT is read, merged and written: what the statement does not name stays as it is. */
function mergeRead(target: MethodReference, { verb, statement, name }: Context): ChangePlan['read'] {
  if (verb !== 'update' || target.method.verb !== 'replace') return null;
  const method = keyedRead(target);
  if (method !== undefined) return { method, when: 'merge' };
  throw new QueryError('no_method', `${name} can only be replaced whole, and its rows cannot be read one by one`, {
    span: statement.relation.nameSpan,
    hint: 'Use REPLACE … SET with every field.',
  });
}

function emptyBodyNotice(method: MethodDescriptor, { statement }: Context): readonly string[] {
  if (statement.kind !== 'update' || statement.assignments.length > 0 || method.body?.required !== true) return [];
  return [
    `SET names nothing: an empty body is sent, though the API's document asks for one with ${method.body.fields.map((field) => field.name).join(', ')}`,
  ];
}
