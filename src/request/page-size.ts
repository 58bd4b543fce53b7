import type { MethodDescriptor } from '../catalog/descriptor.ts';
import type { ArgumentValue } from './method-call.ts';

/**
 * The arguments with the page size to ask for: the method's preferred one, or as few rows as will be read when that is less. Unchanged
 * where the method has no such parameter or the arguments set it.
 */
export function withPageSize(
  { paging }: MethodDescriptor,
  values: ReadonlyMap<string, ArgumentValue>,
  wanted: number | null,
): ReadonlyMap<string, ArgumentValue> {
  const size = paging?.size ?? null;
  if (size === null || values.has(size.parameter)) return values;
  const rows = wanted === null ? size.preferred : Math.min(size.preferred, Math.max(size.minimum ?? 1, wanted));
  return new Map([...values, [size.parameter, rows]]);
}
