import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngine } from '../../src/index.ts';
import { failureOf, openOktaOrg, runAll } from '../okta-org.fixture.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oktaql-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const duckdb = new URL('../../node_modules/@duckdb/node-api/lib/index.js', import.meta.url).href;

test('tables, views and materialized views are there the next time; temporary ones are not', async () => {
  const database = join(folder, 'kept.db');
  {
    await using org = await openOktaOrg({ engine: { database } });
    await org.run(`CREATE TABLE t AS SELECT id, profile, created FROM okta.users.users;
      CREATE VIEW v AS SELECT profile.login AS login FROM t;
      CREATE MATERIALIZED VIEW m AS SELECT status, count(*) AS n FROM okta.users.users GROUP BY status;
      CREATE TEMP TABLE gone AS SELECT 1 AS a; CREATE TEMP VIEW t2 AS SELECT 1 AS a`);
  }
  await using org = await openOktaOrg({ engine: { database } });
  expect(await org.rows('SHOW TABLES')).toEqual([
    ['m', 'materialized view'],
    ['t', 'table'],
    ['v', 'view'],
  ]);
  expect(org.requests).toEqual([]);
  const [direct, kept] = await org.run('SELECT profile.login FROM okta.users.users ORDER BY 1; SELECT * FROM v ORDER BY 1');
  expect(kept?.rows).toEqual(direct?.rows);
  await org.run('REFRESH MATERIALIZED VIEW m; DROP TABLE t; DROP VIEW v');
  expect(await org.rows('SHOW TABLES')).toEqual([['m', 'materialized view']]);
});

test('a temporary table hides a kept one of its name', async () => {
  await using org = await openOktaOrg({ engine: { database: join(folder, 'a.db') } });
  const ran = await org.run(
    `CREATE TABLE t AS SELECT 1 AS a; CREATE TEMP TABLE t AS SELECT 2 AS a; SELECT a FROM t; DROP TABLE t; SELECT a FROM t`,
  );
  expect([ran[2]?.rows, ran[4]?.rows]).toEqual([[[2]], [[1]]]);
});

test('sessions and engines of one process share the file', async () => {
  const database = join(folder, 'shared.db');
  await using org = await openOktaOrg({ engine: { database } });
  await org.run('CREATE TABLE t AS SELECT 1 AS a');
  const other = createEngine({ environment: {}, database: join(folder, '.', 'shared.db') });
  const session = other.connect();
  const [, read] = await runAll(session, 'INSERT INTO t VALUES (2); SELECT sum(a) FROM t');
  expect(read?.rows).toEqual([[3]]);
  await other.close();
  expect(await org.rows('SELECT count(*) FROM t')).toEqual([[2]]);
});

test('a file that another process has open is refused, and says so', async () => {
  const database = join(folder, 'locked.db');
  const holding = promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    `const { default: d } = await import(${JSON.stringify(duckdb)});
     const i = await d.DuckDBInstance.create(${JSON.stringify(database)}); const c = await i.connect(); await c.run('CREATE TABLE t (a INT)');
     console.error('open'); await new Promise((done) => { const timer = setInterval(() => { if (process.ppid === 1) done(); }, 100);
       setTimeout(() => { clearInterval(timer); done(); }, 4000); });`,
  ]);
  await new Promise<void>((opened) => holding.child.stderr?.once('data', () => opened()));
  await using org = await openOktaOrg({ engine: { database } });
  const error = await failureOf(() => org.run('SELECT * FROM t'));
  expect([error.code, error.message]).toEqual(['refused', `${database} is open in another process`]);
  holding.child.kill();
  await holding.catch(() => undefined);
});

test('a file that is no database is refused, and queries without local names do not open it', async () => {
  await using org = await openOktaOrg({ engine: { database: import.meta.filename } });
  expect((await org.rows('SELECT id FROM okta.users.users LIMIT 1')).length).toBe(1);
  expect((await org.fails('SELECT * FROM t')).message).toMatch(/ is there and is no DuckDB database: it is left as it is$/);
});

test('a file of rows is no database either: what is written there would be lost', async () => {
  const csv = join(folder, 'rows.csv');
  await writeFile(csv, 'id\nold\n');
  await using org = await openOktaOrg({ engine: { database: csv } });
  expect(await org.fails('CREATE TABLE t AS SELECT 1 AS a')).toMatchObject({ code: 'refused' });
  expect(await readFile(csv, 'utf8')).toBe('id\nold\n');
});

test('a dry run makes no file', async () => {
  const database = join(folder, 'dry.db');
  await using org = await openOktaOrg({ engine: { database } });
  await org.run('CREATE TABLE t AS SELECT id FROM okta.users.users', { dryRun: true });
  await org.rows('SELECT id FROM okta.users.users LIMIT 1');
  expect(await org.rows('SHOW TABLES')).toEqual([]);
  expect(existsSync(database)).toBe(true);
});
