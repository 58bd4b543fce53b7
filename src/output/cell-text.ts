import { jsonText, plainText } from '../values/json-text.ts';
import type { ColumnType, Value } from '../values/value.ts';

/** A cell as plain text: JSON columns as compact JSON, bytes as base64, everything else as it is written in SQL without quotes. */
export function cellText(value: Exclude<Value, null>, type: ColumnType): string {
  return type === 'json' ? jsonText(value) : plainText(value);
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A cell as JSON: integers of any size and decimals as bare numbers, bytes as base64, NaN and the infinities as text. */
export function cellJson(value: Value, type: ColumnType): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${value}"`;
  if (type === 'decimal' && typeof value === 'string' && jsonNumber.test(value)) return value;
  return jsonText(value);
}

/** Types whose values line up at their last digit. */
export function isNumeric(type: ColumnType): boolean {
  return type === 'integer' || type === 'number' || type === 'decimal';
}
