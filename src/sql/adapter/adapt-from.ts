import type { Expression, FromItem, Identifier, Query } from '../ast.ts';
import { marked } from './adapt-expression.ts';
import type { ExpressionAdapter } from './adapt-expression.ts';
import type { Construct, TokenExtent } from './construct.ts';
import type { ForeignNode, ForeignTree } from './foreign.ts';

/** What FROM items consist of. */
export interface FromContext {
  readonly tree: ForeignTree;
  readonly adapter: ExpressionAdapter;
  /** The query, and the FROM, in the brackets that a token marks. */
  readonly nestedQuery: (index: number) => Query;
  readonly nestedFrom: (index: number) => FromItem | null;
}

interface PlacedItem extends TokenExtent {
  readonly item: FromItem;
}

/** Builds the join tree from the library's flat list: JOIN binds tighter than a comma, both go from left to right. Null without FROM. */
export function adaptFrom(context: FromContext, value: unknown): FromItem | null {
  if (value === null || value === undefined) return null;
  return joinTree(context, value).item;
}

function joinTree(context: FromContext, value: unknown): PlacedItem {
  const { tree } = context;
  let before: PlacedItem | null = null;
  let current: PlacedItem | null = null;
  for (const entry of tree.list(value)) {
    const node = tree.node(entry);
    tree.allow(node, 'type', 'table', 'expr', 'as', 'join', 'on', 'using');
    const item = fromItem(context, node);
    const join = tree.marks.joins.get(item.first);
    if (current === null || join === undefined) current = current === null ? item : refuse(tree, node);
    else if (join.comma) {
      before = before === null ? current : cross(tree, before, current);
      current = item;
    } else current = joined(context, { left: current, right: item, node });
  }
  if (current === null) throw tree.refuse(value);
  return before === null ? current : cross(tree, before, current);
}

function refuse(tree: ForeignTree, node: ForeignNode): never {
  throw tree.refuse(node);
}

function cross(tree: ForeignTree, left: PlacedItem, right: PlacedItem): PlacedItem {
  const span = tree.marks.range.spanOf(left.first, right.last);
  const parts = { left: left.item, right: right.item, on: null, using: [] };
  return { first: left.first, last: right.last, item: { kind: 'join', type: 'cross', natural: false, ...parts, span } };
}

function joined(
  context: FromContext,
  parts: { readonly left: PlacedItem; readonly right: PlacedItem; readonly node: ForeignNode },
): PlacedItem {
  const { tree } = context;
  const { left, right, node } = parts;
  const mark = tree.marks.joins.get(right.first);
  if (mark === undefined) throw tree.refuse(node);
  const condition = joinCondition(context, node);
  const last = condition.last ?? right.last;
  const span = tree.marks.range.spanOf(left.first, last);
  const { type, natural } = mark;
  const { on, using } = condition;
  return { first: left.first, last, item: { kind: 'join', type, natural, left: left.item, right: right.item, on, using, span } };
}

interface JoinCondition {
  readonly on: Expression | null;
  readonly using: readonly Identifier[];
  readonly last: number | null;
}

function joinCondition({ tree, adapter }: FromContext, node: ForeignNode): JoinCondition {
  if (node.on !== null && node.on !== undefined) {
    const { construct, args } = marked(tree, tree.node(node.on));
    if (construct.kind !== 'on' || args.length !== 1) throw tree.refuse(node.on);
    return { on: adapter.expression(args[0]), using: [], last: construct.last };
  }
  const names = tree.list(node.using).map((name) => tree.constructOf('name', tree.node(name).value));
  const final = names.at(-1);
  // The closing bracket follows the last name.
  return { on: null, using: names.flatMap((name) => name.path), last: final === undefined ? null : final.last + 1 };
}

function fromItem(context: FromContext, node: ForeignNode): PlacedItem {
  const { tree } = context;
  if (typeof node.table === 'string') return relation(tree, node);
  const expr = tree.node(node.expr);
  const [name] = tree.list(tree.node(expr.name).name);
  const index = tree.index(tree.node(name).value);
  const kind = tree.marks.constructs.get(index)?.kind;
  if (kind === 'call') return tableFunction(context, { node, index });
  const { construct } = marked(tree, expr);
  const { first, last } = construct;
  if (construct.kind === 'from-group') return { item: context.nestedFrom(first) ?? refuse(tree, node), first, last };
  if (construct.kind !== 'derived') throw tree.refuse(node);
  const { lateral, columnAliases } = construct;
  const span = tree.marks.range.spanOf(first, last);
  const alias = aliasOf(tree, node)?.path[0] ?? null;
  return { first, last, item: { kind: 'derived', query: context.nestedQuery(first), alias, columnAliases, lateral, span } };
}

function relation(tree: ForeignTree, node: ForeignNode): PlacedItem {
  const name = tree.constructOf('name', node.table);
  const alias = aliasOf(tree, node);
  const { first } = name;
  const last = alias?.last ?? name.last;
  const spans = { nameSpan: tree.marks.range.spanOf(first, name.last), span: tree.marks.range.spanOf(first, last) };
  return { first, last, item: { kind: 'relation', name: name.path, alias: alias?.path[0] ?? null, ...spans } };
}

function tableFunction({ tree, adapter }: FromContext, place: { readonly node: ForeignNode; readonly index: number }): PlacedItem {
  const last = tree.marks.constructs.get(place.index)?.last ?? place.index;
  const call = adapter.call(place.node.expr);
  const alias = aliasOf(tree, place.node);
  const span = tree.marks.range.spanOf(place.index, alias?.last ?? last);
  return { first: place.index, last: alias?.last ?? last, item: { kind: 'table-function', call, alias: alias?.path[0] ?? null, span } };
}

function aliasOf(tree: ForeignTree, node: ForeignNode): (Construct & { readonly kind: 'name' }) | null {
  return node.as === null || node.as === undefined ? null : tree.constructOf('name', node.as);
}
