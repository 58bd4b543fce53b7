import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QueryError } from '../../src/index.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { type OktaOrg, openOktaOrg, type Ran } from '../okta-org.fixture.ts';
import { quickClock } from '../quick-clock.fixture.ts';

type Fault = NonNullable<SandboxOptions['faults']>[number];

/** `FAULT_SCHEDULES=10000` runs them all; without it as many as fit into half a minute. */
const schedules = Number(process.env['FAULT_SCHEDULES'] ?? 10_000);
const seconds = process.env['FAULT_SCHEDULES'] === undefined ? 30 : 3_600;
const canary = 'canary-7f3a91-token';

let org: OktaOrg;
beforeAll(async () => {
  org = await openOktaOrg({ sandbox: { token: canary, users: 450 }, engine: { clock: quickClock() } });
});
afterAll(() => org[Symbol.asyncDispose]());

/** A small generator of numbers below 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(random: () => number, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

function randomFault(random: () => number, methods: readonly [string, ...string[]]): Fault {
  const what = pick(random, ['drop', 'cut', 'error', 'error', 'broken', 'html', 'text'] as const);
  const status = pick(random, [429, 500, 502, 503, 504] as const);
  return {
    method: pick(random, methods),
    path: pick(random, ['/api/v1/users', '/api/v1/users/*', '/api/v1/groups', '/api/v1/groups/*']),
    // A call that is refused for a limit is not carried out.
    when: what === 'error' && status === 429 ? 'before' : pick(random, ['before', 'after'] as const),
    what,
    status,
    times: 1 + Math.floor(random() * 3),
    skip: Math.floor(random() * 2),
  };
}

/** What befell the last statement and how it ended, to be told when that is wrong. */
let told = '';

/** What a statement ended with, nothing secret in it. */
async function attempt(sql: string): Promise<Ran | QueryError> {
  try {
    const [ran] = await org.run(sql, { timeout: 30 });
    if (ran === undefined) throw new Error('there was no result');
    expect(inspect(ran, { depth: 8 })).not.toContain(canary);
    return ran;
  } catch (error) {
    if (!QueryError.is(error)) throw error;
    expect(`${inspect(error, { depth: 8 })}${error.hint ?? ''}`).not.toContain(canary);
    told += `; ${error.code}: ${error.message}`;
    expect(error.code).not.toBe('internal');
    return error;
  } finally {
    org.sandbox.setFaults([]);
  }
}

async function stored(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${org.sandbox.url}${path}`, { headers: { authorization: `SSWS ${canary}` } });
  return { status: answer.status, body: await answer.json() };
}

async function newGroup(name: string): Promise<string> {
  const [row] = await org.rows(`INSERT INTO okta.groups.groups (profile) VALUES ('{"name":"${name}"}') RETURNING id`);
  return String(row?.[0]);
}

async function newUser(login: string): Promise<string> {
  const profile = JSON.stringify({ login, email: login, firstName: 'N', lastName: 'W' });
  const [row] = await org.rows(`INSERT INTO okta.users.users (profile, activate) VALUES ('${profile}', false) RETURNING id`);
  return String(row?.[0]);
}

type Schedule = (seed: number, random: () => number) => Promise<void>;

function befall(random: () => number, ...methods: readonly [string, ...string[]]): void {
  const faults = Array.from({ length: 1 + Math.floor(random() * 3) }, () => randomFault(random, methods));
  told = inspect(faults, { breakLength: Number.POSITIVE_INFINITY });
  org.sandbox.setFaults(faults);
}

/** What a change is said to have done: made it, not made it, or nobody knows. */
function said(result: Ran | QueryError): boolean | null {
  if (!QueryError.is(result)) return true;
  return result.code === 'outcome_unknown' ? null : result.message.includes('it was carried out');
}

const read: Schedule = async (_seed, random) => {
  const sql = pick(random, [
    'SELECT id, status FROM okta.users.users ORDER BY id',
    "SELECT count(*) AS n FROM okta.users.users WHERE status = 'ACTIVE'",
    'SELECT id FROM okta.groups.groups ORDER BY id LIMIT 5',
  ]);
  const expected = await org.rows(sql);
  befall(random, 'GET');
  const result = await attempt(sql);
  if (!QueryError.is(result)) expect(result).toMatchObject({ rows: expected, outcome: { complete: true } });
};

const create: Schedule = async (seed, random) => {
  const name = `Created ${seed}`;
  befall(random, 'POST', 'POST', 'GET');
  const result = await attempt(`INSERT INTO okta.groups.groups (profile) VALUES ('{"name":"${name}"}')`);
  const { body } = await stored(`/api/v1/groups?q=${encodeURIComponent(name)}`);
  const found = Array.isArray(body) ? body.filter((group) => group.profile.name === name).length : -1;
  const made = said(result);
  if (made === null) expect([0, 1]).toContain(found);
  else expect(found).toBe(made ? 1 : 0);
};

const remove: Schedule = async (seed, random) => {
  const id = await newGroup(`Removed ${seed}`);
  befall(random, 'DELETE', 'DELETE', 'GET');
  const result = await attempt(`DELETE FROM okta.groups.groups WHERE id = '${id}'`);
  const { status } = await stored(`/api/v1/groups/${id}`);
  const made = said(result);
  if (made !== null) expect(status).toBe(made ? 404 : 200);
};

const rename: Schedule = async (seed, random) => {
  const id = await newGroup(`Old ${seed}`);
  befall(random, 'PUT', 'PUT', 'GET');
  const result = await attempt(`REPLACE okta.groups.groups SET profile = '{"name":"New ${seed}"}' WHERE id = '${id}'`);
  const { body } = await stored(`/api/v1/groups/${id}`);
  const made = said(result);
  if (made !== null) expect(body).toMatchObject({ profile: { name: `${made ? 'New' : 'Old'} ${seed}` } });
};

/** The first DELETE deactivates, a second one would destroy. */
const deactivate: Schedule = async (seed, random) => {
  const id = await newUser(`fault${seed}@example.com`);
  befall(random, 'DELETE', 'DELETE', 'GET');
  const result = await attempt(`EXEC okta.users.users.delete_user @id = '${id}'`);
  const { status, body } = await stored(`/api/v1/users/${id}`);
  expect(status).toBe(200);
  const made = said(result);
  if (made !== null) expect(body).toMatchObject({ status: made ? 'DEPROVISIONED' : 'STAGED' });
};

test(
  'random faults: the result without them or a typed error, no change lost or made twice, no secret told',
  async () => {
    const end = Date.now() + seconds * 1000;
    let seed = 0;
    for (; seed < schedules && Date.now() < end; seed += 1) {
      const random = randomOf(seed + 1);
      const schedule = pick(random, [read, create, remove, rename, deactivate]);
      try {
        await schedule(seed, random);
      } catch (error) {
        throw new Error(`schedule ${seed}: ${error instanceof Error ? error.message : String(error)} after ${told}`, { cause: error });
      }
    }
    process.stdout.write(`${seed} fault schedules\n`);
    expect(seed).toBeGreaterThan(20);
  },
  (seconds + 30) * 1000,
);
