import { describe, expect, test } from 'vitest';
import { readDocument } from './document.ts';
import { type Operation, operationSites, operationsOf, readOperation } from './operation.ts';

function read(paths: object, more: object = {}): readonly Operation[] {
  return operationsOf(readDocument({ openapi: '3.0.3', info: { title: 'T', version: '1' }, paths, ...more }));
}

const id = { name: 'id', in: 'path', schema: { type: 'string' } };

describe('operationsOf', () => {
  test('merges parameters of the path item: the operation wins by name and place', () => {
    const [operation] = read({
      '/a/{id}': {
        parameters: [id, { name: 'q', in: 'query', schema: { type: 'string' } }, { name: 'q', in: 'header', schema: {} }],
        get: { parameters: [{ name: 'q', in: 'query', required: true, schema: { type: 'integer' } }], responses: {} },
      },
    });
    expect(operation?.parameters.map(({ name, in: place, required, schema }) => [name, place, required, schema.types])).toEqual([
      ['q', 'query', true, ['integer']],
      ['id', 'path', true, ['string']],
      ['q', 'header', false, []],
    ]);
  });

  test('follows references of path items, parameters, bodies and responses', () => {
    const [operation] = read(
      { '/a': { $ref: '#/components/pathItems/A' } },
      {
        components: {
          pathItems: {
            A: {
              post: {
                parameters: [{ $ref: '#/components/parameters/P' }],
                requestBody: { $ref: '#/components/requestBodies/B' },
                responses: { 200: { $ref: '#/components/responses/R' } },
              },
            },
          },
          parameters: { P: { name: 'p', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } } },
          requestBodies: { B: { required: true, content: { 'text/plain': {} } } },
          responses: { R: { description: 'fine', headers: { Link: {} }, content: {} } },
        },
      },
    );
    expect(operation).toMatchObject({
      method: 'POST',
      path: '/a',
      parameters: [{ name: 'p', mediaType: 'application/json', schema: { types: ['object'] } }],
      requestBody: { required: true, content: [{ mediaType: 'text/plain', schema: undefined }] },
      responses: [{ status: '200', description: 'fine', headers: ['Link'] }],
    });
  });

  test("takes the document's security unless the operation has its own, an empty one included", () => {
    const [inherited, own, none] = read(
      {
        '/a': {
          get: { responses: {} },
          put: { security: [{ key: [] }, { oauth: ['read'] }], responses: {} },
          post: { security: [], responses: {} },
        },
      },
      { security: [{ basic: [] }] },
    );
    expect(inherited?.security).toEqual([[{ scheme: 'basic', scopes: [] }]]);
    expect(own?.security).toEqual([[{ scheme: 'key', scopes: [] }], [{ scheme: 'oauth', scopes: ['read'] }]]);
    expect(none?.security).toEqual([]);
  });

  test('leaves out extensions beside paths, methods and answers, and keeps those of the operation', () => {
    const [operation, ...others] = read({ 'x-note': 1, '/a': { 'x-b': 1, get: { 'x-c': 2, responses: { 'x-d': 1 } } } });
    expect(others).toEqual([]);
    expect(operation).toMatchObject({ extensions: { 'x-c': 2 }, responses: [] });
  });
});

test('one malformed operation does not hide the others', () => {
  const document = readDocument({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: { '/a': { get: { parameters: [{ in: 'query' }], responses: {} } }, '/b': { get: { responses: {} } } },
  });
  const [bad, good] = operationSites(document);
  expect(() => bad && readOperation(document, bad)).toThrow('#/paths/~1a/get/parameters/0: a parameter needs a name');
  expect(good && readOperation(document, good)).toMatchObject({ path: '/b' });
});
