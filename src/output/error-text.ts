import { formatError } from '../errors/caret.ts';
import { QueryError } from '../errors/query-error.ts';
import { printable } from './printable.ts';

/** The error as it is printed on standard error, safe for a terminal of that width, with its final line end. */
export function errorText(error: QueryError, width?: number): string {
  const lines = formatError(error, width).trimEnd().split('\n');
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** The same for a statement that was stopped on purpose: what it had done by then, and how to look at what is not known; no place in the text. */
export function interruptedText({ message, hint }: QueryError): string {
  return `interrupted: ${printable(message)}\n${hint === undefined ? '' : `hint: ${printable(hint)}\n`}`;
}

/** A thrown value as a QueryError; anything else than one is reported as our defect, with its stack. */
export function asQueryError(thrown: unknown): QueryError {
  if (QueryError.is(thrown)) return thrown;
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new QueryError('internal', `this is a defect of oktaql: ${message}`, { cause: thrown });
}
