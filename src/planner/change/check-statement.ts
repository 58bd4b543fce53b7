import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import { methodsByVerb, nameOnWire } from '../../catalog/lookup.ts';
import { pathVariables } from '../../catalog/path-template.ts';
import type { MethodCall } from '../../request/method-call.ts';
import { isJsonObject } from '../../values/json-text.ts';
import type { JsonValue } from '../../values/value.ts';
import type { MethodReference } from '../plan.ts';

/** The server variable as a statement named it. */
export interface NamedServer {
  readonly variable: string;
  readonly value: string;
}

/** The SELECT that shows what became of the object that a call was about; null when nothing of the resource can be read by what is known. */
export function checkStatement(target: MethodReference, call: MethodCall, server: NamedServer | null): string | null {
  const { service, resource } = target;
  const values = call.arguments;
  const readers = methodsByVerb(resource, 'select').filter(({ path }) => pathVariables(path).every((name) => values.has(name)));
  const [reader] = readers.toSorted((a, b) => pathVariables(b.path).length - pathVariables(a.path).length);
  if (reader === undefined) return null;
  const conditions = [
    ...(server === null ? [] : [`${server.variable} = ${quoted(server.value)}`]),
    ...pathConditions(target, reader, call),
    ...bodyConditions(target, call),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT * FROM ${service.provider}.${service.name}.${resource.name}${where};`;
}

/** What the call's own path names, as the columns of the same values where there are such, and what the read calls otherwise. */
function pathConditions(
  { resource }: MethodReference,
  reader: MethodDescriptor,
  { method, arguments: values }: MethodCall,
): readonly string[] {
  const known = pathVariables(reader.path);
  const parameters = [...reader.parameters, ...method.parameters.filter(({ name }) => !known.includes(name))];
  return parameters.flatMap(({ name, sqlName, location, keyColumn }) => {
    if (location !== 'path' || !values.has(name)) return [];
    const column = resource.columns.find((candidate) => candidate.name === keyColumn)?.name;
    const shown = column ?? (known.includes(name) ? sqlName : undefined);
    return shown === undefined ? [] : [`${shown} = ${quoted(String(values.get(name)))}`];
  });
}

/** For what was to be created: its natural key, or the first plain text of its body that the rows show. */
function bodyConditions({ resource, method }: MethodReference, { body }: MethodCall): readonly string[] {
  if (method.verb !== 'insert' || body?.kind !== 'json') return [];
  const key = method.naturalKey?.field;
  const keyValue = key === undefined ? undefined : textAt(body.value, key);
  if (key !== undefined && keyValue !== undefined) return [`${key} = ${quoted(keyValue)}`];
  for (const field of method.body?.fields ?? []) {
    const { name, sensitive } = field;
    const value = textAt(body.value, nameOnWire(field));
    const column = resource.columns.find((candidate) => candidate.name === name);
    if (value !== undefined && sensitive !== true && column?.type === 'string' && column.sensitive !== true)
      return [`${name} = ${quoted(value)}`];
  }
  return [];
}

function textAt(value: JsonValue, path: string): string | undefined {
  const found = path
    .split('.')
    .reduce<JsonValue | undefined>(
      (current, step) => (isJsonObject(current) && Object.hasOwn(current, step) ? current[step] : undefined),
      value,
    );
  return typeof found === 'string' ? found : undefined;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
