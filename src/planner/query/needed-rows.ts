import type { Expression, FromItem, Query, SelectBody, SetOperation } from '../../sql/ast.ts';
import { type TreeNode, walk } from '../../sql/walk.ts';
import { isConstantlyUntrue } from './constant-condition.ts';
import { conjunctsOf } from './conjuncts.ts';
import { type PlannedQuery, rowBounds } from './planned-query.ts';
import { isPlainSelect, isRowWise } from './row-wise-node.ts';
import type { RelationUse } from './scope.ts';

/** What is asked of a query before it is decided how it runs. */
export type BoundedQuery = Pick<PlannedQuery, 'text' | 'facts' | 'analysis' | 'answered'>;

const all = Number.POSITIVE_INFINITY;

/**
 * How many rows of each reference can matter, where not all do: those that a LIMIT over nothing but the reference leaves, and none where a
 * condition holds for no row or the LIMIT is 0. Any that many rows do, as nothing says which.
 */
export function neededRows({ text, facts, analysis, answered }: BoundedQuery): ReadonlyMap<RelationUse, number> {
  const needed = new Map<RelationUse, number>();
  const uses = new Map<FromItem, RelationUse>(analysis.uses.map((use) => [use.node, use]));
  const need = (node: FromItem, rows: number): void => {
    const use = uses.get(node);
    if (use !== undefined && rows < all) needed.set(use, Math.min(rows, needed.get(use) ?? all));
  };
  const nothingOf = (node: TreeNode | null): void => {
    if (node !== null) {
      walk(node, (inner) => {
        if (inner.kind === 'relation') need(inner, 0);
        return undefined;
      });
    }
  };

  /** `wanted` rows of the query's result are read. */
  function visitQuery(query: Query, wanted: number): void {
    const bounds = rowBounds(query, facts);
    const kept = Math.min(wanted, bounds?.limit ?? all);
    if (kept === 0) return nothingOf(query);
    const rows = bounds === undefined || query.orderBy.length > 0 ? all : kept + bounds.offset;
    if (query.body.kind === 'select') visitSelect(query.body, rows);
    else if (query.body.kind === 'set-operation') visitSetOperation(query.body, rows);
    else visitInside(query.body);
    for (const part of [...query.with.map((table) => table.query), ...query.orderBy.map((item) => item.expression)]) visitInside(part);
    for (const part of [query.limit, query.offset]) if (part !== null) visitInside(part);
  }

  function visitSetOperation({ operator, all: everyRow, left, right }: SetOperation, rows: number): void {
    for (const side of [left, right]) visitQuery(side, operator === 'union' && everyRow ? rows : all);
  }

  function visitSelect(body: SelectBody, rows: number): void {
    const conjuncts = conjunctsOf(body.where);
    if (conjuncts.some((conjunct) => isConstantlyUntrue(conjunct, facts))) {
      nothingOf(body.from);
      nothingOf(body.where);
    }
    const made = [...body.items.map((item) => item.expression), ...(body.where === null ? [] : [body.where])];
    const isPassedOn = isPlainSelect(body) && made.every(isRowWise) && conjuncts.every(({ span }) => answered.includes(span));
    if (isPassedOn && body.from?.kind === 'relation') need(body.from, rows);
    else if (isPassedOn && body.from?.kind === 'derived' && !body.from.lateral) visitQuery(body.from.query, rows);
    else visitInside(body);
  }

  /** Queries below a node count by what they say themselves. */
  function visitInside(node: TreeNode | Expression): void {
    walk(node, (inner) => {
      if (inner.kind !== 'query') return undefined;
      visitQuery(inner, all);
      return 'skip';
    });
  }

  visitQuery(text.query, all);
  return needed;
}
