import { describe, expect, onTestFinished, test } from 'vitest';
import { openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';
import { quickClock } from '../quick-clock.fixture.ts';

async function slowOrg(transitionTime = 100): Promise<OktaOrg> {
  const org = await openOktaOrg({ sandbox: { transitionTime }, engine: { clock: quickClock() } });
  onTestFinished(() => org[Symbol.asyncDispose]());
  return org;
}

const login = 'nora@example.com';
const profile = (name: string): string => `{"login":"${name}","email":"${name}","firstName":"N","lastName":"W"}`;
const insert = (name: string, activate: boolean): string =>
  `INSERT INTO okta.users.users (profile, credentials, activate) VALUES ('${profile(name)}', '{"password":{"value":"Correct-horse-9"}}', ${activate}) RETURNING id, status, transitioningToStatus`;

async function staged(org: OktaOrg, name = login): Promise<string> {
  const [row] = await org.rows(insert(name, false));
  org.sent();
  return String(row?.[0]);
}

const statusOf = (org: OktaOrg, id: string): Promise<readonly (readonly unknown[])[]> =>
  org.rows(`SELECT status FROM okta.users.users WHERE id = '${id}'`);

describe('a lifecycle call that only sets out is accepted, not done', () => {
  test('as the object read after it says', async () => {
    const org = await slowOrg();
    const id = await staged(org);
    const [ran] = await org.run(`EXEC okta.users.users.activate_user @id = '${id}', @sendEmail = false`);
    expect(ran?.outcome.effects).toEqual([{ what: 'accepted and still on the way', count: 1 }]);
    expect(ran?.outcome.notices).toContainEqual({
      code: 'accepted',
      message: `accepted; user ${id} is on its way to ACTIVE (--wait waits for that)`,
    });
    expect(org.sent()).toEqual([`POST /api/v1/users/${id}/lifecycle/activate?sendEmail=false`, `GET /api/v1/users/${id}`]);
  });

  test('as its own answer says, without another read', async () => {
    const org = await slowOrg();
    const [ran] = await org.run(insert(login, true));
    expect(ran?.rows[0]?.slice(1)).toEqual(['STAGED', 'ACTIVE']);
    expect(ran?.outcome.notices.map(({ code }) => code)).toEqual(['accepted']);
    expect(org.sent()).toHaveLength(1);
  });

  test('for many in one notice', async () => {
    const org = await slowOrg();
    const ids = [await staged(org), await staged(org, 'odo@example.com')];
    const [ran] = await org.run(
      `EXEC okta.users.users.activate_user @id IN (SELECT id FROM okta.users.users WHERE id IN ('${ids.join("', '")}')), @sendEmail = false`,
    );
    expect(ran?.outcome.notices).toEqual([
      { code: 'accepted', message: `accepted; 2 users are on their way to ACTIVE: ${ids.join(', ')} (--wait waits for that)` },
    ]);
  });

  test('and what has arrived at once is done', async () => {
    const org = await slowOrg(0);
    const id = await staged(org);
    const [ran] = await org.run(`EXEC okta.users.users.activate_user @id = '${id}', @sendEmail = false`);
    expect(ran?.outcome).toMatchObject({ affected: 1, effects: [], notices: [] });
  });
});

describe('wait', () => {
  test('asks until the object has arrived', async () => {
    const org = await slowOrg();
    const id = await staged(org);
    const [ran] = await org.run(`EXEC okta.users.users.activate_user @id = '${id}', @sendEmail = false`, { wait: true });
    expect(ran?.outcome).toMatchObject({ affected: 1, effects: [], notices: [], error: null });
    expect(await statusOf(org, id)).toEqual([['ACTIVE']]);
  });

  test('for all objects of a change together', async () => {
    const org = await slowOrg();
    const ids = [await staged(org), await staged(org, 'odo@example.com')];
    await org.run(
      `EXEC okta.users.users.activate_user @id IN (SELECT id FROM okta.users.users WHERE id IN ('${ids.join("', '")}')), @sendEmail = false`,
      { wait: true },
    );
    const posts = org.sent().flatMap((request, index) => (request.startsWith('POST') ? [index] : []));
    expect(posts.length).toBe(2);
    for (const id of ids) expect(await statusOf(org, id)).toEqual([['ACTIVE']]);
  });

  test('gives RETURNING the object as it has arrived', async () => {
    const org = await slowOrg();
    const [created] = await org.run(insert(login, true), { wait: true });
    expect(created?.rows[0]?.slice(1)).toEqual(['ACTIVE', null]);
    const id = String(created?.rows[0]?.[0]);
    const [ended] = await org.run(`EXEC okta.users.users.deactivate_user @id = '${id}' RETURNING status`, { wait: true });
    expect(ended?.rows).toEqual([['DEPROVISIONED']]);
  });

  test('ends with an unknown outcome when the time is over', async () => {
    const org = await slowOrg(60_000);
    const id = await staged(org);
    const error = await org.fails(`EXEC okta.users.users.activate_user @id = '${id}', @sendEmail = false`, { wait: true, timeout: 5 });
    expect(error).toMatchObject({
      code: 'outcome_unknown',
      exitCode: 5,
      message: `user ${id} is still on its way to ACTIVE after 5 s`,
      hint: `Check it with SELECT * FROM okta.users.users WHERE id = '${id}'; Allow more with --timeout.`,
    });
    expect(org.sent().filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });
});

describe('a call that does different things in different states says which', () => {
  const idOf = async (org: OktaOrg, status: string): Promise<string> =>
    String((await org.rows(`SELECT id FROM okta.users.users WHERE status = '${status}' ORDER BY id LIMIT 1`))[0]?.[0]);

  test('in the outcome', async () => {
    const org = await slowOrg(0);
    const id = await idOf(org, 'ACTIVE');
    const [first, second] = await org.run(
      `EXEC okta.users.users.delete_user @id = '${id}'; EXEC okta.users.users.delete_user @id = '${id}'`,
    );
    expect(first?.outcome.effects).toEqual([{ what: 'deactivated, not deleted', count: 1 }]);
    expect(second?.outcome.effects).toEqual([{ what: 'deleted for good', count: 1 }]);
    expect(await statusOf(org, id)).toEqual([]);
  });

  test('and RETURNING shows what is gone as it was', async () => {
    const org = await slowOrg(0);
    const id = await idOf(org, 'DEPROVISIONED');
    const [ran] = await org.run(`EXEC okta.users.users.delete_user @id = '${id}' RETURNING id, status`);
    expect(ran?.rows).toEqual([[id, 'DEPROVISIONED']]);
  });

  test('unless the state cannot be read, which is told', async () => {
    const org = await openOktaOrg({
      sandbox: { faults: [{ method: 'GET', path: '/api/v1/users/*', when: 'before', what: 'error', times: 5 }] },
      engine: { clock: quickClock() },
    });
    onTestFinished(() => org[Symbol.asyncDispose]());
    const id = await idOf(org, 'ACTIVE');
    const [ran] = await org.run(`EXEC okta.users.users.delete_user @id = '${id}'`);
    expect(ran?.outcome).toMatchObject({ affected: 1, effects: [] });
    expect(ran?.outcome.notices[0]).toMatchObject({ code: 'state_unknown' });
  });

  test('for each object, where they differ', async () => {
    const org = await slowOrg(0);
    const ids = [await idOf(org, 'ACTIVE'), await idOf(org, 'DEPROVISIONED')];
    const [ran] = await org.run(
      `EXEC okta.users.users.delete_user @id IN (SELECT id FROM okta.users.users WHERE id IN ('${ids.join("', '")}'))`,
    );
    expect(ran?.outcome.effects.toSorted((a, b) => a.what.localeCompare(b.what))).toEqual([
      { what: 'deactivated, not deleted', count: 1 },
      { what: 'deleted for good', count: 1 },
    ]);
    expect(ran?.outcome.notices).toEqual(
      expect.arrayContaining([
        { code: 'effect', message: `deactivated, not deleted: id = '${ids[0]}'` },
        { code: 'effect', message: `deleted for good: id = '${ids[1]}'` },
      ]),
    );
  });

  test('in a dry run, which reads the states', async () => {
    const org = await slowOrg(0);
    for (const [status, effect] of [
      ['ACTIVE', 'would be deactivated, not deleted'],
      ['DEPROVISIONED', 'would be deleted for good'],
    ] as const) {
      const id = await idOf(org, status);
      const lines = await org.rows(`EXEC okta.users.users.delete_user @id = '${id}'`, { dryRun: true });
      expect(lines.flat()).toContain(`id = '${id}': ${effect}`);
    }
    expect(org.sent().filter((request) => request.startsWith('DELETE'))).toEqual([]);
  });

  test('in EXPLAIN, as far as it is known without a request', async () => {
    const org = await slowOrg(0);
    const lines = await org.session.explain("EXEC okta.users.users.delete_user @id = '00uAAAAAAAAAAAAAAAAA'");
    expect(lines.join('\n')).toContain("each object's status is read before, as it decides what is done");
    expect(lines.join('\n')).toContain('deactivates a user that is not DEPROVISIONED; deletes a DEPROVISIONED one, which cannot be undone');
    expect(org.sent()).toEqual([]);
  });
});
