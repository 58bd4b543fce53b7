/** A JSON value as it came from the wire or from DuckDB's JSON type. Integers beyond ±(2^53 − 1) are bigint, inside objects and lists too. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * One cell of a row. Integers are numbers within ±(2^53 − 1), bigint beyond; timestamps are ISO-8601 text in UTC with milliseconds;
 * SQL NULL is `null`. Which of them a column holds is told by its {@link ColumnType}.
 */
export type Value = JsonValue | Uint8Array;

/** The types a result column can have; `decimal` is exact text of digits, `json` any JSON value. */
export const columnTypes = [
  'boolean',
  'integer',
  'number',
  'decimal',
  'string',
  'timestamp',
  'date',
  'time',
  'interval',
  'blob',
  'json',
] as const;

/** One of {@link columnTypes}. */
export type ColumnType = (typeof columnTypes)[number];

/** Name and type of a result column. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Values in column order. */
export type Row = readonly Value[];

/** Rows that arrived together; may be empty. */
export type Page = readonly Row[];
