import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import { methodsByVerb } from '../../catalog/lookup.ts';
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
    ...pathConditions(reader, call),
    ...keyConditions(target, reader, call),
    ...bodyConditions(target, call),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT * FROM ${service.provider}.${service.name}.${resource.name}${where};`;
}

function pathConditions(reader: MethodDescriptor, { arguments: values }: MethodCall): readonly string[] {
  return pathVariables(reader.path).map((name) => {
    const sqlName = reader.parameters.find((parameter) => parameter.name === name)?.sqlName ?? name;
    return `${sqlName} = ${quoted(String(values.get(name)))}`;
  });
}

/** What the changing call names by its path and the read does not, as columns. */
function keyConditions(
  { resource }: MethodReference,
  reader: MethodDescriptor,
  { method, arguments: values }: MethodCall,
): readonly string[] {
  const known = pathVariables(reader.path);
  return method.parameters.flatMap(({ name, location, keyColumn }) => {
    const usable = location === 'path' && !known.includes(name) && keyColumn !== undefined && values.has(name);
    const isColumn = resource.columns.some((column) => column.name === keyColumn);
    return usable && isColumn ? [`${keyColumn} = ${quoted(String(values.get(name)))}`] : [];
  });
}

/** For what was to be created: its natural key, or the first plain text of its body that the rows show. */
function bodyConditions({ resource, method }: MethodReference, { body }: MethodCall): readonly string[] {
  if (method.verb !== 'insert' || body?.kind !== 'json') return [];
  const key = method.naturalKey?.field;
  const keyValue = key === undefined ? undefined : textAt(body.value, key);
  if (key !== undefined && keyValue !== undefined) return [`${key} = ${quoted(keyValue)}`];
  for (const { name, sensitive } of method.body?.fields ?? []) {
    const value = textAt(body.value, name);
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
