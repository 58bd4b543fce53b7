import type { ColumnReference, Expression, FromItem } from '../../sql/ast.ts';
import { mapColumns } from './map-columns.ts';
import { type OutputColumn, outputBranches } from './query-outputs.ts';
import { type LocalItem, meaningOf, type QueryAnalysis, type Scope } from './scope.ts';

/** A derived table, common table or view that a SELECT makes rows of. */
export interface EnclosingItem {
  /** Its place in FROM of {@link scope}. */
  readonly node: FromItem;
  /** The SELECT whose FROM it stands in. */
  readonly scope: Scope;
  /** The condition as one on the rows that the SELECT reads: its columns are replaced by what they are made of. Null where it says nothing of them. */
  readonly asInner: (condition: Expression) => Expression | null;
}

/**
 * The item of an outer FROM that a SELECT makes rows of, where a condition on the item's columns leaves out just the rows that it would leave
 * out of what the SELECT reads. Undefined where there is none: behind a LIMIT or a window, and where several references share the rows.
 */
export function enclosingItem({ body }: Scope, analysis: QueryAnalysis): EnclosingItem | undefined {
  for (const outer of analysis.scopes) {
    for (const item of outer.items) {
      if (item.kind === 'use' || item.local.node === undefined || item.local.query === undefined) continue;
      const branches = outputBranches(item.local.query, analysis);
      const own = branches.find((branch) => branch.scope.body === body);
      const [first] = branches;
      if (own === undefined || first === undefined || isShared(item.local, analysis)) continue;
      const named = first.columns.map(({ name }, index) => ({ name, expression: own.columns[index]?.expression ?? null }));
      return {
        node: item.local.node,
        scope: outer,
        asInner: (condition) => asInner(condition, { local: item.local, columns: named, outer, analysis }),
      };
    }
  }
  return undefined;
}

/** Rows that several references read cannot be left out for one of them. */
function isShared({ query }: LocalItem, { scopes }: QueryAnalysis): boolean {
  const references = scopes.flatMap(({ items }) => items.filter((item) => item.kind === 'local' && item.local.query === query));
  return references.length !== 1;
}

interface Replacement {
  readonly local: LocalItem;
  readonly columns: readonly OutputColumn[];
  readonly outer: Scope;
  readonly analysis: QueryAnalysis;
}

function asInner(condition: Expression, replacement: Replacement): Expression | null {
  let replaced = false;
  let isWhole = true;
  const inner = mapColumns(condition, (column) => {
    const index = columnIndex(column, replacement);
    if (index === undefined) return null;
    const made = replacement.columns[index]?.expression ?? null;
    const result = made === null ? null : withKeys(made, keysBehind(column, replacement), replacement.analysis);
    if (result === null) isWhole = false;
    else replaced = true;
    return result;
  });
  return replaced && isWhole ? inner : null;
}

/** Which of the item's columns a reference names; undefined when it is another item's, or may be. */
function columnIndex(column: ColumnReference, { local, columns, outer, analysis }: Replacement): number | undefined {
  if (meaningOf(column, analysis) !== undefined) return undefined;
  const { names = [] } = local;
  const [first, second] = column.path.map((part) => part.name.toLowerCase());
  const isQualified = second !== undefined && first === local.alias?.toLowerCase();
  const wanted = isQualified ? second : first;
  const index = columns.findIndex(({ name }, place) => (names[place] ?? name).toLowerCase() === wanted);
  if (index === -1) return undefined;
  return isQualified || othersAreKnown(wanted ?? '', local, outer) ? index : undefined;
}

/** Has no other item of the FROM a column of that name? What provider relations have of it would be a meaning. */
function othersAreKnown(name: string, local: LocalItem, { items }: Scope): boolean {
  return items.every((item) => {
    if (item.kind === 'use' || item.local === local) return true;
    const { columns } = item.local;
    return columns !== null && !columns.some((column) => column.toLowerCase() === name);
  });
}

function keysBehind({ path }: ColumnReference, { local }: Replacement): readonly string[] {
  const isQualified = path.length > 1 && path[0]?.name.toLowerCase() === local.alias?.toLowerCase();
  return path.slice(isQualified ? 2 : 1).map((part) => part.name);
}

/** A dotted path into a column of provider relations is text; into anything else it is left to the database. */
function withKeys(made: Expression, keys: readonly string[], analysis: QueryAnalysis): Expression | null {
  if (keys.length === 0) return made;
  const meaning = made.kind === 'column' ? meaningOf(made, analysis) : undefined;
  if (meaning !== undefined && (meaning.column.type !== 'json' || meaning.keys.length > 0)) return null;
  return keys.reduce<Expression>(
    (left, key, index) => ({
      kind: 'binary',
      operator: index === keys.length - 1 ? '->>' : '->',
      left,
      right: { kind: 'literal', value: key, span: left.span },
      span: left.span,
    }),
    made,
  );
}
