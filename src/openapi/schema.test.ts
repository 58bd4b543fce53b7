import { describe, expect, test } from 'vitest';
import { readDocument } from './document.ts';
import { isUnconstrained, readSchema, referenceName, resolveSchema } from './schema.ts';

describe('readSchema', () => {
  const cases: readonly (readonly [unknown, object, string])[] = [
    [{ type: 'string', nullable: true }, { types: ['string'], nullable: true }, 'nullable of 3.0'],
    [{ type: ['string', 'null'] }, { types: ['string'], nullable: true }, 'null among the types of 3.1'],
    [{ type: ['integer', 'string'] }, { types: ['integer', 'string'], nullable: false }, 'several types of 3.1'],
    [{ enum: ['a', null] }, { types: [], nullable: true, enum: ['a', null] }, 'null among the values'],
    [{ const: 'x' }, { enum: ['x'] }, 'const of 3.1'],
    [{ minimum: 1, exclusiveMinimum: true }, { bounds: { exclusiveMinimum: 1 } }, 'the flag of 3.0'],
    [{ minimum: 1, exclusiveMinimum: false }, { bounds: { minimum: 1 } }, 'the flag of 3.0, off'],
    [{ exclusiveMaximum: 5 }, { bounds: { exclusiveMaximum: 5 } }, 'the number of 3.1'],
    [true, { types: [] }, 'the schema that anything fits'],
    [false, { never: true }, 'the schema that nothing fits'],
    [{ additionalProperties: false }, { additionalProperties: false }, 'closed objects'],
    [
      { discriminator: { propertyName: 'kind', mapping: { a: 'A', b: '#/components/schemas/B' } } },
      { discriminator: { property: 'kind', mapping: { a: '#/components/schemas/A', b: '#/components/schemas/B' } } },
      'mappings by name and by reference',
    ],
  ];
  test.each(cases)('%j', (value, expected) => {
    expect(readSchema(value, '#/x')).toMatchObject(expected);
  });

  const refused: readonly (readonly [unknown, string, string])[] = [
    ['string', '#/x', 'no object'],
    [{ type: 'text' }, '#/x/type', 'a type that is none'],
    [{ properties: { a: { items: { type: 'nix' } } } }, '#/x/properties/a/items/type', 'a fault deep inside'],
    [{ required: [1] }, '#/x/required/0', 'a required name that is no text'],
    [{ discriminator: {} }, '#/x/discriminator', 'a discriminator without a property'],
  ];
  test.each(refused)('%j fails at %s: %s', (value, pointer) => {
    expect(() => readSchema(value, '#/x')).toThrow(expect.objectContaining({ pointer }));
  });
});

test('a schema that refers to itself is read once', () => {
  const document = readDocument({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {},
    components: {
      schemas: { Tree: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } } } },
    },
  });
  const tree = resolveSchema(document, readSchema({ $ref: '#/components/schemas/Tree' }, '#/x'));
  const again = tree.properties[0]?.schema.items;
  expect(again?.ref).toBe('#/components/schemas/Tree');
  expect(again === undefined ? undefined : resolveSchema(document, again)).toBe(tree);
});

test('names of references are unescaped', () => {
  expect(referenceName('#/components/schemas/a~1b')).toBe('a/b');
});

test('only a schema that limits nothing is unconstrained', () => {
  expect(isUnconstrained(readSchema({ description: 'anything' }, '#'))).toBe(true);
  expect(isUnconstrained(readSchema({ type: 'object' }, '#'))).toBe(false);
  expect(isUnconstrained(readSchema({ additionalProperties: { type: 'string' } }, '#'))).toBe(false);
});
