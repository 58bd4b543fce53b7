import type { BodyField, ColumnDescriptor, ResourceDescriptor } from '../catalog/descriptor.ts';
import { nameOnWire } from '../catalog/lookup.ts';
import type { CompileProblem } from './report.ts';

/** A relation with its `service.resource`. */
export interface NamedResource {
  readonly key: string;
  readonly resource: ResourceDescriptor;
}

/**
 * Fields and parameters that SQL could not tell from the server variable, which every relation has, and fields whose other name is taken.
 * Names are compared without case, as SQL does.
 */
export function fieldNameProblems(named: NamedResource, variable: string): readonly CompileProblem[] {
  return [...hiddenVariable(named, variable), ...takenNames(named)];
}

function hiddenVariable({ key, resource }: NamedResource, variable: string): readonly CompileProblem[] {
  const isVariable = (name: string): boolean => name.toLowerCase() === variable.toLowerCase();
  const fields = [...new Set(fieldsOf(resource).flatMap(({ name }) => (isVariable(name) ? [name] : [])))];
  const parameters = resource.methods.flatMap((method) =>
    method.parameters.flatMap(({ name, sqlName }) => (isVariable(sqlName) ? [`${method.name}.${name}`] : [])),
  );
  return [
    ...fields.map((name) =>
      collision(`${key}.${name}`, `${name} is a field and says where calls go: give the field another name under renamed, ${key}.${name}`),
    ),
    ...parameters.map((name) =>
      collision(`${key}.${name}`, `${name} is a parameter and says where calls go: mark it different under collisions`),
    ),
  ];
}

function takenNames({ key, resource }: NamedResource): readonly CompileProblem[] {
  const fields = fieldsOf(resource);
  const parameters = resource.methods.flatMap((method) => method.parameters.map(({ sqlName }) => sqlName));
  const renamed = new Map(fields.flatMap((field) => (field.wireName === undefined ? [] : [[field.wireName, field.name] as const])));
  return [...renamed].flatMap(([field, name]) => {
    const others = [...fields.flatMap((other) => (nameOnWire(other) === field ? [] : [other.name])), ...parameters];
    const isTaken = others.some((other) => other.toLowerCase() === name.toLowerCase());
    return isTaken ? [collision(`${key}.${field}`, `${name} is the name of something else of ${key}: give ${field} another one`)] : [];
  });
}

function fieldsOf({ methods }: ResourceDescriptor): readonly (ColumnDescriptor | BodyField)[] {
  return methods.flatMap(({ response, body }) => [...response.columns, ...(body?.fields ?? [])]);
}

function collision(subject: string, message: string): CompileProblem {
  return { kind: 'collision', subject, message };
}
