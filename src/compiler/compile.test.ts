import { describe, expect, test } from 'vitest';
import type { MethodDescriptor, ResourceDescriptor, ServiceDescriptor } from '../catalog/descriptor.ts';
import { providerCheck, serviceCheck } from '../catalog/descriptor-check.ts';
import { type CompiledProvider, compileProvider } from './compile.ts';

const ok = { 200: { description: 'fine', content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } } };
const pet = { type: 'object', properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } }, required: ['id', 'name'] };

/** Compiles a document of the given paths, schemas and root members. */
function compile(parts: { paths: object; schemas?: object; root?: object; overlay?: string }): CompiledProvider {
  const document = {
    openapi: '3.0.3',
    info: { title: 'Pet Store API', version: '7' },
    paths: parts.paths,
    components: { schemas: { Pet: pet, ...parts.schemas } },
    ...parts.root,
  };
  const compiled = compileProvider(
    JSON.stringify(document),
    parts.overlay === undefined ? [] : [{ name: 'pets.yaml', text: parts.overlay }],
  );
  expect(providerCheck(compiled.provider)).toBeNull();
  for (const service of compiled.services) expect(serviceCheck(service)).toBeNull();
  return compiled;
}

function only<Item>(items: readonly Item[] | undefined): Item {
  const [item] = items ?? [];
  if (item === undefined || items?.length !== 1) throw new Error(`expected one, found ${items?.length}`);
  return item;
}

function resourceOf(compiled: CompiledProvider): ResourceDescriptor {
  return only(only(compiled.services).resources);
}

function methodOf(compiled: CompiledProvider): MethodDescriptor {
  return only(resourceOf(compiled).methods);
}

/** The one method of a document with one operation. */
function method(operation: object, schemas: object = {}): MethodDescriptor {
  return methodOf(compile({ paths: { '/pets': { post: operation } }, schemas }));
}

/** The service of a document with one operation that takes a body. */
function withBody(schema: object, schemas: object = {}): { readonly method: MethodDescriptor; readonly service: ServiceDescriptor } {
  const compiled = compile({
    paths: { '/pets': { post: { operationId: 'createPet', requestBody: { content: { 'application/json': { schema } } }, responses: ok } } },
    schemas,
  });
  return { method: methodOf(compiled), service: only(compiled.services) };
}

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
          schemas: { Pet: pet },
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

describe('rows', () => {
  const shapes: readonly (readonly [unknown, object, string])[] = [
    [{ type: 'array', items: { $ref: '#/components/schemas/Pet' } }, { shape: 'list', rowsPath: null }, 'an array'],
    [{ $ref: '#/components/schemas/Pet' }, { shape: 'object', rowsPath: null }, 'an object'],
    [
      {
        type: 'object',
        properties: {
          pets: { type: 'array', items: { $ref: '#/components/schemas/Pet' } },
          total: { type: 'integer' },
          _links: { type: 'object' },
        },
      },
      { shape: 'list', rowsPath: 'pets' },
      'a list beside words about paging',
    ],
    [
      { type: 'object', properties: { toys: { type: 'array', items: { type: 'string' } }, name: { type: 'string' } } },
      { shape: 'object', rowsPath: null },
      'a list that is a property like others',
    ],
    [
      { type: 'array', items: { type: 'integer' } },
      { shape: 'list', columns: [{ name: 'pet', type: 'integer' }] },
      'scalars are named after the path',
    ],
    [{ type: 'string' }, { shape: 'text', columns: [{ name: 'pet', type: 'string' }] }, 'one scalar'],
    [{}, { shape: 'object', columns: [{ name: 'pet', type: 'json' }] }, 'anything'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, { shape: 'object', columns: [{ name: 'pet', type: 'json' }] }, 'a map'],
  ];
  test.each(shapes)('%j gives %j: %s', (schema, expected) => {
    const responses = { 200: { description: '', content: { 'application/json': { schema } } } };
    expect(methodOf(compile({ paths: { '/pets': { get: { operationId: 'listPets', responses } } } })).response).toMatchObject(expected);
  });

  test('other media types are text, and no content is nothing', () => {
    const xml = method({
      operationId: 'makePet',
      responses: { 200: { description: '', content: { 'text/xml': { schema: { type: 'string' } } } } },
    });
    expect(xml.response).toMatchObject({ shape: 'text', mediaType: 'text/xml', columns: [{ name: 'pet', type: 'string' }] });
    expect(method({ operationId: 'makePet', responses: { 204: { description: '' }, 404: { description: '' } } }).response).toEqual({
      status: 204,
      mediaType: null,
      shape: 'none',
      rowsPath: null,
      columns: [],
    });
  });

  test('columns: merged parts, all variants, nothing write-only; what variants disagree on is JSON', () => {
    const schemas = {
      Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { purrs: { type: 'boolean' }, size: { type: 'integer' } } }] },
      Dog: {
        type: 'object',
        properties: { barks: { type: 'boolean' }, size: { type: 'string' }, secret: { type: 'string', writeOnly: true } },
      },
    };
    const schema = { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] };
    const { response } = method(
      { operationId: 'makePet', responses: { 200: { description: '', content: { 'application/json': { schema } } } } },
      schemas,
    );
    expect(response.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id string',
      'name string',
      'purrs boolean',
      'size json',
      'barks boolean',
    ]);
  });

  test('types and formats', () => {
    const properties = {
      at: { type: 'string', format: 'date-time' },
      on: { type: 'string', format: 'date' },
      count: { type: 'integer', format: 'int64' },
      ratio: { type: ['number', 'integer', 'null'] },
      either: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      maybe: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
      coded: { enum: ['a', 'b'] },
      list: { items: { type: 'string' } },
    };
    const { response } = method({
      operationId: 'makePet',
      responses: { 200: { description: '', content: { 'application/json': { schema: { type: 'object', properties } } } } },
    });
    expect(response.columns.map(({ name, type, datatype }) => `${name} ${type} ${datatype}`)).toEqual([
      'at timestamp string',
      'on date string',
      'count integer integer',
      'ratio number number',
      'either json object',
      'maybe timestamp string',
      'coded string string',
      'list json array',
    ]);
  });
});

describe('bodies', () => {
  test('fields leave out what the server sets, the schema names it and does not require it', () => {
    const { method: made, service } = withBody({ $ref: '#/components/schemas/Pet' });
    expect(made.body?.fields.map(({ name, required }) => [name, required])).toEqual([['name', true]]);
    expect(service.schemas).toEqual({
      Pet: { type: 'object', properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } }, required: ['name'] },
    });
  });

  test('a recursive schema refers to itself, through lists and unions too', () => {
    const Tree = {
      type: 'object',
      properties: {
        left: { $ref: '#/components/schemas/Tree' },
        rest: { type: 'array', items: { oneOf: [{ $ref: '#/components/schemas/Tree' }, { type: 'string' }] } },
      },
    };
    const { service } = withBody({ $ref: '#/components/schemas/Tree' }, { Tree });
    expect(service.schemas['Tree']?.properties).toEqual({
      left: { ref: 'Tree' },
      rest: { type: 'array', items: { variants: [{ ref: 'Tree' }, { type: 'string' }] } },
    });
  });

  test('a chain of thousands of schemas is followed to its end, and what is at the end counts', () => {
    const link = (index: number): object => ({ type: 'object', properties: { next: { $ref: `#/components/schemas/S${index + 1}` } } });
    const chain = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`S${index}`, link(index)]));
    const schemas = {
      ...chain,
      S5000: { type: 'object', properties: { back: { $ref: '#/components/schemas/S0' }, key: { type: 'string', writeOnly: true } } },
    };
    const { method: made, service } = withBody({ $ref: '#/components/schemas/S0' }, schemas);
    expect(Object.keys(service.schemas)).toHaveLength(5001);
    expect(made.body?.fields).toMatchObject([{ name: 'next', sensitive: true }]);
  });

  test('a broken schema fails every operation that needs it, and no other', () => {
    const take = (operationId: string, name: string): object => ({
      operationId,
      requestBody: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } },
      responses: {},
    });
    const Outer = { type: 'object', properties: { inner: { $ref: '#/components/schemas/Broken' } } };
    const Broken = { type: 'object', properties: { x: { type: 'nix' } } };
    const { report, services } = compile({
      paths: { '/pets': { post: take('createPet', 'Outer'), put: take('replacePets', 'Broken'), patch: take('updatePets', 'Pet') } },
      schemas: { Outer, Broken },
    });
    expect(report.unmapped.map(({ operation }) => operation)).toEqual(['PUT /pets', 'POST /pets']);
    expect(Object.keys(only(services).schemas)).toEqual(['Pet']);
  });

  test('an allOf that comes back to itself ends', () => {
    const Loop = { allOf: [{ $ref: '#/components/schemas/Loop' }, { type: 'object', properties: { a: { type: 'string' } } }] };
    expect(withBody({ $ref: '#/components/schemas/Loop' }, { Loop }).method.body?.fields.map(({ name }) => name)).toEqual(['a']);
  });

  test('subtypes in the mapping of a base schema are its variants', () => {
    const schemas = {
      Animal: {
        type: 'object',
        properties: { kind: { type: 'string' } },
        required: ['kind'],
        discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', tom: '#/components/schemas/Cat', dog: 'Dog' } },
      },
      Cat: { allOf: [{ $ref: '#/components/schemas/Animal' }, { properties: { purrs: { type: 'boolean' } }, required: ['purrs'] }] },
      Dog: { allOf: [{ $ref: '#/components/schemas/Animal' }, { properties: { barks: { type: 'boolean' } } }] },
    };
    const { method: made, service } = withBody({ $ref: '#/components/schemas/Animal' }, schemas);
    expect(service.schemas['Animal']).toMatchObject({
      variants: [{ ref: 'Cat' }, { ref: 'Dog' }],
      discriminator: { property: 'kind', mapping: { cat: 0, tom: 0, dog: 1 } },
    });
    expect(service.schemas['Cat']).toEqual({
      type: 'object',
      properties: { kind: { type: 'string' }, purrs: { type: 'boolean' } },
      required: ['kind', 'purrs'],
    });
    expect(made.body?.fields.map(({ name, required }) => [name, required])).toEqual([
      ['kind', true],
      ['purrs', false],
      ['barks', false],
    ]);
  });

  const apart: readonly (readonly [object, object, object | undefined, string])[] = [
    [
      { kind: { enum: ['a'] } },
      { kind: { enum: ['b', 'c'] } },
      { property: 'kind', mapping: { a: 0, b: 1, c: 1 } },
      'values of one property',
    ],
    [
      { auth: { type: 'object', properties: { scheme: { enum: ['x'] } } } },
      { auth: { type: 'object', properties: { scheme: { enum: ['y'] } } } },
      { property: 'auth.scheme', mapping: { x: 0, y: 1 } },
      'values one level down',
    ],
    [{ kind: { enum: ['a', 'b'] } }, { kind: { enum: ['b'] } }, undefined, 'a value that both have tells nothing'],
    [{ kind: { enum: ['a'] } }, { sort: { enum: ['b'] } }, undefined, 'different properties tell nothing'],
  ];
  test.each(apart)('variants %j and %j are told apart by %j: %s', (left, right, expected) => {
    const variant = (properties: object): object => ({ type: 'object', properties });
    expect(withBody({ oneOf: [variant(left), variant(right)] }).method.body?.schema.discriminator).toEqual(expected);
  });

  test('secrets are found in the depth of what is sent', () => {
    const { method: made } = withBody({
      type: 'object',
      properties: {
        credentials: {
          type: 'object',
          properties: { password: { type: 'object', properties: { value: { type: 'string', writeOnly: true } } } },
        },
        pin: { type: 'string', format: 'password' },
        name: { type: 'string' },
      },
    });
    expect(made.body?.fields.map(({ name, sensitive }) => [name, sensitive ?? false])).toEqual([
      ['credentials', true],
      ['pin', true],
      ['name', false],
    ]);
  });

  test('a JSON media type is taken before others', () => {
    const content = { 'text/xml': {}, 'application/merge-patch+json': { schema: { type: 'object' } } };
    expect(method({ operationId: 'createPet', requestBody: { content }, responses: {} }).body?.mediaType).toBe(
      'application/merge-patch+json',
    );
  });
});

describe('parameters', () => {
  test('lists say how they are written', () => {
    const list = { type: 'array', items: { type: 'string', enum: ['a', 'b'] } };
    const { parameters } = method({
      operationId: 'createPet',
      parameters: [
        { name: 'plain', in: 'query', schema: list },
        { name: 'joined', in: 'query', explode: false, schema: list },
        { name: 'piped', in: 'query', style: 'pipeDelimited', schema: list },
        { name: 'X-List', in: 'header', schema: list },
        { name: 'session', in: 'cookie', schema: { type: 'string' } },
      ],
      responses: {},
    });
    expect(parameters.map(({ name, style, explode }) => [name, style, explode])).toEqual([
      ['plain', 'form', true],
      ['joined', 'form', false],
      ['piped', 'pipeDelimited', false],
      ['X-List', 'simple', false],
    ]);
    expect(parameters[0]?.enum).toEqual(['a', 'b']);
  });

  test("page numbers and Link headers are the engine's", () => {
    const list = {
      200: { description: '', content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } } } },
    };
    const parameters = [
      { name: 'page', in: 'query', schema: { type: 'integer', default: 0 } },
      { name: 'per_page', in: 'query', schema: { type: 'integer', maximum: 50 } },
    ];
    const paged = methodOf(compile({ paths: { '/pets': { get: { operationId: 'listPets', parameters, responses: list } } } }));
    expect(paged.paging).toEqual({
      cursor: { kind: 'page-number', parameter: 'page', first: 0 },
      size: { parameter: 'per_page', preferred: 50, maximum: 50 },
    });
    expect(paged.parameters.every(({ internal }) => internal)).toBe(true);
    const linked = { 200: { ...list[200], headers: { LINK: {} } } };
    expect(methodOf(compile({ paths: { '/pets': { get: { responses: linked } } } })).paging).toEqual({
      cursor: { kind: 'link-header' },
      size: null,
    });
  });

  test('a changing method means by a parameter what the reads mean by it', () => {
    const id = { name: 'id', in: 'path', schema: { type: 'string' } };
    const compiled = compile({
      paths: {
        '/pets/{id}': {
          parameters: [id],
          get: { operationId: 'getPet', responses: ok },
          delete: { operationId: 'deletePet', responses: {} },
        },
      },
      overlay: 'collisions: { getPet.id: alias }',
    });
    expect(resourceOf(compiled).methods.map(({ parameters }) => parameters[0]?.column)).toEqual(['alias', 'alias']);
  });

  test("the key in an item's path is the column id", () => {
    const id = { name: 'petId', in: 'path', schema: { type: 'string' } };
    const compiled = compile({
      paths: { '/pets/{petId}': { parameters: [id], get: { responses: ok }, '/x': {}, delete: { responses: {} } } },
    });
    expect(resourceOf(compiled).methods.map(({ parameters }) => parameters[0]?.keyColumn)).toEqual(['id', 'id']);
  });
});

describe('overlays', () => {
  const paths = {
    '/pets': {
      get: {
        operationId: 'listPets',
        parameters: [{ name: 'name', in: 'query', schema: { type: 'string' } }],
        responses: {
          200: {
            description: '',
            content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } } },
          },
        },
      },
    },
    '/pets/{petId}/toys': {
      parameters: [{ name: 'petId', in: 'path', schema: { type: 'string' } }],
      get: { operationId: 'listToys', responses: ok },
      post: {
        operationId: 'createToy',
        parameters: [{ name: 'wrap', in: 'query', schema: { type: 'boolean', default: true } }],
        responses: ok,
      },
    },
  };
  const whole = [
    'strict: true',
    'collisions: { listPets.name: same }',
    'parents: { petId: pets.pets.id }',
    'roles: { wrap: { role: option, effect: wraps the toy unless wrap = false } }',
  ];

  test('that decide everything are taken', () => {
    const { report, services } = compile({ paths, overlay: whole.join('\n') });
    expect(report).toMatchObject({ problems: [], refused: false, marks: { collisions: 1, parents: 1, roles: 1 } });
    const toys = only(services).resources.find(({ name }) => name === 'toys');
    expect(toys?.parents).toEqual([{ parameter: 'petId', resource: 'pets.pets', column: 'id' }]);
    expect(toys?.methods.find(({ verb }) => verb === 'insert')?.effects).toEqual(['wraps the toy unless wrap = false']);
  });

  const undecided: readonly (readonly [number, string, string])[] = [
    [1, 'collision pets.pets.list_pets.name', 'a parameter that has the name of a column'],
    [2, 'parent pets.toys.petId', 'a path parameter that nothing supplies'],
    [3, 'default pets.toys.create_toy.wrap', 'a default of a method that changes something'],
  ];
  test.each(undecided)('without line %i are refused for %s: %s', (line, expected) => {
    const overlay = whole.filter((_, index) => index !== line).join('\n');
    const { report } = compile({ paths, overlay });
    expect(report.problems.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([expected]);
    expect(report.refused).toBe(true);
    expect(compile({ paths, overlay: overlay.replace('strict: true', '') }).report.refused).toBe(false);
  });

  const idle: readonly (readonly [string, string, string])[] = [
    ['effects: { createPat: [bites] }', 'effects.createPat', 'a misspelt operation'],
    ['caveats: { pets.cats: [shy] }', 'caveats.pets.cats', 'a resource that is not there'],
    ['naming: { resources: { pets: { birds: /birds } } }', 'naming.resources.pets.birds', 'a base path that nothing begins with'],
    ['sensitive: [tail]', 'sensitive.tail', 'a field that nothing has'],
    ['paging: { sizes: { listToys: { preferred: 1, maximum: 2 } } }', 'paging.sizes.listToys', 'the page size of a list that takes none'],
  ];
  test.each(idle)('with %s are refused: %s (%s)', (overlay, subject) => {
    const { report } = compile({ paths, overlay });
    expect(report.problems.filter(({ kind }) => kind === 'unused').map((problem) => problem.subject)).toEqual([subject]);
    expect(report.refused).toBe(true);
  });

  const malformed: readonly (readonly [string, RegExp, string])[] = [
    ['a: [', /pets\.yaml is not YAML/, 'no YAML'],
    ['efects: {}', /pets\.yaml: efects: unknown key/, 'a section that is none'],
    ['parents: { petId: pets.id }', /parents\.petId: expected service\.resource\.column/, 'a parent without its service'],
    ['roles: { wrap: maybe }', /roles\.wrap: expected one of selects, option/, 'a role that is none'],
    ['provider: { server: { variable: 1 } }', /provider\.server\.variable: expected text/, 'a number for a name'],
  ];
  test.each(malformed)('%s throws %s: %s', (overlay, message) => {
    expect(() => compile({ paths, overlay })).toThrow(message);
  });
});

test('a parent without the column it is to supply is reported', () => {
  const parameters = [{ name: 'petId', in: 'path', schema: { type: 'string' } }];
  const { report } = compile({
    paths: { '/pets': { get: { responses: ok } }, '/pets/{petId}/toys': { get: { parameters, responses: ok } } },
    overlay: 'parents: { petId: pets.pets.key }',
  });
  expect(report.problems.map(({ message }) => message)).toEqual(['pets.pets has no column key to supply petId']);
});
