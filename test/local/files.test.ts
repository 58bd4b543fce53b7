import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import duckdb from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openOktaOrg, type OktaOrg, spotOf } from '../okta-org.fixture.ts';

let org: OktaOrg;
let folder: string;
beforeAll(async () => {
  org = await openOktaOrg();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oktaql-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => org[Symbol.asyncDispose]());

const at = (name: string): string => join(folder, name);

describe('COPY … TO', () => {
  test.each([
    ['a.csv', '', 'id,type\n'],
    ['a.csv', "(HEADER false, DELIMITER ';')", /^00g\w+;/],
    ['a.json', '(ARRAY true)', /^\[\s*\{"id":"00g/],
    ['a.jsonl', '', /^\{"id":"00g\w+","type":"\w+"\}\n/],
    ['a.txt', '(FORMAT jsonl)', /^\{"id"/],
  ])('%s %s', async (name, options, beginning) => {
    const [ran] = await org.run(`COPY okta.groups.groups (id, type) TO '${at(name)}' ${options}`);
    expect(readFileSync(at(name), 'utf8')).toMatch(beginning);
    expect([ran?.kind, ran?.outcome.affected]).toEqual(['local', (await org.rows('SELECT count(*) FROM okta.groups.groups'))[0]?.[0]]);
  });

  test('what is read back has the values of the query', async () => {
    const query = 'SELECT id, status, profile, created FROM okta.users.users';
    const [direct] = await org.run(`${query} ORDER BY id`);
    for (const name of ['a.parquet', 'a.csv', 'a.json']) {
      await org.run(
        `CREATE OR REPLACE TABLE back (id VARCHAR, status VARCHAR, profile JSON, created TIMESTAMPTZ); COPY (${query}) TO '${at(name)}'`,
      );
      await org.run(`COPY back FROM '${at(name)}'`);
      expect(await org.rows('SELECT * FROM back ORDER BY id'), name).toEqual(direct?.rows);
    }
  });

  test('partitioned Parquet is read by any other reader', async () => {
    await org.run(
      `COPY (SELECT id, status, created FROM okta.users.users) TO '${at('by-status')}' (FORMAT parquet, PARTITION_BY (status))`,
    );
    const connection = await (await duckdb.DuckDBInstance.create(':memory:')).connect();
    const reader = await connection.runAndReadAll(
      `SELECT status, count(*)::INTEGER AS n FROM read_parquet('${at('by-status')}/*/*.parquet', hive_partitioning = true) GROUP BY 1 ORDER BY 1`,
    );
    expect(reader.getRowsJS()).toEqual(await org.rows('SELECT status, count(*) FROM okta.users.users GROUP BY 1 ORDER BY 1'));
    expect(readdirSync(folder)).toEqual(['by-status']);
  });

  test('a file is replaced once the new one is whole; a failure leaves the old one and nothing else', async () => {
    await writeFile(at('a.csv'), 'old');
    const failing = `COPY (SELECT CAST(status AS INTEGER) FROM okta.users.users) TO '${at('a.csv')}'`;
    expect((await org.fails(failing)).code).toBe('relational_error');
    expect([readFileSync(at('a.csv'), 'utf8'), readdirSync(folder)]).toEqual(['old', ['a.csv']]);
    await org.run(`COPY (SELECT 1 AS a) TO '${at('a.csv')}'`);
    expect([readFileSync(at('a.csv'), 'utf8'), readdirSync(folder)]).toEqual(['a\n1\n', ['a.csv']]);
  });

  test('a copy that is cancelled leaves nothing', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const endless = `COPY (SELECT a.range + b.range AS n FROM range(1000000) a, range(1000000) b) TO '${at('a.csv')}'`;
    expect((await org.fails(endless, { signal: stop.signal })).code).toBe('cancelled');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder is replaced only with OVERWRITE, and only when it holds nothing but data', async () => {
    const copy = `COPY (SELECT 1 AS a, 2 AS b) TO '${at('p')}' (FORMAT parquet, PARTITION_BY (a)`;
    await org.run(`${copy})`);
    expect((await org.fails(`${copy})`)).message).toBe(`the folder ${at('p')} is not empty`);
    await org.run(`${copy}, OVERWRITE)`);
    await writeFile(at('p/README'), 'mine');
    expect((await org.fails(`${copy}, OVERWRITE)`)).message).toBe(
      `the folder ${at('p')} holds ${at('p/README')}, which is no data file: it is not replaced`,
    );
    expect(readdirSync(folder)).toEqual(['p']);
  });

  test.each([
    ["COPY (SELECT 1) TO '{}/no/a.csv'", 'there is no folder'],
    ["COPY (SELECT 1) TO '{}'", 'is a folder'],
    ["COPY (SELECT 1) TO '{}/a' (FORMAT xlsx)", 'there is no format xlsx'],
    ["COPY (SELECT 1) TO '{}/a.csv' (HEADRR)", 'Unrecognized option "HEADRR" for csv'],
    ["COPY (SELECT nope FROM okta.users.users) TO '{}/a.csv'", 'okta.users.users has no column nope'],
    ["COPY nobody TO '{}/a.csv'", 'there is no table or view nobody'],
  ])('%s: %s, before any request', async (sql, message) => {
    org.sent();
    const error = await org.fails(`SELECT id FROM okta.groups.groups; ${sql.replace('{}', folder)}`);
    expect(error.message).toContain(message);
    expect(spotOf(error)).toBeDefined();
    expect([org.sent(), readdirSync(folder)]).toEqual([[], []]);
  });

  test('EXPLAIN and a dry run write nothing', async () => {
    await org.run(`EXPLAIN COPY (SELECT id FROM okta.groups.groups) TO '${at('a.csv')}'`);
    await org.run(`COPY (SELECT id FROM okta.groups.groups) TO '${at('a.csv')}'`, { dryRun: true });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('files in FROM', () => {
  test('join with relations of the provider, which are asked for what they name', async () => {
    await org.run(`COPY (SELECT id AS gid FROM okta.groups.groups WHERE profile.name = 'Sales') TO '${at('g.csv')}'`);
    org.sent();
    const [[members] = []] = await org.rows(
      `SELECT count(*) FROM read_csv('${at('g.csv')}') c JOIN okta.groups.users m ON m.groupId = c.gid`,
    );
    expect([Number(members) > 0, org.sent().length]).toEqual([true, 1]);
  });

  test('a file that is not there is an error before any request', async () => {
    org.sent();
    expect((await org.fails(`SELECT u.id FROM okta.users.users u JOIN read_csv('${at('no.csv')}') c ON c.id = u.id`)).message).toContain(
      'No files found',
    );
    expect(org.sent()).toEqual([]);
  });
});

describe('ATTACH', () => {
  test('a DuckDB file is read and written beside the provider, and kept', async () => {
    const file = at('a.db');
    const ran = await org.run(`
      ATTACH '${file}' AS x;
      CREATE TABLE x.k AS SELECT id, status FROM okta.users.users WHERE status = 'SUSPENDED';
      INSERT INTO x.main.k VALUES ('z', 'none'); UPDATE x.k SET status = 'gone' WHERE id = 'z'; DELETE FROM x.k WHERE id = 'zz';
      SELECT count(*) FROM x.k JOIN okta.users.users u USING (id);
      SHOW TABLES IN x; DESCRIBE x.k; DETACH x`);
    expect(ran[5]?.rows).toEqual(await org.rows("SELECT count(*) FROM okta.users.users WHERE status = 'SUSPENDED'"));
    expect(ran[6]?.rows).toEqual([['k', 'table']]);
    expect((await org.fails('SELECT * FROM x.k')).message).toBe('there is no database x');
    const again = await org.run(`ATTACH '${file}' AS y (READ_ONLY); SELECT status FROM y.k WHERE id = 'z'`);
    expect(again[1]?.rows).toEqual([['gone']]);
    for (const sql of ["INSERT INTO y.k VALUES ('a', 'b')", 'DROP TABLE y.k', 'CREATE TABLE y.t AS SELECT 1 AS a']) {
      expect((await org.fails(sql)).message, sql).toBe('the database y is attached to be read only');
    }
    await org.run('DETACH y');
  });

  test('the same file may be attached by two sessions, in-memory ones are each their own', async () => {
    const other = org.engine.connect({ defaults: { subdomain: 'my-org' } });
    await org.run(
      `ATTACH '${at('b.db')}' AS one; CREATE TABLE one.t AS SELECT 1 AS a; ATTACH ':memory:' AS mem; CREATE TABLE mem.t AS SELECT 1 AS a`,
    );
    expect(await other.query(`SELECT 1 AS x`)).toEqual([{ x: 1 }]);
    for await (const _ of other.run(`ATTACH '${at('b.db')}' AS two; INSERT INTO two.t VALUES (2); ATTACH ':memory:' AS mem`));
    await expect(other.query('SELECT * FROM mem.t')).rejects.toThrow('the database mem has no table t');
    await other.close();
    expect(await org.rows('SELECT a FROM one.t ORDER BY a')).toEqual([[1], [2]]);
    await org.run('DETACH one; DETACH mem');
  });

  test.each([
    [
      "ATTACH '{}/s.db' AS s (TYPE sqlite)",
      'unsupported',
      "databases of the kind sqlite need DuckDB's extension sqlite_scanner, which is not installed",
    ],
    [
      "ATTACH 'host=localhost' AS p (TYPE postgres)",
      'unsupported',
      "databases of the kind postgres need DuckDB's extension postgres_scanner, which is not installed",
    ],
    [
      "ATTACH '{}/sqlite' AS s",
      'unsupported',
      "databases of the kind sqlite need DuckDB's extension sqlite_scanner, which is not installed",
    ],
    ["ATTACH '{}/no.db' AS x (READ_ONLY)", 'relational_error', 'there is no file'],
    ["ATTACH '{}/text' AS x", 'refused', 'is there and is no DuckDB database'],
    ["ATTACH '{}/a.db' AS okta", 'refused', 'okta cannot be the name of a database'],
    ["ATTACH '{}/a.db' AS x (TYPE oracle)", 'unsupported', 'there is no kind of database oracle'],
    ["ATTACH '{}/a.db' AS x (SECRET y)", 'unsupported', 'ATTACH takes no option SECRET'],
    ['DETACH nothing', 'unknown_resource', 'there is no database nothing'],
  ])('%s is %s: %s', async (sql, code, message) => {
    await mkdir(folder, { recursive: true });
    await writeFile(at('sqlite'), `SQLite format 3\0${'x'.repeat(100)}`);
    await writeFile(at('s.db'), `SQLite format 3\0${'x'.repeat(100)}`);
    await writeFile(at('text'), 'no database at all');
    const error = await org.fails(sql.replace('{}', folder));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(message)]);
    expect(existsSync(at('a.db'))).toBe(false);
  });

  test('a dry run attaches nothing and makes no file', async () => {
    await org.run(`ATTACH '${at('new.db')}' AS fresh; CREATE TABLE fresh.t AS SELECT 1 AS a`, { dryRun: true });
    expect(existsSync(at('new.db'))).toBe(false);
    expect((await org.fails('SELECT * FROM fresh.t')).message).toBe('there is no database fresh');
  });
});
