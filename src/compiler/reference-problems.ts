import type {
  CountDescriptor,
  GuardDescriptor,
  InverseDescriptor,
  MethodDescriptor,
  ResourceDescriptor,
  ServiceDescriptor,
} from '../catalog/descriptor.ts';
import { methodsByVerb } from '../catalog/lookup.ts';
import type { DescribedMethod } from './described-method.ts';
import type { CompileProblem } from './report.ts';

/** Finds relations, methods, parameters and columns that overlay entries about one operation name and the document has not. */
export function referenceProblems(
  { id, resource, method }: DescribedMethod,
  services: readonly ServiceDescriptor[],
): readonly CompileProblem[] {
  const { window, complements, inverse, guard, count } = method;
  const own: Own = { id, method, services };
  const found: readonly (readonly [kind: string, messages: readonly string[]])[] = [
    ['inverses', inverse === undefined ? [] : inverseMessages(inverse, own)],
    ['counts', count === undefined ? [] : countMessages(count, own)],
    ['guards', guard === undefined ? [] : guardMessages(guard, resourceOf(resource, services), resource)],
    ['windows', window === undefined ? [] : [...lackingQuery(own, [window.from, window.to]), ...lackingColumns(own, [window.column])]],
    ['complements', complements === undefined ? [] : lackingQuery(own, [...complements.unless, ...complements.calls.flatMap(Object.keys)])],
  ];
  return found.flatMap(([kind, messages]) =>
    [...new Set(messages)].map((message): CompileProblem => ({ kind: 'unused', subject: `${kind}.${id}`, message })),
  );
}

interface Own {
  /** What messages call the method. */
  readonly id: string;
  readonly method: MethodDescriptor;
  readonly services: readonly ServiceDescriptor[];
}

/** The owners have a list that needs nothing, their members one that needs the owner alone. */
function inverseMessages(inverse: InverseDescriptor, own: Own): readonly string[] {
  const { owners, ownerKey, members, memberParameter, memberKey, count, parameter, except } = inverse;
  const ownersList = listOf(owners, own.services);
  const membersList = listOf(members, own.services);
  return [
    ...(inPath(own.method).includes(parameter) ? [] : [`${own.id} has no path parameter ${parameter}`]),
    ...lackingColumns(own, except),
    ...(ownersList === undefined ? [`${owners} has no list`] : []),
    ...(membersList === undefined ? [`${members} has no list`] : []),
    ...(ownersList === undefined ? [] : ownersMessages({ id: `the list of ${owners}`, method: ownersList }, { ownerKey, count })),
    ...(membersList === undefined
      ? []
      : membersMessages({ id: `the list of ${members}`, method: membersList }, { memberParameter, memberKey })),
  ];
}

function ownersMessages(
  list: Pick<Own, 'id' | 'method'>,
  { ownerKey, count }: Pick<InverseDescriptor, 'ownerKey' | 'count'>,
): readonly string[] {
  return [
    ...lackingColumns(list, [ownerKey, firstStep(count.path)]),
    ...lackingQuery(list, Object.keys(count.arguments)),
    ...inPath(list.method).map((name) => `${list.id} needs ${name}`),
  ];
}

function membersMessages(
  list: Pick<Own, 'id' | 'method'>,
  { memberParameter, memberKey }: Pick<InverseDescriptor, 'memberParameter' | 'memberKey'>,
): readonly string[] {
  const needed = inPath(list.method);
  return [
    ...lackingColumns(list, [memberKey]),
    ...(needed.includes(memberParameter) ? [] : [`${list.id} has no path parameter ${memberParameter}`]),
    ...needed.filter((name) => name !== memberParameter).map((name) => `${list.id} needs ${name} besides`),
  ];
}

function countMessages({ method: name, arguments: given, value, unless }: CountDescriptor, own: Own): readonly string[] {
  const [service, resource, last] = name.split('.');
  const method = resourceOf(`${service ?? ''}.${resource ?? ''}`, own.services)?.methods.find((candidate) => candidate.name === last);
  const inserted = Object.values(given).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, inner = '']) => inner));
  const parameters = own.method.parameters.map((parameter) => parameter.name);
  return [
    ...(method === undefined ? [`there is no method ${name}`] : lackingQuery({ id: name, method }, Object.keys(given))),
    ...(method === undefined ? [] : lackingColumns({ id: name, method }, [firstStep(value)])),
    ...inserted.filter((inner) => !parameters.includes(inner)).map((inner) => `${own.id} has no parameter ${inner}`),
    ...lackingQuery(own, unless),
  ];
}

function guardMessages({ column, instead }: GuardDescriptor, resource: ResourceDescriptor | undefined, key: string): readonly string[] {
  return [
    ...(resource?.columns.some(({ name }) => name === column) === true ? [] : [`${key} has no column ${column}`]),
    ...(resource?.methods.some(({ name }) => name === instead) === true ? [] : [`${key} has no method ${instead}`]),
  ];
}

function resourceOf(key: string, services: readonly ServiceDescriptor[]): ResourceDescriptor | undefined {
  const [serviceName, resourceName] = key.split('.');
  return services.find(({ name }) => name === serviceName)?.resources.find(({ name }) => name === resourceName);
}

/** The list that a relation is read by. */
function listOf(key: string, services: readonly ServiceDescriptor[]): MethodDescriptor | undefined {
  const resource = resourceOf(key, services);
  return resource === undefined ? undefined : methodsByVerb(resource, 'select').find(({ response }) => response.shape === 'list');
}

function inPath({ parameters }: MethodDescriptor): readonly string[] {
  return parameters.flatMap(({ name, location }) => (location === 'path' ? [name] : []));
}

function lackingQuery({ id, method }: Pick<Own, 'id' | 'method'>, names: readonly string[]): readonly string[] {
  const known = method.parameters.filter(({ location }) => location === 'query').map(({ name }) => name);
  return names.filter((name) => !known.includes(name)).map((name) => `${id} has no query parameter ${name}`);
}

function lackingColumns({ id, method }: Pick<Own, 'id' | 'method'>, names: readonly string[]): readonly string[] {
  const known = method.response.columns.map(({ name }) => name);
  return names.filter((name) => !known.includes(name)).map((name) => `${id} has no column ${name}`);
}

function firstStep(path: string): string {
  return path.split('.')[0] ?? path;
}
