import { describe, expect, onTestFinished, test } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';
import { quickClock } from '../quick-clock.fixture.ts';

async function orgWith(creationLag: SandboxOptions['creationLag'], clock = quickClock()): Promise<OktaOrg> {
  const org = await openOktaOrg({ sandbox: { ...(creationLag === undefined ? {} : { creationLag }) }, engine: { clock } });
  onTestFinished(() => org[Symbol.asyncDispose]());
  return org;
}

const insertGroup = 'INSERT INTO okta.groups.groups (profile) VALUES (\'{"name":"New"}\') RETURNING id';

async function newGroup(org: OktaOrg): Promise<string> {
  const [row] = await org.rows(insertGroup);
  org.sent();
  return String(row?.[0]);
}

describe('a 404 within 30 s after our own create is asked again', () => {
  test('by a read', async () => {
    const org = await orgWith({ requests: 3 });
    const id = await newGroup(org);
    expect(await org.rows(`SELECT profile.name FROM okta.groups.groups WHERE id = '${id}'`)).toEqual([['New']]);
    expect(org.sent()).toEqual(Array.from({ length: 4 }, () => `GET /api/v1/groups/${id}`));
  });

  test('by every call of a change', async () => {
    const org = await orgWith({ requests: 2 });
    const id = await newGroup(org);
    const [ran] = await org.run(
      `EXEC okta.groups.groups.replace_group @groupId = '${id}', @profile = '{"name":"Newer"}' RETURNING profile.name`,
    );
    expect(ran?.rows).toEqual([['Newer']]);
    expect(org.sent()).toEqual(Array.from({ length: 3 }, () => `PUT /api/v1/groups/${id}`));
  });

  test('by what follows in the script', async () => {
    const org = await orgWith({ requests: 2 });
    const ran = await org.run(
      `${insertGroup}; DELETE FROM okta.groups.groups WHERE id = (SELECT id FROM okta.groups.groups WHERE profile.name = 'New') RETURNING profile.name`,
    );
    expect(ran.map(({ rows }) => rows.length)).toEqual([1, 1]);
  });

  test('what belongs to it is waited for by the object itself, and absent for good at once', async () => {
    const org = await orgWith({ requests: 2 });
    const [app] = await org.rows(
      `INSERT INTO okta.apps.applications (name, label, signOnMode, settings) VALUES ('bookmark', 'Bookmark', 'BOOKMARK', '{"app":{"url":"https://x.example"}}') RETURNING id`,
    );
    const id = String(app?.[0]);
    org.sent();
    expect(await org.rows(`SELECT status FROM okta.apps.connections WHERE appId = '${id}'`)).toEqual([]);
    const child = `GET /api/v1/apps/${id}/connections/default`;
    expect(org.sent()).toEqual([child, `GET /api/v1/apps/${id}`, `GET /api/v1/apps/${id}`, child]);
    expect(await org.rows(`SELECT status FROM okta.apps.connections WHERE appId = '${id}'`)).toEqual([]);
    expect(org.sent()).toEqual([child]);
  });

  test('by a lifecycle call', async () => {
    const org = await orgWith({ requests: 2 });
    const [row] = await org.rows(
      `INSERT INTO okta.users.users (profile, activate) VALUES ('{"login":"n@example.com","email":"n@example.com","firstName":"N","lastName":"W"}', false) RETURNING id`,
    );
    org.sent();
    const [ran] = await org.run(`EXEC okta.users.users.activate_user @id = '${String(row?.[0])}', @sendEmail = false`);
    expect(ran?.outcome.affected).toBe(1);
    expect(org.sent().filter((request) => request.includes('activate'))).toHaveLength(2);
  });
});

describe('but not for ever', () => {
  test('30 s after the create', async () => {
    const clock = quickClock();
    const org = await orgWith({ requests: 1_000 }, clock);
    const id = await newGroup(org);
    const before = clock.now();
    expect(await org.rows(`SELECT id FROM okta.groups.groups WHERE id = '${id}'`)).toEqual([]);
    expect(clock.now() - before).toBeGreaterThan(29_000);
    expect(clock.now() - before).toBeLessThan(31_000);
    expect(org.sent().length).toBeLessThan(15);
    await org.rows(`SELECT id FROM okta.groups.groups WHERE id = '${id}'`);
    expect(org.sent()).toHaveLength(1);
  });

  test('longer than one call may take', async () => {
    const clock = quickClock();
    const org = await orgWith({ requests: 1_000 }, clock);
    const id = await newGroup(org);
    const error = await org.fails(`EXEC okta.groups.groups.replace_group @groupId = '${id}', @profile = '{"name":"Newer"}'`, {
      timeout: 2,
    });
    expect(error).toMatchObject({ code: 'not_found', exitCode: 4 });
    expect(clock.waited()).toBeGreaterThan(1_000);
    expect(clock.waited()).toBeLessThanOrEqual(2_000);
  });

  test('after a cancellation', async () => {
    const clock = quickClock();
    const stop = new AbortController();
    const org = await orgWith({ requests: 1_000 }, { ...clock, wait: async (ms, signal) => (stop.abort(), await clock.wait(ms, signal)) });
    const id = await newGroup(org);
    const error = await org.fails(`SELECT id FROM okta.groups.groups WHERE id = '${id}'`, { signal: stop.signal });
    expect(error.code).toBe('cancelled');
    expect(org.sent()).toHaveLength(1);
  });

  test('what was deleted is gone', async () => {
    const org = await orgWith(undefined);
    const id = await newGroup(org);
    await org.run(`DELETE FROM okta.groups.groups WHERE id = '${id}'`);
    org.sent();
    expect(await org.rows(`SELECT id FROM okta.groups.groups WHERE id = '${id}'`)).toEqual([]);
    expect(org.sent()).toHaveLength(1);
  });

  test('nor for what somebody else may have created', async () => {
    const org = await orgWith({ requests: 1 });
    await newGroup(org);
    expect(await org.rows("SELECT id FROM okta.groups.groups WHERE id = '00gAAAAAAAAAAAAAAAAA'")).toEqual([]);
    expect(org.sent()).toHaveLength(1);
  });
});
