import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/http/clock.ts';
import { type OktaOrg, openOktaOrg, orgTime } from '../okta-org.fixture.ts';

const logs = 'okta.logs.system_log_events';
/** A day after the org began, by the engine's clock and no other. */
const now = orgTime + 86_400_000;
const ago90 = new Date(now - 90 * 86_400_000).toISOString();

let org: OktaOrg;
beforeAll(async () => {
  org = await openOktaOrg({ engine: { clock: { ...systemClock, now: () => now } } });
});
afterAll(() => org[Symbol.asyncDispose]());

/** `since` and `until` of the requests that were sent last. */
function windows(): readonly (readonly (string | null)[])[] {
  return org.sent().map((line) => {
    const { searchParams } = new URL(line.split(' ')[1] ?? '', 'http://localhost');
    return [searchParams.get('since'), searchParams.get('until')];
  });
}

test('a log scan without a lower bound goes back 90 days, and says so', async () => {
  const [ran] = await org.run(`SELECT count(*) FROM ${logs}`);
  expect(windows()).toEqual([[ago90, new Date(now).toISOString()]]);
  expect(ran?.outcome.notices.map(({ message }) => message)).toEqual([`published goes back 90 days, to ${ago90}`]);
});

test.each([
  ["published >= '2026-06-01'", '2026-06-01T00:00:00.000Z', new Date(now).toISOString(), 'a day is its first instant'],
  [
    'published > now() - INTERVAL 2 DAY',
    new Date(now - 2 * 86_400_000).toISOString(),
    new Date(now).toISOString(),
    'now is the time of the engine',
  ],
  [
    "published < '2026-06-02' AND '2026-06-01' < published",
    '2026-06-01T00:00:00.000Z',
    '2026-06-02T00:00:00.001Z',
    'the upper end is let in',
  ],
  ["published BETWEEN '2026-06-01' AND '2026-06-02'", '2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.001Z', 'both ends belong to it'],
  ["published = '2026-06-01T00:00:00Z'", '2026-06-01T00:00:00.000Z', '2026-06-01T00:00:00.001Z', 'one instant'],
])('a log scan is bounded by what is said of published: %s', async (condition, since, until) => {
  const [ran] = await org.run(`SELECT count(*) FROM ${logs} WHERE ${condition}`);
  expect(windows()).toEqual([[since, until]]);
  expect(ran?.outcome.notices).toEqual([]);
});

test('a lower bound that holds for some rows only is none', async () => {
  await org.run(`SELECT count(*) FROM ${logs} WHERE published >= '2026-06-01' OR severity = 'WARN'`);
  expect(windows()).toEqual([[ago90, new Date(now).toISOString()]]);
});
