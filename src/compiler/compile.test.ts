import { describe, expect, test } from 'vitest';
import { compileProvider } from './compile.ts';
import { compile, ok, only } from './compile.fixture.ts';

describe('a document nobody wrote an overlay for', () => {
  test('gets names, server, credentials and base path from what it says', () => {
    const { provider, services } = compile({
      paths: { '/pets': { get: { operationId: 'listPets', tags: ['animals'], responses: ok } } },
      root: {
        servers: [
          {
            url: 'https://{shop}.pets.example/api/v2/',
            variables: { shop: { default: 'demo', description: 'Name of the shop. Ask it.' } },
          },
        ],
        tags: [{ name: 'animals', description: 'All the animals.\n\nMore.' }],
        components: {
          schemas: { Pet: { type: 'object' } },
          securitySchemes: {
            key: { type: 'apiKey', in: 'header', name: 'X-Key' },
            jwt: { type: 'http', scheme: 'bearer' },
            cookie: { type: 'apiKey', in: 'cookie', name: 'c' },
          },
        },
      },
    });
    expect(provider).toMatchObject({
      name: 'pet_store',
      version: '7',
      server: { variable: 'shop', title: 'Name of the shop', labelHost: '{value}.pets.example', trustedHosts: ['*.pets.example'] },
      authentication: [
        { name: 'key', in: 'header', field: 'X-Key', format: '{token}', environment: ['PET_STORE_TOKEN'] },
        { name: 'jwt', in: 'header', field: 'Authorization', format: 'Bearer {token}', environment: ['PET_STORE_TOKEN'] },
      ],
    });
    expect(only(services)).toMatchObject({ title: 'All the animals', resources: [{ name: 'pets', methods: [{ path: '/api/v2/pets' }] }] });
  });

  const servers: readonly (readonly [string, object, string])[] = [
    ['https://api.pets.example/v1', { labelHost: null, trustedHosts: ['api.pets.example'] }, 'a fixed host is trusted'],
    ['http://localhost:8080', { labelHost: null, trustedHosts: [] }, 'a port on this machine is nobody to trust'],
    ['/v1', { labelHost: null, trustedHosts: [] }, 'a base path alone'],
    ['https://api.{region}.pets.example', { labelHost: null }, 'a hole that is not the first label'],
  ];
  test.each(servers)('server %s: %j, %s', (url, expected) => {
    const root = { servers: [{ url, variables: { region: { default: 'eu' } } }] };
    expect(compile({ paths: {}, root }).provider.server).toMatchObject(expected);
  });

  test('tells which operations it cannot map, and maps the others', () => {
    const { report, services } = compile({
      paths: {
        '/pets': { get: { operationId: 'listPets', responses: ok }, trace: { responses: ok } },
        '/pets/{id}': { get: { responses: ok } },
        '/bad': { get: { parameters: [{ name: 'x' }], responses: ok } },
        '/lost': {
          get: {
            responses: { 200: { description: '', content: { 'application/json': { schema: { $ref: '#/components/schemas/Nowhere' } } } } },
          },
        },
      },
    });
    expect(report).toMatchObject({ operations: 5, methods: 1, refused: false });
    expect(report.unmapped.map(({ operation, reason }) => `${operation}: ${reason}`)).toEqual([
      'GET /bad: #/paths/~1bad/get/parameters/0/in: expected path, query, header or cookie',
      expect.stringMatching(/^GET \/lost: .*leads to nothing/),
      'TRACE /pets: HTTP method TRACE is not supported',
      'GET /pets/{id}: the path has {id}, but no parameter describes it',
    ]);
    expect(services.map(({ name }) => name)).toEqual(['pets']);
  });
});

test('a document in YAML is one too', () => {
  const text = [
    'openapi: 3.1.0',
    'info: { title: Zoo, version: 1.5 }',
    'paths:',
    '  /birds:',
    '    get:',
    '      responses: { 200: { description: fine } }',
  ];
  expect(compileProvider(text.join('\n'), [])).toMatchObject({
    provider: { name: 'zoo', version: '1.5' },
    services: [{ name: 'birds', resources: [{ name: 'birds', methods: [{ name: 'get_birds' }] }] }],
  });
  expect(() => compileProvider('no document', [])).toThrow(/not JSON/);
});
