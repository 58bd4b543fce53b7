import { describe, expect, test } from 'vitest';
import { createEngine, type HttpRequest, type QueryError, type Session, type Transport } from '../../src/index.ts';
import { failureOf, runAll } from '../okta-org.fixture.ts';

/** A session on a made-up server that answers every request with a text; requests are kept. */
function sessionOn(...answers: readonly string[]): { readonly session: Session; readonly requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  const transport: Transport = async (request) => {
    const text = answers[Math.min(requests.length, answers.length - 1)] ?? '';
    requests.push(request);
    return {
      status: 200,
      headers: [['content-type', 'application/json']],
      body: (async function* () {
        yield Buffer.from(text);
      })(),
    };
  };
  const engine = createEngine({ serverUrl: 'http://127.0.0.1:1', credentials: { token: 't' }, environment: {}, transport });
  return { session: engine.connect({ defaults: { subdomain: 'my-org' } }), requests };
}

const from = "FROM okta.apps.group_assignments WHERE appId = '0oa'";

async function rows(answer: string, sql: string): Promise<unknown> {
  return (await runAll(sessionOn(answer).session, sql)).at(-1)?.rows;
}

async function fails(answer: string, sql: string): Promise<QueryError> {
  return await failureOf(() => runAll(sessionOn(answer).session, sql));
}

describe('a date-time is the same text in all three ways of running', () => {
  test.each<[answer: string, expected: string]>([
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T02:30:00.5+02:30', '2026-01-01T00:00:00.500Z'],
    ['2026-06-15T12:00:00.123-04:00', '2026-06-15T16:00:00.123Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
  ])('%s', async (text, expected) => {
    for (const [mode, more] of [
      ['stream', ''],
      ['paged', " AND upper(id) = 'G'"],
      ['staged', ' ORDER BY id'],
    ] as const) {
      const { session } = sessionOn(JSON.stringify([{ id: 'g', lastUpdated: text }]));
      const sql = `SET oktaql.mode = '${mode}'; SELECT lastUpdated ${from}${more}`;
      expect((await runAll(session, sql)).at(-1)?.rows, mode).toEqual([[expected]]);
    }
  });
});

describe('integers keep all their digits', () => {
  const big = 9_007_199_254_740_993n;
  const answer = `[{"id": "g", "priority": ${big}, "profile": {"n": [${big}]}}]`;

  test.each<[sql: string, expected: readonly unknown[]]>([
    [`SELECT priority, profile ${from}`, [big, { n: [big] }]],
    [`SELECT priority + 1, profile ${from}`, [big + 1n, { n: [big] }]],
    [`SELECT priority, profile->>'n' ${from} AND priority = ${big}`, [big, `[${big}]`]],
    [`SELECT max(priority), (profile->'n'->>0)::BIGINT AS n ${from} GROUP BY ALL`, [big, big]],
  ])('%s', async (sql, expected) => {
    expect(await rows(answer, sql)).toEqual([expected]);
  });

  test('the edges of BIGINT fit', async () => {
    const edges = [-(2n ** 63n), 2n ** 63n - 1n];
    const text = JSON.stringify(edges.map((_, index) => ({ id: `g${index}`, priority: 0 })));
    const answers = edges.reduce((body, edge) => body.replace('"priority":0', `"priority":${edge}`), text);
    expect(await rows(answers, `SELECT priority ${from}`)).toEqual(edges.map((edge) => [edge]));
    expect(await rows(answers, `SELECT DISTINCT priority ${from} ORDER BY 1`)).toEqual(edges.map((edge) => [edge]));
  });

  test('a body that carries one carries its digits', async () => {
    const { session, requests } = sessionOn('{}');
    await runAll(
      session,
      `EXEC okta.apps.group_assignments.assign_group_to_application @appId = '0oa', @groupId = '00g', @priority = ${big}, @profile = '{"n": ${big}}'`,
    );
    expect(Buffer.from(requests[0]?.body ?? []).toString()).toBe(`{"priority":${big},"profile":{"n":${big}}}`);
  });
});

describe('a value that does not fit its column', () => {
  test.each<[value: string, kind: string]>([
    ['"high"', 'text "high"'],
    ['1.5', 'number 1.5'],
    ['9223372036854775808', 'number 9223372036854775808'],
    ['-1e19', 'number -10000000000000000000'],
    ['true', 'boolean true'],
    ['[1]', 'a list'],
    ['1e400', 'a number beyond what a double holds'],
  ])('%s for an integer fails, naming column, kind and request', async (value, kind) => {
    for (const sql of [`SELECT priority ${from}`, `SELECT count(priority) ${from}`]) {
      const error = await fails(`[{"id": "g", "priority": ${value}}]`, sql);
      expect(error).toMatchObject({
        code: 'type_mismatch',
        message: `column priority should be integer, but the answer has ${kind}`,
        remote: { status: 200, call: 'GET /api/v1/apps/{appId}/groups' },
      });
    }
  });
});

describe("SET oktaql.types = 'lenient'", () => {
  const lenient = "SET oktaql.types = 'lenient';";
  const odd = '[{"id": "a", "priority": 1, "lastUpdated": "soon"}, {"id": "b", "priority": {"level": "high"}}]';

  test.each<[sql: string, types: readonly string[], expected: readonly unknown[]]>([
    [
      `SELECT id, priority ${from}`,
      ['string', 'json'],
      [
        ['a', 1],
        ['b', { level: 'high' }],
      ],
    ],
    [
      `SELECT priority, lastUpdated ${from}`,
      ['json', 'json'],
      [
        [1, 'soon'],
        [{ level: 'high' }, null],
      ],
    ],
    [`SELECT id ${from} AND priority->>'level' = 'high'`, ['string'], [['b']]],
    [`SELECT count(*) AS n ${from}`, ['integer'], [[2]]],
  ])('reads a column that does not fit as JSON: %s', async (sql, types, expected) => {
    const [, ran] = await runAll(sessionOn(odd).session, `${lenient} ${sql}`);
    expect(ran).toMatchObject({ types, rows: expected });
  });

  test('says so in a notice', async () => {
    const [, ran] = await runAll(sessionOn(odd).session, `${lenient} SELECT priority ${from}`);
    expect(ran?.outcome.notices).toEqual([
      { code: 'type_mismatch', message: 'column priority holds what is no integer: it is read as JSON' },
    ]);
  });

  test('leaves columns that fit as they are, and other errors too', async () => {
    const [, ran] = await runAll(sessionOn('[{"id": "a", "priority": 1}]').session, `${lenient} SELECT priority ${from}`);
    expect(ran).toMatchObject({ types: ['integer'], rows: [[1]], outcome: { notices: [] } });
    const error = await failureOf(() => runAll(sessionOn('{').session, `${lenient} SELECT priority ${from}`));
    expect(error.code).toBe('invalid_response');
  });

  test('lets a change be told of that was made: text as JSON, what else does not fit in a notice', async () => {
    const answer = '{"id": 7, "priority": {"level": "high"}, "lastUpdated": "soon"}';
    const change = "EXEC okta.apps.group_assignments.assign_group_to_application @appId = 'a', @groupId = 'g', @priority = 1 RETURNING";
    const [, ran] = await runAll(sessionOn(answer).session, `${lenient} ${change} id, priority, lastUpdated`);
    expect(ran).toMatchObject({ types: ['string', 'integer', 'timestamp'], rows: [['7', null, null]], outcome: { error: null } });
    expect(ran?.outcome.notices.map(({ message }) => message)).toEqual([
      'column id should be string, but an answer has another type: it is given as JSON',
      'column lastUpdated should be timestamp, but an answer has another type: it is given as NULL instead of "soon"',
      'column priority should be integer, but an answer has another type: it is given as NULL instead of {"level":"high"}',
    ]);
    expect(await failureOf(() => runAll(sessionOn(answer).session, `${change} upper(id)`))).toMatchObject({
      code: 'type_mismatch',
      message: expect.stringContaining('it was carried out, and only reading it back failed'),
    });
  });

  test('an expression that JSON does not take fails, and strict comes back', async () => {
    const { session } = sessionOn(odd);
    expect((await failureOf(() => runAll(session, `${lenient} SELECT sqrt(priority) ${from}`))).code).toBe('relational_error');
    expect((await failureOf(() => runAll(session, `SET oktaql.types = NULL; SELECT priority ${from}`))).code).toBe('type_mismatch');
  });
});
