import type { ParameterDescriptor, ProviderDescriptor } from '../../catalog/descriptor.ts';
import { QueryError } from '../../errors/query-error.ts';
import type { Row } from '../../values/value.ts';
import { located } from '../located.ts';
import type { ChangePlan } from '../plan.ts';
import type { Constrained } from '../query/constraint.ts';

type Names = Pick<ProviderDescriptor, 'selfIdentifiers'>;

/**
 * Throws `refused` where an identifier that stands nowhere in the statement means whoever asks: nobody would see that the caller's own
 * object is meant.
 */
export function refuseSelf({ location, sqlName }: ParameterDescriptor, value: unknown, names: Names): void {
  if (location !== 'path' || typeof value !== 'string' || names.selfIdentifiers?.includes(value.toLowerCase()) !== true) return;
  throw new QueryError('refused', `${sqlName} = '${value}' means whoever asks, and stands nowhere in the statement`, {
    hint: `Write ${sqlName} = '${value}' if that is meant.`,
  });
}

/** Like {@link refuseSelf} for a constant of a statement's text, which may come from a template or a bind. */
export function refuseUnwritten(
  parameter: ParameterDescriptor,
  { value, span }: Constrained,
  { names, source }: { readonly names: Names; readonly source: string },
): void {
  if (typeof value === 'string' && source.slice(span.start, span.end).includes(`'${value}'`)) return;
  located(span, () => refuseSelf(parameter, value, names));
}

/** Like {@link refuseSelf} for the rows that drive a change. */
export function refuseSelfInRows(
  { driver, arguments: bound }: Pick<ChangePlan, 'driver' | 'arguments'>,
  rows: readonly Row[],
  names: Names,
): void {
  if (driver.kind !== 'query') return;
  for (const { parameter, values } of bound) {
    if (values.kind === 'column' && values.written !== true) for (const row of rows) refuseSelf(parameter, row[values.index], names);
  }
}
