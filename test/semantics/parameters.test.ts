import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg, spotOf } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});
beforeEach(() => {
  org.sent();
});

const connection = (id: string): string => `GET /api/v1/apps/${id}/connections/default`;

describe('a parameter binds from what holds for every row', () => {
  test.each<[from: string, calls: string[]]>([
    [`okta.apps.connections c WHERE c.appId = '${apps.slack}'`, [connection(apps.slack)]],
    [`okta.apps.connections c WHERE '${apps.slack}' = appId`, [connection(apps.slack)]],
    [`okta.apps.connections c WHERE status = 'x' AND (appId = '${apps.slack}' AND TRUE)`, [connection(apps.slack)]],
    [`okta.apps.connections c WHERE appId = '${apps.slack}' OR appId = '${apps.zoom}'`, [connection(apps.slack), connection(apps.zoom)]],
    [
      `okta.apps.connections c WHERE (appId = '${apps.slack}' AND status = 'a') OR (status = 'b' AND appId = '${apps.zoom}')`,
      [connection(apps.slack), connection(apps.zoom)],
    ],
    [`okta.apps.connections c WHERE appId IN ('${apps.slack}', '${apps.zoom}') AND appId = '${apps.zoom}'`, [connection(apps.zoom)]],
    [
      `okta.apps.connections c JOIN okta.apps.connections d ON c.appId = '${apps.slack}' AND d.appId = '${apps.zoom}'`,
      [connection(apps.slack), connection(apps.zoom)],
    ],
    [`okta.apps.applications c WHERE id = '${apps.slack}'`, [`GET /api/v1/apps/${apps.slack}`]],
    [`okta.apps.applications c WHERE q = 'Sl' AND expand = 'user/0ab'`, ['GET /api/v1/apps?q=Sl&limit=200&expand=user%2F0ab']],
  ])('%s', async (from, calls) => {
    await org.rows(`SELECT c.status FROM ${from}`);
    expect(org.sent()).toEqual(calls);
  });

  test('contradictions and empty lists make no call', async () => {
    for (const where of [
      "appId = 'a' AND appId = 'b'",
      "appId IN ('a', 'b') AND appId IN ('c')",
      "(appId = 'a' AND appId = 'b') OR (appId = 'c' AND appId = 'd')",
      "subdomain = 'one' AND subdomain = 'two'",
      'appId = NULL',
    ])
      expect(await org.rows(`SELECT status FROM okta.apps.connections WHERE ${where}`)).toEqual([]);
    expect(org.sent()).toEqual([]);
  });

  test.each([
    ["lower(q) = 's'", 'q'],
    ["q <> 'S'", 'q'],
    ["q LIKE 'S%'", 'q'],
    ['q IS NULL', 'q'],
    ["NOT q = 'S'", 'q'],
    ["q = 'S' OR label = 'Zoom'", 'q'],
    ['q = label', 'q'],
    ["applications.filter > 'a'", 'applications.filter'],
  ])('any other use of an unbound one is an error that names it: %s', async (where, spot) => {
    const error = await org.fails(`SELECT label FROM okta.apps.applications WHERE ${where}`);
    expect(error).toMatchObject({ code: 'invalid_parameter', exitCode: 1 });
    expect(spotOf(error)).toBe(spot);
    expect(org.sent()).toEqual([]);
  });

  test('what else is said of a bound one is evaluated', async () => {
    const all = await org.rows("SELECT label FROM okta.apps.applications WHERE q = 'S' ORDER BY 1");
    expect(all).toEqual([['Salesforce'], ['Slack']]);
    expect(await org.rows("SELECT label FROM okta.apps.applications WHERE q = 'S' AND upper(q) = 'S' ORDER BY 1")).toEqual(all);
    expect(await org.rows("SELECT label FROM okta.apps.applications WHERE q = 'S' AND NOT q = 'S'")).toEqual([]);
    expect(await org.rows("SELECT label FROM okta.apps.applications WHERE q = 'S' AND (q = 'Z' OR label = 'Slack')")).toEqual([['Slack']]);
  });

  test('of an expanded one everything is evaluated on the values found', async () => {
    expect(
      await org.rows(
        `SELECT appId FROM okta.apps.connections WHERE appId LIKE '0oa%' AND appId > '${apps.google}' AND appId <= '${apps.google}x'`,
      ),
    ).toEqual([]);
    expect(
      await org.rows(
        `SELECT appId FROM okta.apps.connections WHERE appId = '${apps.google}' OR status = 'ENABLED' AND authScheme IS NOT NULL`,
      ),
    ).toEqual([[apps.google], [apps.salesforce]]);
  });
});

describe('a predicate that a binding answers exactly is consumed', () => {
  test('the plan evaluates it no more', async () => {
    const plan = (await org.session.explain(`SELECT upper(label) FROM okta.apps.applications WHERE q = 'S' AND label LIKE 'Sl%'`)).join(
      '\n',
    );
    expect(plan).toContain("WHERE TRUE AND label LIKE 'Sl%'");
    expect(plan).not.toContain("q = 'S' AND");
  });

  test('a free-text search is answered by the server alone', async () => {
    // The server compares without case; evaluated here again, the parameter's own text would be no different, but the label would.
    expect(await org.rows("SELECT label, q FROM okta.apps.applications WHERE q = 'sLaCk'")).toEqual([['Slack', 'sLaCk']]);
  });

  test('an OR that says more is evaluated again', async () => {
    const rows = await org.rows(
      `SELECT label FROM okta.apps.applications WHERE (id = '${apps.slack}' AND status = 'INACTIVE') OR (id = '${apps.zoom}' AND status = 'ACTIVE')`,
    );
    expect(rows).toEqual([['Zoom']]);
  });
});

describe('parameters as columns', () => {
  test('bound ones echo their value, unbound optional ones are NULL', async () => {
    expect(await org.rows(`SELECT q, expand, "filter", subdomain FROM okta.apps.applications WHERE q = 'Sl'`)).toEqual([
      ['Sl', null, null, 'my-org'],
    ]);
    expect(
      await org.rows(
        `SELECT q, subdomain FROM okta.apps.applications WHERE q IN ('Sl', 'Zo') AND subdomain IN ('one', 'two') ORDER BY 2, 1`,
      ),
    ).toEqual([
      ['Sl', 'one'],
      ['Zo', 'one'],
      ['Sl', 'two'],
      ['Zo', 'two'],
    ]);
  });

  test('an application named by appId or id is the same thing', async () => {
    for (const name of ['id', 'appId']) {
      expect(await org.rows(`SELECT id, appId FROM okta.apps.applications WHERE ${name} = '${apps.slack}'`)).toEqual([
        [apps.slack, apps.slack],
      ]);
      expect(org.sent()).toEqual([`GET /api/v1/apps/${apps.slack}`]);
    }
    expect(await org.rows('SELECT count(*) FROM okta.apps.applications WHERE appId = id')).toEqual([[14]]);
    expect(await org.rows("SELECT appId FROM okta.apps.applications WHERE label = 'Slack'")).toEqual([[apps.slack]]);
  });

  const fields = ['_links', 'authScheme', 'baseUrl', 'profile', 'status'];
  test.each<[sql: string, columns: string[]]>([
    [`SELECT * FROM okta.apps.connections WHERE appId = '${apps.slack}'`, fields],
    [`SELECT appId, * FROM okta.apps.connections WHERE appId = '${apps.slack}'`, ['appId', ...fields]],
    [`SELECT *, upper(appId) AS u FROM okta.apps.connections WHERE appId = '${apps.slack}'`, [...fields, 'u']],
    [`SELECT * FROM okta.apps.connections WHERE appId LIKE '${apps.slack.slice(0, 6)}%'`, fields],
    [`SELECT c.*, subdomain FROM okta.apps.connections c WHERE appId = '${apps.slack}' ORDER BY appId`, [...fields, 'subdomain']],
    [
      `SELECT * FROM okta.apps.connections c JOIN okta.apps.connections d ON c.appId = d.appId WHERE c.appId = '${apps.slack}'`,
      [...fields, ...fields],
    ],
    [`SELECT d.* FROM okta.apps.connections c JOIN okta.apps.connections d ON c.appId = d.appId WHERE c.appId = '${apps.slack}'`, fields],
    [`SELECT * FROM (SELECT * FROM okta.apps.connections WHERE appId LIKE '${apps.slack.slice(0, 6)}%') x`, fields],
    [
      `SELECT * FROM (SELECT appId, status FROM okta.apps.connections) x, (SELECT 1 AS one) y WHERE x.appId = '${apps.slack}'`,
      ['appId', 'status', 'one'],
    ],
    [`WITH c AS (SELECT *, appId FROM okta.apps.connections) SELECT * FROM c WHERE appId = '${apps.slack}'`, [...fields, 'appId']],
  ])('* leaves them out also where they are used: %s', async (sql, columns) => {
    const [ran] = await org.run(sql);
    expect(ran?.columns).toEqual(columns);
    expect(ran?.rows).toHaveLength(1);
  });

  test('NATURAL compares and merges fields only', async () => {
    const [ran] = await org.run(
      `SELECT * FROM okta.apps.connections a NATURAL JOIN okta.apps.connections b WHERE a.appId = '${apps.google}'`,
    );
    expect(ran?.columns).toEqual(fields);
    const [other] = await org.run(
      `SELECT count(*) FROM (SELECT status, authScheme FROM okta.apps.connections) a NATURAL JOIN (SELECT status, authScheme FROM okta.apps.connections) b`,
    );
    // NULL equals nothing: the three OAUTH2 connections have no authScheme.
    expect(other?.rows).toEqual([[11]]);
  });

  test('NATURAL does not join on a parameter', async () => {
    const rows = await org.rows(
      `SELECT count(*) FROM okta.apps.applications a NATURAL JOIN okta.apps.applications b WHERE a.subdomain = 'one' AND b.subdomain = 'two'`,
    );
    const equal = await org.rows(
      `SELECT count(*) FROM okta.apps.applications a NATURAL JOIN okta.apps.applications b WHERE a.subdomain = 'one' AND b.subdomain = 'one'`,
    );
    expect(rows).toEqual(equal);
  });

  test('USING takes a field or a parameter', async () => {
    const [ran] = await org.run(
      `SELECT status, a.appId, b.appId FROM okta.apps.connections a JOIN okta.apps.connections b USING (status)
       WHERE a.appId = '${apps.slack}' ORDER BY 3`,
    );
    expect(ran?.rows).toEqual(
      [
        ['DISABLED', apps.slack, apps.google],
        ['DISABLED', apps.slack, apps.slack],
      ].sort((x, y) => (String(x[2]) < String(y[2]) ? -1 : 1)),
    );
    const [star] = await org.run(
      `SELECT * FROM okta.apps.connections a JOIN okta.apps.connections b USING (status) WHERE a.appId = '${apps.slack}' AND b.appId = '${apps.slack}'`,
    );
    expect(star?.columns).toEqual([...fields, ...fields.filter((name) => name !== 'status')]);
    expect(await org.rows('SELECT count(*) FROM okta.apps.connections a JOIN okta.apps.connections b USING (appId)')).toEqual([[8]]);
  });

  test('DESCRIBE leaves them out, DESCRIBE EXTENDED lists them', async () => {
    expect((await org.rows('DESCRIBE okta.apps.connections')).map(([name]) => name)).toEqual(fields);
    expect(await org.rows('DESCRIBE EXTENDED okta.apps.connections')).toEqual(
      expect.arrayContaining([
        expect.arrayContaining(['subdomain', 'server parameter']),
        expect.arrayContaining(['appId', 'path parameter']),
      ]),
    );
  });
});

describe('the server parameter', () => {
  test('without qualifier it applies to every reference', async () => {
    const [row] = await org.rows(
      `SELECT DISTINCT a.subdomain, b.subdomain FROM okta.apps.connections a JOIN okta.apps.applications b ON a.appId = b.id WHERE subdomain = 'one'`,
    );
    expect(row).toEqual(['one', 'one']);
  });

  test('of an enclosing SELECT it applies to the sub-queries that say nothing', async () => {
    await using hosted = await openOktaOrg({ defaults: {}, engine: {} });
    const rows = await hosted.rows(
      `SELECT label, (SELECT max(subdomain) FROM okta.apps.connections c WHERE c.appId = a.id) AS inner FROM okta.apps.applications a
       WHERE a.subdomain = 'one' AND EXISTS (SELECT 1 FROM okta.apps.connections c WHERE c.appId = a.id AND c.subdomain = 'one') ORDER BY 1 LIMIT 1`.replace(
        'AS inner',
        'AS within',
      ),
    );
    expect(rows).toEqual([['Google Workspace', 'one']]);
  });

  test('several make a call each; rows tell them apart', async () => {
    expect(
      await org.rows(
        "SELECT subdomain, count(*) FROM okta.apps.applications WHERE subdomain IN ('one', 'two', 'one') GROUP BY 1 ORDER BY 1",
      ),
    ).toEqual([
      ['one', 14],
      ['two', 14],
    ]);
    expect(org.sent()).toHaveLength(2);
    expect(
      await org.rows(
        "SELECT subdomain, label FROM okta.apps.applications WHERE (subdomain = 'one' AND label = 'Slack') OR (subdomain = 'two' AND label = 'Zoom') ORDER BY 1",
      ),
    ).toEqual([
      ['one', 'Slack'],
      ['two', 'Zoom'],
    ]);
  });

  test('joined by itself', async () => {
    const rows = await org.rows(
      `SELECT a.subdomain, b.subdomain FROM okta.apps.applications a JOIN okta.apps.applications b ON a.subdomain = b.subdomain AND a.id = b.id
       WHERE a.subdomain IN ('one', 'two') AND b.subdomain IN ('two', 'three') AND a.id = '${apps.slack}'`,
    );
    expect(rows).toEqual([['two', 'two']]);
  });
});

describe('a parameter that a SELECT leaves out', () => {
  test('an enum in the path of an object is asked for each known value', async () => {
    expect(await org.rows('SELECT contactType FROM okta.org.contacts')).toEqual([['BILLING'], ['TECHNICAL']]);
    expect(org.sent()).toEqual(['GET /api/v1/org/contacts/BILLING', 'GET /api/v1/org/contacts/TECHNICAL']);
    expect(await org.rows('SELECT DISTINCT path FROM okta.brands.brand_well_known_uris ORDER BY 1')).toEqual([
      ['apple-app-site-association'],
      ['assetlinks.json'],
      ['webauthn'],
    ]);
  });

  test('an enum is not tried where a list does without it', async () => {
    await org.rows("SELECT notificationType FROM okta.roles.subscriptions WHERE roleRef = 'SUPER_ADMIN'");
    expect(org.sent()).toEqual(['GET /api/v1/roles/SUPER_ADMIN/subscriptions']);
  });

  test.each<[sql: string, calls: readonly string[]]>([
    ['SELECT kid FROM okta.hook_keys.public_keys', ['GET /api/v1/hook-keys', 'GET /api/v1/hook-keys/public/']],
    ['SELECT title FROM okta.meta.user_schemas', ['GET /api/v1/meta/types/user', 'GET /api/v1/meta/schemas/user/osc']],
    [
      "SELECT relationshipName FROM okta.users.linked_objects WHERE userIdOrLogin = 'me'",
      [
        'GET /api/v1/meta/schemas/user/linkedObjects',
        'GET /api/v1/users/me/linkedObjects/manager',
        'GET /api/v1/users/me/linkedObjects/subordinate',
      ],
    ],
    ['SELECT role FROM okta.oauth2.client_roles', ['GET /api/v1/apps', 'GET /oauth2/v1/clients/']],
  ])('is supplied by a path inside a JSON column, the end of a URL, or several columns: %s', async (sql, calls) => {
    await org.run(sql);
    const sent = org.sent();
    for (const call of calls) expect(sent.some((one) => one.startsWith(call))).toBe(true);
    expect(sent.every((one) => calls.some((call) => one.startsWith(call)))).toBe(true);
  });

  test.each([
    ['org.contacts', 'contactType', 'Each of BILLING, TECHNICAL is asked for.'],
    ['apps.connections', 'appId', 'Each id of okta.apps.applications is asked for.'],
    [
      'users.role_assignment_governance_grant',
      'grantId',
      'Each grants[].grantId of okta.users.user_assigned_role_governance is asked for.',
    ],
    [
      'sessions.sessions',
      'sessionId',
      'An error: it is the id that the session had when it was created, or me; the API lists no sessions.',
    ],
  ])('DESCRIBE EXTENDED okta.%s says what becomes of %s', async (name, parameter, text) => {
    const rows = await org.rows(`DESCRIBE EXTENDED okta.${name}`);
    expect(rows).toContainEqual([parameter, '', '', 'left out', text]);
  });

  test('the error for one that nothing lists says where it is found', async () => {
    expect(await org.fails('SELECT * FROM okta.identity_sources.sessions')).toMatchObject({
      code: 'missing_parameter',
      hint: expect.stringContaining("identitySourceId is the id of the identity source's application (okta.apps.applications)."),
    });
  });
});

describe('session defaults', () => {
  const set = `SET okta.appId = '${apps.google}';`;
  const last = async (script: string): Promise<unknown> => (await org.run(`${set} ${script}; SET okta.appId = NULL`)).at(-2)?.rows;

  test('fill a parameter that nothing else gives', async () => {
    expect(await last('SELECT appId, status FROM okta.apps.connections')).toEqual([[apps.google, 'DISABLED']]);
    expect(org.sent()).toEqual([connection(apps.google)]);
  });

  test('give way to an explicit value', async () => {
    expect(await last(`SELECT appId FROM okta.apps.connections WHERE appId = '${apps.slack}'`)).toEqual([[apps.slack]]);
    expect(
      await last(
        `EXEC okta.apps.connections.get_default_provisioning_connection_for_application @appId = '${apps.slack}' RETURNING authScheme`,
      ),
    ).toEqual([['TOKEN']]);
  });

  test.each<[sql: string, count: number]>([
    ['SELECT a.label FROM okta.apps.applications a JOIN okta.apps.connections c ON c.appId = a.id', 8],
    ['SELECT a.label FROM okta.apps.applications a LEFT JOIN okta.apps.connections c ON c.appId = a.id WHERE c.status IS NOT NULL', 8],
    ['SELECT a.label FROM okta.apps.applications a, okta.apps.connections c WHERE a.id = c.appId', 8],
    [`SELECT a.label FROM okta.apps.applications a JOIN okta.apps.connections c ON c.appId = a.id WHERE a.id = '${apps.slack}'`, 1],
    [`SELECT status FROM okta.apps.connections WHERE appId <> '${apps.google}'`, 7],
    ["SELECT status FROM okta.apps.connections WHERE appId LIKE '0oa%'", 8],
    ['SELECT appId FROM okta.apps.connections JOIN okta.apps.applications b USING (appId)', 8],
    ["SELECT status FROM okta.apps.connections WHERE appId IN (SELECT id FROM okta.apps.applications WHERE label = 'Slack')", 1],
    ['SELECT label FROM okta.apps.applications a WHERE EXISTS (SELECT 1 FROM okta.apps.connections c WHERE c.appId = a.id)', 8],
  ])('stay out where a join or another predicate speaks of it: %s', async (sql, count) => {
    expect(await last(sql)).toHaveLength(count);
  });

  test("do not turn a relation's list into one row", async () => {
    expect(await last('SELECT count(*) FROM okta.apps.applications')).toEqual([[14]]);
  });

  test('do not narrow what a change selects', async () => {
    await using own = await openOktaOrg({ defaults: { subdomain: 'my-org', q: 'Zo' } });
    expect(await own.rows('SELECT label FROM okta.apps.applications')).toEqual([['Zoom']]);
    const [ran] = await own.run("DELETE FROM okta.apps.applications WHERE status = 'INACTIVE' RETURNING label");
    expect(ran?.rows).toEqual([['Old wiki'], ['Payroll']]);
  });

  test.each<[name: string, hint: string]>([
    ['appid2', 'Did you mean `appId`?'],
    ['Subdomian', 'Did you mean `subdomain`?'],
    ['nosuch', 'oktaql.catalog.parameters lists those that there are.'],
  ])('are refused where no method has a parameter of the name: %s', async (name, hint) => {
    const expected = { code: 'unknown_parameter', message: `no method of okta has a parameter ${name}`, hint };
    const error = await org.fails(`SELECT id FROM okta.apps.applications; SET okta.${name} = 'x'`);
    expect(error).toMatchObject(expected);
    expect(error.source?.slice(error.span?.start, error.span?.end)).toBe(`okta.${name}`);
    expect(() => org.engine.connect({ defaults: { [name]: 'x' } })).toThrow(expect.objectContaining(expected));
    expect(org.sent()).toEqual([]);
  });

  test.each(['appid', 'APPID', 'subdomain', 'updatedSince', 'stream_id'])('are taken in any case: %s', async (name) => {
    await using own = await openOktaOrg({ defaults: { [name]: 'x' } });
    expect((await own.run(`SET okta.${name} = 'y'`)).map(({ kind }) => kind)).toEqual(['setting']);
  });

  test("a setting's value is refused too where a session begins with it", () => {
    expect(() => org.engine.connect({ defaults: { consistency: 'maybe' } })).toThrow(
      expect.objectContaining({ code: 'unsupported', message: 'consistency does not take maybe', hint: 'It takes eventual or strong.' }),
    );
  });

  test('are shown in EXPLAIN', async () => {
    const [, plan] = await org.run(`${set} EXPLAIN SELECT status FROM okta.apps.connections; SET okta.appId = NULL`);
    expect(plan?.rows.flat()).toContain(`    appId = ${apps.google} (default)`);
  });

  test("never supply a DELETE's last identifier", async () => {
    const error = await org.fails(`${set} DELETE FROM okta.apps.applications WHERE subdomain = 'my-org'`);
    expect(error).toMatchObject({ code: 'missing_parameter' });
    expect(error.hint).not.toContain('default');
    expect(org.sent()).toEqual([]);
  });

  test('do not narrow what a DELETE selects', async () => {
    const [, plan] = await org.run(`${set} EXPLAIN DELETE FROM okta.apps.applications WHERE status = 'INACTIVE'; SET okta.appId = NULL`);
    expect(plan?.rows.flat().join('\n')).not.toContain(apps.google);
  });

  test('a SET counts from its place on, in the script and after it', async () => {
    await using own = await openOktaOrg();
    const ran = await own.run(`SELECT count(*) FROM okta.apps.connections; ${set} SELECT count(*) FROM okta.apps.connections`);
    expect(ran.map(({ rows }) => rows)).toEqual([[[8]], [], [[1]]]);
    expect(await own.rows('SELECT count(*) FROM okta.apps.connections')).toEqual([[1]]);
    await own.fails('SET okta.appId = NULL; SELECT nope FROM okta.apps.connections');
    expect(await own.rows('SELECT count(*) FROM okta.apps.connections')).toEqual([[1]]);
  });

  test('belong to their session', async () => {
    const other = org.engine.connect({ defaults: { subdomain: 'other' } });
    expect(await other.query('SELECT DISTINCT subdomain FROM okta.apps.applications')).toEqual([{ subdomain: 'other' }]);
    expect(await org.rows('SELECT DISTINCT subdomain FROM okta.apps.applications')).toEqual([['my-org']]);
  });
});

describe('expansion', () => {
  test('has a limit, and the refusal tells its price', async () => {
    await using big = await openOktaOrg({ sandbox: { apps: 30 } });
    const error = await big.fails('SELECT status FROM okta.apps.connections', { maxCalls: 20 });
    expect(error).toMatchObject({ code: 'refused', exitCode: 1, message: expect.stringContaining('20') });
    expect(error.hint).toContain('--max-calls');
    expect(big.sent()).toEqual(['GET /api/v1/apps?limit=200']);
    expect(await big.rows('SELECT status FROM okta.apps.connections', { maxCalls: 31 })).toHaveLength(8);
    expect(big.sent()).toHaveLength(31);
  });

  test('a plain list of any length has none', async () => {
    expect(await org.rows('SELECT id FROM okta.apps.applications', { maxCalls: 1 })).toHaveLength(14);
  });

  test('ends with LIMIT', async () => {
    expect(await org.rows('SELECT status FROM okta.apps.connections LIMIT 1')).toHaveLength(1);
    expect(org.sent().length).toBeLessThanOrEqual(3);
  });
});

describe('a field with the name of the server variable has a name of its own', () => {
  test('in rows and conditions', async () => {
    const [row] = await org.rows("SELECT orgSubdomain, subdomain FROM okta.org.settings WHERE subdomain = 'my-org'");
    expect(row).toEqual([expect.stringContaining('subdomain'), 'my-org']);
    expect(await org.rows("SELECT orgSubdomain FROM okta.org.settings WHERE subdomain = 'my-org' AND orgSubdomain = 'x'")).toEqual([]);
    expect((await org.run('SELECT * FROM okta.org.settings'))[0]?.columns).toContain('orgSubdomain');
  });

  test('in bodies and what RETURNING shows, under its own key on the wire', async () => {
    const [row] = await org.rows(`INSERT INTO okta.orgs.child_orgs (subdomain, orgSubdomain, name, edition, admin)
      VALUES ('my-org', 'kid', 'Kid', 'SKU', '{"profile": {"firstName": "a", "lastName": "b", "email": "c@example.com", "login": "c@example.com"}, "credentials": {"password": {"value": "x"}}}')
      RETURNING orgSubdomain, subdomain`);
    expect(row).toEqual(['kid', 'my-org']);
    expect(Buffer.from(org.requests.at(-1)?.body ?? []).toString()).toContain('"subdomain":"kid"');
  });

  test('in EXEC', async () => {
    const error = await org.fails(
      "EXEC okta.orgs.child_orgs.create_child_org @subdomain = 'my-org', @orgSubdomain = 5, @orgSubdomian = 'kid'",
    );
    expect(error.hint).toBe('Did you mean `orgSubdomain`?');
  });

  test('which is set by the server where it is', async () => {
    const error = await org.fails("UPDATE okta.org.settings SET orgSubdomain = 'x' WHERE subdomain = 'my-org'");
    expect(error.message).toBe('orgSubdomain is set by the server and cannot be changed');
  });

  test('as the catalog has it', async () => {
    const columns = "SELECT title FROM oktaql.catalog.columns WHERE service = 'org' AND resource = 'settings' AND name = 'orgSubdomain'";
    expect(await org.rows(columns)).toEqual([['Subdomain (subdomain in the API)']]);
    const parameters =
      "SELECT location FROM oktaql.catalog.parameters WHERE service = 'orgs' AND name IN ('orgSubdomain', 'subdomain') ORDER BY 1";
    expect(await org.rows(parameters)).toEqual([['body'], ['server']]);
  });
});
