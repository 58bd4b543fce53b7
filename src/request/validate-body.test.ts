import { describe, expect, test } from 'vitest';
import type { SchemaNode } from '../catalog/descriptor.ts';
import type { JsonValue } from '../values/value.ts';
import { validateBody } from './validate-body.ts';

const schemas: Readonly<Record<string, SchemaNode>> = {
  Connection: {
    variants: [{ ref: 'TokenConnection' }, { ref: 'OauthConnection' }],
    discriminator: { property: 'profile.authScheme', mapping: { TOKEN: 0, OAUTH2: 1 } },
  },
  TokenConnection: {
    type: 'object',
    properties: {
      baseUrl: { type: 'string' },
      profile: {
        type: 'object',
        properties: { authScheme: { type: 'string', enum: ['TOKEN'] }, token: { type: 'string' } },
        required: ['authScheme', 'token'],
      },
    },
    required: ['profile'],
  },
  OauthConnection: {
    type: 'object',
    properties: {
      profile: {
        type: 'object',
        properties: { authScheme: { type: 'string', enum: ['OAUTH2'] }, clientId: { type: 'string' } },
        required: ['authScheme'],
        additionalProperties: false,
      },
    },
    required: ['profile'],
  },
  Person: {
    type: 'object',
    properties: {
      id: { type: 'string', readOnly: true },
      created: { ref: 'Stamp' },
      name: { type: 'string' },
      age: { type: 'integer', nullable: true },
      ratio: { type: 'number' },
      kind: { type: 'string', enum: ['staff', 'guest'] },
      tags: { type: 'array', items: { type: 'string' } },
      boss: { ref: 'Person' },
      labels: { type: 'object', additionalProperties: { type: 'integer' } },
      extra: {},
    },
    required: ['id', 'name'],
  },
  Open: { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: true },
  Stamp: { type: 'string', format: 'date-time', readOnly: true },
  Shape: {
    variants: [
      { type: 'object', properties: { radius: { type: 'number' } }, required: ['radius'] },
      { type: 'object', properties: { width: { type: 'number' }, height: { type: 'number' } }, required: ['width', 'height'] },
      { type: 'string', enum: ['point'] },
    ],
  },
  App: {
    type: 'object',
    properties: { id: { type: 'string', readOnly: true }, label: { type: 'string' }, mode: { type: 'string', enum: ['LINK', 'FORM'] } },
    required: ['label', 'mode'],
    variants: [
      {
        type: 'object',
        properties: { id: { type: 'string', readOnly: true }, label: { type: 'string' }, url: { type: 'string' } },
        required: ['url'],
      },
      { type: 'object', properties: { id: { type: 'string', readOnly: true }, label: { type: 'string' } } },
    ],
    discriminator: { property: 'mode', mapping: { LINK: 0, FORM: 1 } },
  },
  Loop: { ref: 'Loop' },
};

function lookup(name: string): SchemaNode {
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`no schema ${name}`);
  return schema;
}

const printed = (schema: string, value: JsonValue): readonly string[] =>
  validateBody({ ref: schema }, value, lookup).map(({ path, message, severity }) => `${severity} ${path}: ${message}`);

describe('validateBody', () => {
  test.each<[schema: string, value: JsonValue, expected: readonly string[], why: string]>([
    ['Person', { name: 'Ada' }, [], 'a required field that only the server sets is not missed'],
    ['Person', {}, ['error name: is required'], 'a required field'],
    ['Person', { name: 1 }, ['error name: is an integer, expected a string'], 'a wrong type'],
    ['Person', { name: null }, ['error name: cannot be null, it is a string'], 'null where none may be'],
    ['Person', { name: 'Ada', age: null }, [], 'null where it may be'],
    ['Person', { name: 'Ada', age: 1.5 }, ['error age: is a number, expected an integer'], 'a fraction is no integer'],
    ['Person', { name: 'Ada', ratio: 2 }, [], 'an integer is a number'],
    [
      'Person',
      { name: 'Ada', id: 'x', created: 'now' },
      ['notice id: is set by the server alone', 'notice created: is set by the server alone'],
      'read-only, also by reference',
    ],
    [
      'Person',
      { name: 'Ada', kind: 'gest' },
      ['notice kind: is "gest", which the API\'s document does not list. Did you mean `guest`?'],
      'an unlisted choice is a notice',
    ],
    ['Person', { name: 'Ada', tags: ['a', 2] }, ['error tags[1]: is an integer, expected a string'], 'inside lists'],
    [
      'Person',
      { name: 'Ada', boss: { boss: { name: 3 } } },
      ['error boss.name: is required', 'error boss.boss.name: is an integer, expected a string'],
      'as deep as the value goes',
    ],
    ['Person', { name: 'Ada', labels: { 'a b': 'x' } }, ['error labels["a b"]: is a string, expected an integer'], 'keys of a map'],
    ['Person', { name: 'Ada', extra: [null, { a: 1 }] }, [], 'anything where nothing is said'],
    [
      'Person',
      { name: 'Ada', nmae: 'x' },
      ["notice nmae: is not in the API's document. Did you mean `name`?"],
      'a slip where keys are listed',
    ],
    ['Person', { name: 'Ada', labels: { hobby: 1 } }, [], 'any key where any is taken'],
    ['Open', { name: 'Ada', nmae: 'x' }, [], 'keys besides those listed, where the schema says so'],
    [
      'Shape',
      { width: 1, height: 2, heigth: 3 },
      ["notice heigth: is not in the API's document. Did you mean `height`?"],
      'no variant lists it',
    ],
    ['Shape', { width: 1, height: 2, radius: 3 }, [], 'another variant lists it'],
    ['App', { label: 'x', mode: 'LINK', url: 'y' }, [], 'listed beside the variants'],
    [
      'Person',
      { name: 'Ada', __proto__: null, constructor: 'x' },
      ["notice constructor: is not in the API's document."],
      'names of Object.prototype are names like others',
    ],
    ['Person', [], ['error : is an array, expected an object'], 'the body itself'],
    ['Connection', { profile: { authScheme: 'TOKEN', token: 'x' } }, [], 'the variant named by a dotted path'],
    ['Connection', { profile: { authScheme: 'TOKEN' } }, ['error profile.token: is required'], 'what the named variant needs'],
    [
      'Connection',
      { profile: { authScheme: 'OAUTH2', token: 'x' } },
      ['error profile.token: is not a field.'],
      'what the named variant forbids',
    ],
    [
      'Connection',
      { profile: { authScheme: 'MAGIC' } },
      ['notice profile.authScheme: is "MAGIC", which the API\'s document does not list. Known: TOKEN, OAUTH2.'],
      'a variant that is not listed is a notice',
    ],
    ['Connection', {}, ['error profile: is required'], 'no discriminator: the variant that comes closest'],
    [
      'App',
      { id: 'x', mode: 'LINK', label: 1 },
      ['notice id: is set by the server alone', 'error label: is an integer, expected a string', 'error url: is required'],
      'what base and variant both find is told once',
    ],
    ['Shape', { width: 1, height: 2 }, [], 'without discriminator any variant may fit'],
    ['Shape', 'point', [], 'variants of several types'],
    ['Shape', { width: 1, height: 'x' }, ['error height: is a string, expected a number'], 'the closest variant is the one told about'],
  ])('%s %j gives %j: %s', (schema, value, expected) => {
    expect(printed(schema, value)).toEqual(expected);
  });

  test('a schema that is nothing but a reference to itself is an error, not an endless loop', () => {
    expect(() => printed('Loop', {})).toThrow(expect.objectContaining({ code: 'invalid_descriptor' }));
  });
});
