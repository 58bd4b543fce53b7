import type { SourceSpan } from '../../errors/query-error.ts';
import type { ColumnReference, Expression, FromItem, Join } from '../../sql/ast.ts';
import type { QueryAnalysis, RelationUse, Scope } from './scope.ts';
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
  return everyCondition(use, scope).flatMap(({ conjunct, keepsNullRows, afterMatch }) =>
    columns.flatMap((column) => {
      // The server says where to ask, whatever is matched then.
      if (afterMatch && column.origin !== 'server') return [];
      const target = { use, column, context };
      const values = constrainedValues(conjunct, target);
      if (values === undefined) return [];
      const removable = keepsNullRows || column.origin === 'server' || !use.nullSupplied;
      return [{ column, values, conjunct, whole: saysOnly(conjunct, target), removable }];
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
}

/**
 * Conjuncts that hold for every row that a reference contributes: those of WHERE, and of the joins that cannot keep a row despite them. A join
 * that picks the nearest row, or one by its position, has to pick among all: what is asked of the picked row afterwards is no such conjunct.
 */
export function conditionsFor(use: PlacedItem, scope: Pick<Scope, 'body'>): readonly Condition[] {
  return everyCondition(use, scope).filter(({ afterMatch }) => !afterMatch);
}

/** Something that stands in FROM. */
export interface PlacedItem {
  readonly node: FromItem;
}

interface PlacedCondition extends Condition {
  readonly afterMatch: boolean;
}

function everyCondition(use: PlacedItem, { body }: Pick<Scope, 'body'>): readonly PlacedCondition[] {
  if (body === null) return [];
  const afterMatch = body.from !== null && isPicked(use, body.from);
  const inWhere = conjunctsOf(body.where).map((conjunct) => ({ conjunct, keepsNullRows: false, afterMatch }));
  return [...inWhere, ...(body.from === null ? [] : joinConditions(use, body.from))];
}

/** Does a join inside the item pick the reference's rows by comparing them with each other? */
export function isPicked(use: PlacedItem, item: FromItem): boolean {
  if (item.kind !== 'join') return false;
  const left = contains(item.left, use);
  const own = item.type === 'positional' || (item.type === 'asof' && !left);
  return (own && contains(item, use)) || isPicked(use, left ? item.left : item.right);
}

function joinConditions(use: PlacedItem, item: FromItem): readonly PlacedCondition[] {
  if (item.kind !== 'join') return [];
  const left = contains(item.left, use);
  if (!left && !contains(item.right, use)) return [];
  const side = left ? item.left : item.right;
  const keepsNullRows = !suppliesNulls(use, side);
  const place = { keepsNullRows, afterMatch: isPicked(use, side) };
  const own = filters(item, left ? 'left' : 'right') ? conjunctsOf(item.on).map((conjunct) => ({ conjunct, ...place })) : [];
  return [...own, ...joinConditions(use, side)];
}

/** Does a join inside the item stand NULLs in for the reference's rows? Then a condition further out tests those rows too. */
function suppliesNulls(use: PlacedItem, item: FromItem): boolean {
  if (item.kind !== 'join') return false;
  const left = contains(item.left, use);
  const both = item.type === 'full' || item.type === 'positional';
  const own = both || (left ? item.type === 'right' : item.type === 'left' || item.type === 'asof');
  return own || suppliesNulls(use, left ? item.left : item.right);
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

function contains(item: FromItem, use: PlacedItem): boolean {
  return item === use.node || (item.kind === 'join' && (contains(item.left, use) || contains(item.right, use)));
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
  const meaning = context.analysis.meanings.get(reference);
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
