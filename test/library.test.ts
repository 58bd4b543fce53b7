import { http, HttpResponse as MockResponse, getResponse } from 'msw';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEngine, QueryError, type Transport } from '../src/index.ts';
import { apps, failureOf, openOktaOrg, type OktaOrg, runAll } from './okta-org.fixture.ts';

let org: OktaOrg;

beforeEach(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

const activate = `EXEC okta.apps.connections.activate_default_provisioning_connection_for_application @appId = '${apps.slack}'`;
const list = 'SELECT id, label FROM okta.apps.applications';

describe('query and stream', () => {
  test('rows as objects, keys in the order of the SELECT', async () => {
    const rows = await org.session.query<{ label: string; n: number }>(
      'SELECT label, length(label) AS n FROM okta.apps.applications WHERE id = $1',
      { parameters: [apps.slack] },
    );
    expect(rows).toEqual([{ label: 'Slack', n: 5 }]);
    expect(Object.keys(rows[0] ?? {})).toEqual(['label', 'n']);
  });

  test('stream gives them one by one and stops when it is left', async () => {
    const seen: string[] = [];
    for await (const { label } of org.session.stream<{ label: string }>(list)) {
      seen.push(label);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(['Microsoft Office 365', 'Google Workspace']);
    expect(org.sent()).toHaveLength(1);
  });

  test('two columns of one name are refused, and work as rows', async () => {
    const sql = 'SELECT label, label FROM okta.apps.applications LIMIT 1';
    expect(await failureOf(() => org.session.query(sql))).toMatchObject({
      code: 'usage',
      exitCode: 2,
      message: expect.stringContaining('label'),
    });
    expect(org.sent()).toEqual([]);
    expect(await org.rows(sql)).toEqual([['Microsoft Office 365', 'Microsoft Office 365']]);
  });

  test('one statement is wanted', async () => {
    expect(await failureOf(() => org.session.query(`${list}; ${list}`))).toMatchObject({ code: 'usage' });
    expect(await failureOf(() => org.session.query(''))).toMatchObject({ code: 'usage' });
    const streamed = async (): Promise<void> => {
      for await (const _row of org.session.stream(`${list} LIMIT 1; ${activate}`));
    };
    expect(await failureOf(streamed)).toMatchObject({ code: 'usage' });
    expect(org.sent().filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  test('a change is carried out', async () => {
    expect(await org.session.query(activate)).toEqual([]);
    expect(org.sent()).toHaveLength(1);
  });

  test('a failure rejects with the place in the text', async () => {
    const error = await failureOf(() => org.session.query('SELECT nope FROM okta.apps.applications'));
    expect(error.source?.slice(error.span?.start, error.span?.end)).toBe('nope');
    expect(QueryError.is(error)).toBe(true);
    expect(QueryError.is(new Error('x'))).toBe(false);
  });
});

describe('explain and prepare', () => {
  test('send nothing', async () => {
    expect((await org.session.explain(list))[0]).toBe('Stream');
    expect(await org.session.explain(`EXPLAIN ${list}`)).toBeTruthy();
    expect(await org.session.prepare(`${list}; SET okta.appId = 'x'; ${activate}; SHOW PROVIDERS`)).toMatchObject([
      { kind: 'rows', columns: [{ name: 'id', type: 'string' }, { name: 'label' }] },
      { kind: 'setting', columns: [] },
      { kind: 'change', columns: [] },
      { kind: 'rows' },
    ]);
    expect(await failureOf(() => org.session.prepare(`${list}; SELECT no_such(label) FROM okta.apps.applications`))).toMatchObject({
      exitCode: 1,
    });
    expect(org.sent()).toEqual([]);
  });

  test('prepare errors point into the script', async () => {
    const error = await failureOf(() => org.session.prepare('SELECT nope FROM okta.apps.applications'));
    expect(error.source?.slice(error.span?.start, error.span?.end)).toBe('nope');
  });

  test('dryRun shows the calls of a change instead of making them', async () => {
    const ran = await org.run(`${activate}; SELECT label FROM okta.apps.applications`, { dryRun: true });
    expect(ran[0]?.rows.flat().join('\n')).toContain(`/apps/${apps.slack}/connections/default/lifecycle/activate`);
    expect(org.sent()).toEqual([]);
  });
});

describe('results of a script', () => {
  test('a change runs although nothing is read of it', async () => {
    for await (const _result of org.session.run(`${activate}; ${list}`));
    expect(org.sent()).toEqual([`POST /api/v1/apps/${apps.slack}/connections/default/lifecycle/activate`]);
  });

  test('a change runs when only its outcome is awaited', async () => {
    for await (const result of org.session.run(activate)) expect(await result.outcome).toMatchObject({ complete: true, affected: 1 });
    expect(org.sent()).toHaveLength(1);
  });

  test('leaving the script leaves the rest undone', async () => {
    for await (const _result of org.session.run(`${list}; ${activate}`)) break;
    expect(org.sent()).toEqual([]);
  });

  test('index, kind and statistics', async () => {
    const ran: unknown[] = [];
    for await (const result of org.session.run(
      `SET okta.expand = NULL; ${list}; ${activate}; SELECT count(*) FROM okta.apps.connections`,
    )) {
      for await (const _page of result.rows);
      const { affected, statistics } = await result.outcome;
      ran.push([result.index, result.kind, affected, statistics.calls, statistics.rows]);
      expect(statistics.milliseconds).toBeGreaterThanOrEqual(0);
    }
    expect(ran).toEqual([
      [0, 'setting', null, 0, 0],
      [1, 'rows', null, 1, 14],
      [2, 'change', 1, 1, 0],
      [3, 'rows', null, 15, 1],
    ]);
  });

  test('an empty script has none', async () => {
    for (const script of ['', '  ;; ', '-- nothing\n']) expect(await org.run(script)).toEqual([]);
  });

  test('two at once in one session do not disturb each other', async () => {
    const [one, two] = await Promise.all([
      org.rows('SELECT count(*) FROM okta.apps.applications'),
      org.rows('SELECT status, count(*) FROM okta.apps.connections GROUP BY 1 ORDER BY 1'),
    ]);
    expect(one).toEqual([[14]]);
    expect(two).toEqual([
      ['DISABLED', 2],
      ['ENABLED', 3],
      ['UNKNOWN', 3],
    ]);
  });
});

describe('cancellation', () => {
  /** A transport whose answers wait until they are aborted, after the first few. */
  function stalling(free: number): { readonly transport: Transport; readonly count: () => number } {
    let count = 0;
    const transport: Transport = async (_request, signal) => {
      count += 1;
      if (count > free) await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return {
        status: 200,
        headers: [
          ['content-type', 'application/json'],
          ['link', `<http://127.0.0.1:1/api/v1/apps?after=${count}>; rel="next"`],
        ],
        body: (async function* () {
          yield Buffer.from(JSON.stringify([{ id: `a${count}`, label: 'A' }]));
        })(),
      };
    };
    return { transport, count: () => count };
  }
  const open = (transport: Transport): ReturnType<typeof createEngine> =>
    createEngine({ serverUrl: 'http://127.0.0.1:1', credentials: { token: 't' }, environment: {}, transport });

  test.each([list, 'SELECT count(*) FROM okta.apps.applications', 'SELECT status FROM okta.apps.connections'])(
    'in the middle of a scan: %s',
    async (sql) => {
      const { transport, count } = stalling(2);
      const engine = open(transport);
      const stop = new AbortController();
      const running = failureOf(() => runAll(engine.connect({ defaults: { subdomain: 'x' } }), sql, { signal: stop.signal }));
      while (count() < 3) await new Promise((resolve) => setTimeout(resolve, 1));
      stop.abort();
      expect(await running).toMatchObject({ code: 'cancelled', exitCode: 130 });
      const after = count();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(count(), 'no request follows').toBe(after);
      await engine.close();
    },
  );

  test('by the signal of the session, by closing it, by closing the engine', async () => {
    for (const how of ['signal', 'session', 'engine'] as const) {
      const { transport, count } = stalling(0);
      const engine = open(transport);
      const stop = new AbortController();
      const session = engine.connect({ defaults: { subdomain: 'x' }, signal: stop.signal });
      const running = failureOf(() => runAll(session, list));
      while (count() < 1) await new Promise((resolve) => setTimeout(resolve, 1));
      if (how === 'signal') stop.abort();
      else await (how === 'session' ? session : engine).close();
      expect(await running, how).toMatchObject({ code: 'cancelled', exitCode: 130 });
      expect(await failureOf(() => runAll(session, list)), how).toMatchObject({ exitCode: how === 'engine' ? expect.any(Number) : 130 });
      await engine.close();
    }
  });

  test('before it began', async () => {
    expect(await failureOf(() => org.run(list, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'cancelled' });
    expect(org.sent()).toEqual([]);
    expect(await failureOf(() => org.run(activate, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'cancelled' });
    expect(org.sent()).toEqual([]);
  });

  test('in the middle of a long computation', async () => {
    const stop = new AbortController();
    const start = performance.now();
    const running = failureOf(() =>
      org.run(
        'SELECT count(*) FROM okta.apps.applications a, range(100000) r, range(100000) s WHERE (r.range * s.range + length(a.label)) % 7 = 1',
        {
          signal: stop.signal,
        },
      ),
    );
    setTimeout(() => stop.abort(), 150);
    expect(await running).toMatchObject({ code: 'cancelled', exitCode: 130 });
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(await org.rows('SELECT count(*) FROM okta.apps.applications'), 'the engine goes on').toEqual([[14]]);
  });

  test('a time limit for a call', async () => {
    const { transport } = stalling(0);
    const engine = open(transport);
    const start = performance.now();
    const error = await failureOf(() => runAll(engine.connect({ defaults: { subdomain: 'x' } }), list, { timeout: 0.1 }));
    expect(error).toMatchObject({ code: 'timeout', exitCode: 4 });
    expect(performance.now() - start).toBeLessThan(15_000);
    await engine.close();
  });
});

describe('closing', () => {
  test('is idempotent and final', async () => {
    await org.session.close();
    await org.session.close();
    expect(await failureOf(() => org.run(list))).toMatchObject({ code: 'cancelled' });
    await org.engine.close();
    await org.engine.close();
    expect(() => org.engine.connect()).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test('`await using` closes', async () => {
    let session;
    {
      await using engine = createEngine({ environment: {} });
      session = engine.connect();
      expect(await session.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    }
    expect(await failureOf(() => runAll(session, 'SELECT 1'))).toMatchObject({ owner: 'query' });
  });
});

test('a transport can be made of msw handlers', async () => {
  const handlers = [
    http.get('https://my-org.okta.com/api/v1/apps', ({ request }) =>
      request.headers.get('authorization') === 'SSWS abc'
        ? MockResponse.json([{ id: 'a', label: 'Mocked' }])
        : MockResponse.json({ errorCode: 'E0000011', errorSummary: 'Invalid token provided' }, { status: 401 }),
    ),
  ];
  const transport: Transport = async ({ method, url, headers, body }, signal) => {
    const request = new Request(url, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      ...(body === null ? {} : { body: Buffer.from(body) }),
      signal,
    });
    const response = await getResponse(handlers, request);
    if (response === undefined) throw new TypeError(`nothing answers ${method} ${url}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      status: response.status,
      headers: [...response.headers],
      body: (async function* () {
        yield bytes;
      })(),
    };
  };
  const run = (token: string): Promise<unknown> =>
    createEngine({ credentials: { token }, environment: {}, transport })
      .connect({ defaults: { subdomain: 'my-org' } })
      .query(list);
  expect(await run('abc')).toEqual([{ id: 'a', label: 'Mocked' }]);
  expect(await failureOf(() => run('other'))).toMatchObject({ code: 'authentication_failed', exitCode: 3 });
});
