import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';
import { evaluate, type OracleRow, predicates, printPredicate } from './predicate.ts';

/*
 * Whatever is pushed into calls, consumed or bound, the rows are those that SQL gives over all rows: an oracle of a few lines evaluates
 * the same predicates and joins on everything the organization has.
 */

let org: OktaOrg;
let applications: readonly OracleRow[];
let connections: readonly OracleRow[];

beforeAll(async () => {
  org = await openOktaOrg({ sandbox: { apps: 8 } });
  const objects = (rows: readonly (readonly unknown[])[], names: readonly string[]): OracleRow[] =>
    rows.map((row) => Object.fromEntries(names.map((name, index) => [name, (row[index] ?? null) as string | null])));
  applications = objects(await org.rows('SELECT id, id, name, label, status FROM okta.apps.applications'), [
    'id',
    'appId',
    'name',
    'label',
    'status',
  ]);
  connections = objects(await org.rows('SELECT appId, status, authScheme FROM okta.apps.connections'), ['appId', 'status', 'authScheme']);
  return () => org[Symbol.asyncDispose]();
});

const ids = [apps.slack, apps.zoom, apps.menu, '0oanone'];
const runs = { numRuns: 40, seed: 1 };

const sorted = (rows: readonly (readonly unknown[])[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

test('the organization of these tests has what they need', () => {
  expect(applications).toHaveLength(8);
  expect(connections.map(({ status }) => status)).toEqual(expect.arrayContaining(['ENABLED', 'DISABLED', 'UNKNOWN']));
  expect(connections.length).toBeLessThan(8);
});

test('one relation whose key a method takes', async () => {
  const vocabulary = {
    columns: { id: ids, appId: ids, name: ['slack', 'bookmark'], status: ['ACTIVE', 'INACTIVE'], label: ['Slack', 'Zoom'] },
    pairs: [['name', 'label'] as const, ['id', 'appId'] as const],
  };
  await fc.assert(
    fc.asyncProperty(predicates(vocabulary), async (predicate) => {
      const rows = await org.rows(`SELECT id, label FROM okta.apps.applications WHERE ${printPredicate(predicate)}`);
      const expected = applications.filter((row) => evaluate(predicate, row) === true).map(({ id, label }) => [id, label]);
      expect(sorted(rows)).toEqual(sorted(expected));
    }),
    runs,
  );
});

test('one relation behind another', async () => {
  const vocabulary = {
    columns: { appId: ids, status: ['ENABLED', 'DISABLED'], authScheme: ['TOKEN', 'UNKNOWN'] },
    pairs: [['status', 'authScheme'] as const],
  };
  await fc.assert(
    fc.asyncProperty(predicates(vocabulary), async (predicate) => {
      const rows = await org.rows(`SELECT appId, status FROM okta.apps.connections WHERE ${printPredicate(predicate)}`);
      const expected = connections.filter((row) => evaluate(predicate, row) === true).map(({ appId, status }) => [appId, status]);
      expect(sorted(rows)).toEqual(sorted(expected));
    }),
    runs,
  );
});

describe('joins', () => {
  const vocabulary = {
    columns: { 'a.id': ids, 'a.status': ['ACTIVE'], 'c.appId': ids, 'c.status': ['ENABLED', 'DISABLED'], 'c.authScheme': ['TOKEN'] },
    pairs: [['c.appId', 'a.id'] as const, ['c.appId', 'a.id'] as const, ['a.name', 'c.status'] as const],
  };
  const prefixed = (row: OracleRow, prefix: string): OracleRow =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [`${prefix}.${name}`, value]));

  /** Rows of a join of applications and connections, missing partners left out. */
  function joined(type: string, on: (row: OracleRow) => boolean): OracleRow[] {
    const left = applications.map((row) => prefixed(row, 'a'));
    const right = connections.map((row) => prefixed(row, 'c'));
    const pairs = left.flatMap((a) => right.map((c) => ({ a, c, row: { ...a, ...c } }))).filter(({ row }) => on(row));
    return [
      ...pairs.map(({ row }) => row),
      ...(type === 'LEFT' || type === 'FULL' ? left.filter((a) => !pairs.some((pair) => pair.a === a)) : []),
      ...(type === 'RIGHT' || type === 'FULL' ? right.filter((c) => !pairs.some((pair) => pair.c === c)) : []),
    ];
  }

  test.each(['INNER', 'LEFT', 'RIGHT', 'FULL'])('%s', async (type) => {
    await fc.assert(
      fc.asyncProperty(predicates(vocabulary), predicates(vocabulary), async (on, where) => {
        const sql = `SELECT a.id, c.appId, c.status FROM okta.apps.applications a ${type} JOIN okta.apps.connections c
          ON c.appId = a.id AND (${printPredicate(on)}) WHERE ${printPredicate(where)}`;
        const rows = await org.rows(sql);
        const expected = joined(type, (row) => row['c.appId'] === row['a.id'] && evaluate(on, row) === true).filter(
          (row) => evaluate(where, row) === true,
        );
        expect(sorted(rows), sql).toEqual(
          sorted(expected.map((row) => [row['a.id'] ?? null, row['c.appId'] ?? null, row['c.status'] ?? null])),
        );
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});
