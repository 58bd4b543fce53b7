import { describe, expect, test } from 'vitest';
import { compile, method, methodOf } from './compile.fixture.ts';

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

  test('JSON is asked for unless it is only the text of another media type in quotes', () => {
    const asked = (schema: object): unknown => {
      const content = { 'application/pkcs10': { schema: { type: 'string' } }, 'application/json': { schema } };
      return method({ operationId: 'makePet', responses: { 201: { description: '', content } } }).response;
    };
    expect(asked({ type: 'string', format: 'base64' })).toMatchObject({ shape: 'text', mediaType: 'application/pkcs10' });
    expect(asked({ type: 'object', properties: { csr: { type: 'string' } } })).toMatchObject({
      shape: 'object',
      mediaType: 'application/json',
    });
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
