import { QueryError } from '../errors/query-error.ts';
import type { ConstantValue } from '../planner/facts.ts';
import type { ParsedStatement } from '../sql/parsed-statement.ts';
import type { InputParameters } from './public-types.ts';

/** Values for the binds of a whole script, by key: a list gives `1`, `2` …, an object its names. Throws `undefined_bind` for values that no statement takes. */
export function bindsByKey(
  parameters: InputParameters | undefined,
  statements: readonly ParsedStatement[],
): ReadonlyMap<string, ConstantValue> {
  const entries = isList(parameters)
    ? parameters.map((value, index) => [String(index + 1), value] as const)
    : Object.entries(parameters ?? {});
  const wanted = new Set(statements.flatMap((statement) => statement.binds));
  for (const [key, value] of entries) {
    refuseType(key, value);
    if (!wanted.has(key))
      throw new QueryError('undefined_bind', `the script has no bind ${key}`, { hint: 'Every value given has to be used.' });
  }
  return new Map(entries);
}

function isList(parameters: InputParameters | undefined): parameters is readonly ConstantValue[] {
  return Array.isArray(parameters);
}

function refuseType(key: string, value: unknown): void {
  if (value === null || ['boolean', 'number', 'bigint', 'string'].includes(typeof value)) return;
  throw new QueryError(
    'undefined_bind',
    `bind ${key} is ${Array.isArray(value) ? 'a list' : typeof value}: only text, numbers, booleans and null are taken`,
    {
      hint: 'Give dates as ISO-8601 text and lists as one bind for each item.',
    },
  );
}
