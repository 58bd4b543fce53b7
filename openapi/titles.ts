import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { isObject, type JsonObject } from './facts.ts';
import { operationSummary, phrase } from './wording.ts';

/** Titles and descriptions: written by hand where `titles.yaml` has them, made from names by rule elsewhere. */
export interface Titles {
  /** Of the server variable. */
  readonly server: string;
  /** Of a tag, which is a service or `service.resource`. */
  tag(name: string): string;
  operation(operationId: string): string;
  parameter(name: string, operationId: string): string;
  /** Of a schema; undefined when nothing was written. */
  schema(name: string): string | undefined;
  /** Of a property of a named schema; undefined when its name says it all. */
  property(schema: string, name: string): string | undefined;
}

/** Reads `titles.yaml`. Throws when an entry is not text. */
export function readTitles(file: string): Titles {
  const value: unknown = load(readFileSync(file, 'utf8'));
  const root = isObject(value) ? value : {};
  const section = (name: string): ReadonlyMap<string, string> => texts(root[name], name);
  const [tags, operations, parameters, schemas, properties] = ['tags', 'operations', 'parameters', 'schemas', 'properties'].map(section);
  return {
    server: String(root['server'] ?? ''),
    tag: (name) => tags?.get(name) ?? phrase(name.slice(name.indexOf('.') + 1)),
    operation: (operationId) => operations?.get(operationId) ?? operationSummary(operationId),
    parameter: (name, operationId) => parameters?.get(`${operationId}.${name}`) ?? parameters?.get(name) ?? phrase(name),
    schema: (name) => schemas?.get(name),
    property: (schema, name) => properties?.get(`${schema}.${name}`) ?? properties?.get(name),
  };
}

function texts(value: unknown, section: string): ReadonlyMap<string, string> {
  const entries = Object.entries(isObject(value) ? value : ({} satisfies JsonObject));
  return new Map(
    entries.map(([key, text]) => {
      if (typeof text !== 'string') throw new Error(`titles.yaml: ${section}.${key} has to be text`);
      return [key, text];
    }),
  );
}
