import { describe, expect, test } from 'vitest';
import { compile, methodOf } from './compile.fixture.ts';

const parameter = (name: string): object => ({ name, in: 'query', schema: { type: 'string' } });

const paths = {
  '/pets': {
    get: {
      operationId: 'listPets',
      parameters: ['where', 'sort', 'way', 'pick', 'more'].map(parameter),
      responses: {
        200: {
          description: '',
          content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } } },
        },
      },
    },
  },
};

const language = `filterLanguages:
  signs:
    operators: { eq: '=' }
    comparison: '{attribute}{operator}{value}'
    presence: '{attribute}?'
    and: ';'
    or: '|'
    group: '[{}]'
    text: doubled
    timestamp: bare
`;

const overlay = (pushdown: string): string => `${language}pushdown:\n  listPets: ${pushdown}\n`;
const filter = '{ parameter: where, language: signs, attributes: { name: { as: called, operators: [eq] } } }';

test('what a list takes over is read from the overlay, with what goes without saying', () => {
  const compiled = compile({ paths, overlay: overlay(`{ filters: [${filter}], caps: { where: 9 } }`) });
  expect(compiled.report.problems).toEqual([]);
  expect(compiled.provider.filterLanguages).toMatchObject({ signs: { operators: { eq: '=' }, refusals: [] } });
  expect(methodOf(compiled).pushdown).toEqual({
    filters: [
      {
        parameter: 'where',
        language: 'signs',
        ignoresCase: false,
        excludes: [],
        connectives: ['and', 'or'],
        longestUrl: 8_192,
        attributes: [{ column: 'name', name: 'called', type: 'string', operators: ['eq'] }],
      },
    ],
    expands: [],
    caps: [{ parameter: 'where', rows: 9 }],
  });
});

describe('what the document has not is refused', () => {
  test.each([
    [`{ filters: [${filter.replace('where', 'filter')}] }`, 'listPets has no query parameter filter'],
    [`{ filters: [${filter.replace('parameter: where', 'parameter: where, excludes: [q]')}] }`, 'listPets has no query parameter q'],
    [`{ filters: [${filter.replace('name:', 'colour:')}] }`, 'pets.pets has no column colour'],
    [`{ filters: [${filter.replace('name:', 'name.first:')}] }`, "pets.pets's column name is string and has no name.first"],
    [`{ filters: [${filter.replace('signs', 'scim')}] }`, 'there is no filter language scim'],
    [
      '{ sort: { by: order, direction: { parameter: way, ascending: a, descending: d }, columns: [name] } }',
      'listPets has no query parameter order',
    ],
    ['{ sort: { direction: { parameter: way, ascending: a, descending: d }, columns: [age] } }', 'pets.pets has no column age'],
    ["{ projection: { parameter: pick, separator: ',', columns: [age] } }", 'pets.pets has no column age'],
    ['{ expands: { owner: { parameter: more, value: owner } } }', 'pets.pets has no column owner'],
    ['{ readBack: { seconds: 9, method: get_pet, key: id } }', 'pets.pets has no method get_pet that reads one object'],
  ])('%s: %s', (pushdown, message) => {
    const { report } = compile({ paths, overlay: overlay(pushdown) });
    expect(report.problems.map((problem) => problem.message)).toEqual([message]);
    expect(report.refused).toBe(true);
  });

  test.each([
    [`{ filters: [${filter.replace('[eq]', '[equals]')}] }`, /operators\[0\]: expected one of eq, ne/],
    [`{ filters: [${filter.replace('operators', 'operator')}] }`, /operator: unknown key/],
    [`{ filters: [${filter.replace('as: called', 'as: called.*')}] }`, /expected a family for a family/],
  ])('%s is no pushdown', (pushdown, message) => {
    expect(() => compile({ paths, overlay: overlay(pushdown) })).toThrow(message);
  });
});
