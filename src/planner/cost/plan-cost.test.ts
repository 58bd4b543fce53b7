import { describe, expect, test } from 'vitest';
import { openProvider } from '../../catalog/provider-store.ts';
import { planned } from '../planning.fixture.ts';
import { bucketCost } from './bucket-cost.ts';
import { type Estimates, noEstimates, type RowEstimate } from './estimates.ts';
import { estimated, type Figure, figureText, known } from './figure.ts';
import { planCost, scansOf } from './plan-cost.ts';
import { sampleKeys } from './scan-cost.ts';

const { provider } = openProvider(new URL('../../../provider/okta', import.meta.url).pathname);

/** Prices a statement where each list that it reads, parents included, has so many rows. */
async function priced(sql: string, rows: RowEstimate | null = null): Promise<string> {
  const { plan } = await planned(sql);
  const scans = scansOf(plan).flatMap((scan) => [
    scan,
    ...scan.expansions.flatMap(({ from }) => (from.kind === 'parent' ? [from.scan] : [])),
  ]);
  const known =
    rows === null ? [] : scans.flatMap((scan) => sampleKeys(scan, scan.server.values[0]?.origin ?? '').map((key) => [key, rows] as const));
  const estimates: Estimates = { ...noEstimates, rows: new Map(known) };
  const { calls, buckets } = planCost(plan, { provider, estimates, maxCalls: 1_000 });
  return `${figureText(calls)}: ${buckets.map((bucket) => `${bucket.name ?? '?'} ${figureText(bucket.calls)}`).join(', ')}`;
}

const whole = (rows: number): RowEstimate => ({ rows, whole: true, source: 'seen' });
const more = (rows: number): RowEstimate => ({ rows, whole: false, source: 'probe' });
const apps = 'okta.apps.applications';
const connections = 'okta.apps.connections';

describe('calls of queries', () => {
  test.each<[sql: string, rows: RowEstimate | null, expected: string, why: string]>([
    [`SELECT label FROM ${apps} WHERE id = 'a'`, null, '1: app 1', 'a key takes one call'],
    [`SELECT label FROM ${apps} WHERE id IN ('a', 'b', 'a')`, null, '1: apps 1', 'one list takes many keys'],
    [`SELECT status FROM okta.users.users WHERE id IN ('a', 'b', 'a')`, null, '2: user 2', 'each value once: a login is a key too'],
    [`SELECT label FROM ${apps} WHERE id = 'a' AND id = 'b'`, null, '0: app 0', 'a contradiction takes none'],
    [`SELECT label FROM ${apps}`, null, 'at least 1: apps at least 1', 'a list has a page'],
    [`SELECT label FROM ${apps}`, whole(0), 'about 1: apps about 1', 'an empty list too'],
    [`SELECT label FROM ${apps}`, whole(200), 'about 1: apps about 1', 'a full page'],
    [`SELECT label FROM ${apps}`, whole(201), 'about 2: apps about 2', 'one row more'],
    [`SELECT label FROM ${apps}`, more(200), 'at least 2: apps at least 2', 'a first page with a next one'],
    [`SELECT label FROM ${apps} LIMIT 5`, null, 'about 1: apps about 1', 'LIMIT within a page'],
    [`SELECT label FROM ${apps} LIMIT 500`, null, 'about 3: apps about 3', 'LIMIT over pages'],
    [`SELECT label FROM ${apps} LIMIT 500`, whole(10), 'about 1: apps about 1', 'a list shorter than LIMIT'],
    [`SELECT label FROM ${apps} LIMIT 5`, more(200), 'about 1: apps about 1', 'LIMIT ends before the second page'],
    [`SELECT label FROM ${apps} LIMIT 0`, null, '0: apps 0', 'nobody wants a row'],
    [`SELECT status FROM ${connections}`, null, 'at least 1: apps at least 1', 'parents unknown'],
    [`SELECT status FROM ${connections}`, whole(14), 'about 15: apps about 15', 'a call a parent, and their list'],
    [`SELECT status FROM ${connections}`, whole(5_000), 'about 1,025: apps about 1,025', 'more than allowed is refused'],
    [
      `SELECT a.label, c.status FROM ${apps} a JOIN ${connections} c ON a.label = c.status`,
      whole(14),
      'about 15: apps about 15',
      'the list is asked once',
    ],
    [`SELECT a.label FROM ${apps} a, okta.groups.groups g`, whole(3), 'about 2: apps about 1, groups about 1', 'two buckets'],
    [
      `SELECT c.status FROM ${apps} a JOIN ${connections} c ON c.appId = a.id`,
      whole(14),
      'about 15: apps about 15',
      'a look-up gives no more values than there are rows',
    ],
    ['SELECT id FROM okta.users.users', null, 'at least 2: users at least 2', 'the list that leaves rows out and the one that has them'],
    ['SELECT id FROM okta.users.users', whole(300), 'about 4: users about 4', 'two pages of each'],
    ['SELECT 1', null, '0: ', 'nothing to call'],
  ])('%s, %j: %s', async (sql, rows, expected) => {
    expect(await priced(sql, rows)).toBe(expected);
  });
});

describe('calls of changes', () => {
  test.each<[sql: string, expected: string, why: string]>([
    [`DELETE FROM ${apps} WHERE id = 'a'`, '1: app 1', 'one object'],
    [`DELETE FROM ${apps} WHERE id IN ('a', 'b')`, '2: app 2', 'two'],
    [`EXEC okta.apps.applications.activate_application @appId = 'a'`, '1: apps 1', 'by name'],
    [`UPDATE okta.users.users SET profile = '{}' WHERE id IN ('a', 'b')`, '2: user-changes 2', 'its own bucket'],
    ["INSERT INTO okta.groups.groups (profile) VALUES ('{}'), ('{}'), ('{}')", '3: groups 3', 'a call a row, equal rows too'],
  ])('%s: %s', async (sql, expected) => {
    expect(await priced(sql)).toBe(expected);
  });

  test('objects that a query has to find are not guessed', async () => {
    expect(await priced(`DELETE FROM ${apps} WHERE label = 'x'`, whole(14))).toBe('at least 1: apps about 1, app unknown');
  });
});

describe('minutes at the limits of an organization', () => {
  const apps = { name: 'apps', title: 'Apps', perMinute: 100, perMinuteFree: 20 };
  const facts = { origins: ['https://my-org.okta.com'], estimates: noEstimates, share: 0.5 };

  test.each<[calls: Figure, minutes: string, free: string, why: string]>([
    [known(50), '0', '4', 'the first allowance is there at once'],
    [known(51), '1', '5', 'one call more waits for the next'],
    [known(1_000), '19', '99', 'and so on'],
    [known(0), '0', '0', 'no call waits for nothing'],
    [estimated(1_000, 1), 'about 19', 'about 99', 'a guess stays one'],
  ])('%j calls: %s', (calls, minutes, free) => {
    const cost = bucketCost({ name: 'apps', bucket: apps, calls }, facts);
    expect([cost.minutes, cost.minutesFree].map((figure) => (figure === null ? null : figureText(figure)))).toEqual([minutes, free]);
  });

  test('what an answer told counts more than what is documented', () => {
    const estimates = { ...noEstimates, perMinute: new Map([['https://my-org.okta.com apps', 20]]) };
    const cost = bucketCost({ name: 'apps', bucket: apps, calls: known(50) }, { ...facts, estimates });
    expect([cost.perMinute, cost.observed, cost.minutes, cost.minutesFree]).toEqual([20, true, known(4), null]);
  });

  test('organizations have their own buckets', () => {
    const cost = bucketCost({ name: 'apps', bucket: apps, calls: known(100) }, { ...facts, origins: ['https://a', 'https://b'] });
    expect(cost.minutes).toEqual(known(0));
  });

  test('a bucket without a limit makes nobody wait, as far as is known', () => {
    expect(
      bucketCost({ name: 'other', bucket: { ...apps, perMinute: null, perMinuteFree: null }, calls: known(9) }, facts).minutes,
    ).toBeNull();
  });
});
