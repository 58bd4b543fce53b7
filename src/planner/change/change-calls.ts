import { QueryError } from '../../errors/query-error.ts';
import { unreachable } from '../../errors/unreachable.ts';
import { bodyFieldValue, plainJson } from '../../request/body-value.ts';
import { coerceArgument } from '../../request/coerce-argument.ts';
import type { ArgumentValue, RequestBody } from '../../request/method-call.ts';
import { bodyEncoding, formPart, rawBody } from '../../request/raw-body.ts';
import { isJsonObject, jsonText, readJson } from '../../values/json-text.ts';
import type { JsonValue, Row, Value } from '../../values/value.ts';
import type { BodyAssignment, BodyPlan, CallValue, ChangeArgument, ChangePlan } from '../plan.ts';

/** One call of a change, complete but for what is only known once the object was read. */
export interface ChangeCall {
  /** Value of the server variable; null when none was given. */
  readonly server: string | null;
  readonly origin: string;
  /** By wire name. */
  readonly values: ReadonlyMap<string, ArgumentValue>;
  /** Null when the method takes none. */
  readonly body: RequestBody | null;
  /** What a JSON body was built from, where it was built from single places. */
  readonly assignments: readonly AssignedValue[];
  /** The driving row. */
  readonly row: Row;
}

/** A value and its place in the body. */
export interface AssignedValue {
  readonly path: readonly string[];
  readonly value: JsonValue;
}

/** What tells the object of a call from others: where it goes and with which arguments; of a DELETE that says in its body what goes, that too. */
export function callKey({ origin, values, body }: ChangeCall, verb?: ChangePlan['verb']): string {
  const named = verb === 'delete' && body?.kind === 'json' ? body.value : null;
  return jsonText([origin, [...values].map(([name, value]) => [name, String(value)]), named]);
}

/** Turns a value of the server variable that came with a row into an origin. */
export type ServerLookup = (value: Value) => { readonly value: string | null; readonly origin: string };

const noLookup: ServerLookup = () => {
  throw new QueryError('internal', 'the server of a row is not known here');
};

/** The calls that driving rows stand for: one for each row, server value and combination of constants. Throws when a row's value does not fit. */
export function changeCalls(plan: ChangePlan, rows: readonly Row[], serverOf: ServerLookup = noLookup): readonly ChangeCall[] {
  return rows.flatMap((row) => {
    const { server } = plan;
    const servers = server.source === 'rows' ? [serverOf(row[server.index] ?? null)] : server.values;
    const { body, assignments } = requestBody(plan, row);
    return servers.flatMap((target) =>
      combinations(plan.arguments, row).map((values) => ({ server: target.value, origin: target.origin, values, body, assignments, row })),
    );
  });
}

function combinations(bound: readonly ChangeArgument[], row: Row): readonly ReadonlyMap<string, ArgumentValue>[] {
  let maps: readonly ReadonlyMap<string, ArgumentValue>[] = [new Map()];
  for (const argument of bound) {
    const values = argumentValues(argument, row);
    if (values !== null) maps = maps.flatMap((map) => values.map((value) => new Map([...map, [argument.parameter.name, value]])));
  }
  return maps;
}

/** Null where a row leaves an optional parameter out. */
function argumentValues({ parameter, values }: ChangeArgument, row: Row): readonly ArgumentValue[] | null {
  if (values.kind === 'constants') return values.values;
  const value = row[values.index] ?? null;
  if (value !== null) return [coerceArgument(parameter, value).value];
  if (!parameter.required && parameter.location !== 'path') return null;
  throw new QueryError('invalid_parameter', `${parameter.location} parameter ${parameter.sqlName} is NULL in a row`);
}

/** The bodies that driving rows stand for, one each. */
export function requestBodies(plan: ChangePlan, rows: readonly Row[]): readonly (RequestBody | null)[] {
  return rows.map((row) => requestBody(plan, row).body);
}

function requestBody(plan: ChangePlan, row: Row): Pick<ChangeCall, 'body' | 'assignments'> {
  const assignments = bodyKind(plan) === 'json' ? assignedValues(plan.body, row) : [];
  return { assignments, body: bodyOf(plan, assignments, row) };
}

function bodyKind({ target }: ChangePlan): 'json' | 'form' | 'raw' {
  return target.method.body === null ? 'json' : bodyEncoding(target.method.body);
}

function assignedValues(plan: BodyPlan, row: Row): readonly AssignedValue[] {
  if (plan.kind !== 'fields' && plan.kind !== 'patch') return [];
  return plan.assignments.map(({ path, field, value }) => {
    const given = valueOf(value, row);
    return { path, value: path.length === 1 ? bodyFieldValue(field, given) : plainJson(given) };
  });
}

function bodyOf(plan: ChangePlan, assignments: readonly AssignedValue[], row: Row): RequestBody | null {
  const { body, target } = plan;
  switch (body.kind) {
    case 'none':
      return null;
    case 'fields':
      if (bodyKind(plan) === 'form') return formBody(body.assignments, row);
      return { kind: 'json', value: withValues({}, assignments) };
    case 'patch':
      return { kind: 'json', value: assignments.map(({ path, value }) => ({ op: 'replace', path: jsonPointer(path), value })) };
    case 'whole': {
      const value = valueOf(body.value, row);
      const raw = target.method.body !== null && bodyKind(plan) === 'raw';
      return raw ? rawBody(target.method.body, value) : { kind: 'json', value: wholeBody(value) };
    }
    default:
      return unreachable(body);
  }
}

function formBody(assignments: readonly BodyAssignment[], row: Row): RequestBody {
  const parts = assignments.map(({ field, value }) => formPart(field, valueOf(value, row), value.kind === 'file' ? value.name : null));
  return { kind: 'form', parts };
}

/** RFC 6901. */
function jsonPointer(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The object with every value put at its place. */
export function withValues(base: JsonValue, assignments: readonly AssignedValue[]): JsonValue {
  return assignments.reduce((body, { path, value }) => withPath(body, path, value), base);
}

function wholeBody(value: Value): JsonValue {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
  if (typeof text !== 'string') return plainJson(text);
  const parsed = readJson(text);
  if (parsed === undefined) throw new QueryError('invalid_body', 'the body has to be JSON');
  return parsed;
}

function valueOf(value: CallValue, row: Row): Value {
  switch (value.kind) {
    case 'constant':
      return value.value;
    case 'column':
      return row[value.index] ?? null;
    case 'file':
      return value.bytes;
    default:
      return unreachable(value);
  }
}

/** The object with a value put at a path; objects on the way are made. */
function withPath(target: JsonValue, path: readonly string[], value: JsonValue): JsonValue {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const object = isJsonObject(target) ? target : {};
  return { ...object, [first]: withPath(object[first] ?? null, rest, value) };
}
