import { changedError, type QueryError } from '../errors/query-error.ts';
import type { RunOptions } from './public-types.ts';

/** Shorter values stand in messages too often by chance. */
const shortestHidden = 4;

/**
 * An error of the database without the values that came from outside the statement's text: they may be secrets, and a log keeps what it
 * is shown. The names that they were given under stand in their place.
 */
export function hideValues(error: QueryError, { variables = {}, parameters = {} }: RunOptions): QueryError {
  if (error.code !== 'relational_error') return error;
  const given: readonly (readonly [string, unknown])[] = [
    ...Object.entries(variables).map(([name, value]) => [`{{ ${name} }}`, value] as const),
    ...bound(parameters).map(([name, value]) => [`:${name}`, value] as const),
  ];
  const hidden = given.flatMap(([name, value]) =>
    typeof value === 'string' && value.length >= shortestHidden ? [[name, value] as const] : [],
  );
  const hide = (text: string): string => hidden.reduce((shown, [name, value]) => shown.replaceAll(value, name), text);
  const message = hide(error.message);
  const hint = error.hint === undefined ? undefined : hide(error.hint);
  if (message === error.message && hint === error.hint) return error;
  return changedError(error, { message, hint, cause: undefined });
}

/** Binds by place count from one. */
function bound(parameters: NonNullable<RunOptions['parameters']>): readonly (readonly [string, unknown])[] {
  return Array.isArray(parameters)
    ? parameters.map((value: unknown, index) => [String(index + 1), value] as const)
    : Object.entries(parameters);
}
