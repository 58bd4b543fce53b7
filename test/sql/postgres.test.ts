import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createEngine, QueryError, type Session, type Value } from '../../src/index.ts';
import { jsonText } from '../../src/values/json-text.ts';
import { openOktaOrg, orgTime, runAll } from '../okta-org.fixture.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../postgres-server.fixture.ts';
import { type CorpusQuery, queriesOf, topics } from './corpus.fixture.ts';

/*
 * The corpus on a PostgreSQL server. A query that is outside the portable subset fails with the database's own error; one that does not has to
 * give the rows that DuckDB gives. How many of them are inside is counted, so that the subset cannot shrink unnoticed.
 */

const programs = await postgresPrograms();
const least = 260;
let server: PostgresServer | undefined;
let inside = 0;

describe.skipIf(programs === undefined)('the same rows on PostgreSQL (needs its server, as the package postgresql has it)', () => {
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: orgTime });
    server = await startPostgres(programs ?? '');
  }, 60_000);
  afterAll(async () => {
    vi.useRealTimers();
    await server?.[Symbol.asyncDispose]();
  });

  test.each(topics)('%s', { timeout: 120_000 }, async (topic) => {
    await using org = await openOktaOrg();
    const { url, token } = org.sandbox;
    await using engine = createEngine({
      serverUrl: url,
      credentials: { token },
      environment: {},
      pacing: false,
      backend: server?.url ?? '',
    });
    const session = engine.connect({ defaults: { subdomain: 'my-org' } });
    for (const query of await queriesOf(topic, org)) {
      const found = await rowsOf(session, query);
      if (found === 'outside') continue;
      inside += 1;
      expect(found, query.title).toEqual(await rowsOf(org.session, query));
    }
  });

  test('most of the corpus is inside the portable subset', () => {
    expect(inside).toBeGreaterThanOrEqual(least);
  });
});

/** Names of computed columns and the width of numbers are the database's own, values are not. */
async function rowsOf(session: Session, { sql, ordered }: CorpusQuery): Promise<unknown> {
  try {
    const rows = (await runAll(session, sql))[0]?.rows ?? [];
    return ordered ? rows : rows.toSorted((a, b) => textOf(a).localeCompare(textOf(b)));
  } catch (error) {
    if (QueryError.is(error) && ['relational_error', 'unknown_column'].includes(error.code)) return 'outside';
    throw error;
  }
}

function textOf(row: readonly Value[]): string {
  return row.map((value) => jsonText(value)).join('|');
}
