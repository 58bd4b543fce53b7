import { beforeEach, describe, expect, test } from 'vitest';
import { createTransport } from '../../src/http/undici-transport.ts';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeEach(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

const writes = (): readonly string[] => org.sent().filter((request) => !request.startsWith('GET'));
const bodyOf = (index = -1): Record<string, unknown> => JSON.parse(org.sandbox.requests.at(index)?.body ?? 'null');
const headersOf = (index = -1): ReadonlyMap<string, string> => new Map(org.requests.at(index)?.headers);

async function userIds(count: number): Promise<readonly string[]> {
  const rows = await org.rows(`SELECT id FROM okta.users.users WHERE status = 'ACTIVE' LIMIT ${count}`);
  org.sent();
  return rows.map(([id]) => String(id));
}

async function lines(sql: string): Promise<readonly string[]> {
  const [ran] = await org.run(sql, { dryRun: true });
  return (ran?.rows ?? []).map(([line]) => String(line));
}

/** An org in which every user is changed by somebody else just before the first call that writes. */
async function openBusyOrg(): Promise<OktaOrg> {
  const transport = createTransport();
  let done = false;
  return await openOktaOrg({
    engine: {
      environment: {},
      transport: async (request, signal) => {
        if (request.method !== 'GET' && !done) {
          done = true;
          const body = new TextEncoder().encode(JSON.stringify({ profile: { title: 'Else' } }));
          const headers = request.headers
            .filter(([name]) => name !== 'if-match' && name !== 'content-length')
            .concat([['content-length', String(body.length)]]);
          await transport.send({ ...request, method: 'POST', headers, body }, signal);
        }
        return await transport.send(request, signal);
      },
    },
  });
}

describe('If-Match with the ETag of the read, where the call takes it', () => {
  test('an update whose object was read to choose it', async () => {
    const [id] = await userIds(1);
    await org.run(`UPDATE okta.users.users SET profile.city = 'Faro' WHERE id = '${id}' AND status = 'ACTIVE'`);
    expect(org.sent()).toEqual([`GET /api/v1/users/${id}`, `POST /api/v1/users/${id}`]);
    expect(headersOf().get('if-match')).toMatch(/^W\/"\d+"$/);
  });

  test('not one that reads nothing, and not one that the statement sets itself', async () => {
    const [id] = await userIds(1);
    await org.run(`UPDATE okta.users.users SET profile.city = 'Faro' WHERE id = '${id}'`);
    expect(org.sent()).toEqual([`POST /api/v1/users/${id}`]);
    expect(headersOf().has('if-match')).toBe(false);
    await org.run(`UPDATE okta.users.users SET profile.city = 'Lagos' WHERE id = '${id}' AND status = 'ACTIVE' AND "If-Match" = '*'`);
    expect(headersOf().get('if-match')).toBe('*');
  });

  test('not where the call takes none', async () => {
    await org.run(`UPDATE okta.apps.applications SET label = 'x' WHERE id = '${apps.menu}'`);
    expect(headersOf().has('if-match')).toBe(false);
  });

  test('a REPLACE', async () => {
    const [id] = await userIds(1);
    await org.run(
      `REPLACE okta.users.users SET profile = json_object('login', 'a@b.example', 'email', 'a@b.example', 'firstName', 'A', 'lastName', 'B') WHERE id = '${id}'`,
    );
    expect(headersOf().get('if-match')).toMatch(/^W\//);
  });

  test('what changed meanwhile is not written, and the error says so', async () => {
    await using busy = await openBusyOrg();
    const rows = await busy.rows("SELECT id FROM okta.users.users WHERE status = 'ACTIVE' LIMIT 1");
    const id = String(rows[0]?.[0]);
    const sql = `UPDATE okta.users.users SET profile.city = 'Faro' WHERE id = '${id}' AND status = 'ACTIVE'`;
    const error = await busy.fails(sql);
    expect(error).toMatchObject({ code: 'conflict', exitCode: 4, remote: { status: 412, errorCode: 'E0000412' } });
    expect(error.message).toContain(`the object with id = '${id}' was changed meanwhile: nothing was written`);
    expect(error.hint).toContain('Run the statement again');
    expect(await busy.rows(`SELECT profile->>'title' FROM okta.users.users WHERE id = '${id}'`)).toEqual([['Else']]);
    expect((await busy.run(sql))[0]?.outcome.affected).toBe(1);
  });
});

describe('REPLACE lists what it will remove', () => {
  const profile = "json_object('login', 'a@b.example', 'email', 'a@b.example', 'firstName', 'A', 'lastName', 'B', 'title', NULL)";
  const replace = (id = ''): string => `REPLACE okta.users.users SET profile = ${profile} WHERE id = '${id}'`;

  test('EXPLAIN says that it reads, and reads nothing', async () => {
    const plan = (await org.session.explain(replace('x'))).join('\n');
    expect(plan).toContain('each object is read before, and what the statement leaves out is removed: GET /api/v1/users/{id}');
    expect(org.sent()).toEqual([]);
  });

  test('a dry run reads, names keys and values, and writes nothing', async () => {
    const [id] = await userIds(1);
    const shown = await lines(replace(id));
    expect(shown).toContainEqual(expect.stringMatching(/^ {2}profile\.department: '.+' → removed$/));
    expect(shown.filter((line) => /^ {2}(credentials|created|_links|profile\.(login|email|title))/.test(line))).toEqual([]);
    expect(writes()).toEqual([]);
  });

  test('the summary names what was removed', async () => {
    const [id] = await userIds(1);
    const [ran] = await org.run(replace(id));
    const [notice, ...others] = ran?.outcome.notices ?? [];
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      code: 'removed',
      message: expect.stringMatching(/^removed .*profile\.department.* of the object with id = '/),
    });
    expect(writes()).toEqual([`PUT /api/v1/users/${id}`]);
  });

  test('REPLACE INTO does the same', async () => {
    const label =
      "'Canteen', 'BOOKMARK', 'bookmark', json_object('app', json_object('url', 'https://a.example', 'requestIntegration', false))";
    const [ran] = await org.run(
      `REPLACE INTO okta.apps.applications (appId, label, signOnMode, name, settings) VALUES ('${apps.menu}', ${label})`,
    );
    expect(ran?.outcome.notices.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^removed .*visibility.* of the object with appId = '/),
    ]);
    expect(org.sent()).toEqual([`GET /api/v1/apps/${apps.menu}`, `PUT /api/v1/apps/${apps.menu}`]);
  });

  test('what is not there yet is written, and nothing is removed', async () => {
    await org.run("INSERT INTO okta.brands.brands (name) VALUES ('New')");
    const [brand] = await org.rows('SELECT id FROM okta.brands.brands');
    org.sent();
    await org.run(`REPLACE INTO okta.brands.customized_error_page (brandId, pageContent) VALUES ('${String(brand?.[0])}', 'x')`);
    expect(writes()).toHaveLength(1);
  });

  test('a bodyless PUT is not read for', async () => {
    const [id] = await userIds(1);
    const [group] = await org.rows("SELECT id FROM okta.groups.groups WHERE type = 'OKTA_GROUP' LIMIT 1");
    org.sent();
    await org.run(`INSERT INTO okta.groups.users (groupId, userId) VALUES ('${String(group?.[0])}', '${id}')`);
    expect(org.sent()).toHaveLength(1);
  });
});

describe('UPDATE on a resource with only PUT', () => {
  test('EXPLAIN says which keys change', async () => {
    const plan = await org.session.explain(`UPDATE okta.apps.applications SET label = 'x', visibility.autoLaunch = true WHERE id = 'y'`);
    expect(plan.map((line) => line.trim())).toContain('changes label and visibility.autoLaunch; everything else is written back as read');
    expect(org.sent()).toEqual([]);
  });

  test('a dry run shows the difference and the body that would be sent', async () => {
    const sql = `UPDATE okta.apps.applications SET label = 'Canteen', visibility.autoLaunch = true WHERE id = '${apps.menu}'`;
    const shown = await lines(sql);
    expect(shown.slice(1, 3)).toEqual(["  label: 'Cafeteria menu' → 'Canteen'", '  visibility.autoLaunch: false → true']);
    expect(org.sent()).toEqual([`GET /api/v1/apps/${apps.menu}`]);
    await org.run(sql);
    expect(shown[3]).toBe(`  ${JSON.stringify(bodyOf())}`);
  });

  test('a difference that is none is said to be none', async () => {
    expect(await lines(`UPDATE okta.apps.applications SET label = 'Cafeteria menu' WHERE id = '${apps.menu}'`)).toContain(
      '  nothing changes',
    );
  });

  test('each object is read once, whoever reads it', async () => {
    await org.run(`UPDATE okta.apps.applications SET label = upper(label) WHERE id = '${apps.menu}' AND status = 'ACTIVE'`);
    expect(org.sent()).toEqual([`GET /api/v1/apps/${apps.menu}`, `PUT /api/v1/apps/${apps.menu}`]);
  });
});

describe('secrets that cannot be written back', () => {
  const hook = `INSERT INTO okta.eventhooks.event_hooks (name, events, channel) VALUES ('Secret',
    '{"type": "EVENT_TYPE", "items": ["user.session.start"]}',
    '{"type": "HTTP", "version": "1.0.0", "config": {"uri": "https://a.example", "authScheme": {"type": "HEADER", "key": "x", "value": "s3cret"}}}')
    RETURNING id`;
  const rename = "UPDATE okta.eventhooks.event_hooks SET name = 'New' WHERE name = 'Secret'";

  beforeEach(async () => {
    await org.run(hook);
    org.sent();
  });

  test('EXPLAIN names them', async () => {
    expect((await org.session.explain(rename)).join('\n')).toContain(
      'refused where an object holds it, unless SET names it: channel.config.authScheme.value',
    );
  });

  test('an UPDATE that would lose one is refused before anything changes', async () => {
    const error = await org.fails(rename);
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('channel.config.authScheme.value') });
    expect(error.hint).toContain('oktaql.lose_secrets');
    expect(writes()).toEqual([]);
    expect(await org.fails(rename, { dryRun: true })).toMatchObject({ code: 'refused' });
  });

  test('an object that holds none is changed', async () => {
    const [ran] = await org.run("UPDATE okta.eventhooks.event_hooks SET name = 'New ' || name WHERE name <> 'Secret'");
    expect(ran?.outcome.affected).toBeGreaterThan(0);
  });

  test('SET gives it, and no plan shows it', async () => {
    const sql = `${rename.replace(' WHERE', ", channel.config.authScheme.value = 't0p' WHERE")}`;
    expect((await lines(sql)).join('\n')).not.toContain('t0p');
    expect((await org.session.explain(sql)).join('\n')).not.toContain('t0p');
    await org.run(sql);
    expect(bodyOf()).toMatchObject({ name: 'New', channel: { config: { authScheme: { key: 'x', value: 't0p' } } } });
  });

  test('SET oktaql.lose_secrets = on lets it be lost, and says so', async () => {
    const [, ran] = await org.run(`SET oktaql.lose_secrets = on; ${rename}`);
    expect(ran?.outcome.affected).toBe(1);
    expect(ran?.outcome.notices.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^may have lost channel\.config\.authScheme\.value of the object with eventHookId = '/),
    ]);
    expect(await org.fails("SET oktaql.lose_secrets = 'x'")).toMatchObject({ code: 'unsupported' });
  });

  test('of none it is known that the server keeps it: not of the one of an OAuth client either', async () => {
    const update = "UPDATE okta.apps.applications SET label = 'Z' WHERE signOnMode = 'OPENID_CONNECT'";
    const error = await org.fails(update);
    expect(error).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('does not show credentials.oauthClient.client_secret'),
    });
    expect(error.hint).toContain('SET oktaql.lose_secrets = on');
    expect(writes()).toEqual([]);
    const [, ran] = await org.run(`SET oktaql.lose_secrets = on; ${update}`);
    expect(ran?.outcome.affected).toBeGreaterThan(0);
  });
});

describe('rows chosen through search are read again', () => {
  test('and left out when they no longer fulfil WHERE', async () => {
    const [one, two] = await userIds(2);
    await org.run(`EXEC okta.users.users.suspend_user @id = '${one}'`);
    org.sent();
    const search = `id eq "${one}" or id eq "${two}"`;
    const [ran] = await org.run(`UPDATE okta.users.users SET profile.city = 'Faro' WHERE search = '${search}' AND status = 'ACTIVE'`);
    expect(ran?.outcome.affected).toBe(1);
    expect(ran?.outcome.notices).toEqual([{ code: 'skipped', message: expect.stringContaining(`id = '${one}'`) }]);
    expect(writes()).toEqual([`POST /api/v1/users/${two}`]);
    expect(headersOf().get('if-match')).toMatch(/^W\//);
  });
});

test('equal rows of an INSERT are two calls, an object chosen twice is changed once', async () => {
  const row = '(\'Twin\', \'BOOKMARK\', \'bookmark\', \'{"app": {"url": "https://a.example", "requestIntegration": false}}\')';
  const [ran] = await org.run(`INSERT INTO okta.apps.applications (label, signOnMode, name, settings) VALUES ${row}, ${row}`);
  expect(ran?.outcome.affected).toBe(2);
  org.sent();
  const [one] = await userIds(1);
  await org.run(
    `UPDATE okta.users.users SET profile.city = uuid() WHERE id = '${one}' AND status IN (SELECT s FROM (VALUES ('ACTIVE'), ('ACTIVE')) v(s))`,
  );
  expect(writes()).toEqual([`POST /api/v1/users/${one}`]);
});

describe('keys of a body that the document does not list', () => {
  const notices = async (sql: string): Promise<string> => {
    const [ran] = await org.run(sql);
    return (ran?.outcome.notices ?? []).map(({ message }) => message).join('\n');
  };

  test('are told, with what may be meant', async () => {
    const body = '{"profile": {"authScheme": "TOKEN", "token": "t", "tokn": "x"}}';
    const exec = `EXEC okta.apps.connections.update_default_provisioning_connection_for_application @appId = '${apps.slack}'`;
    expect(await notices(`${exec}, @@json = '${body}'`)).toContain("profile.tokn is not in the API's document. Did you mean `token`?");
  });

  test('but attributes that organizations add are not', async () => {
    const [id] = await userIds(1);
    expect(await notices(`UPDATE okta.users.users SET profile.shoeSize = '44' WHERE id = '${id}'`)).toBe('');
    expect(await notices(`INSERT INTO okta.groups.groups (profile) VALUES ('{"name": "G", "costCentre": "7"}')`)).toBe('');
  });
});
