import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createEngine,
  type HttpRequest,
  type HttpResponse,
  type JsonValue,
  QueryError,
  type Session,
  type Value,
} from '../../src/index.ts';

/*
 * A query runs as a stream, page by page or staged. The rows are deeply equal, whatever rows the API has and however it pages them: plans
 * made for one page's rows must not be used for those of another. And nothing is fetched that cannot be shown.
 */

const time = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
const name = fc.oneof(
  fc.constantFrom('a', 'b', 'ACTIVE', '', 'é€', '1', 'true', 'null', '{}'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => value as JsonValue);
const user = fc.record(
  {
    id: fc.string({ unit: fc.constantFrom('a', 'b', 'c', '0'), minLength: 1, maxLength: 4 }),
    status: fc.option(name),
    created: fc.option(time),
    lastLogin: fc.option(time),
    profile: fc.option(fc.dictionary(fc.constantFrom('email', 'city', 'a b', 'n'), json, { noNullPrototype: true })),
    credentials: json.filter((value) => typeof value === 'object'),
  },
  { requiredKeys: ['id'], noNullPrototype: true },
);
const pages = fc.array(fc.array(user, { maxLength: 4 }), { minLength: 1, maxLength: 8 });

/** An API whose list of users has these pages. */
function apiOf(lists: readonly (readonly unknown[])[], sent: string[] = []): (request: HttpRequest) => Promise<HttpResponse> {
  return async ({ url }) => {
    const { pathname, searchParams, origin } = new URL(url);
    sent.push(`${pathname}?${searchParams.toString()}`);
    const isOther = searchParams.has('filter') || searchParams.has('search');
    const page = Number(searchParams.get('after') ?? 0);
    const next = isOther || page + 1 >= lists.length ? [] : [['link', `<${origin}/api/v1/users?after=${page + 1}>; rel="next"`] as const];
    return {
      status: 200,
      headers: [['content-type', 'application/json'], ...next],
      body: (async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.from(JSON.stringify(isOther ? [] : (lists[page] ?? [])));
      })(),
    };
  };
}

function sessionOf(transport: (request: HttpRequest) => Promise<HttpResponse>): {
  readonly session: Session;
  readonly close: () => Promise<void>;
} {
  const engine = createEngine({ credentials: { token: 't' }, environment: {}, transport, pacing: false });
  const session = engine.connect({ defaults: { subdomain: 'my-org', 'oktaql.pushdown': 'off' } });
  return { session, close: () => engine.close() };
}

async function rowsOf(session: Session, sql: string): Promise<readonly (readonly Value[])[]> {
  const rows: (readonly Value[])[] = [];
  for await (const { rows: found } of session.run(sql)) for await (const page of found) rows.push(...page);
  return rows;
}

const projections = ['id, status', 'created, id', '*', 'profile, credentials', 'lastLogin AS a, lastLogin AS b'];
const expressions = [
  'id, upper(status) AS s',
  "profile->>'email' AS e, profile.city",
  "length(id) AS n, created + INTERVAL '1 day' AS t",
  "CASE WHEN status IS NULL THEN 'none' ELSE status END AS s, profile",
  "json_extract_string(profile, '$.n') AS n, coalesce(status, id) AS x",
];
const conditions = [
  "status = 'ACTIVE'",
  "id LIKE 'a%'",
  "created > TIMESTAMPTZ '2020-01-01'",
  'status IS NULL',
  "profile->>'city' = 'a'",
  "id <> 'a' OR status < 'b'",
];
const bounds = fc.oneof(
  fc.constant(''),
  fc.nat(6).map((limit) => ` LIMIT ${limit}`),
  fc.tuple(fc.nat(6), fc.nat(4)).map(([limit, offset]) => ` LIMIT ${limit} OFFSET ${offset}`),
);

describe('the ways of running give deeply equal rows', () => {
  const relation = 'okta.users.users';
  const streamed = fc.tuple(fc.constantFrom(...projections), bounds).map(([items, bound]) => `SELECT ${items} FROM ${relation}${bound}`);
  const filtered = fc
    .tuple(fc.constantFrom(...projections, ...expressions), fc.subarray(conditions, { maxLength: 2 }), bounds)
    .map(
      ([items, conjuncts, bound]) =>
        `SELECT ${items} FROM ${relation}${conjuncts.length === 0 ? '' : ` WHERE (${conjuncts.join(') AND (')})`}${bound}`,
    );

  test.each([
    ['stream, page by page, staged', streamed, ['stream', 'paged', 'staged']],
    ['page by page, staged', filtered, ['paged', 'staged']],
  ] as const)('%s', { timeout: 120_000 }, async (_name, queries, modes) => {
    let lists: readonly (readonly unknown[])[] = [];
    const { session, close } = sessionOf((request) => apiOf(lists)(request));
    await fc.assert(
      fc.asyncProperty(pages, queries, async (all, sql) => {
        lists = all;
        const found: (readonly (readonly Value[])[])[] = [];
        for (const mode of modes) found.push(await rowsOf(session, `SET oktaql.mode = '${mode}'; ${sql}`));
        for (const rows of found) expect(rows, sql).toEqual(found[0]);
      }),
      { numRuns: 120, seed: 1 },
    );
    await close();
  });

  test('only the keys that are read of JSON are staged, and nobody can tell', async () => {
    let lists: readonly (readonly unknown[])[] = [];
    const { session, close } = sessionOf((request) => apiOf(lists)(request));
    const items =
      "profile->>'email' AS a, profile.city AS b, profile->'n' AS c, profile->>'$.n' AS d, json_extract(profile, '$.email') AS e";
    await fc.assert(
      fc.asyncProperty(pages, async (all) => {
        lists = all;
        for (const mode of ['paged', 'staged']) {
          const keyed = await rowsOf(session, `SET oktaql.mode = '${mode}'; SELECT ${items} FROM okta.users.users`);
          const whole = await rowsOf(session, `SET oktaql.mode = '${mode}'; SELECT ${items}, profile FROM okta.users.users`);
          expect(keyed).toEqual(whole.map((row) => row.slice(0, -1)));
        }
      }),
      { numRuns: 40, seed: 1 },
    );
    await close();
  });

  test('rows of one page, then others: a plan made for the first is none for the rest', async () => {
    const many = (status: string, count: number, from: number): unknown[] =>
      Array.from({ length: count }, (_none, index) => ({ id: `u${from + index}`, status, created: '2026-01-01T00:00:00.000Z' }));
    const lists = [
      many('A', 200, 0),
      ...Array.from({ length: 30 }, (_none, page) => many(page % 7 === 6 ? 'ZEBRA' : 'A', 200, 200 * (page + 1))),
    ];
    const { session, close } = sessionOf(apiOf(lists));
    const sql = "SELECT id, status FROM okta.users.users WHERE status = 'ZEBRA' OR id = 'u6000'";
    const paged = await rowsOf(session, `SET oktaql.mode = 'paged'; ${sql}`);
    const staged = await rowsOf(session, `SET oktaql.mode = 'staged'; ${sql}`);
    await close();
    expect(paged).toHaveLength(801);
    expect(paged).toEqual(staged);
  });

  test.each([
    ['stream', 'SELECT upper(id) FROM okta.users.users'],
    ['paged', 'SELECT count(*) FROM okta.users.users'],
    ['paged', 'SELECT random(), id FROM okta.users.users'],
  ])('a query that cannot run as %s is refused: %s', async (mode, sql) => {
    const { session, close } = sessionOf(apiOf([[]]));
    const error = await rowsOf(session, `SET oktaql.mode = '${mode}'; ${sql}`).catch((thrown: unknown) => thrown);
    await close();
    expect(QueryError.is(error) && error.code).toBe('unsupported');
  });
});

describe('needless calls are not made', () => {
  const lists = Array.from({ length: 6 }, (_none, page) =>
    Array.from({ length: 10 }, (_user, index) => ({ id: `u${page}${index}`, status: page === 2 ? 'STAGED' : 'ACTIVE' })),
  );
  const complete = "okta.users.users WHERE q = 'u'";

  test.each([
    [`SELECT id FROM ${complete}`, 6, 'all pages'],
    [`SELECT id FROM ${complete} LIMIT 10`, 1, 'the first page is enough'],
    [`SELECT id FROM ${complete} LIMIT 11`, 2, 'one row of the second'],
    [`SELECT id FROM ${complete} LIMIT 5 OFFSET 10`, 2, 'rows left out are read too'],
    [`SELECT id FROM ${complete} LIMIT 0`, 0, 'none wanted'],
    [`SELECT id FROM ${complete} AND FALSE`, 0, 'no row can be true'],
    [`SELECT id FROM ${complete} AND status = 'STAGED' LIMIT 3`, 3, 'the third page has them'],
    [`SELECT id FROM ${complete} AND status = 'ACTIVE' LIMIT 10`, 1, 'the first page has them'],
    [`SELECT id FROM ${complete} AND status = 'ACTIVE' LIMIT 3 OFFSET 20`, 4, 'two pages left out, one without, one more'],
    [`SELECT upper(id) FROM ${complete} LIMIT 10`, 1, 'every row is one of the result'],
    [`SELECT count(*) FROM (SELECT id FROM ${complete} LIMIT 12) x`, 2, 'an inner LIMIT'],
    [`SELECT count(*) FROM (SELECT id FROM ${complete} LIMIT 12) x WHERE FALSE`, 0, 'around an inner query'],
  ])('%s: %i, %s', async (sql, calls) => {
    const sent: string[] = [];
    const { session, close } = sessionOf(apiOf(lists, sent));
    await rowsOf(session, sql);
    await close();
    expect(sent).toHaveLength(calls);
  });

  test.each([
    [`SELECT id FROM ${complete}`, 'streamed'],
    [`SELECT id FROM ${complete} AND status = 'ACTIVE'`, 'page by page'],
  ])('a reader that leaves ends the fetch, one page ahead at most: %s, %s', async (sql) => {
    const sent: string[] = [];
    const { session, close } = sessionOf(apiOf(lists, sent));
    for await (const { rows } of session.run(sql)) for await (const _page of rows) break;
    await close();
    expect(sent.length).toBeLessThanOrEqual(2);
  });

  test('the next page is asked for while one is read', async () => {
    const sent: string[] = [];
    const { session, close } = sessionOf(apiOf(lists, sent));
    for await (const { rows } of session.run(`SELECT id FROM ${complete}`)) {
      for await (const _page of rows) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(sent).toHaveLength(2);
        break;
      }
    }
    await close();
  });

  test('a failure of the page ahead comes in its turn, and leaves nothing unhandled', async () => {
    const api = apiOf(lists);
    const { session, close } = sessionOf(async (request) => {
      if (request.url.includes('after=2')) throw new Error('gone');
      return await api(request);
    });
    const seen: unknown[] = [];
    const listener = (reason: unknown): void => void seen.push(reason);
    process.on('unhandledRejection', listener);
    const got: Value[] = [];
    const error = await (async () => {
      for await (const { rows } of session.run(`SELECT id FROM ${complete}`)) {
        for await (const page of rows) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          got.push(...page.map(([id]) => id ?? null));
        }
      }
    })().catch((thrown: unknown) => thrown);
    await close();
    process.off('unhandledRejection', listener);
    expect(QueryError.is(error)).toBe(true);
    expect(got).toHaveLength(20);
    expect(seen).toEqual([]);
  });
});
