import pg from 'pg';
import { QueryError } from '../../errors/query-error.ts';
import type { PortableSql } from './portable-sql.ts';

const undefinedColumn = '42703';

/** What the database said of a statement, with its place in the text that was given where it told one. */
export function statementError(thrown: unknown, { text, offsetOf }: PortableSql): QueryError {
  if (QueryError.is(thrown)) return thrown;
  if (!(thrown instanceof pg.DatabaseError)) return connectionError(thrown);
  const offset = thrown.position === undefined ? undefined : offsetOf(utf16Offset(text, Number(thrown.position) - 1));
  return new QueryError(thrown.code === undefinedColumn ? 'unknown_column' : 'relational_error', thrown.message, {
    cause: thrown,
    ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
    ...(offset === undefined ? {} : { span: { start: offset, end: offset } }),
  });
}

/** The database counts characters. */
function utf16Offset(text: string, characters: number): number {
  return Array.from(text).slice(0, Math.max(0, characters)).join('').length;
}

/** The backend could not be reached or went away. The URL is not told, as it may hold a password. */
export function connectionError(thrown: unknown): QueryError {
  const text = thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown);
  return new QueryError('relational_error', `the backend database does not answer: ${text}`, {
    hint: 'Check the host, port, database and user of --backend, or leave it out to use the built-in engine.',
  });
}
