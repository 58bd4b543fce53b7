import type { MethodDescriptor, ParameterDescriptor } from '../../catalog/descriptor.ts';
import { methodsByVerb, nameOnWire, parentNames } from '../../catalog/lookup.ts';
import { pathVariables } from '../../catalog/path-template.ts';
import { QueryError } from '../../errors/query-error.ts';
import type { Assignment, DeleteStatement, Expression, FromItem, Query, UpdateStatement } from '../../sql/ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { missingParameters } from '../query/access-path.ts';
import { analyseQuery } from '../query/analyse-query.ts';
import type { QueryAnalysis } from '../query/scope.ts';
import { type ChangeDriver, createDriver, crossJoin } from './change-driver.ts';
import { ownQuery } from './own-query.ts';
import {
  type ChangeWhere,
  constraintsFor,
  isBound,
  picksRows,
  queryFor,
  refuseHiddenParameters,
  sortWhere,
  speaksOf,
} from './change-where.ts';
import {
  bodyAssignment,
  constantArgument,
  defaultArgument,
  isRequired,
  isSensitive,
  missingFields,
  namesObject,
  ownParameters,
  refuseOverlaps,
} from './change-parts.ts';
import { conjunctsOf } from '../query/conjuncts.ts';
import type { Constraint } from '../query/constraint.ts';
import { within } from '../query/compose-sql.ts';
import { constantOf } from '../constant.ts';
import type { Facts } from '../facts.ts';
import { findRelation, nameText, type Relation } from '../find-relation.ts';
import type { BodyPlan, ChangeArgument, ChangePlan, MethodReference } from '../plan.ts';
import { execOfCollection } from './whole-collection.ts';
import { deleteBodyFields } from './delete-body.ts';
import { refuseNarrowingAlone } from './narrowing-identifier.ts';
import { patchable, takesJsonPatch } from './json-patch.ts';
import { planWrite } from './plan-write.ts';
import { keyedRead, planReturning, readFor } from './plan-returning.ts';
import { refuseUnwritten } from './self-identifier.ts';
import { bindServer } from '../server-binding.ts';

type ChangeStatement = UpdateStatement | DeleteStatement;

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
  const methods = changeMethods(context);
  if (statement.where === null) throw refusedWithoutWhere(context);
  const analysis = analyseQuery(conditionQuery(statement), facts, { nameable: methods });
  const choice = chooseMethod(methods, analysis, context);
  return changePlan(choice, analysis, context);
}

/** What stands behind FROM or USING. */
function othersOf(statement: ChangeStatement): FromItem | null {
  return statement.kind === 'delete' ? statement.using : statement.from;
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
  const query = ownQuery({
    items: assignments.map(({ value, span }) => ({ expression: value, alias: null, span })),
    from: crossJoin([statement.relation, othersOf(statement)].filter((item) => item !== null)),
    where: statement.where,
  });
  return statement.with === undefined ? query : { ...query, with: statement.with.tables, recursive: statement.with.recursive };
}

interface Choice {
  readonly method: MethodDescriptor;
  readonly where: ChangeWhere;
  readonly missing: readonly ParameterDescriptor[];
}

/** The method that needs nothing that is not given and takes most of what is. */
function chooseMethod(methods: readonly MethodDescriptor[], analysis: QueryAnalysis, context: Context): Choice {
  const choices = methods.map((method): Choice => {
    const where = sortWhere({
      where: context.statement.where,
      relation: context.statement.relation,
      others: othersOf(context.statement),
      method,
      analysis,
      facts: context.facts,
    });
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
  refuseHiddenParameters(best.method, best.where, analysis);
  refuseNarrowingAlone(best.method, best.where, analysis);
  return best;
}

function changeTarget(
  method: MethodDescriptor,
  { relation, verb }: Context,
): { readonly verb: ChangePlan['verb']; readonly target: MethodReference } {
  return { verb, target: { ...relation, method } };
}

function changePlan({ method, where, missing }: Choice, analysis: QueryAnalysis, context: Context): ChangePlan {
  const { statement, facts, verb, relation, parsed } = context;
  const target: MethodReference = { ...relation, method };
  const driver = createDriver(parsed, facts, statement.with);
  const others = othersOf(statement);
  // What only the other relations have to fulfil says nothing of the rows of this one.
  const rest = others === null ? where.rest : where.rest.filter((conjunct) => speaksOf(conjunct, where, analysis));
  const answersByRow = verb === 'delete' && takesAnswerFromRow(target, rest, statement);
  const joined = others !== null && missing.length > 0;
  const selects = rest.length > 0 || joined || usesRow(statement, analysis) || answersByRow || deleteBodyFields(target).length > 0;
  refuseMissing({ method, where, missing }, selects, { ...context, analysis });
  const bound = ownParameters(method).flatMap((parameter) => argumentFor(parameter, { where, selects, driver, target, context }));
  const server = bindServer(serverValues(where), facts, statement.relation.nameSpan);
  const servers =
    selects && server.values.length > 1 ? { source: 'rows' as const, index: driver.key(facts.provider.server.variable).index } : server;
  const body = bodyPlan(method, driver, context);
  const returning = planReturning({ items: statement.returning, relation: statement.relation, target, parsed, facts });
  const answerColumns =
    answersByRow && returning !== null
      ? returning.columns.map(({ origin, from }) => (origin === 'field' ? driver.key(columnOf(target, from)).index : null))
      : null;
  const settled = bound.map(({ argument }) => argument);
  const rows = driver.plan(selects || others !== null ? driverSource(where, { method, selects, analysis, context }) : null);
  return {
    kind: 'change',
    verb,
    target,
    server: servers,
    arguments: settled,
    body,
    driver: rows,
    selects: selects || others !== null,
    guard: guardOf(target, verb),
    write: planWrite({ verb, target, body, bound: settled }, facts),
    read: mergeRead(target, context) ?? guardRead(target, verb) ?? (answersByRow ? null : readFor(verb, target, statement.returning)),
    returning,
    answerColumns,
    notices: [...bound.flatMap(({ notices }) => notices), ...emptyBodyNotice(method, context)],
  };
}

/** The column that shows a field of answers. */
function columnOf({ resource }: MethodReference, field: string): string {
  return resource.columns.find((column) => nameOnWire(column) === field)?.name ?? field;
}

/** RETURNING of a DELETE that answers with nothing: from the row that chose the object, or the only row there is to read. */
function takesAnswerFromRow(target: MethodReference, rest: readonly Expression[], { returning }: ChangeStatement): boolean {
  if (returning.length === 0 || target.method.response.shape !== 'none' || target.method.guard !== undefined) return false;
  const readable = methodsByVerb(target.resource, 'select').length > 0;
  return readable && (rest.length > 0 || keyedRead(target) === undefined);
}

function usesRow(statement: ChangeStatement, analysis: QueryAnalysis): boolean {
  if (statement.kind !== 'update') return false;
  const own = analysis.uses.find(({ node }) => node === statement.relation);
  return [...analysis.meanings].some(
    ([{ span }, { use }]) => use === own && statement.assignments.some(({ value }) => within(span, value.span)),
  );
}

/** The item's own identifier may come from the rows that the rest of WHERE picks; everything else has to be said. */
function refuseMissing(
  { method, where, missing }: Choice,
  selects: boolean,
  context: Context & { readonly analysis: QueryAnalysis },
): void {
  const { relation, name, statement, verb, analysis } = context;
  const parents = parentNames(relation.resource);
  const lacking = selects ? missing.filter((parameter) => parameter.location !== 'path' || parents.includes(parameter.name)) : missing;
  const span = statement.relation.nameSpan;
  const [first] = lacking;
  const takesDefaults = first !== undefined && verb !== 'delete' && !namesObject(first, changeTarget(method, context));
  if (first !== undefined) throw missingParameters(lacking, { name, span, takesDefaults, instead: execInstead(method, lacking, context) });
  if (missing.length === 0 || where.rest.some((conjunct) => picksRows(conjunct, where, analysis))) return;
  throw new QueryError('refused', `this WHERE picks no objects of ${name}: it holds for all of them or for none`, {
    span: statement.where?.span ?? span,
    hint: 'Name the object by its identifier, or compare its columns with values.',
  });
}

/** What ends all objects of a parent, where nothing but the object's own identifier is lacking. */
function execInstead(
  method: MethodDescriptor,
  lacking: readonly ParameterDescriptor[],
  { verb, relation, name }: Context,
): string | undefined {
  const [only, ...others] = lacking;
  if (verb !== 'delete' || only === undefined || others.length > 0 || pathVariables(method.path).at(-1) !== only.name) return undefined;
  return execOfCollection(relation, method, name);
}

interface ArgumentRequest {
  readonly where: ChangeWhere;
  readonly selects: boolean;
  readonly driver: ChangeDriver;
  readonly target: MethodReference;
  readonly context: Context;
}

function argumentFor(
  parameter: ParameterDescriptor,
  { where, selects, driver, target, context }: ArgumentRequest,
): readonly { readonly argument: ChangeArgument; readonly notices: readonly string[] }[] {
  const [first, ...others] = constraintsFor(parameter, where);
  const single = first?.values.length === 1 && others.length === 0;
  const given = { names: context.facts.provider, source: context.parsed.source };
  for (const value of first?.values ?? []) refuseUnwritten(parameter, value, given);
  if (selects && parameter.location === 'path' && !single) {
    const key = driver.key(parameter.keyColumn ?? parameter.sqlName);
    return [{ argument: { parameter, values: first === undefined ? key : { ...key, written: true } }, notices: [] }];
  }
  if (first !== undefined) {
    const common = first.values.filter(({ value }) => others.every((other) => other.values.some((candidate) => candidate.value === value)));
    refuseManyOptions(parameter, first, common.length);
    const { argument, notices } = constantArgument(parameter, common);
    const { values } = argument;
    const each = values.kind === 'constants' && values.values.length > 1 && computes(context);
    return [{ argument: each ? { parameter, values: { ...driver.list(values.values), written: true } } : argument, notices }];
  }
  const queried = queryFor(parameter, where);
  if (queried !== undefined) {
    const { source } = queried;
    const values = source.kind === 'rows' ? driver.rows(source.query, 'distinct') : driver.value(source.expression);
    if (values.kind === 'column') return [{ argument: { parameter, values }, notices: [] }];
  }
  const fallback = defaultArgument(parameter, { verb: context.verb, target }, context.facts);
  return fallback === undefined ? [] : [{ argument: fallback, notices: [] }];
}

/** Are there values to compute? Then each call gets its own: `uuid()` differs from row to row. */
function computes({ statement, facts }: Context): boolean {
  return statement.kind === 'update' && statement.assignments.some(({ value }) => constantOf(value, facts) === undefined);
}

/** An option says how the calls are made, not which: several values for it would make several calls for one object. */
function refuseManyOptions(parameter: ParameterDescriptor, { conjunct }: Constraint, count: number): void {
  if (parameter.role !== 'option' || count <= 1) return;
  throw new QueryError('invalid_parameter', `${parameter.sqlName} is an option of the call: it takes one value`, { span: conjunct.span });
}

function serverValues({ constraints }: ChangeWhere): Constraint['values'] | undefined {
  const [first, ...others] = constraints.filter(({ column }) => column.origin === 'server');
  return first?.values.filter(({ value }) => others.every((other) => other.values.some((candidate) => candidate.value === value)));
}

interface SourceRequest {
  readonly method: MethodDescriptor;
  readonly selects: boolean;
  readonly analysis: QueryAnalysis;
  readonly context: Context;
}

/** The rows are those of the relation that fulfil WHERE; conditions that only set options of the call say nothing of rows. */
function driverSource(where: ChangeWhere, { method, selects, analysis, context }: SourceRequest): Parameters<ChangeDriver['plan']>[0] {
  const { use, constraints } = where;
  const { statement, relation } = context;
  const others = othersOf(statement);
  if (!selects) {
    const open = conjunctsOf(statement.where).filter((conjunct) => !speaksOf(conjunct, where, analysis));
    return { relation: null, others, alias: use.alias, conditions: open, method };
  }
  const readable = new Set(
    methodsByVerb(relation.resource, 'select').flatMap((reader) => reader.parameters.map((parameter) => parameter.sqlName)),
  );
  const options = constraints.filter(({ column, conjunct }) => {
    const parameter = method.parameters.find((candidate) => candidate.sqlName === column.name);
    if (parameter === undefined || column.origin !== 'parameter') return false;
    if (parameter.role === 'option') return true;
    if (readable.has(parameter.sqlName) || column.keyColumn !== null) return false;
    if (parameter.location === 'path') throw untied(parameter, method, conjunct);
    return true;
  });
  const conditions = conjunctsOf(statement.where).filter((conjunct) => !options.some((option) => option.conjunct === conjunct));
  return { relation: statement.relation, others, alias: use.alias, conditions, method };
}

/** Rows picked by other conditions say nothing of an identifier that no read knows: the call would hit what those rows do not show. */
function untied({ sqlName }: ParameterDescriptor, method: MethodDescriptor, { span }: Constraint['conjunct']): QueryError {
  return new QueryError('refused', `${sqlName} cannot stand beside conditions on rows: no row shows which ${sqlName} it belongs to`, {
    span,
    hint: `Name the object by the parameters of ${method.name} alone.`,
  });
}

function bodyPlan(called: MethodDescriptor, driver: ChangeDriver, { statement, name, verb, relation }: Context): BodyPlan {
  if (statement.kind !== 'update') return deleteBody({ ...relation, method: called }, driver, statement);
  const isPatch = takesJsonPatch(called, relation.service);
  const method = isPatch ? patchable(called) : called;
  const assignments = statement.assignments.map((item) => {
    const value = driver.value(item.value, isSensitive(item.path, method) ? 'sensitive' : undefined);
    return bodyAssignment(item.path, value, { method, span: item.span });
  });
  refuseOverlaps(assignments);
  const missing = verb === 'replace' ? missingFields(method, assignments) : [];
  if (missing.length > 0) {
    const list = missing.map((field) => field.name).join(' and ');
    throw new QueryError('missing_parameter', `${name} needs body field ${list}`, {
      span: statement.relation.nameSpan,
      hint: `Add ${list} to SET.`,
    });
  }
  return method.body === null ? { kind: 'none' } : { kind: isPatch ? 'patch' : 'fields', assignments };
}

function deleteBody(target: MethodReference, driver: ChangeDriver, { relation }: DeleteStatement): BodyPlan {
  const assignments = deleteBodyFields(target).map((field) => ({
    path: [nameOnWire(field)],
    field,
    value: driver.key(field.name),
    span: relation.nameSpan,
  }));
  return assignments.length === 0 ? { kind: 'none' } : { kind: 'fields', assignments };
}

function guardOf({ method }: MethodReference, verb: ChangePlan['verb']): ChangePlan['guard'] {
  return verb === 'delete' ? (method.guard ?? null) : null;
}

/** An object that a guard looks at is read before. */
function guardRead(target: MethodReference, verb: ChangePlan['verb']): ChangePlan['read'] {
  if (guardOf(target, verb) === null) return null;
  const method = keyedRead(target);
  if (method === undefined) throw new QueryError('invalid_descriptor', `${target.method.name} has a guard, but its objects cannot be read`);
  return { method, when: 'before' };
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
  if (method.verb === 'replace') return ['SET names nothing: each object is written back as it was read'];
  return [
    `SET names nothing: an empty body is sent, though the API's document asks for one with ${method.body.fields.map((field) => field.name).join(', ')}`,
  ];
}
