import { QueryError } from '../errors/query-error.ts';
import { isJsonObject, plainText, readJson } from '../values/json-text.ts';

/** DuckDB lists every candidate function; the first few tell enough. */
const longestHint = 240;

/**
 * Reads what DuckDB said of a failed statement (with `errors_as_json` on) into a QueryError; its span is a single offset in the SQL given to
 * DuckDB, counted in UTF-16 units, where DuckDB told one.
 */
export function duckdbError(thrown: unknown, sql: string): QueryError {
  if (QueryError.is(thrown)) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const start = text.indexOf('{');
  const facts = start < 0 ? undefined : readJson(text.slice(start));
  if (!isJsonObject(facts)) return new QueryError('relational_error', text, { cause: thrown });
  const [message = text, ...rest] = plainText(facts['exception_message'] ?? text).split('\n');
  const hint = rest
    .filter((line) => !/\bSET \w+/.test(line))
    .filter((line) => line.trim() !== '')
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  const shortHint = hint.length > longestHint ? `${hint.slice(0, longestHint)}…` : hint;
  const position = facts['position'];
  const offset = typeof position === 'string' ? characterOffset(sql, Number(position)) : undefined;
  const unknownColumn = facts['error_subtype'] === 'COLUMN_NOT_FOUND' || message.includes('does not have a column named');
  const code = unknownColumn ? 'unknown_column' : 'relational_error';
  return new QueryError(code, message, {
    cause: thrown,
    ...(shortHint === '' ? {} : { hint: shortHint }),
    ...(offset === undefined ? {} : { span: { start: offset, end: offset } }),
  });
}

/** DuckDB counts UTF-8 bytes. */
function characterOffset(sql: string, bytes: number): number | undefined {
  if (!Number.isInteger(bytes) || bytes < 0) return undefined;
  return Buffer.from(sql, 'utf8').subarray(0, bytes).toString('utf8').length;
}
