import type { CommonTable, Expression, FromItem, Query, SelectBody, SelectItem, SortItem } from '../ast.ts';
import { ExpressionAdapter, marked } from './adapt-expression.ts';
import { adaptFrom } from './adapt-from.ts';
import type { FromContext } from './adapt-from.ts';
import { bareQuery, combineSets, surround } from './combine-sets.ts';
import type { QueryShell, SetOperand } from './combine-sets.ts';
import type { ConstructOf, TokenExtent } from './construct.ts';
import type { ForeignNode, ForeignTree } from './foreign.ts';

/** Maps a tree that is one query; everything in its marked text has to be in it. */
export function adaptWhole(tree: ForeignTree): Query {
  const query = new QueryAdapter(tree).query();
  tree.expectAllUsed();
  return query;
}

const clauses = ['type', 'distinct', 'columns', 'from', 'where', 'groupby', 'having', 'orderby', 'limit', 'into', '_next', 'set_op'];

/** Maps one tree of the library, a query or parts of a statement made to look like one. */
export class QueryAdapter {
  private readonly tree: ForeignTree;
  private readonly expressions: ExpressionAdapter;
  private readonly context: FromContext;

  constructor(tree: ForeignTree) {
    this.tree = tree;
    const nestedQuery = (token: number): Query => adaptWhole(tree.nested(token));
    this.expressions = new ExpressionAdapter(tree, nestedQuery);
    this.context = { tree, adapter: this.expressions, nestedQuery, nestedFrom: (token) => nestedFrom(tree, token) };
  }

  /** The query that the whole tree is. */
  query(): Query {
    const { root, marks } = this.tree;
    const nodes = operandsOf(this.tree, root);
    const operands = nodes.map((node) => this.setOperand(node));
    const mark = marks.queries.get(operands[0]?.first ?? -1);
    if (mark === undefined || mark.operators.length !== operands.length - 1) throw this.tree.refuse(root);
    const { query: combined } = combineSets(operands, mark.operators, marks.range);
    const own: QueryShell = {
      recursive: mark.with.recursive,
      with: mark.with.tables.map((token) => this.commonTable(token)),
      ...this.tailOf(nodes.at(-1) ?? root),
      span: marks.range.spanOf(mark.first, mark.last),
    };
    return surround(combined, own, marks.range);
  }

  /** Select items whose tokens are known. */
  items(values: readonly unknown[], extents: readonly TokenExtent[]): readonly SelectItem[] {
    return values.map((value, index) => {
      const node = this.tree.node(value);
      this.tree.allow(node, 'type', 'expr', 'as');
      const extent = extents[index];
      if (extent === undefined) throw this.tree.refuse(node);
      const expression = this.expressions.expression(node.expr);
      const alias = node.as === null ? null : (this.tree.constructOf('name', node.as).path[0] ?? null);
      return { expression, alias, span: this.tree.marks.range.spanOf(extent.first, extent.last) };
    });
  }

  /** The FROM clause of the whole tree. */
  from(): FromItem | null {
    return adaptFrom(this.context, this.tree.root.from);
  }

  private commonTable(token: number): CommonTable {
    const construct = this.tree.constructOf('common-table', `t${token}`);
    return { name: construct.name, columns: construct.columns, query: this.context.nestedQuery(token) };
  }

  private setOperand(node: ForeignNode): SetOperand {
    const { tree } = this;
    tree.allow(node, ...clauses);
    const [head, ...rest] = tree.list(node.columns);
    const { construct, args } = marked(tree, tree.node(tree.node(head).expr));
    const { first, last } = construct;
    const span = tree.marks.range.spanOf(first, last);
    if (construct.kind === 'select') return { first, last, query: bareQuery(this.selectBody(node, rest, construct), span) };
    if (rest.length > 0 || node.from !== null) throw tree.refuse(head);
    if (construct.kind === 'query-group') return { first, last, query: this.context.nestedQuery(first) };
    if (construct.kind !== 'values') throw tree.refuse(head);
    return { first, last, query: bareQuery({ kind: 'values', rows: args.map((row) => this.row(row)), span }, span) };
  }

  private row(value: unknown): readonly Expression[] {
    const tuple = this.expressions.expression(value);
    if (tuple.kind !== 'list') throw this.tree.refuse(value);
    return tuple.items;
  }

  private selectBody(node: ForeignNode, columns: readonly unknown[], construct: ConstructOf<'select'>): SelectBody {
    const { tree } = this;
    const groups = node.groupby === null || node.groupby === undefined ? [] : tree.list(tree.node(node.groupby).columns);
    return {
      kind: 'select',
      distinct: tree.node(node.distinct).type === 'DISTINCT',
      items: this.items(columns, construct.items),
      from: adaptFrom(this.context, node.from),
      where: this.optional(node.where),
      groupBy: groups.map((group) => this.expressions.expression(group)),
      having: this.optional(node.having),
      span: tree.marks.range.spanOf(construct.first, construct.last),
    };
  }

  private optional(value: unknown): Expression | null {
    return value === null || value === undefined ? null : this.expressions.expression(value);
  }

  private tailOf(node: ForeignNode): Pick<Query, 'orderBy' | 'limit' | 'offset'> {
    let orderBy: readonly SortItem[] = [];
    let limit: Expression | null = null;
    let offset: Expression | null = null;
    for (const value of this.tree.list(node.orderby)) {
      const section = this.tree.node(value);
      this.tree.allow(section, 'expr');
      const kind = this.kindOf(section.expr);
      if (kind === 'order') orderBy = this.expressions.sorts(section.expr);
      else if (kind === 'limit') limit = this.bound(section.expr);
      else if (kind === 'offset') offset = this.bound(section.expr);
      else throw this.tree.refuse(section);
    }
    return { orderBy, limit, offset };
  }

  private kindOf(value: unknown): string | undefined {
    const { tree } = this;
    const [name] = tree.list(tree.node(tree.node(value).name).name);
    return tree.marks.constructs.get(tree.index(tree.node(name).value))?.kind;
  }

  private bound(value: unknown): Expression {
    return this.expressions.expression(marked(this.tree, this.tree.node(value)).args[0]);
  }
}

function nestedFrom(tree: ForeignTree, token: number): FromItem | null {
  const inner = tree.nested(token);
  const from = new QueryAdapter(inner).from();
  inner.expectAllUsed();
  return from;
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
