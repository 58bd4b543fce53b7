import { beforeEach, describe, expect, test } from 'vitest';
import { quickClock } from '../quick-clock.fixture.ts';
import { createEngine, type HttpRequest, type HttpResponse, type Transport } from '../../src/index.ts';
import { apps, failureOf, openOktaOrg, type OktaOrg, runAll } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeEach(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

/** An answer of a made-up server. */
function answer(status: number, body: unknown, headers: readonly (readonly [string, string])[] = []): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: [['content-type', 'application/json'], ...headers],
    body: (async function* () {
      yield Buffer.from(text);
    })(),
  };
}

/** An engine over a made-up server on loopback. */
function engineOn(reply: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>): {
  readonly run: (sql: string) => ReturnType<typeof runAll>;
  readonly urls: string[];
} {
  const urls: string[] = [];
  const transport: Transport = async (request) => {
    urls.push(`${request.method} ${request.url}`);
    return request.url.endsWith('/.well-known/okta-organization') ? answer(200, { id: '00o1' }) : await reply(request);
  };
  const clock = quickClock();
  const engine = createEngine({
    serverUrl: 'http://127.0.0.1:1',
    credentials: { token: 'secret-token' },
    environment: {},
    transport,
    clock,
  });
  return { run: (sql) => runAll(engine.connect({ defaults: { subdomain: 'my-org' } }), sql), urls };
}

const oktaError = (code: string): unknown => ({ errorCode: code, errorSummary: 'No.', errorId: 'e1', errorCauses: [] });
const app = (id: string): unknown => ({ id, label: id.toUpperCase(), name: id, status: 'ACTIVE' });

describe('none here', () => {
  test('404 for a keyed read is no row, with a notice when the identifier was written by hand', async () => {
    for (const sql of [
      "SELECT label FROM okta.apps.applications WHERE id = 'nope'",
      `SELECT status FROM okta.apps.connections WHERE appId = '${apps.menu}'`,
    ]) {
      const [ran] = await org.run(sql);
      expect(ran).toMatchObject({ rows: [], outcome: { complete: true, error: null, notices: [{ code: 'none_found' }] } });
    }
  });

  test('404 for a child in an expansion is no row, without a notice; UNKNOWN is a row', async () => {
    const [ran] = await org.run('SELECT appId, status FROM okta.apps.connections');
    expect(ran?.rows).toHaveLength(8);
    expect(ran?.rows.filter(([, status]) => status === 'UNKNOWN')).toHaveLength(3);
    expect(ran?.outcome.notices).toEqual([]);
    expect(org.sandbox.requests.filter(({ status }) => status === 404)).toHaveLength(6);
  });

  test.each<[name: string, status: number, body: unknown, code: string]>([
    ['404 without an error body of Okta', 404, '<html>Not found</html>', 'not_found'],
    ['404 with another code', 404, oktaError('E0000048'), 'not_found'],
    ['403', 403, oktaError('E0000006'), 'permission_denied'],
    ['500', 500, oktaError('E0000009'), 'remote_error'],
    ['400', 400, oktaError('E0000001'), 'remote_error'],
  ])('%s is an error, for a keyed read and in a fan-out', async (_name, status, body, code) => {
    const { run } = engineOn(({ url }) => (url.includes('limit=') ? answer(200, [app('a'), app('b')]) : answer(status, body)));
    for (const sql of ['SELECT status FROM okta.apps.connections', "SELECT status FROM okta.apps.connections WHERE appId = 'a'"])
      expect(await failureOf(() => run(sql))).toMatchObject({ code });
  });

  test('404 for a list is an error', async () => {
    const { run } = engineOn(() => answer(404, oktaError('E0000007')));
    expect(await failureOf(() => run('SELECT label FROM okta.apps.applications'))).toMatchObject({ exitCode: 4 });
    expect(await failureOf(() => run('SELECT status FROM okta.apps.connections'))).toMatchObject({ exitCode: 4 });
  });

  test('404 for a change is an error', async () => {
    for (const sql of [
      "DELETE FROM okta.apps.applications WHERE id = 'nope'",
      "UPDATE okta.apps.connections SET profile.authScheme = 'TOKEN' WHERE appId = 'nope'",
      "EXEC okta.apps.connections.activate_default_provisioning_connection_for_application @appId = 'nope'",
    ])
      expect(await org.fails(sql)).toMatchObject({ code: 'not_found', exitCode: 4, remote: { status: 404, errorCode: 'E0000007' } });
  });
});

describe('an error is never an empty or a shorter result', () => {
  const first = (url: string): boolean => !url.includes('after=');
  const next = ['link', '<http://127.0.0.1:1/api/v1/apps?after=a&limit=200>; rel="next"'] as const;

  test.each<[name: string, reply: (request: HttpRequest) => HttpResponse, code: string, exitCode: number]>([
    [
      'page 2 answers 500',
      ({ url }) => (first(url) ? answer(200, [app('a')], [next]) : answer(500, oktaError('E0000009'))),
      'remote_error',
      4,
    ],
    [
      'page 2 answers 404',
      ({ url }) => (first(url) ? answer(200, [app('a')], [next]) : answer(404, oktaError('E0000007'))),
      'not_found',
      4,
    ],
    ['page 2 is no JSON', ({ url }) => (first(url) ? answer(200, [app('a')], [next]) : answer(200, '[{"id": ')), 'invalid_response', 4],
    ['the answer is no list', () => answer(200, { hello: 'there' }), 'invalid_response', 4],
    ['the answer is a page for people', () => answer(200, '<html>'), 'invalid_response', 4],
    [
      'a next link to another host',
      () => answer(200, [app('a')], [['link', '<https://evil.example/api/v1/apps?after=a>; rel="next"']]),
      'invalid_response',
      4,
    ],
    ['401', () => answer(401, oktaError('E0000011')), 'authentication_failed', 3],
  ])('%s', async (_name, reply, code, exitCode) => {
    for (const sql of ['SELECT label FROM okta.apps.applications', 'SELECT count(*) FROM okta.apps.applications']) {
      const { run, urls } = engineOn(reply);
      const error = await failureOf(() => run(sql));
      expect(error).toMatchObject({ code, exitCode });
      expect(`${error.message}${error.hint ?? ''}`).not.toContain('secret-token');
      expect(urls.every((url) => url.includes('//127.0.0.1:1/'))).toBe(true);
    }
  });

  test('rows that came before the error were handed out, and the outcome says it is not complete', async () => {
    const engine = createEngine({
      serverUrl: 'http://127.0.0.1:1',
      credentials: { token: 't' },
      environment: {},
      clock: quickClock(),
      transport: async ({ url }) => (first(url) ? answer(200, [app('a')], [next]) : answer(500, oktaError('E0000009'))),
    });
    const seen: unknown[] = [];
    for await (const result of engine.connect({ defaults: { subdomain: 'x' } }).run('SELECT label FROM okta.apps.applications')) {
      try {
        for await (const page of result.rows) seen.push(...page);
      } catch {
        break;
      } finally {
        expect(await result.outcome).toMatchObject({ complete: false, error: { code: 'remote_error' }, statistics: { calls: 6, rows: 1 } });
      }
    }
    expect(seen).toEqual([['A']]);
  });
});

describe('pages', () => {
  const pages: Record<string, readonly [unknown[], string | null]> = {
    '': [[app('a'), app('b')], 'b'],
    b: [[], 'c'],
    c: [[app('c')], 'd'],
    d: [[app('d'), app('e')], null],
  };
  const paged = ({ url }: HttpRequest): HttpResponse => {
    const [rows, after] = pages[new URL(url).searchParams.get('after') ?? ''] ?? [[], null];
    return answer(200, rows, after === null ? [] : [['link', `<http://127.0.0.1:1/api/v1/apps?after=${after}&limit=200>; rel="next"`]]);
  };

  test('all are read, an empty one in between is no end', async () => {
    const { run } = engineOn(paged);
    expect((await run('SELECT id FROM okta.apps.applications'))[0]?.rows).toEqual([['a'], ['b'], ['c'], ['d'], ['e']]);
    expect((await run('SELECT count(*) FROM okta.apps.applications'))[0]?.rows).toEqual([[5]]);
  });

  test.each<[sql: string, rows: unknown[][], calls: number]>([
    ['SELECT id FROM okta.apps.applications LIMIT 2', [['a'], ['b']], 1],
    ['SELECT id FROM okta.apps.applications LIMIT 3', [['a'], ['b'], ['c']], 3],
    ['SELECT id FROM okta.apps.applications LIMIT 1 OFFSET 2', [['c']], 3],
    ['SELECT id FROM okta.apps.applications LIMIT 0', [], 0],
    ['SELECT id FROM okta.apps.applications LIMIT 9 OFFSET 4', [['e']], 4],
    ['SELECT id FROM okta.apps.applications OFFSET 3', [['d'], ['e']], 4],
    ['SELECT id FROM okta.apps.applications ORDER BY id DESC LIMIT 1', [['e']], 4],
    ["SELECT id FROM okta.apps.applications WHERE id > 'c' LIMIT 1", [['d']], 4],
  ])('%s', async (sql, rows, calls) => {
    const { run, urls } = engineOn(paged);
    expect((await run(sql))[0]?.rows).toEqual(rows);
    expect(urls.length).toBeLessThanOrEqual(calls);
  });

  test('a next link that leads in a circle ends with an error', async () => {
    const { run, urls } = engineOn(() => answer(200, [app('a')], [['link', '<http://127.0.0.1:1/api/v1/apps?after=a>; rel="next"']]));
    expect(await failureOf(() => run('SELECT id FROM okta.apps.applications'))).toMatchObject({ code: 'incomplete', exitCode: 5 });
    expect(urls.length).toBeLessThan(5);
  });
});

describe('sharing', () => {
  test('identical reads of a statement are made once; a change ends it', async () => {
    await org.rows('SELECT count(*) FROM okta.apps.applications a, okta.apps.applications b');
    expect(org.sent()).toEqual(['GET /api/v1/apps?limit=200']);
    const one = `SELECT label FROM okta.apps.applications WHERE id = '${apps.menu}'`;
    const ran = await org.run(`${one}; UPDATE okta.apps.applications SET label = 'X' WHERE id = '${apps.menu}'; ${one}`);
    expect(ran.at(-1)?.rows).toEqual([['X']]);
  });
});

describe('types', () => {
  const typed = (overrides: Record<string, unknown>): ReturnType<typeof engineOn> =>
    engineOn(() => answer(200, [{ ...(app('a') as object), ...overrides }]));

  test('JSON null and a missing key are both NULL, however it runs', async () => {
    const { run } = typed({ label: null, features: null });
    for (const order of ['', ' ORDER BY id'])
      expect(
        (await run(`SELECT label, features, profile, created, features IS NULL AS n FROM okta.apps.applications${order}`))[0]?.rows,
      ).toEqual([[null, null, null, null, true]]);
    expect((await run('SELECT label, features, profile, created FROM okta.apps.applications'))[0]?.rows).toEqual([
      [null, null, null, null],
    ]);
  });

  test.each<[given: string, printed: string]>([
    ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T02:00:00+02:00', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00.123456Z', '2026-01-01T00:00:00.123Z'],
    ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.500Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('a timestamp %s prints as %s in every way of running', async (given, printed) => {
    const { run } = typed({ created: given });
    expect((await run('SELECT created FROM okta.apps.applications'))[0]?.rows).toEqual([[printed]]);
    expect((await run('SELECT created FROM okta.apps.applications ORDER BY 1'))[0]?.rows).toEqual([[printed]]);
  });

  test.each<[overrides: Record<string, unknown>, column: string]>([
    [{ label: 7 }, 'label'],
    [{ label: { a: 1 } }, 'label'],
    [{ created: 'yesterday' }, 'created'],
    [{ created: 1767225600 }, 'created'],
  ])('a value that does not fit is never dropped: %j', async (overrides, column) => {
    for (const sql of [`SELECT ${column} FROM okta.apps.applications`, `SELECT max(${column}) FROM okta.apps.applications`]) {
      const { run } = typed(overrides);
      const error = await failureOf(() => run(sql));
      expect(error).toMatchObject({ code: 'type_mismatch', exitCode: 4, message: expect.stringContaining(`column ${column}`) });
      expect(error.remote?.call).toContain('GET /api/v1/apps');
    }
    const { run } = typed(overrides);
    expect((await run('SELECT id FROM okta.apps.applications'))[0]?.rows, 'a column that is not used does no harm').toEqual([['a']]);
  });

  test('JSON of every shape comes through unchanged', async () => {
    const value = { a: [1, -2.5, 1e21, 'x', true, null, { 'odd "key"': '\u2028' }], b: {}, c: [], d: '', e: '😀' };
    const { run } = typed({ profile: value });
    expect((await run('SELECT profile FROM okta.apps.applications'))[0]?.rows).toEqual([[value]]);
    expect((await run('SELECT profile FROM okta.apps.applications ORDER BY id'))[0]?.rows).toEqual([[value]]);
    expect((await run("SELECT profile->'a'->>3, profile.e, profile->'$.b' FROM okta.apps.applications"))[0]?.rows).toEqual([
      ['x', '😀', {}],
    ]);
  });

  test('text of every kind comes through unchanged', async () => {
    for (const label of ["it's", '"', '\\', 'ä😀', '\u0001', "'; DROP TABLE x; --", '\n\t', '']) {
      const { run } = typed({ label });
      expect((await run('SELECT label FROM okta.apps.applications'))[0]?.rows).toEqual([[label]]);
      expect((await run('SELECT label FROM okta.apps.applications ORDER BY 1'))[0]?.rows).toEqual([[label]]);
    }
  });
});

test('an API error tells code, id, request id and call, and no secret', async () => {
  const { run } = engineOn(() =>
    answer(429, oktaError('E0000047'), [
      ['x-okta-request-id', 'r1'],
      ['x-rate-limit-reset', '1'],
    ]),
  );
  const error = await failureOf(() =>
    run("UPDATE okta.apps.connections SET profile = json_object('authScheme','TOKEN','token','sesame') WHERE appId = 'a'"),
  );
  expect(error).toMatchObject({
    exitCode: 4,
    remote: { status: 429, errorCode: 'E0000047', errorId: 'e1', requestId: 'r1', call: 'POST /api/v1/apps/a/connections/default' },
  });
  expect(JSON.stringify([error.message, error.hint, error.remote])).not.toMatch(/sesame|secret-token/);
});
