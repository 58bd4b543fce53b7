import type { ProviderDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';

/** Does an error say, in the provider's own words, that there is no object of that name? A 404 of something in between does not. */
export function saysAbsent(error: unknown, { errors }: ProviderDescriptor): boolean {
  if (!QueryError.is(error) || error.code !== 'not_found') return false;
  const { notFound } = errors.meanings;
  const code = error.remote?.errorCode;
  return notFound.length === 0 || (code !== undefined && notFound.includes(code));
}
