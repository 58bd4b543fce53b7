import { QueryError, type SourceSpan } from '../errors/query-error.ts';

/** Runs a check that knows nothing of the statement's text and gives its error the place. */
export function located<T>(span: SourceSpan | undefined, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!QueryError.is(error) || error.span !== undefined || span === undefined) throw error;
    throw new QueryError(error.code, error.message, {
      span,
      retryable: error.retryable,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.cause === undefined ? {} : { cause: error.cause }),
      ...(error.remote === undefined ? {} : { remote: error.remote }),
    });
  }
}
