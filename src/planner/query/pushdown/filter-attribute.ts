import type { FilterAttribute, FilterDescriptor } from '../../../catalog/pushdown-descriptor.ts';
import type { ColumnPath } from './column-path.ts';

/** What a server calls a column, with what it does with it. */
export interface FoundAttribute {
  readonly attribute: FilterAttribute;
  /** Name in expressions. */
  readonly name: string;
}

/** Keys that need no quotes in any filter language. */
const plainKey = /^[A-Za-z_]\w*$/;

/** The attribute that a filter has for a column or a place inside it: one of that very path, or of a family such as `profile.*`. */
export function filterAttribute(
  { column, keys }: Pick<ColumnPath, 'column' | 'keys'>,
  filter: FilterDescriptor,
): FoundAttribute | undefined {
  if (!keys.every((key) => plainKey.test(key))) return undefined;
  const path = [column.name, ...keys].join('.');
  const exact = filter.attributes.find((attribute) => attribute.column === path);
  if (exact !== undefined) return { attribute: exact, name: exact.name };
  const family = filter.attributes.find(({ column: pattern }) => pattern.endsWith('.*') && path.startsWith(pattern.slice(0, -1)));
  if (family === undefined) return undefined;
  return { attribute: family, name: family.name.slice(0, -1) + path.slice(family.column.length - 1) };
}
