import { describe, expect, test } from 'vitest';
import { compile, ok, only } from './compile.fixture.ts';

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
    ['transitions: { pets.toys: { column: to, read: get_toy, object: toy, methods: [] } }', 'pets.toys.get_toy', 'a read that is none'],
    [
      'naturalKeys: { createToy: { field: name, created: born, read: find_toy, parameter: q } }',
      'pets.toys.find_toy',
      'a natural key without its read',
    ],
    ['byState: { breakToy: { column: state, cases: [] } }', 'byState.breakToy', 'a state of a call that is none'],
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
    ['naturalKeys: { createToy: { field: name } }', /naturalKeys\.createToy\.created: expected text/, 'a natural key without a time'],
    ['byState: { createToy: { column: a, cases: [{ value: b }] } }', /unknown key/, 'a case with another word'],
    ['transitions: { pets.toys: { column: 1 } }', /transitions\.pets\.toys\.column: expected text/, 'a number for a column'],
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

describe('a field with the name of the server variable', () => {
  const pet = { type: 'object', properties: { id: { type: 'string' }, Tenant: { type: 'string' }, name: { type: 'string' } } };
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Named' } } };
  const paths = {
    '/pets': { post: { operationId: 'createPet', requestBody: { content }, responses: { 201: { description: '', content } } } },
  };
  const server =
    'provider: { server: { variable: tenant, title: Tenant, labelHost: null, trustedHosts: [], corrections: [], probePath: null } }';
  const compiled = (...overlay: readonly string[]): ReturnType<typeof compile> =>
    compile({ paths, schemas: { Named: pet }, overlay: [server, 'strict: true', ...overlay].join('\n') });

  test.each<[marks: string, problems: readonly string[], why: string]>([
    [
      '',
      ['pets.pets.Tenant: Tenant is a field and says where calls go: give the field another name under renamed, pets.pets.Tenant'],
      'unmarked',
    ],
    ['renamed: { pets.pets.Tenant: owner }', [], 'with a name of its own'],
    [
      'renamed: { pets.pets.Tenant: NAME }',
      ['pets.pets.Tenant: NAME is the name of something else of pets.pets: give Tenant another one'],
      'taken',
    ],
    [
      'renamed: { pets.pets.tail: end }',
      ['renamed.pets.pets.tail: overlay entry pets.pets.tail of renamed fits nothing'],
      'a field that is none',
    ],
  ])('%s', (marks, problems) => {
    const { report } = compiled(marks);
    const own = report.problems.filter(({ subject }) => marks !== 'renamed: { pets.pets.tail: end }' || subject.startsWith('renamed'));
    expect(own.map(({ subject, message }) => `${subject}: ${message}`)).toEqual(problems);
    expect(report.refused).toBe(problems.length > 0);
  });

  test('has its own name in columns and bodies, and tells what the API calls it', () => {
    const { response, body } = only(only(only(compiled('renamed: { pets.pets.Tenant: owner }').services).resources).methods);
    const named = { name: 'owner', wireName: 'Tenant', title: 'Tenant (Tenant in the API)' };
    expect(response.columns[1]).toMatchObject(named);
    expect(body?.fields[1]).toMatchObject(named);
  });
});

describe('what an entry names has to be there', () => {
  const list = (row: object): object => ({
    200: { description: '', content: { 'application/json': { schema: { type: 'array', items: row } } } },
  });
  const row = { type: 'object', properties: { id: { type: 'string' }, state: { type: 'string' }, _stats: { type: 'object' } } };
  const inPath = (name: string): object => ({ name, in: 'path', schema: { type: 'string' } });
  const inQuery = (name: string): object => ({ name, in: 'query', schema: { type: 'string' } });
  const paths = {
    '/clubs': { get: { operationId: 'listClubs', parameters: [inQuery('with')], responses: list(row) } },
    '/clubs/{clubId}/pets': { get: { operationId: 'listMembers', parameters: [inPath('clubId')], responses: list(row) } },
    '/pets': { get: { operationId: 'listPets', parameters: [inQuery('since'), inQuery('until')], responses: list(row) } },
    '/pets/{petId}': {
      parameters: [inPath('petId')],
      delete: { operationId: 'deletePet', responses: { 204: { description: '' } } },
    },
    '/pets/{petId}/clubs': { get: { operationId: 'listClubsOfPet', parameters: [inPath('petId')], responses: list(row) } },
    '/pets/{petId}/clubs/{clubId}/friends': {
      get: { operationId: 'listFriends', parameters: [inPath('petId'), inPath('clubId')], responses: list(row) },
    },
  };
  const inverse = {
    parameter: 'petId',
    owners: 'clubs.clubs',
    ownerKey: 'id',
    members: 'clubs.pets',
    memberParameter: 'clubId',
    memberKey: 'id',
    count: { arguments: { with: 'stats' }, path: '_stats.pets' },
    except: ['_stats'],
  };
  const count = { method: 'clubs.clubs.list_clubs', arguments: { with: 'stats of {petId}' }, value: '_stats.pets', unless: [] };
  const entry = (section: string, operation: string, value: object): string => JSON.stringify({ [section]: { [operation]: value } });
  const ofInverse = (changes: Partial<Record<keyof typeof inverse, unknown>>): string =>
    entry('inverses', 'listClubsOfPet', { ...inverse, ...changes });
  const ofCount = (changes: Partial<Record<keyof typeof count, unknown>>): string =>
    entry('counts', 'listClubsOfPet', { ...count, ...changes });
  const window = { column: 'state', from: 'since', to: 'until', days: 9 };
  const guard = { column: 'state', values: ['GONE'], instead: 'delete_pet' };

  test.each<[overlay: string, messages: readonly string[], why: string]>([
    [ofInverse({}), [], 'all is there'],
    [ofInverse({ parameter: 'pet' }), ['listClubsOfPet has no path parameter pet'], 'the parameter'],
    [ofInverse({ owners: 'clubs.teams' }), ['clubs.teams has no list'], 'the owners'],
    [ofInverse({ members: 'cubs.pets' }), ['cubs.pets has no list'], 'the members'],
    [ofInverse({ ownerKey: 'key' }), ['the list of clubs.clubs has no column key'], "the owners' key"],
    [ofInverse({ memberKey: 'key' }), ['the list of clubs.pets has no column key'], "the members' key"],
    [
      ofInverse({ memberParameter: 'club' }),
      ['the list of clubs.pets has no path parameter club', 'the list of clubs.pets needs clubId besides'],
      "the members' parameter",
    ],
    [
      ofInverse({ owners: 'pets.clubs' }),
      ['the list of pets.clubs has no query parameter with', 'the list of pets.clubs needs petId'],
      'owners that belong to something',
    ],
    [ofInverse({ members: 'pets.friends' }), ['the list of pets.friends needs petId besides'], 'members of two things'],
    [
      ofInverse({ count: { arguments: { expand: 'a' }, path: '_stats.n' } }),
      ['the list of clubs.clubs has no query parameter expand'],
      'the argument',
    ],
    [ofInverse({ count: { arguments: {}, path: 'stats.n' } }), ['the list of clubs.clubs has no column stats'], 'the number'],
    [ofInverse({ except: ['links'] }), ['listClubsOfPet has no column links'], 'a column that differs'],
    [ofCount({}), [], 'a count with all'],
    [ofCount({ method: 'clubs.clubs.count' }), ['there is no method clubs.clubs.count'], 'the method that counts'],
    [ofCount({ arguments: { with: '{dogId}' } }), ['listClubsOfPet has no parameter dogId'], 'what is put into its arguments'],
    [ofCount({ value: 'total' }), ['clubs.clubs.list_clubs has no column total'], 'where the number stands'],
    [ofCount({ unless: ['q'] }), ['listClubsOfPet has no query parameter q'], 'what makes it another list'],
    [entry('windows', 'listPets', window), [], 'a window with all'],
    [entry('windows', 'listPets', { ...window, from: 'after' }), ['listPets has no query parameter after'], 'a bound of a window'],
    [entry('windows', 'listPets', { ...window, column: 'born' }), ['listPets has no column born'], 'the column of a window'],
    [
      entry('complements', 'listPets', { unless: ['q'], calls: [{ all: 'x' }] }),
      ['listPets has no query parameter q', 'listPets has no query parameter all'],
      'a complement',
    ],
    [entry('guards', 'deletePet', guard), [], 'a guard with all'],
    [
      entry('guards', 'deletePet', { ...guard, column: 'mood', instead: 'calm' }),
      ['pets.pets has no column mood', 'pets.pets has no method calm'],
      'a guard',
    ],
  ])('%s: %j', (overlay, messages) => {
    const { report } = compile({ paths, overlay });
    const own = report.problems.filter(({ kind }) => kind === 'unused');
    expect(own.map(({ message }) => message)).toEqual(messages);
    expect(report.refused).toBe(messages.length > 0);
  });
});
