import type { SourceSpan } from '../../errors/query-error.ts';
import type { ColumnReference, Expression, FromItem, Join } from '../../sql/ast.ts';
import { enclosingItem } from './inner-conditions.ts';
import { meaningOf, type QueryAnalysis, type RelationUse, type Scope } from './scope.ts';
import { conjunctsOf } from './conjuncts.ts';
import { constantOf } from '../constant.ts';
import type { ConstantValue, Facts } from '../facts.ts';
import type { VisibleColumn } from './visible-column.ts';

/** A conjunct that limits a column of a reference to some constants, for every row the reference contributes. */
export interface Constraint {
  readonly column: VisibleColumn;
  readonly values: readonly Constrained[];
  /** The conjunct it was read from. */
  readonly conjunct: Expression;
  /** Whether the conjunct says nothing else, so that a binding answers it wholly. */
  readonly whole: boolean;
  /** Whether the conjunct may be taken out once a binding answers it: not where it also drops the NULL rows of an outer join. */
  readonly removable: boolean;
  /** Whether a query around said it, of a column that it has from the reference. */
  readonly derived: boolean;
}

/** One of the constants, with the place it was written at. */
export interface Constrained {
  readonly value: ConstantValue;
  readonly span: SourceSpan;
}

/** Finds what the conditions of a scope say of one of its references. */
export function constraintsOn(use: RelationUse, scope: Scope, context: ConstraintContext): readonly Constraint[] {
  const columns = [...use.visible.values()].filter(
    (column) => column.origin !== 'field' || context.bindable.has(column.name.toLowerCase()),
  );
  return everyCondition(use, scope, context.analysis).flatMap(({ conjunct, keepsNullRows, afterMatch, derived }) =>
    columns.flatMap((column) => {
      // The server says where to ask, whatever is matched then.
      if (afterMatch && column.origin !== 'server') return [];
      const target = { use, column, context };
      const values = constrainedValues(conjunct, target);
      if (values === undefined) return [];
      const removable = derived ? false : keepsNullRows || column.origin === 'server' || !use.nullSupplied;
      return [{ column, values, conjunct, whole: saysOnly(conjunct, target), removable, derived }];
    }),
  );
}

/** What reading constraints needs to know. */
export interface ConstraintContext {
  readonly analysis: QueryAnalysis;
  readonly facts: Facts;
  /** Lower-case names of response fields that a method takes as a parameter too. */
  readonly bindable: ReadonlySet<string>;
}

/** A condition on a reference's rows. */
export interface Condition {
  readonly conjunct: Expression;
  /** The condition is part of what makes the reference's rows, so that it never sees the NULL rows of an outer join. */
  readonly keepsNullRows: boolean;
  /**
   * Whether it was made of a condition further out, on a column of the derived table, common table or view that the reference's rows go into:
   * its nodes are those of the inner query and mean what they mean there, its span is the outer condition's. It is evaluated there in any case.
   */
  readonly derived: boolean;
  /** The SELECT that it is written in. */
  readonly writtenIn: Scope;
}

/**
 * Conjuncts that hold for every row that a reference contributes: those of WHERE, of the joins that cannot keep a row despite them, and what
 * the queries around say of the columns that they have from it. A join that picks the nearest row, or one by its position, has to pick among
 * all: what is asked of the picked row afterwards is no such conjunct. Without an analysis the queries around are not looked at.
 */
export function conditionsFor(use: PlacedItem, scope: Scope, analysis?: QueryAnalysis): readonly Condition[] {
  return everyCondition(use, scope, analysis).filter(({ afterMatch }) => !afterMatch);
}

/** Something that stands in FROM. */
export interface PlacedItem {
  readonly node: FromItem;
}

interface PlacedCondition extends Condition {
  readonly afterMatch: boolean;
}

function everyCondition({ node }: PlacedItem, scope: Scope, analysis?: QueryAnalysis): readonly PlacedCondition[] {
  const { body } = scope;
  if (body === null) return [];
  const afterMatch = body.from !== null && isPicked(node, body.from);
  const inWhere = conjunctsOf(body.where).map((conjunct) => ({
    conjunct,
    keepsNullRows: false,
    afterMatch,
    derived: false,
    writtenIn: scope,
  }));
  const inJoins = body.from === null ? [] : joinConditions(node, body.from).map((condition) => ({ ...condition, writtenIn: scope }));
  return [...inWhere, ...inJoins, ...fromAround(scope, { afterMatch, analysis })];
}

/** What the query around says of the rows that the scope makes. */
function fromAround(
  scope: Scope,
  { afterMatch, analysis }: { readonly afterMatch: boolean; readonly analysis: QueryAnalysis | undefined },
): readonly PlacedCondition[] {
  const around = analysis === undefined ? undefined : enclosingItem(scope, analysis);
  // A sample is taken before conditions are looked at.
  if (around === undefined || around.scope.body?.sampled === true) return [];
  return everyCondition(around, around.scope, analysis).flatMap((outer) => {
    const conjunct = outer.afterMatch ? null : around.asInner(outer.conjunct);
    return conjunct === null ? [] : [{ ...outer, conjunct, keepsNullRows: false, afterMatch, derived: true }];
  });
}

/** Does a join inside the item pick the reference's rows by comparing them with each other? */
function isPicked(node: FromItem, item: FromItem): boolean {
  if (item.kind !== 'join') return false;
  const left = contains(item.left, node);
  const own = item.type === 'positional' || (item.type === 'asof' && !left);
  return (own && contains(item, node)) || isPicked(node, left ? item.left : item.right);
}

function joinConditions(node: FromItem, item: FromItem): readonly Omit<PlacedCondition, 'writtenIn'>[] {
  if (item.kind !== 'join') return [];
  const left = contains(item.left, node);
  if (!left && !contains(item.right, node)) return [];
  const side = left ? item.left : item.right;
  const keepsNullRows = !suppliesNulls(node, side);
  const place = { keepsNullRows, afterMatch: isPicked(node, side) };
  const own = filters(item, left ? 'left' : 'right')
    ? conjunctsOf(item.on).map((conjunct) => ({ conjunct, ...place, derived: false }))
    : [];
  return [...own, ...joinConditions(node, side)];
}

/** Does a join inside the item stand NULLs in for the reference's rows? Then a condition further out tests those rows too. */
export function suppliesNulls(node: FromItem, item: FromItem): boolean {
  if (item.kind !== 'join') return false;
  const left = contains(item.left, node);
  const both = item.type === 'full' || item.type === 'positional';
  const own = both || (left ? item.type === 'right' : item.type === 'left' || item.type === 'asof');
  return own || suppliesNulls(node, left ? item.left : item.right);
}

/** Does a row of that side contribute nothing unless the join's condition holds? */
function filters(join: Join, side: 'left' | 'right'): boolean {
  switch (join.type) {
    case 'inner':
    case 'cross':
    case 'semi':
      return true;
    case 'left':
    case 'anti':
    case 'asof':
      return side === 'right';
    case 'right':
      return side === 'left';
    case 'full':
    case 'positional':
      return false;
  }
}

function contains(item: FromItem, node: FromItem): boolean {
  return item === node || (item.kind === 'join' && (contains(item.left, node) || contains(item.right, node)));
}

interface Target {
  readonly use: RelationUse;
  readonly column: VisibleColumn;
  readonly context: ConstraintContext;
}

/** The constants that a condition leaves for a column; undefined when it leaves more than a list of constants. */
function constrainedValues(condition: Expression, target: Target): readonly Constrained[] | undefined {
  switch (condition.kind) {
    case 'binary':
      return fromBinary(condition, target);
    case 'in-list':
      if (condition.negated || !isTarget(condition.operand, target)) return undefined;
      return allConstants(condition.items, target.context.facts);
    default:
      return undefined;
  }
}

function fromBinary(condition: Extract<Expression, { kind: 'binary' }>, target: Target): readonly Constrained[] | undefined {
  const { left, right, operator } = condition;
  if (operator === '=') {
    if (isTarget(left, target)) return allConstants([right], target.context.facts);
    return isTarget(right, target) ? allConstants([left], target.context.facts) : undefined;
  }
  if (operator !== 'and' && operator !== 'or') return undefined;
  const [a, b] = [constrainedValues(left, target), constrainedValues(right, target)];
  if (operator === 'or') return a === undefined || b === undefined ? undefined : distinct([...a, ...b]);
  if (a === undefined || b === undefined) return a ?? b;
  return a.filter(({ value }) => b.some((other) => other.value === value));
}

/** The distinct constants of a list, NULL left out as nothing equals it; undefined when one is no constant. */
function allConstants(items: readonly Expression[], facts: Facts): readonly Constrained[] | undefined {
  const found = items.map((item) => ({ constant: constantOf(item, facts), span: item.span }));
  const values: Constrained[] = [];
  for (const { constant, span } of found) {
    if (constant === undefined) return undefined;
    if (constant.value !== null) values.push({ value: constant.value, span });
  }
  return distinct(values);
}

function distinct(values: readonly Constrained[]): readonly Constrained[] {
  return values.filter(({ value }, index) => values.findIndex((other) => other.value === value) === index);
}

function isTarget(expression: Expression, target: Target): boolean {
  if (expression.kind !== 'column') return false;
  return means(expression, target);
}

function means(reference: ColumnReference, { use, column, context }: Target): boolean {
  const meaning = meaningOf(reference, context.analysis);
  if (meaning === undefined || meaning.keys.length > 0 || meaning.column.name !== column.name) return false;
  return meaning.use === use || (meaning.everywhere && meaning.scope.uses.includes(use));
}

/** Is every part of the condition an equality of the one column with constants? */
function saysOnly(condition: Expression, target: Target): boolean {
  if (condition.kind === 'binary' && (condition.operator === 'and' || condition.operator === 'or')) {
    return saysOnly(condition.left, target) && saysOnly(condition.right, target);
  }
  return constrainedValues(condition, target) !== undefined;
}
