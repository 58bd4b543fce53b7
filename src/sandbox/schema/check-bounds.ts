import type { SchemaBounds, SchemaObject } from '../../openapi/schema.ts';
import type { JsonValue } from '../../values/value.ts';
import { isList } from '../json.ts';
import { compilePattern } from './pattern.ts';

/** Checks lengths, ranges, patterns and the formats that have a form (`date-time`, `email`, `uri` are checked loosely). */
export function checkBounds(schema: SchemaObject, value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [...textFaults(schema.bounds, value), ...formatFaults(schema.format, value)];
  if (typeof value === 'number') return numberFaults(schema.bounds, value);
  return isList(value) ? listFaults(schema.bounds, value) : [];
}

function textFaults(bounds: SchemaBounds, value: string): readonly string[] {
  const faults: string[] = [];
  if (bounds.minLength !== undefined && value.length < bounds.minLength) faults.push(`must have at least ${bounds.minLength} characters`);
  if (bounds.maxLength !== undefined && value.length > bounds.maxLength) faults.push(`must have at most ${bounds.maxLength} characters`);
  if (bounds.pattern !== undefined && compilePattern(bounds.pattern)?.test(value) === false) faults.push(`must match ${bounds.pattern}`);
  return faults;
}

function formatFaults(format: string | undefined, value: string): readonly string[] {
  if (format === 'date-time' && (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) || Number.isNaN(Date.parse(value))))
    return ['must be an ISO-8601 date and time'];
  if (format === 'email' && !value.includes('@')) return ['must be an e-mail address'];
  return [];
}

function numberFaults(bounds: SchemaBounds, value: number): readonly string[] {
  const faults: string[] = [];
  if (bounds.minimum !== undefined && value < bounds.minimum) faults.push(`must be at least ${bounds.minimum}`);
  if (bounds.maximum !== undefined && value > bounds.maximum) faults.push(`must be at most ${bounds.maximum}`);
  if (bounds.exclusiveMinimum !== undefined && value <= bounds.exclusiveMinimum)
    faults.push(`must be greater than ${bounds.exclusiveMinimum}`);
  if (bounds.exclusiveMaximum !== undefined && value >= bounds.exclusiveMaximum)
    faults.push(`must be less than ${bounds.exclusiveMaximum}`);
  return faults;
}

function listFaults(bounds: SchemaBounds, value: readonly JsonValue[]): readonly string[] {
  const faults: string[] = [];
  if (bounds.minItems !== undefined && value.length < bounds.minItems) faults.push(`must have at least ${bounds.minItems} items`);
  if (bounds.maxItems !== undefined && value.length > bounds.maxItems) faults.push(`must have at most ${bounds.maxItems} items`);
  return faults;
}
