import { QueryError } from './query-error.ts';

/** Ends a switch over a closed union: the compiler proves that no case is left, and a value that got past it is reported as our defect. */
export function unreachable(value: never): never {
  throw new QueryError('internal', `unhandled case: ${JSON.stringify(value)}`);
}
