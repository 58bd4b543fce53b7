import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { camelCase, humanise, madeUpId, singular, snakeCase } from './naming.ts';
import { Marks, type NamingFacts } from './overlay.ts';
import { placeOperations } from './place-operations.ts';

const noFacts: NamingFacts = {
  prefixes: [],
  services: new Map(),
  basePaths: [],
  verbs: [],
  operations: new Marks('naming.operations', new Map()),
  columns: new Marks('naming.columns', new Map()),
};

function place(
  operations: readonly (readonly [method: string, path: string, id?: string])[],
  facts: NamingFacts = noFacts,
): readonly string[] {
  const named = operations.map(([httpMethod, path, id]) => ({ httpMethod, path, id: id ?? madeUpId(httpMethod, path) }));
  const places = placeOperations(named, facts);
  return named.map((operation) => {
    const found = places.get(operation);
    return `${found?.service}.${found?.resource}.${found?.method} ${found?.verb}`;
  });
}

describe('names of words', () => {
  const names: readonly (readonly [string, string, string])[] = [
    ['listApplications', 'list_applications', 'a hump'],
    ['getOAuth2ClientSecret', 'get_oauth2_client_secret', 'capitals in a row and a digit'],
    ['getWebAuthnWellKnownURI', 'get_web_authn_well_known_uri', 'an acronym at the end'],
    ['pets/list-all', 'pets_list_all', 'what no SQL name holds'],
    ['2fa', '_2fa', 'a digit at the beginning'],
  ];
  test.each(names)('%s → %s: %s', (name, expected) => {
    expect(snakeCase(name)).toBe(expected);
  });

  test('are stable: a name made twice is the same', () => {
    fc.assert(fc.property(fc.string(), (name) => snakeCase(snakeCase(name)) === snakeCase(name)));
  });

  test('are always names that SQL can hold', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (name) => /^[a-z_][a-z0-9_]*$/.test(snakeCase(name))));
  });

  test('singular, camel case and prose', () => {
    expect(['policies', 'apps', 'status', 'addresses', 'access', 'boxes'].map(singular)).toEqual([
      'policy',
      'app',
      'status',
      'address',
      'access',
      'box',
    ]);
    expect(['well-known_uris', '.well-known', 'apps'].map(camelCase)).toEqual(['wellKnownUris', 'wellKnown', 'apps']);
    expect(['baseUrl', '_links', 'x5c'].map(humanise)).toEqual(['Base URL', 'Links', 'X5c']);
  });
});

describe('placing operations of a document without an overlay', () => {
  test('a collection, its items and actions on them are one resource', () => {
    expect(
      place([
        ['GET', '/v1/pets', 'listPets'],
        ['POST', '/v1/pets', 'createPet'],
        ['GET', '/v1/pets/{petId}', 'showPet'],
        ['PATCH', '/v1/pets/{petId}', 'updatePet'],
        ['DELETE', '/v1/pets/{petId}', 'deletePet'],
        ['POST', '/v1/pets/{petId}/feed', 'feedPet'],
        ['DELETE', '/v1/pets', 'deletePets'],
      ]),
    ).toEqual([
      'pets.pets.list_pets select',
      'pets.pets.create_pet insert',
      'pets.pets.show_pet select',
      'pets.pets.update_pet update',
      'pets.pets.delete_pet delete',
      'pets.pets.feed_pet exec',
      'pets.pets.delete_pets exec',
    ]);
  });

  test('a collection below an item is a resource of its own, told apart where the name is taken', () => {
    expect(
      place([
        ['GET', '/shops/{shopId}/pets', 'listShopPets'],
        ['GET', '/shops/{shopId}/clinics/{clinicId}/pets', 'listClinicPets'],
        ['GET', '/pets', 'listPets'],
      ]),
    ).toEqual(['shops.pets.list_shop_pets select', 'shops.clinic_pets.list_clinic_pets select', 'pets.pets.list_pets select']);
  });

  test('operations without an identifier, and two with one name', () => {
    expect(
      place([
        ['GET', '/pets/{petId}'],
        ['GET', '/'],
        ['GET', '/a/x', 'same'],
        ['POST', '/a/x', 'same'],
      ]),
    ).toEqual(['pets.pets.get_pets_by_pet_id select', 'root.root.get select', 'a.x.same select', 'a.x.same_2 exec']);
  });
});

test('the overlay decides over the rules, the longest base path over the shorter', () => {
  const facts: NamingFacts = {
    ...noFacts,
    prefixes: ['/api/v9'],
    services: new Map([['authServers', 'authorization']]),
    basePaths: [
      { service: 'zoo', resource: 'cages', path: '/api/v9/cages' },
      { service: 'zoo', resource: 'birds', path: '/api/v9/cages/{}/birds' },
    ],
    verbs: [{ method: 'POST', words: ['swap'], item: null, verb: 'replace' }],
    operations: new Marks(
      'naming.operations',
      new Map([['closeZoo', { service: null, resource: 'gates', method: 'shut', verb: 'update' }]]),
    ),
  };
  expect(
    place(
      [
        ['GET', '/api/v9/cages/{id}', 'getCage'],
        ['POST', '/api/v9/cages/{cage}/birds/swap', 'swapBirds'],
        ['POST', '/api/v9/cages/close', 'closeZoo'],
        ['GET', '/api/v9/authServers', 'listAuthServers'],
      ],
      facts,
    ),
  ).toEqual([
    'zoo.cages.get_cage select',
    'zoo.birds.swap_birds replace',
    'zoo.gates.shut update',
    'authorization.auth_servers.list_auth_servers select',
  ]);
});
