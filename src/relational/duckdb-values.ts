import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import duckdb from '@duckdb/node-api';
import { QueryError } from '../errors/query-error.ts';
import { plainText, readJson } from '../values/json-text.ts';
import type { ColumnType, JsonValue, Value } from '../values/value.ts';

/** SQL type of a staged column. */
export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  number: 'DOUBLE',
  decimal: 'VARCHAR',
  string: 'VARCHAR',
  timestamp: 'TIMESTAMPTZ',
  date: 'DATE',
  time: 'TIME',
  interval: 'VARCHAR',
  blob: 'BLOB',
  json: 'JSON',
};

/** Digits that a double holds exactly. */
const exactDigits = 15;

/** Column type of a result column: decimals of up to 15 digits are numbers, lists, structs and maps are JSON. */
export function columnTypeOf(type: DuckDBType): ColumnType {
  const ids = duckdb.DuckDBTypeId;
  switch (type.typeId) {
    case ids.BOOLEAN:
      return 'boolean';
    case ids.TINYINT:
    case ids.SMALLINT:
    case ids.INTEGER:
    case ids.BIGINT:
    case ids.UTINYINT:
    case ids.USMALLINT:
    case ids.UINTEGER:
    case ids.UBIGINT:
    case ids.HUGEINT:
    case ids.UHUGEINT:
      return 'integer';
    case ids.FLOAT:
    case ids.DOUBLE:
      return 'number';
    case ids.DECIMAL:
      return type instanceof duckdb.DuckDBDecimalType && type.width <= exactDigits ? 'number' : 'decimal';
    case ids.TIMESTAMP:
    case ids.TIMESTAMP_S:
    case ids.TIMESTAMP_MS:
    case ids.TIMESTAMP_NS:
    case ids.TIMESTAMP_TZ:
      return 'timestamp';
    case ids.DATE:
      return 'date';
    case ids.TIME:
    case ids.TIME_TZ:
      return 'time';
    case ids.INTERVAL:
      return 'interval';
    case ids.BLOB:
      return 'blob';
    case ids.LIST:
    case ids.ARRAY:
    case ids.STRUCT:
    case ids.MAP:
      return 'json';
    default:
      return type.alias === 'JSON' ? 'json' : 'string';
  }
}

/** Turns one DuckDB cell into a value of its column's type. */
export function fromDuckdb(value: DuckDBValue, type: ColumnType): Value {
  if (value === null) return null;
  if (type === 'json') return typeof value === 'string' ? (readJson(value) ?? value) : nested(value);
  return scalar(value, type);
}

function scalar(value: Exclude<DuckDBValue, null>, type: ColumnType): Value {
  if (typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return safeInteger(value);
  if (value instanceof duckdb.DuckDBDecimalValue) return type === 'number' ? Number(value.toString()) : value.toString();
  if (value instanceof duckdb.DuckDBBlobValue) return new Uint8Array(value.bytes);
  return timestampText(value) ?? value.toString();
}

function timestampText(value: Exclude<DuckDBValue, null>): string | undefined {
  if (value instanceof duckdb.DuckDBTimestampTZValue || value instanceof duckdb.DuckDBTimestampValue) return isoText(value.micros / 1000n);
  if (value instanceof duckdb.DuckDBTimestampMillisecondsValue) return isoText(value.millis);
  if (value instanceof duckdb.DuckDBTimestampSecondsValue) return isoText(value.seconds * 1000n);
  if (value instanceof duckdb.DuckDBTimestampNanosecondsValue) return isoText(value.nanos / 1_000_000n);
  return undefined;
}

function isoText(milliseconds: bigint): string {
  const instant = new Date(Number(milliseconds));
  return Number.isNaN(instant.getTime()) ? (milliseconds > 0n ? 'infinity' : '-infinity') : instant.toISOString();
}

function nested(value: Exclude<DuckDBValue, null>): JsonValue {
  const inner = (item: DuckDBValue): JsonValue => (item === null ? null : nested(item));
  if (value instanceof duckdb.DuckDBListValue || value instanceof duckdb.DuckDBArrayValue) return value.items.map(inner);
  if (value instanceof duckdb.DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, item]) => [key, inner(item)]));
  }
  if (value instanceof duckdb.DuckDBMapValue) {
    return Object.fromEntries(
      value.entries.map((entry) => [entry.key === null ? 'null' : plainText(scalar(entry.key, 'string')), inner(entry.value)]),
    );
  }
  const plain = scalar(value, value instanceof duckdb.DuckDBDecimalValue && value.width <= exactDigits ? 'number' : 'string');
  if (typeof plain === 'bigint') return plain.toString();
  return plain instanceof Uint8Array ? Buffer.from(plain).toString('base64') : plain;
}

function safeInteger(value: bigint): number | bigint {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  return value <= limit && value >= -limit ? Number(value) : value;
}

/** Microseconds since 1970 of a timestamp value. Throws `internal` for text that is no instant, as rows are checked before. */
export function microseconds(text: string): bigint {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) throw new QueryError('internal', `not a timestamp: ${text}`);
  return BigInt(milliseconds) * 1000n;
}
