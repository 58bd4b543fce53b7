import type { ParameterDescriptor } from '../../catalog/descriptor.ts';
import { bodyFieldOf, nameOnWire, parameterOf } from '../../catalog/lookup.ts';
import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import { bodyFieldValue } from '../../request/body-value.ts';
import type { Expression, Identifier, InsertStatement, Query } from '../../sql/ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import type { Row } from '../../values/value.ts';
import { coerced } from '../query/access-path.ts';
import { constantOf } from '../constant.ts';
import { defaultArgument, isRequired, ownParameters, refuseOverlaps } from './change-parts.ts';
import type { ConstantValue, Facts } from '../facts.ts';
import { findRelation, nameText } from '../find-relation.ts';
import { insertMethod } from './insert-method.ts';
import { located } from '../located.ts';
import type { BodyAssignment, BodyPlan, ChangeArgument, ChangePlan, ChangeRows, MethodReference } from '../plan.ts';
import { planQuery } from '../query/plan-query.ts';
import { planReturning, readFor } from './plan-returning.ts';
import { planWrite } from './plan-write.ts';
import { refuseUnwritten } from './self-identifier.ts';
import { bindServer, serverOfRows, serverTarget } from '../server-binding.ts';

/** What a column of the list sets. */
type InsertColumn =
  | { readonly kind: 'server'; readonly index: number }
  | { readonly kind: 'parameter'; readonly index: number; readonly argument: ChangeArgument }
  | { readonly kind: 'field'; readonly index: number; readonly assignment: BodyAssignment };

interface Context {
  readonly parsed: ParsedStatement;
  readonly statement: InsertStatement;
  readonly facts: Facts;
  readonly target: MethodReference;
  readonly name: string;
}

/** Plans INSERT and REPLACE INTO: a call for each row of VALUES or of a query. */
export function planInsert(parsed: ParsedStatement, statement: InsertStatement, facts: Facts): ChangePlan {
  const relation = findRelation(statement.relation.name, facts);
  const name = nameText(statement.relation.name);
  const verb = statement.replace ? 'replace' : 'insert';
  const method = insertMethod(relation, statement, facts);
  const context: Context = { parsed, statement, facts, target: { ...relation, method }, name };
  refuseRepeatedColumns(statement.columns);
  const columns = statement.columns.flatMap((column, index) => insertColumn(column, index, context));
  const driver = driverRows(columns, context);
  const given = columns.flatMap((column) => (column.kind === 'parameter' ? [column.argument] : []));
  const defaults = ownParameters(method)
    .filter((parameter) => !given.some((argument) => argument.parameter === parameter))
    .flatMap((parameter) => defaultArgument(parameter, { verb, target: context.target }, facts) ?? []);
  refuseMissing([...given, ...defaults], columns, context);
  const body = bodyOf(columns, context);
  return {
    kind: 'change',
    verb,
    target: context.target,
    server: serverOf(columns, driver, context),
    arguments: [...given, ...defaults],
    body,
    driver,
    selects: false,
    guard: null,
    write: planWrite({ verb, target: context.target, body, bound: [...given, ...defaults] }, facts),
    answerColumns: null,
    read: readFor(verb, context.target, statement.returning),
    returning: planReturning({ items: statement.returning, relation: statement.relation, target: context.target, parsed, facts }),
    notices: [],
  };
}

function refuseRepeatedColumns(columns: readonly Identifier[]): void {
  const repeated = columns.find(({ name }, index) => columns.findIndex((other) => other.name.toLowerCase() === name.toLowerCase()) < index);
  if (repeated !== undefined)
    throw new QueryError('duplicate_parameter', `column ${repeated.name} is listed twice`, { span: repeated.span });
}

/** A field that has a parameter's name is the same thing said twice. */
function insertColumn(column: Identifier, index: number, context: Context): readonly InsertColumn[] {
  const { target, facts, name } = context;
  const { method } = target;
  const field = bodyFieldOf(method, column.name);
  if (field === undefined && column.name.toLowerCase() === facts.provider.server.variable.toLowerCase()) return [{ kind: 'server', index }];
  const found = parameterOf(method, column.name);
  const parameter = found?.internal === true ? undefined : found;
  const value = { kind: 'column', index } as const;
  const meanings: readonly InsertColumn[] = [
    ...(parameter === undefined ? [] : [{ kind: 'parameter', index, argument: insertArgument(parameter, index, context) } as const]),
    ...(field === undefined
      ? []
      : [{ kind: 'field', index, assignment: { path: [nameOnWire(field)], field, value, span: column.span } } as const]),
  ];
  if (meanings.length > 0) return meanings;
  const known = [
    ...ownParameters(method).map((candidate) => candidate.sqlName),
    ...(method.body?.fields ?? []).map((candidate) => candidate.name),
  ];
  throw new QueryError('unknown_column', `${name} takes no column ${column.name} in ${method.verb.toUpperCase()}`, {
    span: column.span,
    hint: didYouMean(column.name, known) ?? `It takes ${known.join(', ')}.`,
  });
}

/** A column of constants is checked where they stand. */
function insertArgument(parameter: ParameterDescriptor, index: number, { statement, facts, parsed }: Context): ChangeArgument {
  const { body } = statement.source;
  const items = body.kind === 'values' ? body.rows.map((row) => row[index]) : [undefined];
  const constants = items.map((item) => {
    const constant = item === undefined ? undefined : constantOf(item, facts);
    if (item !== undefined && constant !== undefined)
      refuseUnwritten(parameter, { ...constant, span: item.span }, { names: facts.provider, source: parsed.source });
    return constant;
  });
  const values = { kind: 'column', index } as const;
  return { parameter, values: constants.includes(undefined) ? values : { ...values, written: true } };
}

/** VALUES of constants are known and checked now; anything else is a query whose rows come before the first call. */
function driverRows(columns: readonly InsertColumn[], context: Context): ChangeRows {
  const { statement, parsed, facts } = context;
  const { body } = statement.source;
  const count = statement.columns.length;
  if (count === 0) {
    throw new QueryError('syntax_error', 'INSERT needs a list of columns', {
      span: statement.relation.span,
      hint: `SHOW INSERT INTO ${context.name} writes one out.`,
    });
  }
  const sensitive = columns.some((column) => column.kind === 'field' && column.assignment.field.sensitive === true);
  const { span } = statement.source;
  const expected = { columns: count, span };
  const common = statement.with;
  const source = {
    ...withCommon(statement),
    segments: common === undefined ? [span] : [common.span, ' ', span],
    secret: sensitive ? [span] : [],
  };
  if (body.kind !== 'values') return { kind: 'query', query: planQuery(source, parsed, { ...facts, narrowing: false }), expected };
  const wrong = body.rows.find((row) => row.length !== count);
  if (wrong !== undefined) throw wrongLength(wrong, count);
  const constants = body.rows.map((row) => row.map((expression) => constantOf(expression, facts)));
  const rows: (readonly ConstantValue[])[] = [];
  for (const row of constants) {
    const known = row.flatMap((constant) => (constant === undefined ? [] : [constant.value]));
    if (known.length < row.length) return { kind: 'query', query: planQuery(source, parsed, { ...facts, narrowing: false }), expected };
    rows.push(known);
  }
  for (const [index, row] of rows.entries()) checkRow(row, body.rows[index] ?? [], { columns, context });
  return { kind: 'rows', rows };
}

/** The query that gives the rows, with what stands before INSERT. */
function withCommon({ with: common, source }: InsertStatement): { readonly query: Query } {
  if (common === undefined) return { query: source };
  if (source.with.length === 0) return { query: { ...source, with: common.tables, recursive: common.recursive } };
  throw new QueryError('syntax_error', 'there is a WITH before INSERT and one behind it', {
    span: source.span,
    hint: 'Put all of the tables into one.',
  });
}

function wrongLength(row: readonly Expression[], count: number): QueryError {
  const span: SourceSpan = { start: row[0]?.span.start ?? 0, end: row.at(-1)?.span.end ?? 0 };
  return new QueryError('syntax_error', `this row has ${row.length} values for ${count} columns`, { span });
}

function checkRow(
  row: Row,
  expressions: readonly Expression[],
  { columns, context }: { readonly columns: readonly InsertColumn[]; readonly context: Context },
): void {
  for (const column of columns) {
    const value = row[column.index] ?? null;
    const span = expressions[column.index]?.span ?? context.statement.span;
    if (column.kind === 'field') located(span, () => bodyFieldValue(column.assignment.field, value));
    else if (column.kind === 'server') serverTarget(value, context.facts, span);
    else if (value !== null && typeof value !== 'object') coerced(column.argument.parameter, { value, span });
    else if (isRequired(column.argument.parameter)) throw nullParameter(column.argument, span);
  }
}

function nullParameter({ parameter }: ChangeArgument, span: SourceSpan): QueryError {
  return new QueryError('invalid_parameter', `${parameter.location} parameter ${parameter.sqlName} cannot be NULL`, { span });
}

function refuseMissing(given: readonly ChangeArgument[], columns: readonly InsertColumn[], { target, statement, name }: Context): void {
  const parameters = ownParameters(target.method).filter(
    (parameter) => isRequired(parameter) && !given.some((argument) => argument.parameter === parameter),
  );
  const fields = target.method.body?.required === true ? target.method.body.fields.filter((field) => field.required) : [];
  const open = fields.filter((field) => !columns.some((column) => column.kind === 'field' && column.assignment.field === field));
  const missing = [
    ...parameters.map((parameter) => ({ name: parameter.sqlName, location: `${parameter.location} parameter` })),
    ...open.map((field) => ({ name: field.name, location: 'body field' })),
  ];
  if (missing.length === 0) return;
  throw new QueryError('missing_parameter', `${name} needs ${missing.map((item) => `${item.location} ${item.name}`).join(' and ')}`, {
    span: statement.relation.nameSpan,
    hint: `Add ${missing.map((item) => item.name).join(', ')} to the column list; SHOW INSERT INTO ${name} writes one out.`,
  });
}

function serverOf(columns: readonly InsertColumn[], driver: ChangeRows, { statement, facts }: Context): ChangePlan['server'] {
  const column = columns.find((candidate) => candidate.kind === 'server');
  if (column === undefined) return bindServer(undefined, facts, statement.relation.nameSpan);
  const values = driver.kind === 'rows' ? [...new Set(driver.rows.map((row) => row[column.index]))] : [];
  const [only] = values;
  if (values.length !== 1 || only === undefined || typeof only === 'object') return serverOfRows(column.index, facts);
  return { source: 'statement', values: [serverTarget(only, facts, undefined)] };
}

function bodyOf(columns: readonly InsertColumn[], { target }: Context): BodyPlan {
  if (target.method.body === null) return { kind: 'none' };
  const assignments = columns.flatMap((column) => (column.kind === 'field' ? [column.assignment] : []));
  refuseOverlaps(assignments);
  return { kind: 'fields', assignments };
}
