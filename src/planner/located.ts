import { changedError, QueryError, type SourceSpan } from '../errors/query-error.ts';

/** Runs a check that knows nothing of the statement's text and gives its error the place. */
export function located<T>(span: SourceSpan | undefined, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!QueryError.is(error) || error.span !== undefined || span === undefined) throw error;
    throw changedError(error, { span });
  }
}
