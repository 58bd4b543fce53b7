import { describe, expect, test } from 'vitest';
import { startTestOrg } from '../test-org.ts';

const group = (name: string): { readonly profile: { readonly name: string } } => ({ profile: { name } });

describe('faults', () => {
  const cases: readonly [when: 'before' | 'after', what: 'drop' | 'cut' | 'error', made: boolean][] = [
    ['before', 'drop', false],
    ['after', 'drop', true],
    ['after', 'cut', true],
    ['before', 'error', false],
    ['after', 'error', true],
  ];
  test.each(cases)('%s the effect, %s', async (when, what, made) => {
    await using org = await startTestOrg({ faults: [{ method: 'POST', path: '/api/v1/groups', when, what }] });
    const answer = await org.send('POST /api/v1/groups', group('Lost')).catch(() => null);
    expect(answer?.status).toBe(what === 'error' ? 500 : undefined);
    const found = await org.list('/api/v1/groups?q=Lost');
    expect(found).toHaveLength(made ? 1 : 0);
    expect((await org.send('POST /api/v1/groups', group('Found'))).status).toBe(200);
  });

  test('befall a request after some that pass, wherever a segment may be any', async () => {
    await using org = await startTestOrg({
      faults: [{ method: 'GET', path: '/api/v1/*', when: 'before', what: 'error', skip: 1, times: 2 }],
    });
    const statuses = [];
    for (const path of ['groups', 'users', 'apps', 'groups']) statuses.push((await org.send(`GET /api/v1/${path}`)).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
  });
});

describe('what was just created is not found by its identifier', () => {
  test('until it was asked for often enough, by whatever call', async () => {
    await using org = await startTestOrg({ creationLag: { requests: 2 } });
    const { body } = await org.send('POST /api/v1/groups', group('New'));
    const path = `/api/v1/groups/${(body as { id: string }).id}`;
    expect((await org.send(`GET ${path}`)).status).toBe(404);
    expect((await org.send(`PUT ${path}`, group('Newer'))).body).toMatchObject({ errorCode: 'E0000007' });
    expect((await org.send(`GET ${path}`)).status).toBe(200);
  });

  test('until some time has passed', async () => {
    await using org = await startTestOrg({ creationLag: { milliseconds: 150 } });
    const { body } = await org.send('POST /api/v1/groups', group('New'));
    const path = `/api/v1/groups/${(body as { id: string }).id}`;
    expect((await org.send(`GET ${path}`)).status).toBe(404);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await org.send(`GET ${path}`)).status).toBe(200);
  });
});

test('users are on their way for a while where that takes time', async () => {
  await using org = await startTestOrg({ transitionTime: 100 });
  const profile = { login: 'new@example.com', email: 'new@example.com', firstName: 'N', lastName: 'W' };
  const { body } = await org.send('POST /api/v1/users', { profile, credentials: { password: { value: 'Correct-horse-9' } } });
  expect(body).toMatchObject({ status: 'STAGED', transitioningToStatus: 'ACTIVE' });
  await new Promise((resolve) => setTimeout(resolve, 150));
  const path = '/api/v1/users/new@example.com';
  expect(await org.one(path)).toMatchObject({ status: 'ACTIVE', transitioningToStatus: null });
  await org.send(`POST ${path}/lifecycle/deactivate`);
  expect(await org.one(path)).toMatchObject({ status: 'ACTIVE', transitioningToStatus: 'DEPROVISIONED' });
});
