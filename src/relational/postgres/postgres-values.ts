import type { LocalColumn } from '../../values/local-object.ts';
import { jsonText, plainText, readJson } from '../../values/json-text.ts';
import type { ColumnType, Value } from '../../values/value.ts';

/** SQL type of a staged column. Texts compare by their code points, as everywhere else. */
export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  boolean: 'boolean',
  integer: 'bigint',
  number: 'double precision',
  decimal: 'text COLLATE "C"',
  string: 'text COLLATE "C"',
  timestamp: 'timestamptz',
  date: 'date',
  time: 'time',
  interval: 'text COLLATE "C"',
  blob: 'bytea',
  json: 'jsonb',
};

/** Column types by the identifiers that the wire protocol gives built-in types. */
const typesById: ReadonlyMap<number, ColumnType> = new Map([
  [16, 'boolean'],
  [17, 'blob'],
  [20, 'integer'],
  [21, 'integer'],
  [23, 'integer'],
  [26, 'integer'],
  [114, 'json'],
  [700, 'number'],
  [701, 'number'],
  [1082, 'date'],
  [1083, 'time'],
  [1114, 'timestamp'],
  [1184, 'timestamp'],
  [1186, 'interval'],
  [1700, 'number'],
  [3802, 'json'],
]);

/** Column type of a result column; what the protocol has no identifier for is text. */
export function columnTypeOf(typeId: number): ColumnType {
  return typesById.get(typeId) ?? 'string';
}

/** A column of a local table as the catalog lists it. */
export function localColumn(name: string, typeId: number, sqlType: string): LocalColumn {
  return { name, type: columnTypeOf(typeId), sqlType };
}

/** A value as the text that a parameter is sent as. */
export function toPostgres(value: Value, type: ColumnType): string | null {
  if (value === null) return null;
  if (type === 'json') return jsonText(value);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return plainText(value);
}

/** Turns the text of one cell into a value of its column's type. */
export function fromPostgres(text: string | null, type: ColumnType): Value {
  if (text === null) return null;
  switch (type) {
    case 'boolean':
      return text === 't';
    case 'integer':
      return safeInteger(BigInt(text));
    case 'number':
      return Number(text);
    case 'json':
      return readJson(text) ?? text;
    case 'timestamp':
      return instantText(text);
    case 'blob':
      return new Uint8Array(Buffer.from(text.slice(2), 'hex'));
    case 'string':
    case 'decimal':
    case 'date':
    case 'time':
    case 'interval':
      return text;
  }
}

function safeInteger(value: bigint): number | bigint {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  return value <= limit && value >= -limit ? Number(value) : value;
}

/** The session runs in UTC and ISO style: `2026-01-01 00:00:00.123+00`, without offset where the type has none. */
function instantText(text: string): string {
  const [, day = '', time = ''] = /^(\S+) ([\d:.]+)/.exec(text) ?? [];
  const instant = new Date(`${day}T${time.slice(0, 12)}Z`);
  return Number.isNaN(instant.getTime()) ? text : instant.toISOString();
}
