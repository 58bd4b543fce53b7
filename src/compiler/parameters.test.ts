import { describe, expect, test } from 'vitest';
import { compile, method, methodOf, ok, resourceOf } from './compile.fixture.ts';

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
