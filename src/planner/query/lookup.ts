import type { SourceSpan } from '../../errors/query-error.ts';
import type { ColumnReference, Expression, FromItem, Query } from '../../sql/ast.ts';
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

/** What a join equates with the parameter, or a sub-query that it has to be in. */
export type LookupSource = JoinedRows | JoinedItem | { readonly kind: 'query'; readonly span: SourceSpan };

/** An expression over the rows of one reference. */
export interface JoinedRows {
  readonly kind: 'join';
  readonly use: RelationUse;
  readonly value: SourceSpan;
  readonly conditions: readonly Expression[];
}

/** An expression over an item of FROM that is no provider relation: VALUES, a sub-query, a common or local table. */
export interface JoinedItem {
  readonly kind: 'item';
  readonly value: SourceSpan;
  readonly from: SourceSpan;
  /** The common tables of the statement, where the item is one of them. */
  readonly with: Pick<Query, 'recursive' | 'with'> | null;
}

/** Finds what the conditions on a reference equate its columns with, besides constants. */
export function lookupCandidates(use: RelationUse, scope: Scope, analysis: QueryAnalysis): readonly LookupCandidate[] {
  return conditionsFor(use, scope).flatMap(({ conjunct }) => {
    if (conjunct.kind === 'in-query' && !conjunct.negated) return fromQuery(conjunct.operand, conjunct.query, { use, scope, analysis });
    if (conjunct.kind !== 'binary' || conjunct.operator !== '=') return [];
    const { left, right } = conjunct;
    const context = { use, scope, analysis };
    return [...fromEquality(left, right, context), ...fromEquality(right, left, context)];
  });
}

interface Context {
  readonly use: RelationUse;
  readonly scope: Scope;
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
  const source = speaksOf(other, context);
  if (source === undefined) return [];
  if (source.kind === 'item') return fromItem(column, other, source.item, context);
  const { use } = source;
  const scope = context.analysis.scopeOf.get(use);
  if (scope === undefined || use === context.use) return [];
  const conditions = ownConditions(use, scope, context.analysis);
  return [{ column, source: { kind: 'join', use, value: other.span, conditions }, needs: [use] }];
}

type Spoken = { readonly kind: 'use'; readonly use: RelationUse } | { readonly kind: 'item'; readonly item: FromItem };

/** The one reference or item of FROM whose rows an expression is made from; undefined where there are several or none. */
function speaksOf(expression: Expression, { scope, analysis }: Context): Spoken | undefined {
  const found = new Map<unknown, Spoken>();
  let foreign = false;
  walk(expression, (node) => {
    if (node.kind === 'query' || (node.kind === 'call' && volatile.has(node.name.toLowerCase()))) foreign = true;
    if (node.kind !== 'column') return 'enter';
    const meaning = analysis.meanings.get(node);
    const item = meaning === undefined ? itemOf(node, scope) : undefined;
    if (meaning !== undefined && !meaning.everywhere) found.set(meaning.use, { kind: 'use', use: meaning.use });
    else if (item !== undefined) found.set(item, { kind: 'item', item });
    else foreign = true;
    return 'enter';
  });
  const [only, ...others] = found.values();
  return foreign || others.length > 0 ? undefined : only;
}

/** The item of FROM that a qualified column belongs to, where that is no provider relation. */
function itemOf({ path }: ColumnReference, { body }: Scope): FromItem | undefined {
  const [qualifier, , ...more] = path;
  if (qualifier === undefined || path.length < 2 || more.length > 0 || body?.from == null) return undefined;
  const name = qualifier.name.toLowerCase();
  return itemsOf(body.from).find((item) => aliasOf(item)?.toLowerCase() === name);
}

function itemsOf(item: FromItem): readonly FromItem[] {
  return item.kind === 'join' ? [...itemsOf(item.left), ...itemsOf(item.right)] : [item];
}

function aliasOf(item: FromItem): string | undefined {
  if (item.kind === 'derived') return item.alias?.name;
  return item.kind === 'relation' ? (item.alias?.name ?? item.name.at(-1)?.name) : undefined;
}

/** Values of an item whose rows need nothing of the items beside it. */
function fromItem(column: VisibleColumn, { span }: Expression, item: FromItem, context: Context): readonly LookupCandidate[] {
  const { analysis, scope } = context;
  const candidate = (from: SourceSpan, tables: JoinedItem['with'], needs: readonly RelationUse[]): readonly LookupCandidate[] =>
    needs.includes(context.use) ? [] : [{ column, source: { kind: 'item', value: span, from, with: tables }, needs }];
  if (item.kind === 'derived') {
    return item.lateral || !standsAlone(item.query, analysis) ? [] : candidate(item.span, null, usesWithin(item.query, analysis));
  }
  if (item.kind !== 'relation' || item.name.length !== 1) return [];
  if (analysis.localUses.some(({ node }) => node === item)) return candidate(item.span, null, []);
  const { root } = analysis;
  const name = item.name[0]?.name.toLowerCase();
  if (scope.parent !== null || !root.with.some((table) => table.name.name.toLowerCase() === name)) return [];
  if (!root.with.every(({ query }) => isRepeatable(query))) return [];
  return candidate(
    item.span,
    root,
    root.with.flatMap(({ query }) => usesWithin(query, analysis)),
  );
}

function usesWithin({ span }: Query, { uses }: QueryAnalysis): readonly RelationUse[] {
  return uses.filter((use) => within(use.node.span, span));
}

/** Does the query give the same rows each time? */
function isRepeatable(query: Query): boolean {
  let repeatable = true;
  walk(query, (node) => {
    if (node.kind === 'call' && volatile.has(node.name.toLowerCase())) repeatable = false;
    return 'enter';
  });
  return repeatable;
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
  return [{ column, source: { kind: 'query', span: query.span }, needs: usesWithin(query, context.analysis) }];
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
