import type { SourceSpan } from '../../errors/query-error.ts';
import { nameText } from '../find-relation.ts';
import { within } from './compose-sql.ts';
import type { QueryAnalysis, RelationUse, Scope } from './scope.ts';
import type { VisibleColumn } from './visible-column.ts';

/** A reference with the columns that are wanted of it. */
export interface WantedUse {
  readonly use: RelationUse;
  readonly columns: readonly VisibleColumn[];
}

/** Fields first and in their own order, as `*` lists them; then the parameters used. */
export function wantedColumns(use: RelationUse, analysis: QueryAnalysis, answered: readonly SourceSpan[]): readonly VisibleColumn[] {
  const names = new Set<string>();
  for (const [reference, { use: owner, column, everywhere, scope }] of analysis.meanings) {
    if (owner !== use && !(everywhere && scope.uses.includes(use))) continue;
    if (!answered.some((span) => within(reference.span, span))) names.add(column.name);
  }
  const scope = analysis.scopeOf.get(use);
  const merged = scope === undefined ? [] : mergedNames(use, scope);
  for (const name of merged) names.add(name);
  for (const [star, at] of analysis.stars) {
    const everyUse =
      star.qualifier.length === 0 ||
      isQualifier(
        star.qualifier.map((part) => part.name),
        use,
      );
    if (at === scope && everyUse) for (const name of fieldNames(use)) names.add(name);
  }
  return [...use.visible.values()].filter((column) => names.has(column.name));
}

/** Columns that a join merges: those that USING names, parameters included, or every field for NATURAL. */
function mergedNames(use: RelationUse, { merged }: Scope): readonly string[] {
  if (merged === null) return fieldNames(use);
  return [...use.visible.values()].filter((column) => merged.has(column.name.toLowerCase())).map((column) => column.name);
}

function fieldNames(use: RelationUse): readonly string[] {
  return [...use.visible.values()].filter((column) => column.origin === 'field').map((column) => column.name);
}

/** Does the qualifier of a name, in lower or upper case, stand for a reference? */
export function isQualifier(parts: readonly string[], use: RelationUse): boolean {
  const text = parts.join('.').toLowerCase();
  return text === use.alias.toLowerCase() || (use.node.alias === null && text === nameText(use.node.name).toLowerCase());
}
