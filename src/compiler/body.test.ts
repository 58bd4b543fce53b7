import { describe, expect, test } from 'vitest';
import { compile, method, only, withBody } from './compile.fixture.ts';

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
