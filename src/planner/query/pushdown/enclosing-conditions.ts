import type { CommonTable, DerivedTable, Expression, FromItem, Query, RelationReference, SelectBody } from '../../../sql/ast.ts';
import { walk } from '../../../sql/walk.ts';
import { clockValue } from '../../time-constant.ts';
import { conditionsFor, isPicked } from '../constraint.ts';
import { rowWiseFunctions } from '../row-wise-functions.ts';
import type { ColumnMeaning, QueryAnalysis, RelationUse } from '../scope.ts';
import { replaceColumns } from './replace-columns.ts';

/** Conditions on one reference's own columns, and what those columns mean where the text itself has no name for them. */
export interface EnclosingConditions {
  readonly conditions: readonly Expression[];
  readonly analysis: QueryAnalysis;
}

/** A place that a SELECT gives its rows to: a derived table, or the one reference of a common table. */
interface Holder {
  readonly outer: SelectBody;
  readonly item: DerivedTable | RelationReference;
  /** Names that take the place of the SELECT's own. */
  readonly renamed: readonly string[];
}

/**
 * Conditions that the queries around a reference's SELECT set on what it hands out, as conditions on the reference's own columns: those of a
 * view's user, for one. They hold for every row that is left in the end, where the SELECT makes each of its rows of one row of its FROM.
 */
export function enclosingConditions(use: RelationUse, body: SelectBody, analysis: QueryAnalysis): EnclosingConditions {
  const meanings = new Map(analysis.meanings);
  const conditions = conditionsOn(body, { root: analysis.root, depth: 0 }).flatMap((condition) =>
    inside(condition, use, { body, analysis, meanings }),
  );
  return { conditions, analysis: conditions.length === 0 ? analysis : { ...analysis, meanings } };
}

/** Selects inside one another that are looked through. */
const deepest = 8;

interface Search {
  readonly root: Query;
  readonly depth: number;
}

/** Conditions on the columns that a SELECT hands out, in terms of its own FROM. */
function conditionsOn(body: SelectBody, { root, depth }: Search): readonly Expression[] {
  const holder = depth < deepest && passesRowsOn(body) ? holderOf(body, root) : undefined;
  // A sample is taken before conditions are looked at.
  if (holder === undefined || holder.outer.sampled === true) return [];
  const { outer, item, renamed } = holder;
  const own = conditionsFor({ node: item }, { body: outer }).map(({ conjunct }) => conjunct);
  const further = outer.from !== null && isPicked({ node: item }, outer.from) ? [] : conditionsOn(outer, { root, depth: depth + 1 });
  return [...own, ...further].flatMap((condition) => {
    const replaced = replaceColumns(condition, (reference) => {
      const name = columnOf(
        reference.path.map((part) => part.name),
        item,
        outer,
      );
      return name === undefined ? undefined : outputOf(body, name, renamed);
    });
    return replaced === undefined ? [] : [replaced];
  });
}

/** Does each row come from one row of FROM, whatever the others are? */
function passesRowsOn({ distinct, groupBy, having, qualify, sampled, windows = [], items }: SelectBody): boolean {
  if (distinct || groupBy.length > 0 || having !== null || qualify !== undefined || sampled === true || windows.length > 0) return false;
  return items.every(({ expression }) => {
    let rowWise = true;
    walk(expression, (node) => {
      if (
        node.kind === 'call' &&
        (node.over !== null || !(rowWiseFunctions.has(node.name.toLowerCase()) || clockValue(node.name, 0) !== undefined))
      )
        rowWise = false;
      return node.kind === 'query' ? 'skip' : undefined;
    });
    return rowWise;
  });
}

function holderOf(body: SelectBody, root: Query): Holder | undefined {
  const tables: CommonTable[] = [];
  const selects: SelectBody[] = [];
  const recursive: Query[] = [];
  walk(root, (node) => {
    if (node.kind === 'query') {
      tables.push(...node.with);
      if (node.recursive) recursive.push(node);
    }
    if (node.kind === 'select') selects.push(node);
    return undefined;
  });
  const places = selects.flatMap((outer) => fromItems(outer.from).map((item) => ({ outer, item })));
  const derived = places.flatMap(({ outer, item }) =>
    item.kind === 'derived' && holds(item.query, body) ? [{ outer, item, renamed: item.columnAliases.map(({ name }) => name) }] : [],
  );
  if (derived.length > 0) return derived[0];
  const table = tables.find(({ query }) => holds(query, body));
  if (table === undefined || recursive.length > 0) return undefined;
  const name = table.name.name.toLowerCase();
  const sameName = tables.filter((other) => other.name.name.toLowerCase() === name).length;
  const references = places.flatMap(({ outer, item }) =>
    item.kind === 'relation' && item.name.length === 1 && item.name[0]?.name.toLowerCase() === name
      ? [{ outer, item, renamed: table.columns.map((column) => column.name) }]
      : [],
  );
  return sameName === 1 && references.length === 1 ? references[0] : undefined;
}

/** Is the SELECT all that the query is, without a limit on its rows? */
function holds(query: Query, body: SelectBody): boolean {
  return query.body === body && query.limit === null && query.offset === null;
}

function fromItems(item: FromItem | null): readonly FromItem[] {
  if (item === null) return [];
  return item.kind === 'join' ? [...fromItems(item.left), ...fromItems(item.right)] : [item];
}

/** Name of the item's column that a reference in the SELECT around it means; undefined where it could mean something else. */
function columnOf(path: readonly string[], item: Holder['item'], { from, items }: SelectBody): string | undefined {
  const [first, second, ...rest] = path;
  const alias = (item.alias?.name ?? (item.kind === 'relation' ? item.name[0]?.name : undefined))?.toLowerCase();
  if (first === undefined || rest.length > 0) return undefined;
  if (second !== undefined) return first.toLowerCase() === alias ? second : undefined;
  const aliased = items.some((one) => one.alias?.name.toLowerCase() === first.toLowerCase());
  return from === item && !aliased ? first : undefined;
}

/** The expression that a SELECT hands out under a name; a bare name for what its star hands on. */
function outputOf(body: SelectBody, name: string, renamed: readonly string[]): Expression | undefined {
  const wanted = name.toLowerCase();
  const position = renamed.findIndex((column) => column.toLowerCase() === wanted);
  if (renamed.length > 0) {
    const plain = body.items.slice(0, position + 1).every(({ expression }) => expression.kind !== 'star');
    return position >= 0 && plain ? body.items[position]?.expression : undefined;
  }
  const named = body.items.filter(({ alias, expression }) => {
    const own = alias?.name ?? (expression.kind === 'column' ? expression.path.at(-1)?.name : undefined);
    return own?.toLowerCase() === wanted;
  });
  const [only] = named;
  if (named.length === 1) return only?.expression;
  const [star] = body.items;
  const isStar = body.items.length === 1 && star?.expression.kind === 'star' && star.expression.changes === undefined;
  if (named.length > 0 || !isStar || body.from?.kind === 'join') return undefined;
  const { span } = star.expression;
  return { kind: 'column', path: [{ name, quoted: false, span }], span };
}

interface Inside {
  readonly body: SelectBody;
  readonly analysis: QueryAnalysis;
  readonly meanings: Map<Extract<Expression, { kind: 'column' }>, ColumnMeaning>;
}

/** Names that a star handed on are columns of the reference, which is all that the SELECT reads then. */
function inside(condition: Expression, use: RelationUse, { body, analysis, meanings }: Inside): readonly Expression[] {
  const scope = analysis.scopeOf.get(use);
  walk(condition, (node) => {
    if (node.kind !== 'column' || meanings.has(node) || body.from !== use.node || scope === undefined) return undefined;
    const column = node.path.length === 1 ? use.visible.get(node.path[0]?.name.toLowerCase() ?? '') : undefined;
    if (column !== undefined) meanings.set(node, { use, column, keys: [], everywhere: false, scope });
    return undefined;
  });
  return [condition];
}
