import type { MethodDescriptor, ParameterDescriptor } from '../catalog/descriptor.ts';
import { isTemplate, pathSteps } from './naming.ts';
import type { Overlay } from './overlay.ts';

/** A relation whose methods are to learn which column holds the key that their paths take. */
export interface KeyedResource {
  /** `service.resource`. */
  readonly key: string;
  readonly methods: readonly MethodDescriptor[];
  readonly columns: ReadonlySet<string>;
}

/**
 * Finds for each path parameter that names one of the relation's own rows the column of the same value: the one the overlay says, else the
 * column it supplies to other relations, else `id`.
 */
export function keyColumns(resource: KeyedResource, overlay: Overlay): readonly MethodDescriptor[] {
  const collections = collectionPaths(resource.methods);
  const asRead = readParameters(resource.methods);
  const named = (parameter: ParameterDescriptor, method: MethodDescriptor): ParameterDescriptor =>
    method.verb === 'select' || parameter.role === 'option' || !resource.columns.has(parameter.sqlName)
      ? parameter
      : { ...parameter, column: asRead.get(parameter.name) ?? 'same' };
  return resource.methods.map((method) => {
    const own = ownKey(method, collections);
    const columnOf = (parameter: ParameterDescriptor): string | null => {
      if (parameter.location !== 'path') return null;
      const said = overlay.keys.get(`${resource.key}.${parameter.name}`);
      return said === undefined && parameter.name === own ? usualKey(parameter, resource, overlay) : (said ?? null);
    };
    return {
      ...method,
      parameters: method.parameters
        .map((parameter) => withKey(parameter, columnOf(parameter), resource))
        .map((parameter) => named(parameter, method)),
    };
  });
}

/** What the relation's reads say of parameters that have the name of a column. A changing method means the same by them. */
function readParameters(methods: readonly MethodDescriptor[]): ReadonlyMap<string, ParameterDescriptor['column']> {
  const reads = methods.filter((method) => method.verb === 'select').flatMap((method) => method.parameters);
  return new Map(reads.filter((parameter) => parameter.column !== 'none').map((parameter) => [parameter.name, parameter.column]));
}

function withKey(parameter: ParameterDescriptor, column: string | null, { columns }: KeyedResource): ParameterDescriptor {
  return column === null || column === parameter.sqlName || !columns.has(column) ? parameter : { ...parameter, keyColumn: column };
}

/** A column named like the parameter is the key itself, and the parameter needs no other. */
function usualKey(parameter: ParameterDescriptor, resource: KeyedResource, overlay: Overlay): string | null {
  if (resource.columns.has(parameter.sqlName)) return null;
  const supplied = overlay.parents.get(parameter.name);
  const own = supplied?.find((mark) => mark.resource === resource.key && mark.path === undefined);
  if (own !== undefined) return own.column;
  return resource.columns.has('id') ? 'id' : null;
}

/** Paths at which the relation's rows live: those of its lists, and those of its keyed reads without the key. */
function collectionPaths(methods: readonly MethodDescriptor[]): readonly (readonly string[])[] {
  const reads = methods.filter((method) => method.verb === 'select').map((method) => pathSteps(method.path));
  return reads.map((steps) => (isTemplate(steps.at(-1) ?? '') ? steps.slice(0, -1) : steps));
}

/** Name of the parameter that stands right after a collection's path. */
function ownKey(method: MethodDescriptor, collections: readonly (readonly string[])[]): string | null {
  const steps = pathSteps(method.path);
  const fits = (collection: readonly string[]): boolean =>
    collection.length < steps.length &&
    isTemplate(steps[collection.length] ?? '') &&
    collection.every((step, index) => step === steps[index] || (isTemplate(step) && isTemplate(steps[index] ?? '')));
  const longest = collections.filter(fits).sort((left, right) => right.length - left.length)[0];
  return longest === undefined ? null : (steps[longest.length] ?? '').replaceAll(/[{}]/g, '');
}
