import { describe, expect, test } from 'vitest';
import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { openProvider } from '../catalog/provider-store.ts';
import { readRateLimits } from './buckets.ts';

const overlay = {
  share: 0.5,
  freeFactor: 0.1,
  headers: { limit: 'X-Limit' },
  buckets: {
    toys: { title: 'Toys', perMinute: 100, perMinuteFree: 20, calls: ['* /v2/toys/**'] },
    toy: { title: 'A toy', perMinute: 505, calls: ['* /v2/toys/{}'] },
    'toy-reads': { title: 'Reads of a toy', perMinute: 2_000, calls: ['GET /v2/toys/{}'] },
    rest: { title: 'The rest', calls: ['* /**'] },
  },
};

function read(value: unknown): NonNullable<ReturnType<typeof readRateLimits>> {
  const rules = readRateLimits([{ value, at: 'toy.yaml: rateLimits' }]);
  if (rules === null) throw new Error('a section that is there is read');
  return rules;
}

describe('the most specific rule decides which bucket counts a call', () => {
  test.each<[string, MethodDescriptor['httpMethod'], string, readonly string[], string]>([
    ['/v2/toys', 'GET', '/v2/toys', ['toys'], '** takes the path itself too'],
    ['/v2/toys/{id}', 'POST', '/v2/toys/{id}', ['toy'], 'a path that ends there beats one that goes on'],
    ['/v2/toys/{id}', 'GET', '/v2/toys/{id}', ['toy-reads'], 'a certain HTTP method beats any'],
    ['/v2/toys/all', 'GET', '/v2/toys/all', ['toys'], 'a fixed step is no template'],
    ['/v2/toys/{id}:wind', 'POST', '/v2/toys/{id}:wind', ['toys'], 'a step with more than a template is none'],
    ['/v2/toys/{id}/parts', 'GET', '/v2/toys/{id}/parts', ['toys'], 'everything below belongs to it'],
    ['/v2/boxes', 'GET', '/v2/boxes', ['rest'], 'what nothing else counts'],
  ])('%s by %s', (_, httpMethod, path, expected) => {
    expect(read(overlay).bucketsOf({ httpMethod, path })).toEqual(expected);
  });

  test('rules that contradict each other are both told', () => {
    const twice = { ...overlay, buckets: { ...overlay.buckets, again: { title: 'Again', calls: ['* /v2/toys/{}'] } } };
    expect(read(twice).bucketsOf({ httpMethod: 'PUT', path: '/v2/toys/{id}' })).toEqual(['toy', 'again']);
  });

  test('a rule that decided nothing is unused', () => {
    const rules = read(overlay);
    rules.bucketsOf({ httpMethod: 'GET', path: '/v2/toys/{id}' });
    rules.bucketsOf({ httpMethod: 'GET', path: '/v2/toys' });
    expect(rules.unused).toEqual(['toy: * /v2/toys/{}', 'rest: * /**']);
  });
});

describe('limits', () => {
  test('a free organization has what is documented, else its part, and at least one request', () => {
    expect(read(overlay).descriptor.buckets.map(({ name, perMinute, perMinuteFree }) => [name, perMinute, perMinuteFree])).toEqual([
      ['toys', 100, 20],
      ['toy', 505, 50],
      ['toy-reads', 2_000, 200],
      ['rest', null, null],
    ]);
  });

  test.each<[string, object, string]>([
    ['share', { ...overlay, share: 2 }, 'a number above 0 and up to 1'],
    ['limit', { ...overlay, buckets: { a: { title: 'A', perMinute: 0, calls: ['* /**'] } } }, 'a whole number above 0'],
    ['call', { ...overlay, buckets: { a: { title: 'A', calls: ['/v2'] } } }, 'METHOD /path'],
    ['key', { ...overlay, buckets: { a: { title: 'A', perminute: 1, calls: ['* /**'] } } }, 'unknown key'],
  ])('a wrong %s is refused', (_, value, message) => {
    expect(() => read(value)).toThrow(message);
  });
});

describe('the buckets of Okta', () => {
  const store = openProvider(new URL('../../provider/okta', import.meta.url).pathname);
  const methods = store.provider.services.flatMap(({ name }) => store.service(name).resources.flatMap((resource) => resource.methods));

  test('count each operation once', () => {
    const known = new Set(store.provider.rateLimits?.buckets.map(({ name }) => name));
    expect(methods.length).toBe(732);
    expect(methods.filter(({ bucket }) => bucket === undefined || !known.has(bucket)).map(({ name }) => name)).toEqual([]);
  });

  test.each<[string, string]>([
    ['list_applications', 'apps'],
    ['get_application', 'app'],
    ['get_default_provisioning_connection_for_application', 'apps'],
    ['list_group_users', 'groups'],
    ['get_group', 'group'],
    ['get_group_rule', 'groups'],
    ['list_users', 'users'],
    ['get_user', 'user'],
    ['update_user', 'user-changes'],
    ['list_user_grants', 'management'],
    ['list_factors', 'management'],
    ['list_log_events', 'logs'],
    ['list_roles_for_client', 'clients'],
    ['get_wellknown_org_metadata', 'other'],
  ])('%s is counted by %s', (name, bucket) => {
    const found = methods.filter((method) => method.name === name).map((method) => method.bucket);
    expect(found.length === 0 ? [`no method ${name}`] : found).toEqual([bucket]);
  });
});
