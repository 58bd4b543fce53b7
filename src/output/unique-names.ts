import type { Column } from '../values/value.ts';

/** Column names for formats that name each cell: a repeated name gets `_1`, `_2`, … so that no cell is lost. */
export function uniqueNames(columns: readonly Column[]): string[] {
  const written = new Set(columns.map((column) => column.name));
  const used = new Set<string>();
  return columns.map(({ name }) => {
    let unique = name;
    for (let suffix = 1; used.has(unique) || (suffix > 1 && written.has(unique)); suffix += 1) unique = `${name}_${suffix}`;
    used.add(unique);
    return unique;
  });
}
