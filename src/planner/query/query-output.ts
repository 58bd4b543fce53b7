import type { ColumnReference, Expression, SelectItem, Star } from '../../sql/ast.ts';
import type { ColumnMeaning, LocalItem, LocalPath, RelationUse, Scope, ScopeItem } from './scope.ts';

/** What is known of a query's columns. */
export interface QueryOutput {
  /** Null when they are not all known. */
  readonly names: readonly string[] | null;
  /** Lower-case names of those that are known to be JSON. */
  readonly json: readonly string[];
}

/** Nothing is known. */
export const unknownOutput: QueryOutput = { names: null, json: [] };

/** The columns of a SELECT, once its names are resolved. */
export function selectOutput(
  items: readonly SelectItem[],
  scope: Scope,
  meanings: ReadonlyMap<ColumnReference, ColumnMeaning>,
): QueryOutput {
  const names = items.map((item) => namesOf(item, scope));
  const json = items.flatMap((item, index) => {
    const { expression } = item;
    if (expression.kind === 'star') return scope.items.flatMap((one) => jsonColumns(one, expression.qualifier.at(-1)?.name));
    return isJson(expression, scope, meanings) ? [names[index]?.[0]?.toLowerCase() ?? ''] : [];
  });
  return { names: names.every((own) => own !== null) ? names.flat() : null, json };
}

function namesOf({ alias, expression }: SelectItem, scope: Scope): readonly string[] | null {
  if (expression.kind === 'star') return starNames(expression, scope);
  const name = alias?.name ?? (expression.kind === 'column' ? expression.path.at(-1)?.name : undefined);
  return name === undefined ? null : [name];
}

/** Null where a join merges columns, where the star is changed, and where an item's columns are not known. */
function starNames({ qualifier, changes }: Star, { items, merged }: Scope): readonly string[] | null {
  if (changes !== undefined || merged === null || merged.size > 0 || qualifier.length > 1) return null;
  const [only] = qualifier.map(({ name }) => name.toLowerCase());
  const named = items.filter((item) => only === undefined || aliasOf(item)?.toLowerCase() === only);
  const columns = named.map((item) => (item.kind === 'local' ? item.local.columns : fieldNames(item.use)));
  return columns.length > 0 && columns.every((own) => own !== null) ? columns.flat() : null;
}

function fieldNames({ visible }: RelationUse): readonly string[] {
  return [...visible.values()].flatMap(({ name, origin }) => (origin === 'field' ? [name] : []));
}

function aliasOf(item: ScopeItem): string | null {
  return item.kind === 'use' ? item.use.alias : item.local.alias;
}

/** The columns under other names, as far as there are such; the rest keep theirs. */
export function renamedOutput({ names, json }: QueryOutput, renamed: readonly string[]): QueryOutput {
  if (renamed.length === 0) return { names, json };
  if (names === null) return { names: null, json: [] };
  const all = [...renamed, ...names.slice(renamed.length)];
  return { names: all, json: all.filter((_, index) => json.includes(names[index]?.toLowerCase() ?? '')).map((name) => name.toLowerCase()) };
}

function jsonColumns(item: ScopeItem, qualifier: string | undefined): readonly string[] {
  if (qualifier !== undefined && aliasOf(item)?.toLowerCase() !== qualifier.toLowerCase()) return [];
  if (item.kind === 'local') return item.local.json ?? [];
  return [...item.use.visible.values()].flatMap(({ name, type }) => (type === 'json' ? [name.toLowerCase()] : []));
}

function isJson(expression: Expression, scope: Scope, meanings: ReadonlyMap<ColumnReference, ColumnMeaning>): boolean {
  if (expression.kind === 'binary') return expression.operator === '->';
  if (expression.kind !== 'column') return false;
  const meaning = meanings.get(expression);
  if (meaning !== undefined) return meaning.column.type === 'json' && meaning.keys.length === 0;
  const found = jsonPath(expression, scope);
  return found !== undefined && found.length === expression.path.length;
}

/** A dotted path into a JSON column of a derived table: how many of its names the column has. Undefined for any other reference. */
function jsonPath({ path }: ColumnReference, scope: Scope): { readonly length: number } | undefined {
  const [first = '', second] = path.map(({ name }) => name.toLowerCase());
  const locals = scope.items.flatMap((item): LocalItem[] => (item.kind === 'local' ? [item.local] : []));
  const named = locals.find(({ alias }) => alias?.toLowerCase() === first);
  if (named !== undefined) return second !== undefined && named.json?.includes(second) === true ? { length: 2 } : undefined;
  return locals.some(({ json = [] }) => json.includes(first)) ? { length: 1 } : undefined;
}

/** The path that a reference without a meaning is, in its scope or one around it; undefined where it is none. */
export function localPath(reference: ColumnReference, scope: Scope): LocalPath | undefined {
  for (let current: Scope | null = scope; current !== null; current = current.parent) {
    const found = jsonPath(reference, current);
    if (found !== undefined) return found.length < reference.path.length ? { reference, length: found.length, scope: current } : undefined;
  }
  return undefined;
}
