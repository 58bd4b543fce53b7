import type { ParameterDescriptor, ResourceDescriptor, ServiceDescriptor } from '../catalog/descriptor.ts';
import type { DescribedMethod } from './described-method.ts';
import { fieldNameProblems } from './field-name-problems.ts';
import { allMarks, type Overlay } from './overlay.ts';
import type { CompileProblem } from './report.ts';
import { pushdownProblems } from './pushdown-problems.ts';
import { referenceProblems } from './reference-problems.ts';
import { parentKeys, parentParameters } from './resource.ts';

/** What was made of a document. */
export interface CompiledParts {
  /** Name of the parameter that every relation has. */
  readonly serverVariable: string;
  readonly services: readonly ServiceDescriptor[];
}

/** Lists what the overlay leaves undecided or says of nothing. Every entry that was of use has been asked for before. */
export function findProblems(provider: CompiledParts, methods: readonly DescribedMethod[], overlay: Overlay): readonly CompileProblem[] {
  const { services } = provider;
  const resources = services.flatMap((service) =>
    service.resources.map((resource) => ({ key: `${service.name}.${resource.name}`, resource })),
  );
  return [
    ...methods.flatMap((described) => methodProblems(described, overlay)),
    ...methods.flatMap((described) => {
      const owner = resources.find(({ key }) => key === described.resource)?.resource;
      return pushdownProblems(described, owner, overlay.filterLanguages);
    }),
    ...resources.flatMap(({ key, resource }) => [
      ...unmarkedParents(key, resource, overlay),
      ...unknownParents(key, resource, services),
      ...unknownMethods(key, resource),
      ...fieldNameProblems({ key, resource }, provider.serverVariable),
    ]),
    ...methods.flatMap((described) => referenceProblems(described, services)),
    ...methods.flatMap((described) => bucketProblems(described, overlay)),
    ...basePathsWithoutUse(services, overlay),
    ...unusedEntries(overlay),
  ];
}

function methodProblems(described: DescribedMethod, overlay: Overlay): readonly CompileProblem[] {
  return described.method.verb === 'select' ? collisions(described, overlay) : unmarkedDefaults(described, overlay);
}

/** Every call is counted in exactly one bucket, or its price could not be told. */
function bucketProblems({ id, resource, method }: DescribedMethod, { rateLimits }: Overlay): readonly CompileProblem[] {
  const buckets = rateLimits?.bucketsOf(method) ?? [];
  if (rateLimits === null || buckets.length === 1) return [];
  const call = `${id} (${method.httpMethod} ${method.path})`;
  const message = buckets.length === 0 ? `no bucket counts ${call}` : `${buckets.join(' and ')} count ${call} alike`;
  return [{ kind: 'bucket', subject: `${resource}.${method.name}`, message }];
}

function unusedEntries(overlay: Overlay): readonly CompileProblem[] {
  const rules = (overlay.rateLimits?.unused ?? []).map((rule) => ({
    kind: 'unused' as const,
    subject: `rateLimits.${rule}`,
    message: `no call is counted by ${rule}`,
  }));
  const marked = allMarks(overlay).flatMap((marks) =>
    marks.unused.map((key) => ({
      kind: 'unused' as const,
      subject: `${marks.kind}.${key}`,
      message: `overlay entry ${key} of ${marks.kind} fits nothing`,
    })),
  );
  return [...rules, ...marked];
}

function basePathsWithoutUse(services: readonly ServiceDescriptor[], overlay: Overlay): readonly CompileProblem[] {
  const made = new Set(services.flatMap((service) => service.resources.map((resource) => `${service.name}.${resource.name}`)));
  return overlay.naming.basePaths
    .filter((base) => !made.has(`${base.service}.${base.resource}`))
    .map((base) => ({
      kind: 'unused',
      subject: `naming.resources.${base.service}.${base.resource}`,
      message: `no operation belongs to ${base.service}.${base.resource} at ${base.path}`,
    }));
}

/** A parameter and a column of one name could mean two things; only a person can tell. */
function collisions({ id, resource, method }: DescribedMethod, overlay: Overlay): readonly CompileProblem[] {
  const columns = new Set(method.response.columns.map((column) => column.name));
  const isOpen = (parameter: ParameterDescriptor): boolean =>
    columns.has(parameter.sqlName) && (parameter.column === 'none' || overlay.collisions.get(`${id}.${parameter.name}`) === undefined);
  return method.parameters.filter(isOpen).map((parameter) => ({
    kind: 'collision',
    subject: `${resource}.${method.name}.${parameter.name}`,
    message: `${parameter.sqlName} is a parameter and a column: mark ${id}.${parameter.name} same, alias or different under collisions`,
  }));
}

/** Parameters of a changing method besides its path: each either selects what is changed or is an option, and a default may have an effect. */
function unmarkedDefaults({ id, resource, method }: DescribedMethod, overlay: Overlay): readonly CompileProblem[] {
  return method.parameters
    .filter((parameter) => parameter.location !== 'path' && parameter.internal !== true)
    .filter((parameter) => overlay.roles.get(`${id}.${parameter.name}`, parameter.name) === undefined)
    .map((parameter) => ({
      kind: 'default',
      subject: `${resource}.${method.name}.${parameter.name}`,
      message: `say under roles whether ${id}.${parameter.name} selects or is an option, and what its default does`,
    }));
}

function unmarkedParents(key: string, resource: ResourceDescriptor, overlay: Overlay): readonly CompileProblem[] {
  const names = new Set(resource.methods.filter((method) => method.verb === 'select').flatMap(parentParameters));
  return [...names]
    .filter((name) => overlay.parents.get(...parentKeys(key, name)) === undefined)
    .map((name) => ({
      kind: 'parent',
      subject: `${key}.${name}`,
      message: `say under parents which relation supplies ${name}, or null when none does`,
    }));
}

/** A parent has to be a relation that can be listed and has the column. */
function unknownParents(key: string, resource: ResourceDescriptor, services: readonly ServiceDescriptor[]): readonly CompileProblem[] {
  return resource.parents
    .filter((link) => !hasColumn(services, link.resource, link.column))
    .map((link) => ({
      kind: 'parent',
      subject: `${key}.${link.parameter}`,
      message: `${link.resource} has no column ${link.column} to supply ${link.parameter}`,
    }));
}

function hasColumn(services: readonly ServiceDescriptor[], resourceKey: string, column: string): boolean {
  const [serviceName, resourceName] = resourceKey.split('.');
  const resource = services.find((service) => service.name === serviceName)?.resources.find((candidate) => candidate.name === resourceName);
  return resource?.columns.some((candidate) => candidate.name === column) ?? false;
}

/** What happens around a call refers to other methods of the same resource by name. */
function unknownMethods(key: string, { methods, transition }: ResourceDescriptor): readonly CompileProblem[] {
  const named = [
    ...methods.flatMap(({ naturalKey }) => (naturalKey === undefined ? [] : [naturalKey.read])),
    ...(transition === undefined ? [] : [transition.read, ...transition.methods]),
  ];
  return named
    .filter((name) => !methods.some((method) => method.name === name))
    .map((name) => ({ kind: 'unused', subject: `${key}.${name}`, message: `${key} has no method ${name}` }));
}
