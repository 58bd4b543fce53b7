import { expect, onTestFinished, test } from 'vitest';
import type { EngineOptions, RateLimitWait } from '../../src/index.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { type OktaOrg, openOktaOrg } from '../okta-org.fixture.ts';
import { quickClock } from '../quick-clock.fixture.ts';

interface Limited {
  readonly org: OktaOrg;
  readonly waits: readonly RateLimitWait[];
  /** Answers with status 429 so far. */
  readonly refusals: () => number;
}

/** An org that enforces its limits, on a clock on which a minute passes at once. */
async function limitedOrg(sandbox: SandboxOptions, engine: EngineOptions = {}): Promise<Limited> {
  const clock = quickClock();
  const waits: RateLimitWait[] = [];
  const org = await openOktaOrg({
    sandbox: { enforceRateLimits: true, time: () => clock.now(), ...sandbox },
    engine: { clock, pacing: true, onWait: (wait) => waits.push(wait), ...engine },
  });
  onTestFinished(() => org[Symbol.asyncDispose]());
  return { org, waits, refusals: () => org.sandbox.requests.filter(({ status }) => status === 429).length };
}

const allUsers = 'SELECT id FROM okta.users.users';

test('a used-up bucket is waited for, and no 429 provoked', async () => {
  const { org, waits, refusals } = await limitedOrg({ users: 2_000, rateLimits: { users: 10 } });
  const [ran] = await org.run(allUsers);
  expect(ran?.rows.length).toBeGreaterThanOrEqual(1_800);
  expect(refusals()).toBe(0);
  expect(waits.map(({ bucket }) => bucket)).toContain('Lists of users');
  expect(ran?.outcome.notices).toContainEqual({ code: 'rate_limit', message: expect.stringContaining('Lists of users') });
});

test('the share may be larger', async () => {
  const { org, waits, refusals } = await limitedOrg({ users: 1_600, rateLimits: { users: 20 } }, { maxCapacity: 1 });
  await org.run(allUsers);
  expect(refusals()).toBe(0);
  expect(waits).toEqual([]);
});

test('what others have used counts', async () => {
  const { org, refusals } = await limitedOrg({ users: 2_000, rateLimits: { users: 12 } }, { maxCapacity: 1 });
  const stranger = { headers: { authorization: `SSWS ${org.sandbox.token}` } };
  for (let call = 0; call < 9; call += 1) await (await fetch(`${org.sandbox.url}/api/v1/users?limit=1`, stranger)).text();
  const [ran] = await org.run(allUsers);
  expect(ran?.rows.length).toBeGreaterThanOrEqual(1_800);
  expect(refusals()).toBe(0);
});

test('a wait ends when the statement is cancelled', async () => {
  const clock = quickClock();
  const stop = new AbortController();
  const { org } = await limitedOrg(
    { users: 2_000, rateLimits: { users: 4 } },
    {
      onWait: () => stop.abort(),
      clock: { now: () => clock.now(), wait: (_, signal) => new Promise((_done, fail) => signal.addEventListener('abort', fail)) },
    },
  );
  expect(await org.fails(allUsers, { signal: stop.signal })).toMatchObject({ code: 'cancelled', exitCode: 130 });
});

test('too many calls at once are fewer the next time, and none is lost', async () => {
  const { org } = await limitedOrg({ concurrencyLimit: 2, latency: 5 }, { pacing: false });
  const free = await openOktaOrg();
  onTestFinished(() => free[Symbol.asyncDispose]());
  const sql = 'SELECT appId, status FROM okta.apps.connections ORDER BY appId';
  expect(await org.rows(sql)).toEqual(await free.rows(sql));
});

test.each([0, 1.5, Number.NaN])('a share of %d is refused', async (maxCapacity) => {
  await expect(limitedOrg({}, { maxCapacity })).rejects.toMatchObject({ code: 'usage', exitCode: 2 });
});
