import { describe, expect, onTestFinished, test } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { createTransport } from '../../src/http/undici-transport.ts';
import { openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';
import { quickClock } from '../quick-clock.fixture.ts';

type Fault = NonNullable<SandboxOptions['faults']>[number];

async function orgThatLoses(...faults: readonly Fault[]): Promise<OktaOrg> {
  const org = await openOktaOrg({ sandbox: { faults }, engine: { clock: quickClock() } });
  onTestFinished(() => org[Symbol.asyncDispose]());
  return org;
}

const login = 'nora@example.com';
const profile = `{"login":"${login}","email":"${login}","firstName":"N","lastName":"W"}`;
const insertUser = `INSERT INTO okta.users.users (profile, activate) VALUES ('${profile}', false) RETURNING profile.login, status`;
const lostUser = (when: Fault['when'], what: Fault['what'] = 'drop'): Fault => ({ method: 'POST', path: '/api/v1/users', when, what });
const posts = (org: OktaOrg): readonly string[] => org.sent().filter((request) => !request.startsWith('GET'));

describe('a create whose answer was lost', () => {
  test.each(['drop', 'cut', 'error'] as const)('is done when its natural key is found: %s', async (what) => {
    const org = await orgThatLoses(lostUser('after', what));
    const [ran] = await org.run(insertUser);
    expect(ran?.rows).toEqual([[login, 'STAGED']]);
    expect(ran?.outcome).toMatchObject({ affected: 1, complete: true, error: null });
    expect(ran?.outcome.notices).toEqual([
      {
        code: 'answer_lost',
        message: expect.stringMatching(
          /^the answer to POST .*users was lost: it was carried out, as the object with profile\.login = 'nora@example\.com' was created 2026-06-15T/,
        ),
      },
    ]);
    expect(org.sent()).toEqual(['POST /api/v1/users?activate=false', `GET /api/v1/users/${encodeURIComponent(login)}`]);
  });

  test.each(['drop', 'error'] as const)('is unknown when it is not found, and never sent again: %s', async (what) => {
    const org = await orgThatLoses(lostUser('before', what));
    const error = await org.fails(insertUser);
    expect(error).toMatchObject({
      code: 'outcome_unknown',
      exitCode: 5,
      message: expect.stringContaining(
        `whether it was carried out is not known (no object with profile.login = '${login}' was found, and it may still appear)`,
      ),
      hint: `Check it before repeating the statement: SELECT * FROM okta.users.users WHERE profile.login = '${login}';`,
    });
    expect(posts(org)).toHaveLength(1);
  });

  test('never takes an older object for its own', async () => {
    const org = await orgThatLoses({ ...lostUser('before'), skip: 1 });
    await org.run(insertUser);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const other = await openEngineOn(org);
    const error = await other.fails(insertUser);
    expect(error).toMatchObject({ code: 'outcome_unknown', message: expect.stringContaining('before the call)') });
  });

  test('nor one that an earlier call of the same engine has made', async () => {
    const org = await orgThatLoses({ ...lostUser('before'), skip: 1 });
    await org.run(insertUser);
    const error = await org.fails(insertUser);
    expect(error).toMatchObject({ code: 'outcome_unknown', message: expect.stringContaining('was made by an earlier call)') });
  });

  test('is found in a list where no path takes the key, by its exact name', async () => {
    const org = await orgThatLoses({ method: 'POST', path: '/api/v1/groups', when: 'after', skip: 1 });
    await org.run(`INSERT INTO okta.groups.groups (profile) VALUES ('{"name":"Night shift"}')`);
    org.sent();
    const [ran] = await org.run(`INSERT INTO okta.groups.groups (profile) VALUES ('{"name":"Night"}') RETURNING profile.name`);
    expect(ran?.rows).toEqual([['Night']]);
    expect(org.sent()).toEqual(['POST /api/v1/groups', 'GET /api/v1/groups?q=Night']);
  });

  test('is unknown where no key is unique', async () => {
    const org = await orgThatLoses({ method: 'POST', path: '/api/v1/apps', when: 'after' });
    const error = await org.fails(
      `INSERT INTO okta.apps.applications (name, label, signOnMode, settings) VALUES ('bookmark', 'It''s new', 'BOOKMARK', '{"app":{"url":"https://x.example"}}')`,
    );
    expect(error).toMatchObject({ code: 'outcome_unknown', hint: expect.stringContaining('WHERE ') });
    expect(posts(org)).toHaveLength(1);
  });

  test('that never left this machine is a plain error', async () => {
    const org = await orgThatLoses();
    await org.sandbox.close();
    const error = await org.fails(insertUser);
    expect(error).toMatchObject({ code: 'connection_failed', exitCode: 4 });
    expect(org.sent()).toHaveLength(3);
  });

  test('which the server refuses is refused', async () => {
    const org = await orgThatLoses();
    await org.run(insertUser);
    expect(await org.fails(insertUser)).toMatchObject({ code: 'remote_error', exitCode: 4 });
  });
});

describe('a DELETE whose answer was lost', () => {
  const group = '00gGoneGoneGoneGone1';
  async function groupId(org: OktaOrg): Promise<string> {
    const [row] = await org.rows(`INSERT INTO okta.groups.groups (profile) VALUES ('{"name":"Temp"}') RETURNING id`);
    org.sent();
    return String(row?.[0]);
  }

  test('is done when the object is gone', async () => {
    const org = await orgThatLoses({ method: 'DELETE', path: '/api/v1/groups/*', when: 'after' });
    const id = await groupId(org);
    await org.rows(`SELECT id FROM okta.groups.groups WHERE id = '${id}'`);
    org.sent();
    const [ran] = await org.run(`DELETE FROM okta.groups.groups WHERE id = '${id}'`);
    expect(ran?.outcome).toMatchObject({
      affected: 1,
      notices: [{ code: 'answer_lost', message: expect.stringContaining('the object is gone, as read back') }],
    });
    expect(posts(org)).toHaveLength(2);
  });

  test('is sent again when the object is still there', async () => {
    const org = await orgThatLoses({ method: 'DELETE', path: '/api/v1/groups/*', when: 'before' });
    const id = await groupId(org);
    const [ran] = await org.run(`DELETE FROM okta.groups.groups WHERE id = '${id}'`);
    expect(ran?.outcome).toMatchObject({ affected: 1, notices: [] });
    expect(posts(org)).toHaveLength(2);
  });

  test('of a relation is sent again', async () => {
    const org = await orgThatLoses({ method: 'DELETE', path: '/api/v1/groups/*/users/*', when: 'after' });
    const custom = "SELECT id FROM okta.groups.groups WHERE type = 'OKTA_GROUP' LIMIT 1";
    const [pair] = await org.rows(`SELECT groupId, id FROM okta.groups.users WHERE groupId = (${custom}) LIMIT 1`);
    org.sent();
    const [ran] = await org.run(`DELETE FROM okta.groups.users WHERE groupId = '${String(pair?.[0])}' AND userId = '${String(pair?.[1])}'`);
    expect(ran?.outcome).toMatchObject({ affected: 1, error: null });
    expect(posts(org)).toHaveLength(2);
  });

  test('is unknown when it is lost again', async () => {
    const org = await orgThatLoses({ method: 'DELETE', path: '/api/v1/groups/*', when: 'before', times: 20 });
    const id = await groupId(org);
    const error = await org.fails(`DELETE FROM okta.groups.groups WHERE id = '${id}'`);
    expect(error).toMatchObject({
      code: 'outcome_unknown',
      exitCode: 5,
      hint: `Check it before repeating the statement: SELECT * FROM okta.groups.groups WHERE id = '${id}';`,
    });
    expect(posts(org)).toHaveLength(5);
  });

  test('of a user is never sent again, but read back', async () => {
    const org = await orgThatLoses({ method: 'DELETE', path: '/api/v1/users/*', when: 'after', times: 2 });
    const [user] = await org.rows("SELECT id FROM okta.users.users WHERE status = 'ACTIVE' ORDER BY id LIMIT 1");
    const id = String(user?.[0]);
    org.sent();
    const [first] = await org.run(`EXEC okta.users.users.delete_user @id = '${id}'`);
    expect(first?.outcome).toMatchObject({ affected: 1, effects: [{ what: 'deactivated, not deleted', count: 1 }] });
    expect(first?.outcome.notices[0]?.message).toContain('deactivated, not deleted, as read back');
    expect(posts(org)).toHaveLength(1);
    const [second] = await org.run(`EXEC okta.users.users.delete_user @id = '${id}'`);
    expect(second?.outcome).toMatchObject({ affected: 1, effects: [{ what: 'deleted for good', count: 1 }] });
    expect(posts(org)).toHaveLength(1);
  });

  test('of a user that is there as before is unknown', async () => {
    const org = await orgThatLoses({ method: 'DELETE', path: '/api/v1/users/*', when: 'before' });
    const [user] = await org.rows("SELECT id FROM okta.users.users WHERE status = 'DEPROVISIONED' LIMIT 1");
    const id = String(user?.[0]);
    org.sent();
    const error = await org.fails(`DELETE FROM okta.users.users WHERE id = '${id}'`);
    expect(error).toMatchObject({ code: 'outcome_unknown', message: expect.stringContaining('(the object is still there)') });
    expect(posts(org)).toHaveLength(1);
  });

  test('that was not lost and answers 404 is an error', async () => {
    const org = await orgThatLoses();
    expect(await org.fails(`DELETE FROM okta.groups.groups WHERE id = '${group}'`)).toMatchObject({ code: 'not_found', exitCode: 4 });
  });
});

describe('other changes whose answer was lost', () => {
  async function anyGroup(org: OktaOrg): Promise<string> {
    const [row] = await org.rows("SELECT id FROM okta.groups.groups WHERE type = 'OKTA_GROUP' LIMIT 1");
    org.sent();
    return String(row?.[0]);
  }

  test.each(['drop', 'error'] as const)('a PUT with the ETag of a read never meets its own first try: %s', async (what) => {
    const org = await orgThatLoses({ method: 'PUT', path: '/api/v1/users/*', when: 'after', what });
    const [[id] = []] = await org.rows("SELECT id FROM okta.users.users WHERE status = 'ACTIVE' LIMIT 1");
    org.sent();
    const replaced = await org.run(
      `REPLACE okta.users.users SET profile = json_object('login', 'a@b.example', 'email', 'a@b.example', 'firstName', 'A', 'lastName', 'B') WHERE id = '${String(id)}'`,
    );
    expect(replaced[0]?.outcome).toMatchObject({
      affected: 1,
      notices: expect.arrayContaining([expect.objectContaining({ code: 'answer_lost' })]),
    });
    const user = `/api/v1/users/${String(id)}`;
    expect(org.sent()).toEqual([`GET ${user}`, `PUT ${user}`, `GET ${user}`]);
  });

  test('a PUT is sent again, and done when it is answered', async () => {
    const org = await orgThatLoses({ method: 'PUT', path: '/api/v1/groups/*', when: 'after' });
    const id = await anyGroup(org);
    const [ran] = await org.run(`REPLACE okta.groups.groups SET profile = '{"name":"Renamed"}' WHERE id = '${id}' RETURNING profile.name`);
    expect(ran?.rows).toEqual([['Renamed']]);
    expect(ran?.outcome.affected).toBe(1);
    expect(ran?.outcome.notices.map(({ code }) => code)).not.toContain('answer_lost');
    expect(posts(org)).toHaveLength(2);
  });

  test('or when the object shows all that was sent, though it never is', async () => {
    const org = await orgThatLoses({ method: 'PUT', path: '/api/v1/groups/*', when: 'after', times: 9 });
    const id = await anyGroup(org);
    const [ran] = await org.run(`REPLACE okta.groups.groups SET profile = '{"name":"Renamed"}' WHERE id = '${id}' RETURNING profile.name`);
    expect(ran?.rows).toEqual([['Renamed']]);
    expect(ran?.outcome.notices.map(({ message }) => message).join('\n')).toContain('shows all that was sent');
    expect(posts(org)).toHaveLength(5);
  });

  test('and unknown when it does not', async () => {
    const org = await orgThatLoses({ method: 'PUT', path: '/api/v1/groups/*', when: 'before', times: 9 });
    const id = await anyGroup(org);
    const error = await org.fails(`REPLACE okta.groups.groups SET profile = '{"name":"Renamed"}' WHERE id = '${id}'`);
    expect(error).toMatchObject({
      code: 'outcome_unknown',
      exitCode: 5,
      message: expect.stringContaining('(the object does not show what was sent)'),
    });
    expect(posts(org)).toHaveLength(5);
  });

  test.each(['before', 'after'] as const)('a POST is unknown, with the statement to look with: %s', async (when) => {
    const org = await orgThatLoses({ method: 'POST', path: '/api/v1/users/*/lifecycle/suspend', when });
    const [user] = await org.rows("SELECT id FROM okta.users.users WHERE status = 'ACTIVE' LIMIT 1");
    const id = String(user?.[0]);
    org.sent();
    const error = await org.fails(`EXEC okta.users.users.suspend_user @id = '${id}'`);
    expect(error).toMatchObject({
      code: 'outcome_unknown',
      exitCode: 5,
      hint: `Check it before repeating the statement: SELECT * FROM okta.users.users WHERE id = '${id}';`,
    });
    expect(org.sent()).toHaveLength(1);
  });
});

describe('a change of several objects that fails half way tells row by row what was done', () => {
  test('before, and what was not asked for', async () => {
    const org = await orgThatLoses({ method: 'POST', path: '/api/v1/users/*/lifecycle/suspend', when: 'before', skip: 2 });
    const active = "SELECT id FROM okta.users.users WHERE status = 'ACTIVE' ORDER BY id LIMIT 4";
    const ids = (await org.rows(active)).map(([id]) => String(id));
    org.sent();
    const { error, outcome } = await failing(org, `EXEC okta.users.users.suspend_user @id IN (${active})`);
    expect(error).toMatchObject({ code: 'outcome_unknown', message: expect.stringContaining('(call 3 of 4; 2 made before it)') });
    expect(outcome.affected).toBe(2);
    expect(outcome.notices).toEqual([
      { code: 'done', message: `done: id = '${ids[0]}', id = '${ids[1]}'` },
      { code: 'not_done', message: `not asked for: id = '${ids[3]}'` },
    ]);
  });

  test('new objects by the identifiers that they were given', async () => {
    const org = await orgThatLoses({ method: 'POST', path: '/api/v1/groups', when: 'before', what: 'error', skip: 1 });
    const values = ['A1', 'A2', 'A3'].map((name) => `('{"name":"${name}"}')`).join(', ');
    const { error, outcome } = await failing(org, `INSERT INTO okta.groups.groups (profile) VALUES ${values}`);
    expect(error.code).toBe('outcome_unknown');
    expect(outcome.notices).toEqual([
      { code: 'done', message: expect.stringMatching(/^done: id = '00g\w+'$/) },
      { code: 'not_done', message: 'not asked for: the last 1 of 3' },
    ]);
  });

  test('a change that was carried out counts, though reading it back fails', async () => {
    const org = await orgThatLoses({ method: 'GET', path: '/api/v1/users/*', when: 'before', what: 'error', times: 9 });
    const [user] = await org.rows("SELECT id FROM okta.users.users WHERE status = 'ACTIVE' LIMIT 1");
    const { error, outcome } = await failing(org, `EXEC okta.users.users.suspend_user @id = '${String(user?.[0])}' RETURNING status`);
    expect(error.message).toContain('it was carried out, and only reading it back failed');
    expect(outcome.affected).toBe(1);
  });
});

interface Failed {
  readonly error: { readonly code: string; readonly message: string };
  readonly outcome: Awaited<ReturnType<OktaOrg['run']>>[number]['outcome'];
}

async function failing(org: OktaOrg, sql: string): Promise<Failed> {
  for await (const result of org.session.run(sql)) {
    const outcome = await result.outcome;
    if (outcome.error === null) throw new Error('it should have failed');
    return { error: outcome.error, outcome };
  }
  throw new Error('there was no result');
}

/** Another engine on the same org, which knows nothing of what the first has done. */
async function openEngineOn({ sandbox }: OktaOrg): Promise<OktaOrg> {
  const other = await openOktaOrg({ engine: { serverUrl: sandbox.url, credentials: { token: sandbox.token }, clock: quickClock() } });
  onTestFinished(() => other[Symbol.asyncDispose]());
  return other;
}

test('a call that was cancelled on its way is named, with the statement to look with', async () => {
  const stop = new AbortController();
  const transport = createTransport();
  onTestFinished(() => transport.close());
  const org = await openOktaOrg({
    engine: {
      transport: async (request, signal) => {
        if (request.url.includes('suspend')) stop.abort();
        return await transport.send(request, signal);
      },
    },
  });
  onTestFinished(() => org[Symbol.asyncDispose]());
  const [user] = await org.rows("SELECT id FROM okta.users.users WHERE status = 'ACTIVE' LIMIT 1");
  const error = await org.fails(`EXEC okta.users.users.suspend_user @id = '${String(user?.[0])}'`, { signal: stop.signal });
  expect(error).toMatchObject({
    code: 'cancelled',
    message: expect.stringContaining('whether it was carried out is not known'),
    hint: `Check it before repeating the statement: SELECT * FROM okta.users.users WHERE id = '${String(user?.[0])}';`,
  });
});
