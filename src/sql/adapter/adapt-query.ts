import type { CommonTable, Expression, Query, SelectBody, SelectItem, SortItem } from '../ast.ts';
import { expressionAdapter, marked } from './adapt-expression.ts';
import type { ExpressionAdapter } from './adapt-expression.ts';
import { adaptFrom } from './adapt-from.ts';
import type { ForeignNode, ForeignTree } from './foreign.ts';
import { bareQuery, combineSets, surround } from './combine-sets.ts';
import type { QueryShell, SetOperand } from './combine-sets.ts';
import type { ConstructOf, TokenExtent } from './construct.ts';

/** What a query and its parts become. */
export interface QueryAdapter extends ExpressionAdapter {
  /** The query that the whole tree is. */
  query(): Query;
  from(value: unknown): SelectBody['from'];
  items(values: readonly unknown[], extents: readonly TokenExtent[]): readonly SelectItem[];
}

const clauses = ['type', 'distinct', 'columns', 'from', 'where', 'groupby', 'having', 'orderby', 'limit', 'into', '_next', 'set_op'];

/** Maps a tree that is one query; everything in its marked text has to be in it. */
export function adaptWhole(tree: ForeignTree): Query {
  const query = queryAdapter(tree).query();
  tree.expectAllUsed();
  return query;
}

/** Makes the adapter for one tree of the library. */
export function queryAdapter(tree: ForeignTree): QueryAdapter {
  const nestedQuery = (index: number): Query => adaptWhole(tree.nested(index));
  const adapter = expressionAdapter(tree, nestedQuery);
  const context = { tree, adapter, nestedQuery, nestedFrom };

  function nestedFrom(index: number): SelectBody['from'] {
    const inner = tree.nested(index);
    const from = queryAdapter(inner).from(inner.root.from);
    inner.expectAllUsed();
    return from;
  }

  function query(): Query {
    const head = tree.root;
    const nodes = operandsOf(tree, head);
    const operands = nodes.map(setOperand);
    const mark = tree.marks.queries.get(operands[0]?.first ?? -1);
    if (mark === undefined || mark.operators.length !== operands.length - 1) throw tree.refuse(head);
    const { query: combined } = combineSets(operands, mark.operators, tree.marks.range);
    const own: QueryShell = {
      recursive: mark.with.recursive,
      with: mark.with.tables.map(commonTable),
      ...tailOf(nodes.at(-1) ?? head),
      span: tree.marks.range.spanOf(mark.first, mark.last),
    };
    return surround(combined, own, tree.marks.range);
  }

  function commonTable(index: number): CommonTable {
    const construct = tree.constructOf('common-table', `t${index}`);
    return { name: construct.name, columns: construct.columns, query: nestedQuery(index) };
  }

  function setOperand(node: ForeignNode): SetOperand {
    tree.allow(node, ...clauses);
    const [head, ...rest] = tree.list(node.columns);
    const { construct, args } = marked(tree, tree.node(tree.node(head).expr));
    const { first, last } = construct;
    const span = tree.marks.range.spanOf(first, last);
    if (construct.kind === 'select') return { first, last, query: bareQuery(selectBody(node, rest, construct), span) };
    if (rest.length > 0 || node.from !== null) throw tree.refuse(head);
    if (construct.kind === 'query-group') return { first, last, query: nestedQuery(first) };
    if (construct.kind !== 'values') throw tree.refuse(head);
    return { first, last, query: bareQuery({ kind: 'values', rows: args.map(row), span }, span) };
  }

  function row(value: unknown): readonly Expression[] {
    const tuple = adapter.expression(value);
    if (tuple.kind !== 'list') throw tree.refuse(value);
    return tuple.items;
  }

  function selectBody(node: ForeignNode, columns: readonly unknown[], construct: ConstructOf<'select'>): SelectBody {
    const groups = node.groupby === null || node.groupby === undefined ? [] : tree.list(tree.node(node.groupby).columns);
    return {
      kind: 'select',
      distinct: tree.node(node.distinct).type === 'DISTINCT',
      items: items(columns, construct.items),
      from: adaptFrom(context, node.from),
      where: optional(node.where),
      groupBy: groups.map(adapter.expression),
      having: optional(node.having),
      span: tree.marks.range.spanOf(construct.first, construct.last),
    };
  }

  function optional(value: unknown): Expression | null {
    return value === null || value === undefined ? null : adapter.expression(value);
  }

  function items(values: readonly unknown[], extents: readonly TokenExtent[]): readonly SelectItem[] {
    return values.map((value, index) => {
      const node = tree.node(value);
      tree.allow(node, 'type', 'expr', 'as');
      const extent = extents[index];
      if (extent === undefined || node.type === 'column_ref') throw tree.refuse(node);
      const expression = adapter.expression(node.expr);
      const alias = node.as === null ? null : (tree.constructOf('name', node.as).path[0] ?? null);
      return { expression, alias, span: tree.marks.range.spanOf(extent.first, extent.last) };
    });
  }

  function tailOf(node: ForeignNode): Pick<Query, 'orderBy' | 'limit' | 'offset'> {
    let orderBy: readonly SortItem[] = [];
    let limit: Expression | null = null;
    let offset: Expression | null = null;
    for (const value of tree.list(node.orderby)) {
      const section = tree.node(value);
      tree.allow(section, 'expr');
      const kind = peekKind(section.expr);
      if (kind === 'order') orderBy = adapter.sorts(section.expr);
      else if (kind === 'limit') limit = bound(section.expr);
      else if (kind === 'offset') offset = bound(section.expr);
      else throw tree.refuse(section);
    }
    return { orderBy, limit, offset };
  }

  function peekKind(value: unknown): string | undefined {
    const [name] = tree.list(tree.node(tree.node(value).name).name);
    return tree.marks.constructs.get(tree.index(tree.node(name).value))?.kind;
  }

  function bound(value: unknown): Expression {
    return adapter.expression(marked(tree, tree.node(value)).args[0]);
  }

  return { ...adapter, query, items, from: (value) => adaptFrom(context, value) };
}

function operandsOf(tree: ForeignTree, head: ForeignNode): readonly ForeignNode[] {
  const operands = [head];
  for (let next = head._next; next !== null && next !== undefined; ) {
    const node = tree.node(next);
    operands.push(node);
    next = node._next;
  }
  return operands;
}
