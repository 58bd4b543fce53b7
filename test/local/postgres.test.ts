import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../src/index.ts';
import { failureOf, type OktaOrg, openOktaOrg, runAll } from '../okta-org.fixture.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../postgres-server.fixture.ts';

const programs = await postgresPrograms();
let server: PostgresServer | undefined;
let org: OktaOrg | undefined;

function open(): Engine {
  return createEngine({
    serverUrl: org?.sandbox.url ?? '',
    credentials: { token: org?.sandbox.token ?? '' },
    environment: {},
    pacing: false,
    backend: server?.url ?? '',
  });
}

const defaults = { subdomain: 'my-org' };

describe.skipIf(programs === undefined)('local objects on PostgreSQL (needs its server, as the package postgresql has it)', () => {
  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    org = await openOktaOrg();
  }, 60_000);
  afterAll(async () => {
    await org?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  test('a table of what a query finds is read, changed and joined to relations', async () => {
    await using engine = open();
    const session = engine.connect({ defaults });
    const [, ...ran] = await runAll(
      session,
      `CREATE OR REPLACE TABLE people AS SELECT id, status, profile->>'login' AS login, lastLogin FROM okta.users.users;
       SELECT status, count(*) AS n FROM people GROUP BY status ORDER BY n DESC, status LIMIT 2;
       UPDATE people SET status = 'GONE' WHERE status = 'DEPROVISIONED' RETURNING status;
       DELETE FROM people WHERE status = 'GONE';
       INSERT INTO people (id, status) VALUES ('x', 'MADE_UP');
       SELECT count(*) AS n FROM people;
       SELECT count(*) AS n FROM people p JOIN okta.users.users u ON u.id = p.id WHERE p.status = 'LOCKED_OUT'`,
    );
    expect(ran.map(({ rows }) => rows)).toEqual([
      [
        ['ACTIVE', 39],
        ['DEPROVISIONED', 3],
      ],
      [['GONE'], ['GONE'], ['GONE']],
      [],
      [],
      [[58]],
      [[3]],
    ]);
  });

  test('kept objects are there for another engine, temporary ones are not', async () => {
    await using first = open();
    await runAll(
      first.connect({ defaults }),
      `CREATE OR REPLACE MATERIALIZED VIEW kept AS SELECT label FROM okta.apps.applications WHERE status = 'INACTIVE';
       CREATE OR REPLACE VIEW seen AS SELECT label FROM okta.apps.applications;
       CREATE TEMP TABLE passing AS SELECT 1 AS one; SELECT one FROM passing`,
    );
    await using second = open();
    const session = second.connect({ defaults });
    expect((await runAll(session, 'SELECT label FROM kept ORDER BY 1'))[0]?.rows).toEqual([['Old wiki'], ['Payroll']]);
    expect((await runAll(session, "SELECT label FROM seen WHERE label = 'Slack'"))[0]?.rows).toEqual([['Slack']]);
    await runAll(session, 'REFRESH MATERIALIZED VIEW kept');
    expect(await failureOf(() => runAll(session, 'SELECT one FROM passing'))).toMatchObject({ code: 'unknown_resource' });
    await runAll(session, 'DROP MATERIALIZED VIEW kept; DROP VIEW seen');
    expect(await failureOf(() => runAll(session, 'SELECT label FROM kept'))).toMatchObject({ code: 'unknown_resource' });
  });

  test('a statement that fails leaves nothing', async () => {
    await using engine = open();
    const session = engine.connect({ defaults });
    const error = await failureOf(() =>
      runAll(session, "CREATE TABLE broken AS SELECT CAST(profile->>'login' AS INTEGER) AS n FROM okta.users.users"),
    );
    expect(error.code).toBe('relational_error');
    expect(await failureOf(() => runAll(session, 'SELECT n FROM broken'))).toMatchObject({ code: 'unknown_resource' });
  });
});
