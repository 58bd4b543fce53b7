import { QueryError } from '../errors/query-error.ts';
import { bodyFieldValue, plainJson } from '../request/body-value.ts';
import { coerceArgument } from '../request/coerce-argument.ts';
import type { ArgumentValue } from '../request/method-call.ts';
import { isJsonObject, readJson } from '../values/json-text.ts';
import type { JsonValue, Row, Value } from '../values/value.ts';
import type { BodyPlan, CallValue, ChangeArgument, ChangePlan } from './plan.ts';

/** One call of a change, complete but for what is only known once the object was read. */
export interface ChangeCall {
  /** Value of the server variable; null when none was given. */
  readonly server: string | null;
  readonly origin: string;
  /** By wire name. */
  readonly values: ReadonlyMap<string, ArgumentValue>;
  /** Null when the method takes none. */
  readonly body: JsonValue | null;
  /** What the body was built from, where it was built from single places. */
  readonly assignments: readonly AssignedValue[];
}

/** A value and its place in the body. */
export interface AssignedValue {
  readonly path: readonly string[];
  readonly value: JsonValue;
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
    const assignments = assignedValues(plan.body, row);
    const body = bodyOf(plan.body, assignments, row);
    return servers.flatMap((target) =>
      combinations(plan.arguments, row).map((values) => ({ server: target.value, origin: target.origin, values, body, assignments })),
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

function assignedValues(plan: BodyPlan, row: Row): readonly AssignedValue[] {
  if (plan.kind !== 'fields') return [];
  return plan.assignments.map(({ path, field, value }) => {
    const given = valueOf(value, row);
    return { path, value: path.length === 1 ? bodyFieldValue(field, given) : plainJson(given) };
  });
}

function bodyOf(plan: BodyPlan, assignments: readonly AssignedValue[], row: Row): JsonValue | null {
  if (plan.kind === 'none') return null;
  return plan.kind === 'whole' ? wholeBody(valueOf(plan.value, row)) : withValues({}, assignments);
}

/** The object with every value put at its place. */
export function withValues(base: JsonValue, assignments: readonly AssignedValue[]): JsonValue {
  return assignments.reduce((body, { path, value }) => withPath(body, path, value), base);
}

function wholeBody(value: Value): JsonValue {
  if (typeof value !== 'string') return plainJson(value);
  const parsed = readJson(value);
  if (parsed === undefined) throw new QueryError('invalid_body', '@@json takes JSON text');
  return parsed;
}

function valueOf(value: CallValue, row: Row): Value {
  return value.kind === 'constant' ? value.value : (row[value.index] ?? null);
}

/** The object with a value put at a path; objects on the way are made. */
function withPath(target: JsonValue, path: readonly string[], value: JsonValue): JsonValue {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const object = isJsonObject(target) ? target : {};
  return { ...object, [first]: withPath(object[first] ?? null, rest, value) };
}
