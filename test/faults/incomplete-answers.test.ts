import { expect, onTestFinished, test } from 'vitest';
import type { EngineOptions } from '../../src/index.ts';
import { createTransport } from '../../src/http/undici-transport.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { failureOf, openOktaOrg, type OktaOrg, runAll } from '../okta-org.fixture.ts';
import { quickClock } from '../quick-clock.fixture.ts';

type Fault = NonNullable<SandboxOptions['faults']>[number];

async function orgWith(faults: readonly Fault[], engine: EngineOptions = {}): Promise<OktaOrg> {
  const org = await openOktaOrg({ sandbox: { users: 450, faults }, engine: { clock: quickClock(), ...engine } });
  onTestFinished(() => org[Symbol.asyncDispose]());
  return org;
}

const list = { method: 'GET', path: '/api/v1/users', when: 'before', times: 9, skip: 1 } as const;

test.each<[what: NonNullable<Fault['what']>, code: string, exitCode: number]>([
  ['broken', 'invalid_response', 4],
  ['html', 'invalid_response', 4],
  ['text', 'invalid_response', 4],
  ['cut', 'connection_failed', 4],
  ['drop', 'connection_failed', 4],
  ['error', 'remote_error', 4],
  ['stall', 'timeout', 4],
])('a second page that is %s ends the statement as %s', async (what, code, exitCode) => {
  const org = await orgWith([{ ...list, what }]);
  const error = await org.fails('SELECT id FROM okta.users.users ORDER BY id', { timeout: 1 });
  expect(error).toMatchObject({ code, exitCode });
});

test('an error after repeats says how often was tried, and one that passes is none', async () => {
  const org = await orgWith([{ ...list, what: 'error', status: 503, times: 2 }]);
  expect(await org.rows('SELECT count(*) AS n FROM okta.users.users')).toHaveLength(1);
  org.sandbox.setFaults([{ ...list, what: 'error', status: 503, times: 9 }]);
  expect(await org.fails('SELECT count(*) AS n FROM okta.users.users')).toMatchObject({
    code: 'remote_error',
    message: expect.stringContaining('(tried 5 times)'),
  });
});

/** Changes the link to the next page in every answer. */
function linking(change: (link: string, target: string) => string): EngineOptions['transport'] {
  const network = createTransport();
  onTestFinished(() => network.close());
  return async (request, signal) => {
    const answer = await network.send(request, signal);
    const headers = answer.headers.map(([name, value]) =>
      name.toLowerCase() === 'link' && value.includes('rel="next"')
        ? ([name, change(value, request.url)] as const)
        : ([name, value] as const),
    );
    return { ...answer, headers };
  };
}

test.each<[why: string, change: (link: string, target: string) => string, code: string, exitCode: number]>([
  ['leads elsewhere', () => '<https://evil.example/api/v1/users?after=x>; rel="next"', 'invalid_response', 4],
  ['leads to the page itself', (_link, target) => `<${target}>; rel="next"`, 'incomplete', 5],
  ['has a cursor that expired', (link) => link.replace(/after=[^&>]*/, 'after=gone'), 'remote_error', 4],
])('a link to the next page that %s', async (_why, change, code, exitCode) => {
  const transport = linking(change);
  const org = await orgWith([], transport === undefined ? {} : { transport });
  expect(await org.fails('SELECT id FROM okta.users.users')).toMatchObject({ code, exitCode });
});

test('the first 404 of a host without an organization says so, credential unsent, and others are believed', async () => {
  const asked: string[] = [];
  const org = await orgWith([], {
    transport: async ({ url, headers }) => {
      asked.push(`${new URL(url).pathname} ${headers.some(([name]) => name === 'authorization') ? 'with' : 'without'}`);
      return { status: 404, headers: [['content-type', 'application/json']], body: (async function* () {})() };
    },
  });
  const error = await failureOf(() => runAll(org.session, "SELECT id FROM okta.users.users WHERE id = 'x'"));
  expect(error).toMatchObject({ code: 'no_server', exitCode: 3, message: expect.stringContaining('there is no Okta organization at') });
  expect(asked).toEqual([expect.stringMatching(/with$/), '/.well-known/okta-organization without']);
});

test('a refused token of an organization that is there is believed', async () => {
  const org = await orgWith([], { credentials: { token: 'wrong' } });
  expect(await org.fails('SELECT id FROM okta.users.users')).toMatchObject({ code: 'authentication_failed', exitCode: 3 });
});
