import { expect, test } from 'vitest';
import { openProvider } from '../../catalog/provider-store.ts';
import type { MethodReference } from '../plan.ts';
import { checkStatement } from './check-statement.ts';

const store = openProvider(new URL('../../../provider/okta', import.meta.url).pathname);

function target(name: string): MethodReference {
  const [serviceName = '', resourceName, methodName] = name.split('.');
  const service = store.service(serviceName);
  const resource = service.resources.find((candidate) => candidate.name === resourceName);
  const method = resource?.methods.find((candidate) => candidate.name === methodName);
  if (resource === undefined || method === undefined) throw new Error(`there is no ${name}`);
  return { service, resource, method };
}

const cases: readonly [method: string, values: Record<string, string>, body: Record<string, unknown> | null, expected: string | null][] = [
  ['users.users.suspend_user', { id: "o'x" }, null, "SELECT * FROM okta.users.users WHERE id = 'o''x';"],
  ['groups.groups.delete_group', { groupId: 'g' }, null, "SELECT * FROM okta.groups.groups WHERE id = 'g';"],
  [
    'groups.users.unassign_user_from_group',
    { groupId: 'g', userId: 'u' },
    null,
    "SELECT * FROM okta.groups.users WHERE groupId = 'g' AND id = 'u';",
  ],
  ['users.users.create_user', {}, { profile: { login: 'n@x' } }, "SELECT * FROM okta.users.users WHERE profile.login = 'n@x';"],
  ['users.users.revoke_user_sessions', { userId: 'u' }, null, "SELECT * FROM okta.users.users WHERE id = 'u';"],
];

test.each(cases)('%s', (name, values, body, expected) => {
  const { method } = target(name);
  const call = {
    method,
    origin: 'https://x',
    arguments: new Map(Object.entries(values)),
    body: body === null ? null : { kind: 'json' as const, value: JSON.parse(JSON.stringify(body)) },
  };
  expect(checkStatement(target(name), call, null)).toBe(expected);
});

test('a server that the statement named is named again', () => {
  const reference = target('users.users.suspend_user');
  const call = { method: reference.method, origin: 'https://x', arguments: new Map([['id', 'u']]), body: null };
  expect(checkStatement(reference, call, { variable: 'subdomain', value: 'my-org' })).toBe(
    "SELECT * FROM okta.users.users WHERE subdomain = 'my-org' AND id = 'u';",
  );
});

test('a secret of the body is never shown', () => {
  const reference = target('users.users.create_user');
  const call = {
    method: reference.method,
    origin: 'https://x',
    arguments: new Map<string, string>(),
    body: { kind: 'json' as const, value: { credentials: { password: { value: 'hunter2' } } } },
  };
  expect(checkStatement(reference, call, null)).toBe('SELECT * FROM okta.users.users;');
});
