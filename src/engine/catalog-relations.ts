import type { MethodDescriptor, ResourceDescriptor, ServiceDescriptor } from '../catalog/descriptor.ts';
import { optionalParameters, requiredParameters, wholeBodyParameters } from '../catalog/lookup.ts';
import type { ProviderStore } from '../catalog/provider-store.ts';
import type { RelationSource } from '../executor/relation-source.ts';
import type { Column, ColumnType, Page, Row } from '../values/value.ts';

/** The catalog as relations, `oktaql.catalog.*`: the facts that SHOW and DESCRIBE print. All but `services` and `resources` read every service's file. */
export function catalogRelations(store: ProviderStore): readonly RelationSource[] {
  const { provider } = store;
  const services = (): readonly ServiceDescriptor[] => provider.services.map(({ name }) => store.service(name));
  const resources = (): readonly InService[] =>
    services().flatMap((service) => service.resources.map((resource) => ({ service, resource })));
  const methods = (): readonly InResource[] => resources().flatMap((at) => at.resource.methods.map((method) => ({ ...at, method })));
  return [
    relation('services', { name: 'string', title: 'string', resources: 'integer' }, () =>
      provider.services.map(({ name, title, resources: list }) => [name, title, list.length]),
    ),
    relation('resources', { service: 'string', name: 'string', id: 'string', title: 'string' }, () =>
      provider.services.flatMap((service) =>
        service.resources.map(({ name, title }) => [service.name, name, `${provider.name}.${service.name}.${name}`, title]),
      ),
    ),
    relation('methods', methodColumns, () => methods().map(methodRow)),
    relation('columns', columnColumns, () => resources().flatMap(columnRows)),
    relation('parameters', parameterColumns, () =>
      methods().flatMap((at) =>
        [...requiredParameters(provider, at.method), ...wholeBodyParameters(at.method), ...optionalParameters(at.method)].map(
          (parameter) => [
            ...place(at),
            at.method.name,
            parameter.name,
            parameter.location,
            parameter.required,
            parameter.type,
            parameter.datatype,
            parameter.title,
            parameter.enum ?? null,
          ],
        ),
      ),
    ),
    relation('scopes', { service: 'string', resource: 'string', method: 'string', scope: 'string' }, () =>
      methods().flatMap((at) => at.method.scopes.map((scope) => [...place(at), at.method.name, scope])),
    ),
  ];
}

interface InService {
  readonly service: ServiceDescriptor;
  readonly resource: ResourceDescriptor;
}

interface InResource extends InService {
  readonly method: MethodDescriptor;
}

const methodColumns = {
  service: 'string',
  resource: 'string',
  name: 'string',
  verb: 'string',
  http_method: 'string',
  path: 'string',
  title: 'string',
  stage: 'string',
  deprecated: 'boolean',
  paged: 'boolean',
  bucket: 'string',
  credentials: 'json',
  effects: 'json',
} as const;

const columnColumns = {
  service: 'string',
  resource: 'string',
  position: 'integer',
  name: 'string',
  type: 'string',
  datatype: 'string',
  title: 'string',
  enum: 'json',
  sensitive: 'boolean',
} as const;

const parameterColumns = {
  service: 'string',
  resource: 'string',
  method: 'string',
  name: 'string',
  location: 'string',
  required: 'boolean',
  type: 'string',
  datatype: 'string',
  title: 'string',
  enum: 'json',
} as const;

function relation(name: string, types: Readonly<Record<string, ColumnType>>, rows: () => readonly Row[]): RelationSource {
  const columns = Object.entries(types).map(([column, type]): Column => ({ name: column, type }));
  return { schema: 'catalog', name, columns, pages: () => onePage(rows) };
}

async function* onePage(rows: () => Page): AsyncGenerator<Page> {
  yield rows();
}

function place({ service, resource }: InService): readonly [string, string] {
  return [service.name, resource.name];
}

function methodRow(at: InResource): Row {
  const { method } = at;
  return [
    ...place(at),
    method.name,
    method.verb,
    method.httpMethod,
    method.path,
    method.title,
    method.lifecycle,
    method.deprecated,
    method.paging !== null,
    method.bucket ?? null,
    method.credentials,
    method.effects,
  ];
}

function columnRows(at: InService): readonly Row[] {
  return at.resource.columns.map((column, index) => [
    ...place(at),
    index + 1,
    column.name,
    column.type,
    column.datatype,
    column.title,
    column.enum ?? null,
    column.sensitive === true,
  ]);
}
