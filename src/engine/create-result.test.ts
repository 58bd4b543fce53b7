import { describe, expect, test } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import type { Page } from '../values/value.ts';
import { asQueryError, createResult, type Progress, type ResultParts, type RunnableResult } from './create-result.ts';

interface Watched {
  readonly result: RunnableResult;
  /** What happened, in order. */
  readonly log: string[];
}

/** A result over pages `[[1]], [[2]], …`, or whatever `run` gives. */
function watched(parts: Partial<ResultParts> & { readonly pages?: number }): Watched {
  const log: string[] = [];
  const run = async function* (progress: Progress): AsyncGenerator<Page> {
    log.push('start');
    try {
      for (let page = 1; page <= (parts.pages ?? 2); page += 1) {
        progress.signal.throwIfAborted();
        progress.call();
        yield [[page]];
      }
      progress.changed();
      log.push('done');
    } finally {
      log.push('end');
    }
  };
  const result = createResult({
    kind: 'rows',
    index: 0,
    columns: [{ name: 'n', type: 'integer' }],
    source: 'SELECT 1',
    signal: new AbortController().signal,
    run,
    close: async () => void log.push('close'),
    ...parts,
  });
  return { result, log };
}

async function read(result: RunnableResult): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const page of result.rows) rows.push(...page.flat());
  return rows;
}

describe('reading', () => {
  test('nothing runs before it is asked for', async () => {
    const { log } = watched({});
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(log).toEqual([]);
  });

  test('gives all pages, then the outcome', async () => {
    const { result, log } = watched({ pages: 3 });
    expect(await read(result)).toEqual([1, 2, 3]);
    expect(await result.outcome).toEqual({
      complete: true,
      affected: null,
      effects: [],
      notices: [],
      statistics: { calls: 3, rows: 3, milliseconds: expect.any(Number) },
      error: null,
    });
    expect(log).toEqual(['start', 'done', 'end', 'close']);
  });

  test('is possible once', async () => {
    const { result } = watched({});
    await read(result);
    await expect(read(result)).rejects.toMatchObject({ message: expect.stringContaining('once') });
  });

  test('left early: the source ends, the outcome is there and not complete', async () => {
    const { result, log } = watched({ pages: 9 });
    for await (const page of result.rows) if (page[0]?.[0] === 2) break;
    expect(log).toEqual(['start', 'end', 'close']);
    expect(await result.outcome).toMatchObject({ complete: false, error: null, statistics: { rows: 2, calls: 2 } });
  });

  test('notices are told once each', async () => {
    const { result } = watched({
      async *run(progress) {
        for (const message of ['a', 'b', 'a']) progress.notice('n', message);
        yield [];
      },
    });
    await read(result);
    expect((await result.outcome).notices).toEqual([
      { code: 'n', message: 'a' },
      { code: 'n', message: 'b' },
    ]);
  });
});

describe('the outcome never rejects', () => {
  const failing = (error: unknown): Partial<ResultParts> => ({
    // oxlint-disable-next-line require-yield -- it fails before it has a page
    async *run() {
      throw error;
    },
  });

  test('a failure is thrown by the rows and told by the outcome', async () => {
    const { result, log } = watched(failing(new QueryError('refused', 'no')));
    await expect(read(result)).rejects.toMatchObject({ code: 'refused' });
    expect(await result.outcome).toMatchObject({ complete: false, error: { code: 'refused' } });
    expect(log).toEqual(['close']);
  });

  test('what is no QueryError becomes one, with its cause', async () => {
    const cause = new TypeError('x is not a function');
    const { result } = watched(failing(cause));
    await expect(read(result)).rejects.toMatchObject({ code: 'internal', owner: 'bug', cause });
  });

  test('not even where the source cannot be closed', async () => {
    const { result } = watched({
      close: async () => {
        throw new Error('stuck');
      },
    });
    await read(result).catch(() => undefined);
    expect(await Promise.race([result.outcome, timeout()])).not.toBe('late');
  });

  test('and nothing is unhandled when nobody looks', async () => {
    const seen: unknown[] = [];
    const listener = (reason: unknown): void => void seen.push(reason);
    process.on('unhandledRejection', listener);
    const { result } = watched({ ...failing(new Error('unseen')), kind: 'change' });
    void result.outcome;
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', listener);
    expect(seen).toEqual([]);
  });
});

describe('what changes something', () => {
  test('runs when only the outcome is awaited', async () => {
    const { result, log } = watched({ kind: 'change' });
    expect(await result.outcome).toMatchObject({ complete: true, affected: 1 });
    expect(log).toEqual(['start', 'done', 'end', 'close']);
    expect(await result.outcome).toBe(await result.outcome);
  });

  test('runs when nothing was asked of it', async () => {
    const { result, log } = watched({ kind: 'change' });
    expect(await result.finish()).toMatchObject({ complete: true, affected: 1 });
    expect(log).toEqual(['start', 'done', 'end', 'close']);
  });

  test('runs once', async () => {
    const { result, log } = watched({ kind: 'change' });
    await Promise.all([result.outcome, result.outcome, result.finish()]);
    await result.close();
    expect(log.filter((entry) => entry === 'start')).toHaveLength(1);
  });

  test('does not run when it was closed first', async () => {
    const { result, log } = watched({ kind: 'change' });
    await result.close();
    expect(await result.outcome).toMatchObject({ complete: false, affected: 0 });
    expect(log).toEqual(['close']);
  });
});

describe('rows that nobody reads', () => {
  test('are given up', async () => {
    const { result, log } = watched({ kind: 'rows' });
    expect(await result.finish()).toMatchObject({ complete: false, statistics: { calls: 0 } });
    expect(log).toEqual(['close']);
  });
});

describe('close', () => {
  test('is idempotent, before, during and after reading', async () => {
    const { result, log } = watched({ pages: 5 });
    for await (const _page of result.rows) {
      await Promise.race([Promise.all([result.close(), result.close()]), timeout()]);
      break;
    }
    await result.close();
    await result[Symbol.asyncDispose]();
    expect(log.filter((entry) => entry === 'close')).toEqual(['close']);
  });

  test('ends a result whose reader never took a page', async () => {
    const { result, log } = watched({});
    result.rows[Symbol.asyncIterator]();
    expect(await Promise.race([result.close().then(() => 'closed'), timeout()])).toBe('closed');
    expect(log).toEqual(['close']);
  });

  test('aborts what is under way', async () => {
    const { result } = watched({
      async *run(progress) {
        await new Promise((_resolve, reject) => progress.signal.addEventListener('abort', () => reject(new Error('aborted'))));
        yield [];
      },
    });
    const reading = read(result).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await result.close();
    expect(await reading).toMatchObject({ code: 'cancelled', exitCode: 130 });
    expect(await result.outcome).toMatchObject({ complete: false });
  });
});

test('an error with a span gets the script it points into; an aborted one is cancelled', () => {
  const span = { start: 0, end: 2 };
  expect(asQueryError(new QueryError('refused', 'no', { span }), 'abc')).toMatchObject({ source: 'abc', span });
  expect(asQueryError(new QueryError('refused', 'no', { span, source: 'other' }), 'abc')).toMatchObject({ source: 'other' });
  expect(asQueryError(new QueryError('refused', 'no'), 'abc').source).toBeUndefined();
  expect(asQueryError(new Error('x'), 'abc', AbortSignal.abort())).toMatchObject({ code: 'cancelled' });
  expect(asQueryError('text', 'abc')).toMatchObject({ code: 'internal', message: expect.stringContaining('text') });
});

function timeout(): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('late'), 300));
}
