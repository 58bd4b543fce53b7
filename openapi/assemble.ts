import type { OpenAPIV3 } from 'openapi-types';
import type { Facts, JsonObject, OperationFact, ParameterFact } from './facts.ts';
import { openApiParameter } from './parameter.ts';
import { openApiSchema, type Schema } from './schema.ts';
import type { Titles } from './titles.ts';

/** What our operations say beyond OpenAPI: their lifecycle stage, and the key of the answer that holds the rows. */
interface Extensions {
  readonly 'x-okta-lifecycle'?: string;
  readonly 'x-okta-rows'?: string;
}

/** Makes the OpenAPI document of the Okta Management API from the facts and our own titles. */
export function assembleDocument(facts: Facts, titles: Titles): OpenAPIV3.Document<Extensions> {
  const parameters = parametersByOperation(facts, titles);
  return {
    openapi: '3.0.3',
    info: {
      title: 'Okta Management API',
      version: '2026.06.3',
      description:
        'Operations, parameters and schemas of the Okta Management API, with titles written for oktaql. Made by openapi/build.ts.',
    },
    servers: [{ url: 'https://{subdomain}.okta.com', variables: { subdomain: { default: 'my-org', description: titles.server } } }],
    tags: tags(facts, titles),
    paths: paths(facts, titles, parameters),
    components: {
      securitySchemes: securitySchemes(facts),
      headers: { Link: { description: 'Addresses of this page and the next', schema: { type: 'string' } } },
      responses: {
        Error: {
          description: 'The request was refused',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
        Redirect: { description: 'The answer is at another address', headers: { Location: { schema: { type: 'string' } } } },
      },
      schemas: Object.fromEntries(facts.schemas.map((fact) => [fact.name, schemaOf(fact.name, fact.schema, titles)])),
    },
  };
}

function schemaOf(name: string, fact: JsonObject, titles: Titles): Schema {
  const schema = withAnyPatchValue(withoutStrangers(openApiSchema(fact, (property) => titles.property(name, property))));
  const description = titles.schema(name);
  return description === undefined ? schema : { ...schema, description };
}

/** A plain object cannot require what it does not have: nothing would ever fit. */
function withoutStrangers(schema: Schema): Schema {
  if ('$ref' in schema) return schema;
  const { required, properties } = schema;
  const composed = ['allOf', 'oneOf', 'anyOf', 'additionalProperties', 'discriminator'].some((keyword) => keyword in schema);
  if (composed || required === undefined || properties === undefined) return schema;
  return { ...schema, required: required.filter((name) => Object.hasOwn(properties, name)) };
}

/** RFC 6902: the value of a JSON Patch operation is any JSON, not an object alone. */
function withAnyPatchValue(schema: Schema): Schema {
  if ('$ref' in schema) return schema;
  const { properties } = schema;
  if (properties === undefined || !['op', 'path', 'value'].every((name) => Object.hasOwn(properties, name))) return schema;
  return { ...schema, properties: { ...properties, value: {} } };
}

function tags(facts: Facts, titles: Titles): OpenAPIV3.TagObject[] {
  const names = new Set(facts.operations.flatMap((fact) => [fact.service, `${fact.service}.${fact.resource}`]));
  return [...names].sort().map((name) => ({ name, description: titles.tag(name) }));
}

type ParametersByOperation = ReadonlyMap<string, readonly (readonly [fact: ParameterFact, parameter: OpenAPIV3.ParameterObject])[]>;

function parametersByOperation(facts: Facts, titles: Titles): ParametersByOperation {
  const byOperation = new Map<string, (readonly [ParameterFact, OpenAPIV3.ParameterObject])[]>();
  for (const fact of facts.parameters) {
    const list = byOperation.get(fact.operation_id) ?? [];
    list.push([fact, openApiParameter(fact, titles.parameter(fact.name, fact.operation_id))]);
    byOperation.set(fact.operation_id, list);
  }
  return byOperation;
}

function paths(facts: Facts, titles: Titles, parameters: ParametersByOperation): OpenAPIV3.PathsObject<Extensions> {
  const byPath = new Map<string, OperationFact[]>();
  for (const fact of facts.operations) byPath.set(fact.path, [...(byPath.get(fact.path) ?? []), fact]);
  const sorted = [...byPath].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([path, operations]) => [path, pathItem(operations, titles, parameters)]));
}

/** Path parameters that all operations of a path describe alike are written once, on the path item. */
function pathItem(
  operations: readonly OperationFact[],
  titles: Titles,
  parameters: ParametersByOperation,
): OpenAPIV3.PathItemObject<Extensions> {
  const texts = operations.map((fact) => new Set((parameters.get(fact.operation_id) ?? []).map(([, value]) => JSON.stringify(value))));
  const isShared = (fact: ParameterFact, value: OpenAPIV3.ParameterObject): boolean =>
    fact.in === 'path' && texts.every((text) => text.has(JSON.stringify(value)));
  const [first] = operations;
  const shared = (first === undefined ? [] : (parameters.get(first.operation_id) ?? [])).filter(([fact, value]) => isShared(fact, value));
  const methods = operations.map((fact): readonly [string, OpenAPIV3.OperationObject<Extensions>] => {
    const own = (parameters.get(fact.operation_id) ?? []).filter(([parameter, value]) => !isShared(parameter, value));
    return [
      fact.http_method.toLowerCase(),
      operation(
        fact,
        titles,
        own.map(([, value]) => value),
      ),
    ];
  });
  return {
    ...(shared.length === 0 ? {} : { parameters: shared.map(([, value]) => value) }),
    ...Object.fromEntries(methods),
  };
}

function operation(fact: OperationFact, titles: Titles, parameters: OpenAPIV3.ParameterObject[]): OpenAPIV3.OperationObject<Extensions> {
  return {
    operationId: fact.operation_id,
    summary: titles.operation(fact.operation_id),
    tags: [fact.service, `${fact.service}.${fact.resource}`],
    ...(fact.deprecated === 'True' ? { deprecated: true } : {}),
    ...(fact.lifecycle === '' ? {} : { 'x-okta-lifecycle': fact.lifecycle }),
    ...(fact.envelope_key === '' ? {} : { 'x-okta-rows': fact.envelope_key }),
    security: security(fact),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(fact),
    responses: responses(fact),
  };
}

function security(fact: OperationFact): OpenAPIV3.SecurityRequirementObject[] {
  const scopes = fact.oauth_scopes.split(' ').filter((scope) => scope !== '');
  return fact.security
    .split('|')
    .filter((scheme) => scheme !== '')
    .map((scheme) => ({ [scheme]: scheme === 'oauth2' ? scopes : [] }));
}

function requestBody(fact: OperationFact): Pick<OpenAPIV3.OperationObject, 'requestBody'> {
  if (fact.request_media === '') return {};
  const schema = openApiSchema(JSON.parse(fact.request_schema || '{}'));
  return { requestBody: { ...(fact.request_body === 'required' ? { required: true } : {}), content: content(fact.request_media, schema) } };
}

function responses(fact: OperationFact): OpenAPIV3.ResponsesObject {
  const statuses = fact.success_status.split(' ').filter((status) => status !== '');
  const successes = statuses.map((status): readonly [string, OpenAPIV3.ResponseObject] => [status, success(fact, status)]);
  const errors = fact.error_statuses
    .split(' ')
    .filter((status) => status !== '')
    .map((status): readonly [string, OpenAPIV3.ReferenceObject] => [
      status,
      { $ref: status.startsWith('3') ? '#/components/responses/Redirect' : '#/components/responses/Error' },
    ]);
  return Object.fromEntries([...successes, ...errors]);
}

function success(fact: OperationFact, status: string): OpenAPIV3.ResponseObject {
  const hasBody = fact.response_media !== '' && status !== '204';
  return {
    description: status === '202' ? 'Accepted' : hasBody ? 'Success' : 'Success, without a body',
    ...(fact.link_pagination === 'True' && fact.envelope_key === '' ? { headers: { Link: { $ref: '#/components/headers/Link' } } } : {}),
    ...(hasBody ? { content: content(fact.response_media, openApiSchema(JSON.parse(fact.response_schema || '{}'))) } : {}),
  };
}

function content(mediaTypes: string, schema: Schema): OpenAPIV3.RequestBodyObject['content'] {
  return Object.fromEntries(mediaTypes.split(' ').map((mediaType) => [mediaType, { schema }]));
}

function securitySchemes(facts: Facts): Readonly<Record<string, OpenAPIV3.SecuritySchemeObject>> {
  const scopes = [...new Set(facts.operations.flatMap((fact) => fact.oauth_scopes.split(' ')))].filter((scope) => scope !== '').sort();
  return {
    apiToken: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: 'The word SSWS, a space and an API token',
    },
    oauth2: {
      type: 'oauth2',
      description: 'Access tokens of the organization authorization server',
      flows: {
        clientCredentials: { tokenUrl: '/oauth2/v1/token', scopes: Object.fromEntries(scopes.map((scope) => [scope, scopeTitle(scope)])) },
      },
    },
  };
}

function scopeTitle(scope: string): string {
  const [, subject = '', access = ''] = scope.split('.');
  return `${access === 'read' ? 'Read' : access === 'manage' ? 'Read and change' : 'Use'} ${subject}`;
}
