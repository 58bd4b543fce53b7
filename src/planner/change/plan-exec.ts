import type { BodyField, MethodDescriptor } from '../../catalog/descriptor.ts';
import { bodyFieldOf, optionalParameters, parameterForExec, requiredParameters } from '../../catalog/lookup.ts';
import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { ExecArgument, ExecStatement, Expression, Query, RelationReference } from '../../sql/ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { bodyEncoding } from '../../request/raw-body.ts';
import { readJson } from '../../values/json-text.ts';
import { bytesValue, fileAt } from './body-file.ts';
import type { ColumnType } from '../../values/value.ts';
import { type ChangeDriver, createDriver } from './change-driver.ts';
import { nowhere } from './own-query.ts';
import {
  bodyAssignment,
  constantArgument,
  defaultArgument,
  isRead,
  isRequired,
  isSensitive,
  missingFields,
  namesObject,
  ownParameters,
} from './change-parts.ts';
import type { Facts } from '../facts.ts';
import { nameSpan } from '../find-relation.ts';
import type { BodyAssignment, BodyPlan, CallValue, ChangeArgument, ChangePlan, ComputedValue, MethodReference } from '../plan.ts';
import { refuseUnwritten } from './self-identifier.ts';
import { planReturning, readFor, wholeAnswer } from './plan-returning.ts';
import { findMethodNamed } from '../show/plan-show.ts';
import { bindServer, serverOfRows } from '../server-binding.ts';

/** What an EXEC's arguments set. */
interface Sorted {
  readonly server: { readonly value: ComputedValue; readonly argument: ExecArgument } | null;
  readonly parameters: readonly ChangeArgument[];
  readonly fields: readonly BodyAssignment[];
  readonly notices: readonly string[];
}

interface Context {
  readonly statement: ExecStatement;
  readonly facts: Facts;
  readonly target: MethodReference;
  readonly driver: ChangeDriver;
  /** The script's text. */
  readonly source: string;
}

/** Plans EXEC: one call, or one for each row of the sub-queries among its arguments. */
export function planExec(parsed: ParsedStatement, statement: ExecStatement, facts: Facts): ChangePlan {
  const target = findMethodNamed(statement.method, facts);
  const driver = createDriver(parsed, facts);
  const context: Context = { statement, facts, target, driver, source: parsed.source };
  const sorted = sortArguments(context);
  const defaults = ownParameters(target.method)
    .filter((parameter) => !sorted.parameters.some((argument) => argument.parameter === parameter))
    .flatMap((parameter) => defaultArgument(parameter, { verb: 'exec', target }, facts) ?? []);
  const body = bodyOf(sorted.fields, context);
  refuseMissing([...sorted.parameters, ...defaults], sorted.fields, context);
  const relation = answerRelation(statement);
  const varying = sorted.parameters.flatMap(({ parameter, values }) => (values.kind === 'column' ? [parameter] : []));
  return {
    kind: 'change',
    verb: 'exec',
    target,
    server: serverOf(sorted, context),
    arguments: [...sorted.parameters, ...defaults],
    body,
    driver: driver.plan(null),
    selects: false,
    guard: null,
    write: null,
    answerColumns: null,
    read: readFor('exec', target, statement.returning),
    returning: planReturning({ items: statement.returning, relation, target, parsed, facts }) ?? wholeAnswer(target, varying, facts),
    notices: sorted.notices,
  };
}

function sortArguments(context: Context): Sorted {
  const { statement, facts, target, source } = context;
  const server: Sorted['server'][] = [];
  const parameters: ChangeArgument[] = [];
  const fields: BodyAssignment[] = [];
  const notices: string[] = [];
  for (const argument of statement.arguments) {
    const { name } = argument.name;
    const parameter = parameterForExec(target.method, name);
    const field = bodyFieldOf(target.method, name);
    const isServer = field === undefined && name.toLowerCase() === facts.provider.server.variable.toLowerCase();
    if (isServer) server.push({ value: valueOf(argument, context), argument });
    else if (parameter !== undefined && parameter.internal !== true) {
      const value = valueOf(argument, context);
      if (value.kind === 'column') parameters.push({ parameter, values: value });
      else {
        const given = { value: value.value, span: argument.value.span };
        if (!isRead(target.method)) refuseUnwritten(parameter, given, { names: facts.provider, source });
        const bound = constantArgument(parameter, [given]);
        parameters.push(bound.argument);
        notices.push(...bound.notices);
      }
    } else if (field === undefined) throw unknownArgument(argument, context);
    if (field !== undefined) fields.push(fieldOf(field, argument, context));
  }
  return { server: server[0] ?? null, parameters, fields, notices };
}

/** A field that has a parameter's name is the same thing said twice. */
function fieldOf(field: BodyField, argument: ExecArgument, context: Context): BodyAssignment {
  const { span } = argument.value;
  const value = valueOf(argument, context);
  const given = field.type === 'blob' ? bytesValue(value, context.facts, span) : value;
  return bodyAssignment([argument.name], given, { method: context.target.method, span });
}

function valueOf({ name, value, column }: ExecArgument, { driver, target }: Context): ComputedValue {
  if (isQuery(value)) return column === undefined ? driver.rows(value, 'distinct') : driver.column(value, column);
  return driver.value(value, isSensitive([name], target.method) ? 'sensitive' : undefined);
}

function isQuery(value: Expression | Query): value is Query {
  return value.kind === 'query';
}

function unknownArgument({ name }: ExecArgument, { facts, target }: Context): QueryError {
  const known = [...requiredParameters(facts.provider, target.method), ...optionalParameters(target.method)].map(
    (parameter) => parameter.name,
  );
  return new QueryError('unknown_parameter', `${target.method.name} has no parameter ${name.name}`, {
    span: name.span,
    hint: didYouMean(name.name, known) ?? `It takes ${known.join(', ')}.`,
  });
}

function bodyOf(fields: readonly BodyAssignment[], context: Context): BodyPlan {
  const { body, bodyForm } = context.statement;
  const { method } = context.target;
  if (body === null)
    return method.body === null || (fields.length === 0 && !method.body.required)
      ? { kind: 'none' }
      : { kind: 'fields', assignments: fields };
  const { span } = body;
  refuseOtherForm(method, bodyForm ?? 'json', span);
  const [field] = fields;
  if (field !== undefined) {
    throw new QueryError('duplicate_parameter', `@@${bodyForm ?? 'json'} is the whole body: @${field.field.name} cannot be given besides`, {
      span: field.span,
    });
  }
  return { kind: 'whole', value: wholeValue(body, context), span };
}

function wholeValue(body: Expression, { statement, target, driver, facts }: Context): CallValue {
  const { span } = body;
  const value = driver.value(body, 'sensitive');
  if (statement.bodyForm === 'file') {
    if (value.kind === 'constant' && typeof value.value === 'string') return fileAt(value.value, facts, span);
    throw new QueryError('invalid_body', '@@file takes the path of a file, as a constant', { span });
  }
  const isJson = target.method.body !== null && bodyEncoding(target.method.body) === 'json';
  if (isJson && value.kind === 'constant' && readJson(String(value.value)) === undefined)
    throw new QueryError('invalid_body', `@@${statement.bodyForm ?? 'json'} takes JSON text`, { span });
  return value;
}

/** JSON goes where JSON is taken, text and bytes anywhere but into a form. */
function refuseOtherForm({ name, body }: MethodDescriptor, form: 'json' | 'body' | 'file', span: SourceSpan): void {
  if (body === null) throw new QueryError('unknown_parameter', `${name} takes no body`, { span, hint: `Leave @@${form} out.` });
  const encoding = bodyEncoding(body);
  if (encoding === 'json' || (encoding === 'raw' && form !== 'json')) return;
  const fields = body.fields.map((field) => `@${field.name} = '…'`).join(', ');
  throw new QueryError('invalid_body', `${name} takes ${body.mediaType}, not @@${form}`, {
    span,
    hint: encoding === 'form' ? `Give its fields: ${fields}.` : "Give it as @@body = '…' or @@file = 'path'.",
  });
}

function refuseMissing(given: readonly ChangeArgument[], fields: readonly BodyAssignment[], { statement, facts, target }: Context): void {
  const parameters = ownParameters(target.method).filter(
    (parameter) => isRequired(parameter) && !given.some((argument) => argument.parameter === parameter),
  );
  const open = statement.body === null ? missingFields(target.method, fields) : [];
  const missing = [
    ...parameters.map((parameter) => ({
      name: parameter.sqlName,
      location: `${parameter.location} parameter`,
      value: sampleValue(parameter.type),
    })),
    ...open.map((field) => ({ name: field.name, location: 'body field', value: sampleValue(field.type) })),
  ];
  const [first] = missing;
  if (first === undefined) return refuseMissingBody(fields, { statement, target });
  const defaulted = parameters.find(({ sqlName }) => facts.defaults.has(sqlName.toLowerCase()));
  const unused =
    defaulted === undefined ? '' : ` No session default chooses which object is changed: the one of ${defaulted.sqlName} is not used.`;
  const text = missing.map((item) => `@${item.name} = ${item.value}`).join(', ');
  const fillable = parameters.filter((parameter) => !namesObject(parameter, { verb: 'exec', target }));
  const sample = fillable[0] === undefined ? undefined : `${fillable[0].sqlName} = ${sampleValue(fillable[0].type)}`;
  throw new QueryError(
    'missing_parameter',
    `${target.method.name} needs ${missing.map((item) => `${item.location} ${item.name}`).join(' and ')}`,
    {
      span: nameSpan(statement.method),
      hint: sample === undefined ? `Add ${text}.${unused}` : `Add ${text}, or set a default with SET ${facts.provider.name}.${sample}.`,
    },
  );
}

/** How a value of a type is written. */
function sampleValue(type: ColumnType): string {
  if (type === 'boolean') return 'true';
  return type === 'integer' || type === 'number' ? '1' : "'…'";
}

/** A body that has no fields of its own has to be given whole. */
function refuseMissingBody(fields: readonly BodyAssignment[], { statement, target }: Pick<Context, 'statement' | 'target'>): void {
  const { body, name } = target.method;
  if (body?.required !== true || statement.body !== null || fields.length > 0 || body.fields.length > 0) return;
  const word = bodyEncoding(body) === 'json' ? '@@json' : '@@body';
  throw new QueryError('missing_parameter', `${name} needs a body (${body.mediaType})`, {
    span: nameSpan(statement.method),
    hint: `Add ${word} = '…', or @@file = 'path'.`,
  });
}

function serverOf({ server }: Sorted, { statement, facts }: Context): ChangePlan['server'] {
  if (server === null) return bindServer(undefined, facts, nameSpan(statement.method));
  const { value, argument } = server;
  if (value.kind === 'column') return serverOfRows(value.index, facts);
  return bindServer([{ value: value.value, span: argument.value.span }], facts, argument.span);
}

/** The relation that RETURNING's columns belong to: the method's resource, under its own name. */
function answerRelation({ method }: ExecStatement): RelationReference {
  const name = method.slice(0, 3);
  return { kind: 'relation', name, nameSpan: nowhere, alias: null, span: nowhere };
}
