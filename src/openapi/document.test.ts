import { describe, expect, test } from 'vitest';
import { readDocument, resolve } from './document.ts';
import { nodeOf } from './json-node.ts';
import { OpenApiError } from './openapi-error.ts';

const minimal = { openapi: '3.0.3', info: { title: 'T', version: '1' }, paths: {} };

describe('readDocument', () => {
  const refused: readonly (readonly [unknown, string, string])[] = [
    ['{"openapi"', '#', 'text that is no JSON'],
    [[], '#', 'a list'],
    [null, '#', 'null'],
    [{ ...minimal, openapi: '2.0' }, '#/openapi', 'another version'],
    [{ swagger: '2.0', info: {}, paths: {} }, '#/openapi', 'Swagger 2'],
    [{ openapi: '3.0.3', paths: {} }, '#/info', 'no info'],
    [{ openapi: '3.1.0', info: { title: 'T', version: '1' } }, '#/paths', 'no paths'],
    [{ ...minimal, paths: [] }, '#/paths', 'paths that are a list'],
    [{ ...minimal, servers: [{ description: 'nowhere' }] }, '#/servers/0', 'a server without a URL'],
  ];
  test.each(refused)('refuses %j at %s: %s', (value, pointer) => {
    expect(() => readDocument(value)).toThrow(OpenApiError);
    expect(() => readDocument(value)).toThrow(expect.objectContaining({ pointer }));
  });

  test('takes text with a byte order mark', () => {
    expect(readDocument(`\ufeff${JSON.stringify(minimal)}`)).toMatchObject({ title: 'T', version: '1', openapi: '3.0.3' });
  });

  test('reads servers with their variables', () => {
    const servers = [{ url: 'https://{a}.example.com', variables: { a: { default: 'x', enum: ['x', 'y'] } } }];
    expect(readDocument({ ...minimal, servers }).servers).toEqual([
      { url: 'https://{a}.example.com', variables: [{ name: 'a', default: 'x', enum: ['x', 'y'], description: undefined }] },
    ]);
  });
});

describe('resolve', () => {
  const document = readDocument({
    ...minimal,
    components: {
      schemas: {
        Plain: { type: 'string' },
        Chain: { $ref: '#/components/schemas/Plain' },
        Loop: { $ref: '#/components/schemas/Pool' },
        Pool: { $ref: '#/components/schemas/Loop' },
        Away: { $ref: 'https://example.com/other.json#/X' },
        Missing: { $ref: '#/components/schemas/Nothing' },
        Inherited: { $ref: '#/components/schemas/toString' },
        'a/b~c d': { type: 'integer' },
        Escaped: { $ref: '#/components/schemas/a~1b~0c%20d' },
        Listed: { $ref: '#/components/schemas/List/allOf/1' },
        List: { allOf: [{ type: 'string' }, { type: 'boolean' }] },
      },
    },
  });
  const named = (name: string): ReturnType<typeof nodeOf> => nodeOf({ $ref: `#/components/schemas/${name}` }, '#/from');

  const found: readonly (readonly [string, string, string])[] = [
    ['Plain', 'string', 'one step'],
    ['Chain', 'string', 'a reference to a reference'],
    ['Escaped', 'integer', 'escaped names'],
    ['Listed', 'boolean', 'an index of a list'],
  ];
  test.each(found)('%s leads to a %s: %s', (name, type) => {
    expect(resolve(document, named(name)).value).toMatchObject({ type });
  });

  const lost: readonly (readonly [string, RegExp, string])[] = [
    ['Loop', /leads back to itself/, 'a chain without an end'],
    ['Away', /leads outside/, 'another document'],
    ['Missing', /leads to nothing/, 'a name that is not there'],
    ['Inherited', /leads to nothing/, 'a name that every object inherits'],
  ];
  test.each(lost)('%s fails with %s: %s', (name, message) => {
    expect(() => resolve(document, named(name))).toThrow(message);
  });
});
