import type { Expression, Query, SelectBody, SelectItem, Star } from '../../sql/ast.ts';
import { walk } from '../../sql/walk.ts';
import { isPlainSelect, isRowWise } from './row-wise-node.ts';
import { type LocalItem, meaningOf, type QueryAnalysis, type RelationUse, type Scope } from './scope.ts';
import { columnNode } from './starred-columns.ts';

/** A column that a query gives, by the name that its users have for it. */
export interface OutputColumn {
  readonly name: string;
  /** What each row's value is made from; null where a condition on it cannot be asked of the rows before. */
  readonly expression: Expression | null;
}

/** A SELECT among those that a query puts together, with its columns in order. */
export interface OutputBranch {
  readonly scope: Scope;
  readonly columns: readonly OutputColumn[];
}

/**
 * The SELECTs that a query's rows come from, as far as a condition on the rows can be asked of what each of them reads: not behind a LIMIT, a
 * window, DISTINCT ON or a sample, which look at the rows that the condition would leave out. Aggregates keep their groups' keys.
 */
export function outputBranches(query: Query, analysis: QueryAnalysis): readonly OutputBranch[] {
  if (query.limit !== null || query.offset !== null) return [];
  const { body } = query;
  if (body.kind === 'values') return [];
  if (body.kind === 'select') return selectBranch(body, analysis);
  if (body.byName === true) return [];
  const left = outputBranches(body.left, analysis);
  const right = outputBranches(body.right, analysis);
  return sameColumns([...left, ...right], branchCount(query), analysis);
}

function branchCount({ body }: Query): number {
  return body.kind === 'set-operation' ? branchCount(body.left) + branchCount(body.right) : 1;
}

/** Branches are put together by position, under the first one's names; a column whose type differs among them means another value there. */
function sameColumns(branches: readonly OutputBranch[], count: number, analysis: QueryAnalysis): readonly OutputBranch[] {
  const [first] = branches;
  if (first === undefined || branches.length < count) return [];
  const columns = first.columns.map(({ name }, index) => ({
    name,
    isSame: new Set(branches.map((branch) => typeAt(branch, index, analysis))).size === 1 && typeAt(first, index, analysis) !== undefined,
  }));
  return branches.map(({ scope, columns: own }) => ({
    scope,
    columns: columns.map(({ name, isSame }, index) => ({ name, expression: isSame ? (own[index]?.expression ?? null) : null })),
  }));
}

function typeAt({ columns }: OutputBranch, index: number, analysis: QueryAnalysis): string | undefined {
  const expression = columns[index]?.expression;
  if (expression?.kind === 'literal' && typeof expression.value === 'string') return 'string';
  const meaning = expression?.kind === 'column' ? meaningOf(expression, analysis) : undefined;
  if (meaning === undefined) return undefined;
  return meaning.keys.length > 0 ? 'string' : meaning.column.type;
}

function selectBranch(body: SelectBody, analysis: QueryAnalysis): readonly OutputBranch[] {
  const scope = analysis.scopes.find((candidate) => candidate.body === body);
  if (scope === undefined || body.distinctOn !== undefined || body.sampled === true || body.qualify !== undefined) return [];
  if ((body.windows ?? []).length > 0 || hasWindow(body)) return [];
  const rowWise = isPlainSelect({ ...body, distinct: false }) && body.items.every(({ expression }) => isRowWise(expression));
  const columns: OutputColumn[] = [];
  for (const item of body.items) {
    const found = itemColumns(item, scope, analysis);
    if (found === null) return [];
    // A plain column beside aggregates is a key of their groups.
    const plain = item.expression.kind === 'column' || item.expression.kind === 'star';
    columns.push(...found.map((column) => (rowWise || plain ? column : { ...column, expression: null })));
  }
  return [{ scope, columns }];
}

function hasWindow(body: SelectBody): boolean {
  let found = false;
  for (const { expression } of body.items) {
    walk(expression, (node) => {
      if (node.kind === 'call' && node.over !== null) found = true;
      return node.kind === 'query' ? 'skip' : undefined;
    });
  }
  return found;
}

/** The columns of one item of a SELECT list; null where a star stands for columns that are not known. */
function itemColumns({ expression, alias }: SelectItem, scope: Scope, analysis: QueryAnalysis): readonly OutputColumn[] | null {
  if (expression.kind === 'star') return starColumns(expression, scope, analysis);
  const name = alias?.name ?? (expression.kind === 'column' ? expression.path.at(-1)?.name : undefined);
  return [{ name: name ?? '', expression }];
}

function starColumns({ qualifier, changes }: Star, scope: Scope, analysis: QueryAnalysis): readonly OutputColumn[] | null {
  if ((changes !== undefined && changes.written !== 'from') || scope.merged === null || scope.merged.size > 0) return null;
  const [name] = qualifier.map((part) => part.name.toLowerCase());
  const columns: OutputColumn[] = [];
  for (const item of scope.items) {
    const alias = (item.kind === 'use' ? item.use.alias : item.local.alias)?.toLowerCase();
    if (name !== undefined && (qualifier.length > 1 || alias !== name)) continue;
    const own = item.kind === 'use' ? fieldsOf(item.use, analysis) : columnsOfLocal(item.local, analysis);
    if (own === null) return null;
    columns.push(...own);
  }
  return columns;
}

/** Columns of a derived table have no meaning of their own: what they are made of is looked up where they are used. */
function columnsOfLocal({ alias, columns, query, names = [] }: LocalItem, analysis: QueryAnalysis): readonly OutputColumn[] | null {
  const [branch] = columns === null && query !== undefined ? outputBranches(query, analysis) : [];
  const found = columns ?? branch?.columns.map(({ name }, index) => names[index] ?? name);
  return found?.map((name) => ({ name, expression: alias === null ? null : columnNode([alias, name]) })) ?? null;
}

function fieldsOf(use: RelationUse, { starColumns: known }: QueryAnalysis): readonly OutputColumn[] {
  return (known.get(use) ?? []).map((expression) => ({ name: expression.path[0]?.name ?? '', expression }));
}
