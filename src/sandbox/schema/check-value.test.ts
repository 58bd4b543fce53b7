import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../openapi/document.ts';
import { readSchema, type SchemaObject } from '../../openapi/schema.ts';
import type { JsonValue } from '../../values/value.ts';
import { Random } from '../random.ts';
import { documentJson } from '../test-org.ts';
import { checkValue, type Direction } from './check-value.ts';
import { presentValue } from './present-value.ts';
import { sampleValue } from './sample-value.ts';
import { SchemaReader } from './schema-reader.ts';

const components = {
  Animal: {
    type: 'object',
    required: ['kind', 'id'],
    properties: { kind: { type: 'string' }, id: { type: 'string', readOnly: true }, secret: { type: 'string', writeOnly: true } },
    discriminator: { propertyName: 'kind', mapping: { CAT: '#/components/schemas/Cat', DOG: '#/components/schemas/Dog' } },
  },
  Cat: {
    allOf: [
      { $ref: '#/components/schemas/Animal' },
      { type: 'object', required: ['lives'], properties: { lives: { type: 'integer', maximum: 9 } } },
    ],
  },
  Dog: {
    allOf: [
      { $ref: '#/components/schemas/Animal' },
      { type: 'object', properties: { tricks: { type: 'array', items: { type: 'string' } } } },
    ],
  },
  Tree: { type: 'object', properties: { left: { $ref: '#/components/schemas/Tree' }, value: { type: 'number' } } },
};
const reader = new SchemaReader(
  readDocument({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths: {}, components: { schemas: components } }),
);

function faults(schema: unknown, value: JsonValue, direction: Direction = 'request'): readonly string[] {
  return checkValue(reader, readSchema(schema, '#/test'), { value, direction }).map(({ path, message }) => `${path}: ${message}`);
}

const animal = { $ref: '#/components/schemas/Animal' };
const either = {
  oneOf: [
    { type: 'object', required: ['scheme'], properties: { scheme: { type: 'string', enum: ['A'] }, a: { type: 'string' } } },
    { type: 'object', required: ['scheme', 'b'], properties: { scheme: { type: 'string', enum: ['B'] }, b: { type: 'integer' } } },
  ],
};

describe('what fits', () => {
  test.each<readonly [unknown, JsonValue, string]>([
    [{}, { anything: 1 }, 'a schema that says nothing'],
    [{ type: 'string', enum: ['x'] }, 'new', 'a listed text that the document does not know yet'],
    [{ type: 'object', properties: { a: { type: 'string' } } }, { a: null }, 'null where a property may be absent'],
    [{ type: 'string', nullable: true }, null, 'null where it is allowed'],
    [{ type: 'object', properties: { a: {} } }, { b: 1 }, 'a name that is not listed'],
    [animal, { kind: 'CAT', lives: 9 }, 'a subtype, without what the server sets'],
    [either, { scheme: 'A' }, 'the first alternative'],
    [either, { scheme: 'B', b: 1 }, 'the second alternative'],
    [{ $ref: '#/components/schemas/Tree' }, { left: { left: { value: 1 } } }, 'a schema that refers to itself'],
    [{ type: 'object', required: ['x'], properties: { a: {} } }, {}, 'a demand for a name that is nowhere described'],
    [{ type: 'string', pattern: '(?i)^abc$' }, 'ABC', 'a pattern with a flag in front'],
    [{ type: 'string', format: 'date-time' }, '2026-01-01T00:00:00Z', 'a time'],
  ])('%j takes %j: %s', (schema, value) => {
    expect(faults(schema, value)).toEqual([]);
  });
});

describe('what does not', () => {
  test.each<readonly [unknown, JsonValue, readonly string[], string]>([
    [{ type: 'string' }, 5, [': must be string, not number'], 'another type'],
    [{ type: 'integer' }, 1.5, [': must be integer, not number'], 'a fraction'],
    [{ type: 'array', items: { type: 'string' } }, ['a', 1], ['[1]: must be string, not number'], 'an item of another type'],
    [{ type: 'string' }, null, [': may not be null'], 'null'],
    [
      { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      { a: null },
      ['a: is required'],
      'null where something is demanded',
    ],
    [
      { type: 'object', additionalProperties: false, properties: { a: {} } },
      { b: 1 },
      ['b: is not known here'],
      'a name that is forbidden',
    ],
    [
      { type: 'object', additionalProperties: { type: 'integer' } },
      { b: 'x' },
      ['b: must be integer, not string'],
      'another type under any name',
    ],
    [{ type: 'string', minLength: 2 }, 'x', [': must have at least 2 characters'], 'too short'],
    [{ type: 'integer', maximum: 9 }, 10, [': must be at most 9'], 'too much'],
    [{ type: 'string', format: 'date-time' }, 'soon', [': must be an ISO-8601 date and time'], 'no time'],
    [animal, { kind: 'CAT' }, ['lives: is required'], 'what the subtype demands'],
    [animal, { kind: 'CAT', lives: 10 }, ['lives: must be at most 9'], 'what the subtype limits'],
    [animal, { kind: 'COW' }, ['kind: must be one of CAT, DOG'], 'a subtype that does not exist'],
    [animal, {}, ['kind: is required'], 'no subtype'],
    [either, { scheme: 'B' }, ['b: is required'], 'what the chosen alternative demands, and nothing of the other'],
    [either, { scheme: 'C' }, ['scheme: must be one of A, B'], 'no alternative'],
  ])('%j refuses %j with %j: %s', (schema, value, expected) => {
    expect(faults(schema, value)).toEqual(expected);
  });
});

describe('direction', () => {
  test('a response has what only the server sets, and never what is write-only', () => {
    expect(faults(animal, { kind: 'DOG' }, 'response')).toEqual(['id: is required']);
    expect(faults(animal, { kind: 'DOG', id: '1', secret: 'x' }, 'response')).toEqual(['secret: is write-only and may not come back']);
    expect(faults(animal, { kind: 'COW', id: '1' }, 'response')).toEqual([]);
  });

  test('what is shown has lost its secrets', () => {
    expect(presentValue(reader, readSchema(animal, '#'), { kind: 'DOG', id: '1', secret: 'x', tricks: ['sit'], other: 1 })).toEqual({
      kind: 'DOG',
      id: '1',
      tricks: ['sit'],
    });
  });
});

describe('samples', () => {
  const api = readDocument(documentJson);
  const apiReader = new SchemaReader(api);
  const names = Object.keys(Object(Object(Object(documentJson).components).schemas));

  function problems(schema: SchemaObject, variant: number, direction: Direction): string {
    const value = sampleValue(apiReader, schema, { random: new Random(variant), key: 'k', variant, direction });
    return checkValue(apiReader, schema, { value, direction })
      .map(({ path, message }) => `${path}: ${message}`)
      .join('; ');
  }

  test('of every schema of the document fit it, in both directions and several variants', () => {
    const failed = names.flatMap((name) => {
      const schema = readSchema({ $ref: `#/components/schemas/${name}` }, '#');
      return [0, 1, 5].flatMap((variant) =>
        (['request', 'response'] as const).map((direction) => [name, problems(schema, variant, direction)] as const),
      );
    });
    expect(failed.filter(([, problem]) => problem !== '')).toEqual([]);
    expect(names.length).toBeGreaterThan(1500);
  });

  test('are the same for the same key', () => {
    const schema = readSchema({ $ref: '#/components/schemas/User' }, '#');
    fc.assert(
      fc.property(fc.string(), fc.nat(20), (key, variant) => {
        const options = { random: new Random(1), key, variant, direction: 'response' } as const;
        expect(sampleValue(apiReader, schema, options)).toEqual(sampleValue(apiReader, schema, options));
      }),
      { numRuns: 20 },
    );
  });
});
