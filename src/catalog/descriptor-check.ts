import { type ColumnType, columnTypes } from '../values/value.ts';
import {
  byKind,
  type Check,
  count,
  finite,
  flag,
  listOf,
  object,
  oneOf,
  orNull,
  recordOf,
  type ShapeProblem,
  text,
  textLike,
  where,
} from './check.ts';
import {
  type AuthenticationScheme,
  type BodyDescriptor,
  type BucketDescriptor,
  type BodyField,
  type ComplementDescriptor,
  type ColumnDescriptor,
  type ConfigurationSources,
  type CountDescriptor,
  descriptorFormat,
  type ErrorFormat,
  type GuardDescriptor,
  type InverseDescriptor,
  type HostCorrection,
  type MethodDescriptor,
  type PageCursor,
  type PagingDescriptor,
  type ParameterDescriptor,
  type ParentLink,
  type ProviderDescriptor,
  type RateLimitDescriptor,
  type ResourceDescriptor,
  type ResponseDescriptor,
  type ServerDescriptor,
  type ServiceDescriptor,
  type ServiceEntry,
  sqlVerbs,
  type WindowDescriptor,
} from './descriptor.ts';
import { pathVariables } from './path-template.ts';
import { filterLanguageCheck, pushdownCheck } from './pushdown-check.ts';
import type { NaturalKeyDescriptor, StateEffect, StateEffects, TransitionDescriptor } from './lifecycle-descriptor.ts';
import { schemaNode } from './schema-check.ts';
import type { UnreadPlace, WriteDescriptor } from './write-descriptor.ts';

const texts = listOf(text);
const name = textLike(/^[A-Za-z_][\w-]*$/, 'a name of letters, digits, _ and -');
const type: Check<ColumnType> = oneOf(columnTypes);
const format = oneOf([descriptorFormat]);

const pattern = where(text, (source): ShapeProblem | null => {
  try {
    new RegExp(source);
    return null;
  } catch {
    return { path: '', message: 'is not a regular expression' };
  }
});

const hostPattern = textLike(/^(?:\*|[a-z0-9-]+)(?:\.[a-z0-9-]+)+$/, 'a lower-case host, its first label possibly *');

const server: Check<ServerDescriptor> = object<ServerDescriptor>(
  {
    variable: name,
    title: text,
    labelHost: orNull(textLike(/^\{value\}(?:\.[a-z0-9-]+)+$/, 'a lower-case host whose first label is {value}')),
    trustedHosts: listOf(hostPattern),
    corrections: listOf(object<HostCorrection>({ pattern, message: text, replacement: orNull(text) }, {})),
    probePath: orNull(textLike(/^\//, 'a path from the root')),
  },
  {},
);

const authentication: Check<AuthenticationScheme> = object<AuthenticationScheme>(
  {
    name: text,
    in: oneOf(['header', 'query']),
    field: text,
    format: textLike(/\{token\}/, 'text with {token} in it'),
    environment: texts,
  },
  {},
);

const configuration: Check<ConfigurationSources> = object<ConfigurationSources>(
  { serverEnvironment: texts, files: listOf(object({ path: text, serverKey: text, tokenKey: text }, {})) },
  {},
);

const errors: Check<ErrorFormat> = object<ErrorFormat>(
  {
    codePath: text,
    messagePath: text,
    idPath: orNull(text),
    causesPath: orNull(text),
    requestIdHeader: orNull(text),
    meanings: object({ authentication: texts, permission: texts, notFound: texts, rateLimit: texts, featureOff: texts }, {}),
  },
  {},
);

const titled = object<{ readonly name: string; readonly title: string }>({ name, title: text }, {});

/** `index.json` of a provider folder. */
export const providerCheck: Check<ProviderDescriptor> = object<ProviderDescriptor>(
  {
    format,
    name,
    title: text,
    version: text,
    server,
    authentication: listOf(authentication),
    configuration,
    errors,
    services: listOf(object<ServiceEntry>({ name, title: text, resources: listOf(titled) }, {})),
  },
  {
    parameters: texts,
    selfIdentifiers: texts,
    filterLanguages: recordOf(filterLanguageCheck),
    rateLimits: object<RateLimitDescriptor>(
      {
        headers: object({ limit: orNull(text), remaining: orNull(text), reset: orNull(text) }, {}),
        share: finite,
        buckets: listOf(object<BucketDescriptor>({ name: text, title: text, perMinute: orNull(count), perMinuteFree: orNull(count) }, {})),
      },
      { repeatHeaders: object({ count: orNull(text), request: orNull(text) }, {}) },
    ),
  },
);

const column: Check<ColumnDescriptor> = object<ColumnDescriptor>(
  { name: text, type, datatype: text, title: text },
  { wireName: text, enum: texts, sensitive: flag },
);

const parameter: Check<ParameterDescriptor> = object<ParameterDescriptor>(
  {
    name: text,
    sqlName: text,
    location: oneOf(['path', 'query', 'header']),
    required: flag,
    type,
    datatype: text,
    title: text,
    column: oneOf(['same', 'alias', 'none']),
    role: oneOf(['selects', 'option']),
  },
  {
    enum: texts,
    each: texts,
    source: text,
    default: (value) => (typeof value === 'string' || typeof value === 'boolean' ? null : finite(value)),
    minimum: finite,
    maximum: finite,
    style: oneOf(['form', 'simple', 'spaceDelimited', 'pipeDelimited', 'deepObject']),
    explode: flag,
    keyColumn: text,
    internal: flag,
    eventual: flag,
  },
);

const body: Check<BodyDescriptor> = object<BodyDescriptor>(
  {
    mediaType: text,
    required: flag,
    schema: schemaNode,
    fields: listOf(
      object<BodyField>(
        { name: text, type, datatype: text, title: text, required: flag },
        { wireName: text, enum: texts, sensitive: flag },
      ),
    ),
  },
  { mediaTypes: texts },
);

const response: Check<ResponseDescriptor> = object<ResponseDescriptor>(
  {
    status: count,
    mediaType: orNull(text),
    shape: oneOf(['list', 'object', 'text', 'none']),
    rowsPath: orNull(text),
    columns: listOf(column),
  },
  {},
);

const cursor: Check<PageCursor> = byKind<PageCursor>({
  'link-header': object<Extract<PageCursor, { kind: 'link-header' }>>({ kind: oneOf(['link-header']) }, {}),
  'body-link': object<Extract<PageCursor, { kind: 'body-link' }>>({ kind: oneOf(['body-link']), path: text }, {}),
  'body-cursor': object<Extract<PageCursor, { kind: 'body-cursor' }>>({ kind: oneOf(['body-cursor']), path: text, parameter: text }, {}),
  'page-number': object<Extract<PageCursor, { kind: 'page-number' }>>({ kind: oneOf(['page-number']), parameter: text, first: count }, {}),
});

const paging: Check<PagingDescriptor> = object<PagingDescriptor>(
  { cursor, size: orNull(object({ parameter: text, preferred: count, maximum: count }, { minimum: count })) },
  {},
);

const unreadPlace: Check<UnreadPlace> = object<UnreadPlace>({ path: text }, { when: listOf(object({ path: text, values: texts }, {})) });

const serviceResource: Check<string> = textLike(/^[\w-]+\.[\w-]+$/, 'service.resource');

const method: Check<MethodDescriptor> = where(
  object<MethodDescriptor>(
    {
      name,
      verb: oneOf(sqlVerbs),
      title: text,
      httpMethod: oneOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
      path: textLike(/^\/[^\s?#\\]*$/, 'a path from the root'),
      parameters: listOf(parameter),
      body: orNull(body),
      response,
      paging: orNull(paging),
      absent: listOf(object({ status: count, code: orNull(text) }, {})),
      credentials: texts,
      scopes: texts,
      effects: texts,
      deprecated: flag,
      lifecycle: orNull(text),
    },
    {
      bucket: text,
      repeat: oneOf(['always', 'unprocessed']),
      complements: object<ComplementDescriptor>({ unless: texts, calls: listOf(recordOf(text)) }, {}),
      window: object<WindowDescriptor>({ column: text, from: text, to: text, days: count }, {}),
      pushdown: pushdownCheck,
      inverse: object<InverseDescriptor>(
        {
          parameter: text,
          owners: serviceResource,
          ownerKey: text,
          members: serviceResource,
          memberParameter: text,
          memberKey: text,
          count: object<InverseDescriptor['count']>({ arguments: recordOf(text), path: text }, {}),
          except: texts,
        },
        {},
      ),
      write: object<WriteDescriptor>({}, { etag: text, keeps: texts, unread: listOf(unreadPlace) }),
      count: object<CountDescriptor>({ method: text, arguments: recordOf(text), value: text, unless: texts }, {}),
      guard: object<GuardDescriptor>({ column: text, values: texts, instead: text }, {}),
      naturalKey: object<NaturalKeyDescriptor>({ field: text, created: text, read: name, parameter: text }, {}),
      byState: object<StateEffects>(
        { column: text, cases: listOf(object<StateEffect>({ values: texts, done: text, becomes: orNull(text) }, {})) },
        {},
      ),
    },
  ),
  ({ path, parameters }) => {
    const stray = pathVariables(path).find((variable) => !parameters.some((one) => one.location === 'path' && one.name === variable));
    return stray === undefined ? null : { path: '.path', message: `{${stray}} is not among the path parameters` };
  },
);

const parent: Check<ParentLink> = object<ParentLink>(
  { parameter: text, resource: serviceResource, column: text },
  { path: text, lastStep: flag, own: flag },
);

const resource: Check<ResourceDescriptor> = object<ResourceDescriptor>(
  { name, title: text, columns: listOf(column), methods: listOf(method), parents: listOf(parent), caveats: texts },
  { transition: object<TransitionDescriptor>({ column: text, read: name, object: text, methods: texts }, {}) },
);

/** `services/<name>.json` of a provider folder. */
export const serviceCheck: Check<ServiceDescriptor> = object<ServiceDescriptor>(
  { format, provider: name, name, title: text, resources: listOf(resource), schemas: recordOf(schemaNode) },
  {},
);
