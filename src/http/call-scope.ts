import { QueryError } from '../errors/query-error.ts';

/** What bounds one call in time. */
export interface CallLimits {
  /** The caller's own signal. */
  readonly signal: AbortSignal;
  /** Seconds. */
  readonly timeout: number;
  /** Seconds that the error's text tells; {@link timeout} unless given. */
  readonly allowed?: number;
  /** Gives the error's text when the time is over. */
  readonly describe: () => string;
}

/** Runs work under a signal that is aborted by the caller's signal or, with `timeout` as its reason, when the time is over. */
export async function withinLimits<T>(limits: CallLimits, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, timeout } = limits;
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal.reason);
  const onTimeout = (): void => controller.abort(timeoutError(limits));
  const timer = setTimeout(onTimeout, timeout * 1000);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

function timeoutError({ describe, timeout, allowed = timeout }: CallLimits): QueryError {
  return new QueryError('timeout', `${describe()} within ${allowed} s`, { retryable: true, hint: 'Allow more with --timeout.' });
}
