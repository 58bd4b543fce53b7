import { incompleteNotice } from '../executor/capped-list.ts';
import { QueryError } from '../errors/query-error.ts';
import type { Column, Page } from '../values/value.ts';
import type { Notice, Outcome, Result, ResultKind } from './public-types.ts';

/** What carries a statement out. */
export interface ResultParts {
  readonly kind: ResultKind;
  readonly index: number;
  readonly columns: readonly Column[];
  /** The script, for the places of errors. */
  readonly source: string;
  run(progress: Progress): AsyncIterable<Page>;
  /** Takes out of an error what must not be shown. */
  hide?(error: QueryError): QueryError;
  /** Gives back what was prepared. */
  close(): Promise<void>;
  readonly signal: AbortSignal;
}

/** What a running statement reports to. */
export interface Progress {
  readonly signal: AbortSignal;
  notice(code: string, message: string): void;
  call(): void;
  /** A call that can change something was answered. */
  changed(): void;
  /** Rows were written to a local table or a file, or taken out of a table. */
  wrote(rows: number, what?: 'written' | 'deleted'): void;
  /** Something happened to an object that does not happen to all: a participle. */
  effect(what: string): void;
}

/** A result whose statement can be told to run to its end without a reader. */
export interface RunnableResult extends Result {
  /** Ends the statement: what changes something is carried out, rows that nobody read are given up. */
  finish(): Promise<Outcome>;
}

interface Counts {
  calls: number;
  rows: number;
  affected: number;
  written: number | null;
  complete: boolean;
  error: QueryError | null;
  readonly notices: Notice[];
  readonly effects: Map<string, number>;
}

/** Makes the result of one statement. Nothing runs before its rows or, for what changes something, its outcome are asked for. */
export function createResult(parts: ResultParts): RunnableResult {
  const stop = new AbortController();
  const signal = AbortSignal.any([parts.signal, stop.signal]);
  const counts: Counts = { calls: 0, rows: 0, affected: 0, written: null, complete: false, error: null, notices: [], effects: new Map() };
  const started = process.hrtime.bigint();
  const { promise, resolve } = deferred<Outcome>();
  let reading: AsyncGenerator<Page> | undefined;
  let settled = false;
  let entered = false;

  const settle = async (): Promise<void> => {
    if (settled) return;
    settled = true;
    await parts.close().catch((error: unknown) => {
      counts.error ??= asQueryError(error, parts.source);
    });
    resolve(outcomeOf(parts, counts, Number(process.hrtime.bigint() - started) / 1e6));
  };
  const read = async function* (): AsyncGenerator<Page> {
    entered = true;
    try {
      for await (const page of parts.run(progressOf(counts, signal))) {
        counts.rows += page.length;
        yield page;
      }
      counts.complete = true;
    } catch (error) {
      const known = asQueryError(error, parts.source, signal);
      counts.error = parts.hide?.(known) ?? known;
      throw counts.error;
    } finally {
      stop.abort();
      await settle();
    }
  };
  const start = (): AsyncGenerator<Page> => {
    if (reading !== undefined || settled) throw new QueryError('internal', 'the rows of a result can be read once');
    reading = read();
    return reading;
  };
  const drain = async (): Promise<void> => {
    try {
      for await (const _page of start());
    } catch {
      // The outcome has the error.
    }
  };
  const close = async (): Promise<void> => {
    stop.abort();
    await reading?.return(undefined).catch(() => undefined);
    // A generator that never took its first step has nothing to leave.
    if (!entered) await settle();
    await promise;
  };
  return {
    kind: parts.kind,
    index: parts.index,
    columns: parts.columns,
    rows: { [Symbol.asyncIterator]: start },
    get outcome() {
      if (parts.kind !== 'rows' && reading === undefined && !settled) void drain();
      return promise;
    },
    async finish() {
      if (parts.kind === 'rows' || settled) await close();
      else if (reading === undefined) await drain();
      else await close();
      return await promise;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function progressOf(counts: Counts, signal: AbortSignal): Progress {
  return {
    signal,
    notice(code, message) {
      if (!counts.notices.some((notice) => notice.code === code && notice.message === message)) counts.notices.push({ code, message });
    },
    call() {
      counts.calls += 1;
    },
    changed() {
      counts.affected += 1;
    },
    wrote(rows, what = 'written') {
      counts.written = (counts.written ?? 0) + rows;
      if (what === 'deleted') counts.effects.set(what, counts.written);
    },
    effect(what) {
      counts.effects.set(what, (counts.effects.get(what) ?? 0) + 1);
    },
  };
}

function outcomeOf({ kind }: ResultParts, counts: Counts, milliseconds: number): Outcome {
  return {
    complete: counts.complete && !counts.notices.some(({ code }) => code === incompleteNotice),
    affected: kind === 'change' ? counts.affected : counts.written,
    effects: [...counts.effects].map(([what, count]) => ({ what, count })),
    notices: counts.notices,
    statistics: { calls: counts.calls, rows: counts.rows, milliseconds },
    error: counts.error,
  };
}

/** Gives whatever was thrown the one error class, with the script it is about. */
export function asQueryError(error: unknown, source: string, signal?: AbortSignal): QueryError {
  if (QueryError.is(error)) return error.span === undefined ? error : error.withSource(source);
  if (signal?.aborted === true) return new QueryError('cancelled', 'the statement was cancelled', { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new QueryError('internal', `unexpected: ${message}`, { cause: error, hint: 'This is a defect of oktaql, please report it.' });
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function deferred<T>(): Deferred<T> {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle(value) };
}
