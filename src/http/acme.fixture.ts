import { descriptorFormat, type MethodDescriptor, type PagingDescriptor, type ProviderDescriptor } from '../catalog/descriptor.ts';
import type { MethodCall } from '../request/method-call.ts';

/** A provider for tests. */
export const acme: ProviderDescriptor = {
  format: descriptorFormat,
  name: 'acme',
  title: 'Acme',
  version: '1',
  server: {
    variable: 'org',
    title: 'Organization.',
    labelHost: '{value}.acme.com',
    trustedHosts: ['*.acme.com'],
    corrections: [],
    probePath: null,
  },
  authentication: [
    { name: 'apiToken', in: 'header', field: 'Authorization', format: 'KEY {token}', environment: ['ACME_TOKEN', 'ACME_CLIENT_TOKEN'] },
    { name: 'urlKey', in: 'query', field: 'key', format: '{token}', environment: [] },
  ],
  configuration: {
    serverEnvironment: ['ACME_URL'],
    files: [
      { path: '~/.acme/acme.yaml', serverKey: 'acme.client.url', tokenKey: 'acme.client.token' },
      { path: '/etc/acme.yaml', serverKey: 'url', tokenKey: 'token' },
    ],
  },
  errors: {
    codePath: 'errorCode',
    messagePath: 'errorSummary',
    idPath: 'errorId',
    causesPath: 'errorCauses[].errorSummary',
    requestIdHeader: 'x-request-id',
    meanings: { authentication: ['E4'], permission: ['E6'], notFound: ['E7'], rateLimit: ['E47'], featureOff: ['E15'] },
  },
  services: [],
};

function method(more: Partial<MethodDescriptor> = {}): MethodDescriptor {
  return {
    name: 'list_things',
    verb: 'select',
    title: 'Lists things.',
    httpMethod: 'GET',
    path: '/things',
    parameters: [],
    body: null,
    response: { status: 200, mediaType: 'application/json', shape: 'list', rowsPath: null, columns: [] },
    paging: null,
    absent: [{ status: 404, code: 'E7' }],
    credentials: ['apiToken'],
    scopes: [],
    effects: [],
    deprecated: false,
    lifecycle: null,
    ...more,
  };
}

/** Paging without a size. */
export function pagedBy(cursor: PagingDescriptor['cursor'], size: PagingDescriptor['size'] = null): Partial<MethodDescriptor> {
  return { paging: { cursor, size } };
}

/** A call without arguments of `GET /things`, a list that is not paged, as far as not said otherwise. */
export function callOf(origin: string, more: Partial<MethodDescriptor> = {}): MethodCall {
  return { method: method(more), origin, arguments: new Map(), body: null };
}
