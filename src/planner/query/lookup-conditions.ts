import type { Expression, FromItem } from '../../sql/ast.ts';
import { walk } from '../../sql/walk.ts';
import { type Condition, conditionsFor, suppliesNulls } from './constraint.ts';
import { rejectsNulls } from './null-rejecting.ts';
import type { RelationUse, Scope } from './scope.ts';
import { isVolatileCall } from './repeatable.ts';

/** What a look-up takes its values from, and what it is for. */
export interface LookupSides {
  /** The item of FROM that has the values. */
  readonly from: FromItem;
  readonly scope: Scope;
  /** The reference that is looked up, and where it stands. */
  readonly to: { readonly use: RelationUse; readonly scope: Scope };
  /** Is a column one of the item's own? */
  readonly isOwn: (column: Extract<Expression, { kind: 'column' }>) => boolean;
}

/**
 * Conditions on the rows that values are taken from: whatever they leave out has no partner that could matter. A row that is left out must not
 * turn one that an outer join would have kept from NULLs into NULLs: conditions that NULLs fulfil count only where none are stood in.
 */
export function lookupConditions({ from, scope, to, isOwn }: LookupSides): readonly Expression[] {
  const around = scope.body?.from ?? null;
  const nullSupplied = around !== null && suppliesNulls(from, around);
  const counts = ({ conjunct, keepsNullRows, derived }: Condition): boolean =>
    !derived && (keepsNullRows || !nullSupplied || rejectsNulls(conjunct)) && speaksOnlyOf(conjunct, isOwn);
  const found = [...conditionsFor({ node: from }, scope), ...conditionsFor(to.use, to.scope)].filter(counts);
  return [...new Set(found.map(({ conjunct }) => conjunct))];
}

function speaksOnlyOf(conjunct: Expression, isOwn: LookupSides['isOwn']): boolean {
  let alone = true;
  let names = false;
  walk(conjunct, (node) => {
    if (node.kind === 'query' || (node.kind === 'call' && isVolatileCall(node))) alone = false;
    if (node.kind !== 'column') return 'enter';
    names = true;
    if (!isOwn(node)) alone = false;
    return 'enter';
  });
  return alone && names;
}
