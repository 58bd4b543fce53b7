import { findResource } from '../catalog/lookup.ts';
import type { ResourceDescriptor, ServiceDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { didYouMean, withWord } from '../errors/suggest.ts';
import type { Identifier, QualifiedName } from '../sql/ast.ts';
import { type Facts, MissingFact, systemCatalog } from './facts.ts';

/** A relation in the catalog. */
export interface Relation {
  readonly service: ServiceDescriptor;
  readonly resource: ResourceDescriptor;
}

/** A name as it is written in messages. */
export function nameText(name: QualifiedName): string {
  return name.map((part) => part.name).join('.');
}

/** Span of a whole qualified name. */
export function nameSpan(name: QualifiedName): { readonly start: number; readonly end: number } {
  return { start: name[0]?.span.start ?? 0, end: name.at(-1)?.span.end ?? 0 };
}

/** Finds what `provider.service.resource` names. Throws `unknown_provider`, `unknown_service` or `unknown_resource` with what is near. */
export function findRelation(name: QualifiedName, facts: Facts): Relation {
  const [provider, service, resource, ...rest] = name;
  if (provider === undefined || service === undefined || resource === undefined || rest.length > 0) throw notThreeParts(name, facts);
  checkProvider(provider, facts);
  const found = findService(service, facts);
  const match = findResource(found, resource.name);
  if (match === undefined) throw unknownResource(resource, found, facts);
  return { service: found, resource: match };
}

/** Throws `unknown_provider` unless the name is the provider's. */
export function checkProvider(name: Identifier, facts: Facts): void {
  if (name.name.toLowerCase() === facts.provider.name.toLowerCase()) return;
  const isSystem = name.name.toLowerCase() === systemCatalog;
  throw new QueryError('unknown_provider', isSystem ? `${name.name} is no provider` : `there is no provider ${name.name}`, {
    span: name.span,
    hint: isSystem
      ? `DESCRIBE SELECT * FROM ${systemCatalog}.… tells the columns of its relations.`
      : (didYouMean(name.name, [facts.provider.name]) ?? `This engine knows ${facts.provider.name}.`),
  });
}

/** Finds a service by name. Throws `unknown_service`; asks for the service when it was not read yet. */
export function findService(name: Identifier, facts: Facts): ServiceDescriptor {
  const loaded = facts.services.get(name.name.toLowerCase());
  if (loaded !== undefined) return loaded;
  const names = facts.provider.services.map((service) => service.name);
  const known = names.find((candidate) => candidate.toLowerCase() === name.name.toLowerCase());
  if (known !== undefined) throw new MissingFact({ kind: 'service', name: known });
  throw new QueryError('unknown_service', `${facts.provider.name} has no service ${name.name}`, {
    span: name.span,
    hint: didYouMean(name.name, names) ?? `SHOW SERVICES IN ${facts.provider.name} lists them.`,
  });
}

/** A service that the catalog itself refers to. */
function loadedService(name: string, facts: Facts): ServiceDescriptor {
  const loaded = facts.services.get(name.toLowerCase());
  if (loaded === undefined) throw new MissingFact({ kind: 'service', name });
  return loaded;
}

/** The relation that a descriptor names as `service.resource`. Throws `invalid_descriptor` when there is none. */
export function findByName(name: string, facts: Facts): Relation {
  const [serviceName = '', resourceName = ''] = name.split('.');
  const service = loadedService(serviceName, facts);
  const resource = findResource(service, resourceName);
  if (resource === undefined) throw new QueryError('invalid_descriptor', `there is no resource ${name}`);
  return { service, resource };
}

function notThreeParts(name: QualifiedName, facts: Facts): QueryError {
  const provider = facts.provider.name;
  return new QueryError('unknown_resource', `${nameText(name)} is not a relation`, {
    span: nameSpan(name),
    hint: onePartHint(name, facts) ?? twoPartHint(name, facts) ?? `Relations are named ${provider}.service.resource.`,
  });
}

/** One part is a relation's own name, or a service. */
function onePartHint([only, ...rest]: QualifiedName, { provider }: Facts): string | undefined {
  if (only === undefined || rest.length > 0) return undefined;
  const places = named(only.name, provider);
  if (places.length > 0) return thereIs(places);
  const service = provider.services.find(({ name }) => name.toLowerCase() === only.name.toLowerCase());
  return service === undefined ? undefined : `SHOW RESOURCES IN ${provider.name}.${service.name} lists its relations.`;
}

/** Relations of that name in any service; the service of the same name first, as most are asked for by it. */
function named(resource: string, provider: Facts['provider']): readonly string[] {
  const wanted = resource.toLowerCase();
  const own = provider.services.filter(({ resources }) => resources.some(({ name }) => name === wanted));
  const first = own.filter(({ name }) => name === wanted);
  return [...first, ...own.filter((service) => !first.includes(service))].map(({ name }) => `${provider.name}.${name}.${wanted}`);
}

function thereIs(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed);
  const last = shown.pop();
  return `There is ${shown.length === 0 ? '' : `${shown.join(', ')} and `}${last ?? ''}.`;
}

const mostNamed = 3;

/** Two parts are a service without its resource, or a relation without its provider. */
function twoPartHint(name: QualifiedName, { provider }: Facts): string | undefined {
  if (name.length !== 2) return undefined;
  const service = name[0]?.name.toLowerCase() === provider.name.toLowerCase();
  return service ? `SHOW RESOURCES IN ${nameText(name)} lists its relations.` : `Write ${provider.name}.${nameText(name)}.`;
}

function unknownResource(name: Identifier, service: ServiceDescriptor, facts: Facts): QueryError {
  const names = service.resources.map((resource) => resource.name);
  const prefix = `${facts.provider.name}.${service.name}`;
  const elsewhere = named(name.name, facts.provider);
  const hint =
    elsewhere.length > 0
      ? thereIs([...withWord(name.name, names).map((own) => `${prefix}.${own}`), ...elsewhere])
      : (didYouMean(name.name, names) ?? `SHOW RESOURCES IN ${prefix} lists them.`);
  return new QueryError('unknown_resource', `${prefix} has no resource ${name.name}`, {
    span: name.span,
    hint,
  });
}
