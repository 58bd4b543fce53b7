import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createEngine, QueryError, type Session, type Value } from '../../src/index.ts';
import { duckdbCalls } from '../../src/relational/call-queue.ts';

/*
 * DuckDB's calls occupy threads that name look-ups need too: at most two run at once in the process, the others wait their turn; long ones
 * are interrupted, and whoever cancels a statement does not wait for the others.
 */

const short = 'SELECT count(*) AS n FROM range(100000)';
const long = 'SELECT count(*) AS n FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3';

async function valueOf(session: Session, sql: string, signal?: AbortSignal): Promise<Value> {
  const [row] = await session.query(sql, signal === undefined ? {} : { signal });
  return row?.['n'] ?? null;
}

test('twenty statements at once, some of them cancelled: the others have their rows, two calls run at once', async () => {
  const run = duckdbCalls.run.bind(duckdbCalls);
  let running = 0;
  let most = 0;
  const spy = vi.spyOn(duckdbCalls, 'run').mockImplementation((call, signal) =>
    run(async () => {
      running += 1;
      most = Math.max(most, running);
      try {
        return await call();
      } finally {
        running -= 1;
      }
    }, signal),
  );
  await using engine = createEngine({ environment: {} });
  const session = engine.connect();
  const results = await Promise.all(
    Array.from({ length: 20 }, async (_none, index) => {
      if (index % 4 !== 1) return await valueOf(session, short);
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 100 + 20 * index);
      return await valueOf(session, long, abort.signal).catch((error: unknown) => (QueryError.is(error) ? error.code : error));
    }),
  );
  spy.mockRestore();
  expect(results).toEqual(Array.from({ length: 20 }, (_none, index) => (index % 4 === 1 ? 'cancelled' : 100_000)));
  expect(most).toBe(2);
});

test('a cancelled statement ends at once though two long ones are running', async () => {
  await using engine = createEngine({ environment: {} });
  const session = engine.connect();
  const stop = new AbortController();
  const busy = [1, 2].map(() => valueOf(session, long, stop.signal).catch(() => null));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const abort = new AbortController();
  const waiting = valueOf(session, short, abort.signal).catch((error: unknown) => (QueryError.is(error) ? error.code : error));
  setTimeout(() => abort.abort(), 50);
  const started = performance.now();
  const ended = await Promise.race([waiting, new Promise((resolve) => setTimeout(() => resolve('still waiting'), 3_000))]);
  stop.abort();
  await Promise.all(busy);
  expect(ended).toBe('cancelled');
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('the folder for what does not fit into memory is private, and gone when the engine is closed', async () => {
  const folders = (): string[] => readdirSync(tmpdir()).filter((name) => /^oktaql-[^-]{6}$/.test(name));
  const before = new Set(folders());
  const engine = createEngine({ environment: {}, memoryLimit: '160MB' });
  const session = engine.connect();
  const sql = 'SELECT count(*) AS n FROM (SELECT md5(range::VARCHAR) AS m FROM range(3000000) ORDER BY m)';
  expect(await valueOf(session, sql)).toBe(3_000_000);
  const own = folders().filter((name) => !before.has(name) && statSync(join(tmpdir(), name)).uid === process.getuid?.());
  expect(own.length).toBeGreaterThanOrEqual(1);
  for (const name of own) expect(statSync(join(tmpdir(), name)).mode & 0o777).toBe(0o700);
  await engine.close();
  expect(folders().filter((name) => own.includes(name)).length).toBeLessThan(own.length);
});

test.each(['lots', '12', '1.5.2GB', ''])('%j is no memory limit', (memoryLimit) => {
  expect(() => createEngine({ environment: {}, memoryLimit })).toThrow('memoryLimit is no size');
});
