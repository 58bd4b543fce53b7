import type { SourceSpan } from '../../errors/query-error.ts';
import type { ColumnReference, Expression, Query } from '../../sql/ast.ts';
import { walk } from '../../sql/walk.ts';
import { within } from './compose-sql.ts';
import { conditionsFor } from './constraint.ts';
import type { ColumnMeaning, QueryAnalysis, RelationUse, Scope } from './scope.ts';
import type { VisibleColumn } from './visible-column.ts';

/** Rows of other references that a parameter's values can be taken from, once those are staged. */
export interface LookupCandidate {
  /** Column of the reference that is looked up: a parameter, or the key that stands for one. */
  readonly column: VisibleColumn;
  readonly source: LookupSource;
  /** References that have to be staged before. */
  readonly needs: readonly RelationUse[];
}

/** A column that a join equates with the parameter, or a sub-query that it has to be in. */
export type LookupSource =
  | { readonly kind: 'join'; readonly use: RelationUse; readonly column: VisibleColumn; readonly conditions: readonly Expression[] }
  | { readonly kind: 'query'; readonly span: SourceSpan };

/** Finds what the conditions on a reference equate its columns with, besides constants. */
export function lookupCandidates(use: RelationUse, scope: Scope, analysis: QueryAnalysis): readonly LookupCandidate[] {
  return conditionsFor(use, scope).flatMap(({ conjunct }) => {
    if (conjunct.kind === 'in-query' && !conjunct.negated) return fromQuery(conjunct.operand, conjunct.query, { use, analysis });
    if (conjunct.kind !== 'binary' || conjunct.operator !== '=') return [];
    const { left, right } = conjunct;
    return [...fromEquality(left, right, { use, analysis }), ...fromEquality(right, left, { use, analysis })];
  });
}

interface Context {
  readonly use: RelationUse;
  readonly analysis: QueryAnalysis;
}

function ownColumn(expression: Expression, { use, analysis }: Context): VisibleColumn | undefined {
  const meaning = plainMeaning(expression, analysis);
  return meaning?.use === use && meaning.column.origin !== 'server' ? meaning.column : undefined;
}

function plainMeaning(expression: Expression, { meanings }: QueryAnalysis): ColumnMeaning | undefined {
  const meaning = expression.kind === 'column' ? meanings.get(expression) : undefined;
  return meaning === undefined || meaning.keys.length > 0 || meaning.everywhere ? undefined : meaning;
}

function fromEquality(operand: Expression, other: Expression, context: Context): readonly LookupCandidate[] {
  const column = ownColumn(operand, context);
  if (column === undefined) return [];
  if (other.kind === 'subquery') return fromQuery(operand, other.query, context);
  const meaning = plainMeaning(other, context.analysis);
  const scope = meaning === undefined ? undefined : context.analysis.scopeOf.get(meaning.use);
  if (meaning === undefined || scope === undefined || meaning.use === context.use) return [];
  const conditions = ownConditions(meaning.use, scope, context.analysis);
  return [{ column, source: { kind: 'join', use: meaning.use, column: meaning.column, conditions }, needs: [meaning.use] }];
}

/** Conditions that speak of one reference alone: its rows can be filtered by them before anything is joined. */
function ownConditions(use: RelationUse, scope: Scope, { meanings }: QueryAnalysis): readonly Expression[] {
  return conditionsFor(use, scope).flatMap(({ conjunct }) => {
    let alone = true;
    walk(conjunct, (node) => {
      if (node.kind === 'query') alone = false;
      if (node.kind === 'column' && meanings.get(node)?.use !== use) alone = false;
      return 'enter';
    });
    return alone ? [conjunct] : [];
  });
}

function fromQuery(operand: Expression, query: Query, context: Context): readonly LookupCandidate[] {
  const column = ownColumn(operand, context);
  if (column === undefined || !standsAlone(query, context.analysis)) return [];
  const needs = context.analysis.uses.filter((use) => within(use.node.span, query.span));
  return [{ column, source: { kind: 'query', span: query.span }, needs }];
}

/** Functions that give another value at each call. */
const volatile: ReadonlySet<string> = new Set(['random', 'uuid', 'uuidv4', 'uuidv7', 'gen_random_uuid', 'nextval']);

/**
 * Can the query be run by itself, and give the same rows when it is run again as part of the statement? LIMIT is no hindrance: staged rows keep
 * their order.
 */
function standsAlone(query: Query, { meanings }: QueryAnalysis): boolean {
  let alone = true;
  walk(query, (node) => {
    if (node.kind === 'call' && volatile.has(node.name.toLowerCase())) alone = false;
    if (node.kind === 'relation' && node.name.length === 1) alone = false;
    if (node.kind === 'column' && isOutside(node, query, meanings)) alone = false;
    return 'enter';
  });
  return alone;
}

function isOutside(reference: ColumnReference, query: Query, meanings: QueryAnalysis['meanings']): boolean {
  const use = meanings.get(reference)?.use;
  return use !== undefined && !within(use.node.span, query.span);
}
