import type { MethodDescriptor, ParameterDescriptor, ResourceDescriptor, ServiceDescriptor } from '../../src/catalog/descriptor.ts';
import type { JsonValue } from '../../src/values/value.ts';
import { type Extent, sampleBody } from './sample-body.fixture.ts';

/** A method and where it stands. */
export interface Site {
  readonly service: ServiceDescriptor;
  readonly resource: ResourceDescriptor;
  readonly method: MethodDescriptor;
}

/** A statement and what it says to the parameters, by wire name. */
export interface SampleStatement {
  readonly sql: string;
  readonly values: ReadonlyMap<string, string | readonly string[]>;
}

/** The statement that a reader of the descriptor would write to reach a method by its verb. */
export function statementFor(site: Site, extent: Extent): SampleStatement {
  const { method } = site;
  const given = method.parameters.filter(
    (parameter) => parameter.internal !== true && (parameter.required || parameter.location === 'path' || extent === 'most'),
  );
  const values = new Map(given.map((parameter) => [parameter.name, valueOf(parameter)]));
  const parameters = given.map((parameter): Entry => [parameter.sqlName, literalOf(parameter)]);
  return { sql: textFor(site, parameters, bodyEntries(site, extent)), values };
}

type Entry = readonly [name: string, literal: string];

function textFor({ service, resource, method }: Site, parameters: readonly Entry[], body: readonly Entry[]): string {
  const name = `okta.${service.name}.${quoted(resource.name)}`;
  const singleton: Entry = ['subdomain', textLiteral('my-org')];
  const chosen = parameters.length === 0 && method.verb !== 'select' ? [singleton] : parameters;
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
  return type === 'timestamp' ? '2026-01-02T03:04:05.000Z' : `${name}/ä '1`;
}

function literalOf(parameter: ParameterDescriptor): string {
  const value = valueOf(parameter);
  if (typeof value !== 'string') return textLiteral(JSON.stringify(value));
  return parameter.type === 'boolean' || parameter.type === 'integer' ? value : textLiteral(value);
}

function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function bodyEntries({ service, method }: Site, extent: Extent): readonly Entry[] {
  const { body } = method;
  if (body === null) return [];
  if (body.fields.some(({ type }) => type === 'blob')) return body.fields.map(({ name }) => [name, textLiteral('logo.png')]);
  if (!body.mediaType.endsWith('json')) return [['@@body', textLiteral('-----BEGIN CERTIFICATE-----')]];
  if (body.fields.length === 0)
    return [[method.verb === 'exec' ? '@@json' : 'priority', rootLiteral(sampleBody(body, service, extent), method)]];
  const sample = sampleBody(body, service, extent);
  return Object.entries(sample ?? {}).map(([name, value]: [string, JsonValue]) => [name, jsonLiteral(value)]);
}

/** A body without fields is given whole; a JSON patch is what SET makes. */
function rootLiteral(sample: JsonValue, { verb }: MethodDescriptor): string {
  return verb === 'exec' ? textLiteral(JSON.stringify(sample)) : '3';
}

function jsonLiteral(value: JsonValue): string {
  if (typeof value === 'string') return textLiteral(value);
  return typeof value === 'object' ? textLiteral(JSON.stringify(value)) : String(value);
}
