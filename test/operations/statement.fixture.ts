import type { MethodDescriptor, ParameterDescriptor, ResourceDescriptor, ServiceDescriptor } from '../../src/catalog/descriptor.ts';
import { nameOnWire } from '../../src/catalog/lookup.ts';
import type { JsonValue } from '../../src/values/value.ts';
import { asNode, isNode } from './api-document.fixture.ts';
import { type Extent, sampleBody } from './sample-body.fixture.ts';

/** A method and where it stands. */
export interface Site {
  readonly service: ServiceDescriptor;
  readonly resource: ResourceDescriptor;
  readonly method: MethodDescriptor;
}

/** Values of parameters by wire name, as they stand on the wire, and the body; no body: whatever is no JSON. */
export interface Sample {
  readonly values: ReadonlyMap<string, string | readonly string[]>;
  readonly body?: JsonValue;
}

/** A statement and what it says. */
export interface SampleStatement extends Sample {
  readonly sql: string;
}

/** The statement that a reader of the descriptor would write to reach a method by its verb. */
export function statementFor(site: Site, extent: Extent): SampleStatement {
  const { method, service } = site;
  const given = method.parameters.filter(
    (parameter) => parameter.internal !== true && (parameter.required || parameter.location === 'path' || extent === 'most'),
  );
  const values = new Map(given.map((parameter) => [parameter.name, valueOf(parameter)]));
  const { body } = method;
  if (body === null || !body.mediaType.endsWith('json')) return statementWith(site, { values });
  const isPatch = method.verb === 'update' && body.fields.length === 0;
  const sample = isPatch ? [{ op: 'replace', path: '/priority', value: 3 }] : sampleBody(body, service, extent);
  return statementWith(site, { values, body: withKeys(sample, method, values) });
}

/** The body in which a field with the name of a path variable has its value. */
export function withKeys(body: JsonValue, method: MethodDescriptor, values: Sample['values']): JsonValue {
  if (!isNode(body)) return body;
  const keys = (method.body?.fields ?? []).flatMap((field): [string, JsonValue][] => {
    const value = values.get(field.name);
    return value === undefined ? [] : [[nameOnWire(field), value]];
  });
  return { ...body, ...Object.fromEntries(keys) };
}

/** The statement that says these values and this body. */
export function statementWith(site: Site, sample: Sample): SampleStatement {
  const parameters = site.method.parameters.flatMap((parameter): Entry[] => {
    const value = sample.values.get(parameter.name);
    return value === undefined ? [] : [[parameter.sqlName, literalOf(parameter, value)]];
  });
  return { ...sample, sql: textFor(site, parameters, bodyEntries(site.method, sample.body)) };
}

type Entry = readonly [name: string, literal: string];

function textFor({ service, resource, method }: Site, parameters: readonly Entry[], body: readonly Entry[]): string {
  const name = `okta.${service.name}.${quoted(resource.name)}`;
  const server: Entry = ['subdomain', textLiteral('my-org')];
  const needsOne = method.verb === 'select' || (body.length > 0 && (method.verb === 'insert' || method.verb === 'replace'));
  const chosen = parameters.length === 0 && !needsOne ? [server] : parameters;
  const where = chosen.length === 0 ? '' : ` WHERE ${equalities(chosen, ' AND ')}`;
  switch (method.verb) {
    case 'select':
      return `SELECT * FROM ${name}${where}`;
    case 'insert':
    case 'replace':
      return `${method.verb === 'insert' ? 'INSERT' : 'REPLACE'} INTO ${name} ${valuesText(distinct([...chosen, ...body]))}`;
    case 'update':
      return `UPDATE ${name} SET ${equalities(body, ', ')}${where}`;
    case 'delete':
      return `DELETE FROM ${name}${where}`;
    case 'exec':
      return `EXEC ${name}.${method.name} ${[...parameters, ...body].map(([key, literal]) => `${key.startsWith('@@') ? key : `@${quoted(key)}`} = ${literal}`).join(', ')}`;
  }
}

function quoted(name: string): string {
  return /^[a-z]\w*$/.test(name) ? name : `"${name}"`;
}

/** A field with a parameter's name is the same thing. */
function distinct(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(([name], index) => entries.findIndex(([other]) => other === name) === index);
}

function equalities(entries: readonly Entry[], separator: string): string {
  return entries.map(([name, literal]) => `"${name}" = ${literal}`).join(separator);
}

function valuesText(entries: readonly Entry[]): string {
  return `(${entries.map(([name]) => `"${name}"`).join(', ')}) VALUES (${entries.map(([, literal]) => literal).join(', ')})`;
}

/** Text that belongs to this parameter alone, so that two of them cannot be mixed up unseen. */
function valueOf({ name, type, datatype, enum: known, minimum }: ParameterDescriptor): string | readonly string[] {
  if (known !== undefined && known[0] !== undefined) return datatype === 'array' ? [known[0]] : known[0];
  if (datatype === 'array') return [`${name} 1`, `${name}&2`];
  if (type === 'boolean') return 'true';
  if (type === 'integer') return String(Math.max(minimum ?? 0, 3));
  // A window that ends where it begins has nothing in it, and no call is made.
  return type === 'timestamp' ? `2026-01-0${name === 'until' ? 3 : 2}T03:04:05.000Z` : `${name}/ä '1`;
}

function literalOf(parameter: ParameterDescriptor, value: string | readonly string[]): string {
  if (typeof value !== 'string') return textLiteral(JSON.stringify(value));
  return parameter.type === 'boolean' || parameter.type === 'integer' ? value : textLiteral(value);
}

function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A body without fields is given whole; a JSON patch is what SET makes. */
function bodyEntries({ body, verb }: MethodDescriptor, sample: JsonValue | undefined): readonly Entry[] {
  if (body === null) return [];
  if (body.fields.some(({ type }) => type === 'blob')) return body.fields.map(({ name }) => [name, textLiteral('logo.png')]);
  if (!body.mediaType.endsWith('json')) return [['@@body', textLiteral('-----BEGIN CERTIFICATE-----')]];
  if (sample === undefined || sample === null) return [];
  if (Array.isArray(sample)) return verb === 'exec' ? [['@@json', textLiteral(JSON.stringify(sample))]] : sample.flatMap(patchEntry);
  const sqlName = (key: string): string => body.fields.find((field) => nameOnWire(field) === key)?.name ?? key;
  return Object.entries(sample).map(([key, value]: [string, JsonValue]) => [sqlName(key), jsonLiteral(value)]);
}

function patchEntry(operation: JsonValue): readonly Entry[] {
  const { path, value } = { path: '', value: null, ...asNode(operation) };
  return [[String(path).slice(1), jsonLiteral(value)]];
}

function jsonLiteral(value: JsonValue): string {
  if (typeof value === 'string') return textLiteral(value);
  return typeof value === 'object' ? textLiteral(JSON.stringify(value)) : String(value);
}
