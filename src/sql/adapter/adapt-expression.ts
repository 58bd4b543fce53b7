import type { SourceSpan } from '../../errors/query-error.ts';
import type { Call, Expression, Query, SortItem, Window } from '../ast.ts';
import type { Construct, ConstructOf } from './construct.ts';
import type { ForeignNode, ForeignTree } from './foreign.ts';
import { regroup } from './regroup.ts';
import type { Operand } from './regroup.ts';

/** Gives the query in the brackets that a token marks. */
export type NestedQuery = (token: number) => Query;

/** Maps the library's trees of expressions to ours. */
export class ExpressionAdapter {
  private readonly tree: ForeignTree;
  private readonly nestedQuery: NestedQuery;

  constructor(tree: ForeignTree, nestedQuery: NestedQuery) {
    this.tree = tree;
    this.nestedQuery = nestedQuery;
  }

  /** The expression that a node is, its chains of operators grouped by our own rules. */
  expression(value: unknown): Expression {
    const operands = flatten(this.tree, value).map((node) => this.operand(node));
    return regroup(operands, this.tree.marks);
  }

  /** The sort items of a marked ORDER BY. */
  sorts(value: unknown): readonly SortItem[] {
    const { construct, args } = marked(this.tree, this.tree.node(value));
    if (construct.kind !== 'order') throw this.tree.refuse(value);
    return this.sortItems(construct, args);
  }

  /** A call as a FROM item. */
  call(value: unknown): Call {
    const { construct, args } = marked(this.tree, this.tree.node(value));
    if (construct.kind !== 'call') throw this.tree.refuse(value);
    return this.callExpression(construct, args);
  }

  private operand(node: ForeignNode): Operand {
    const { construct, args } = marked(this.tree, node);
    const { first, last } = construct;
    if (construct.kind === 'in-list') return { kind: 'in-list', items: this.expressions(args), first, last };
    if (construct.kind === 'in-query') return { kind: 'in-query', query: this.nestedQuery(first), first, last };
    return { kind: 'expression', expression: this.atom(construct, args), first, last };
  }

  private expressions(values: readonly unknown[]): readonly Expression[] {
    return values.map((value) => this.expression(value));
  }

  private atom(construct: Construct, args: readonly unknown[]): Expression {
    const span = this.spanOf(construct);
    switch (construct.kind) {
      case 'name':
        return { kind: 'column', path: construct.path, span };
      case 'star':
        return { kind: 'star', qualifier: construct.qualifier, span };
      case 'value':
        return construct.node;
      case 'group':
        return this.expression(this.single(args));
      case 'tuple':
      case 'array':
        return { kind: 'list', form: construct.kind, items: this.expressions(args), span };
      case 'subquery':
      case 'exists':
        return { kind: construct.kind, query: this.nestedQuery(construct.first), span };
      case 'cast':
        return { kind: 'cast', operand: this.expression(this.single(args)), type: construct.type, span };
      case 'case':
        return this.caseExpression(construct, args);
      case 'call':
        return this.callExpression(construct, args);
      default:
        throw this.tree.refuse(`t${construct.first}`);
    }
  }

  private spanOf(construct: Construct): SourceSpan {
    return this.tree.marks.range.spanOf(construct.first, construct.last);
  }

  private single(args: readonly unknown[]): unknown {
    if (args.length !== 1) throw this.tree.refuse(args);
    return args[0];
  }

  private caseExpression(construct: ConstructOf<'case'>, args: readonly unknown[]): Expression {
    const parts = [...this.expressions(args)];
    const next = (): Expression => {
      const part = parts.shift();
      if (part === undefined) throw this.tree.refuse(`t${construct.first}`);
      return part;
    };
    const operand = construct.hasOperand ? next() : null;
    const branches = Array.from({ length: construct.branches }, () => ({ when: next(), then: next() }));
    const otherwise = construct.hasElse ? next() : null;
    if (parts.length > 0) throw this.tree.refuse(`t${construct.first}`);
    return { kind: 'case', operand, branches, otherwise, span: this.spanOf(construct) };
  }

  private callExpression(construct: ConstructOf<'call'>, args: readonly unknown[]): Call {
    const own = this.expressions(args.slice(0, construct.count));
    let orderBy: readonly SortItem[] = [];
    let filter: Expression | null = null;
    let over: Window | null = null;
    for (const value of args.slice(construct.count)) {
      const section = marked(this.tree, this.tree.node(value));
      if (section.construct.kind === 'order') orderBy = this.sortItems(section.construct, section.args);
      else if (section.construct.kind === 'filter') filter = this.expression(this.single(section.args));
      else if (section.construct.kind === 'window') over = this.window(section.construct, section.args);
      else throw this.tree.refuse(value);
    }
    const { name, distinct } = construct;
    return { kind: 'call', name, distinct, arguments: own, orderBy, filter, over, span: this.spanOf(construct) };
  }

  private window(construct: ConstructOf<'window'>, args: readonly unknown[]): Window {
    let partitionBy: readonly Expression[] = [];
    let orderBy: readonly SortItem[] = [];
    for (const value of args) {
      const section = marked(this.tree, this.tree.node(value));
      if (section.construct.kind === 'partition') partitionBy = this.expressions(section.args);
      else if (section.construct.kind === 'order') orderBy = this.sortItems(section.construct, section.args);
      else throw this.tree.refuse(value);
    }
    const { name, frame } = construct;
    return { name, partitionBy, orderBy, ...(frame === null ? {} : { frame }) };
  }

  private sortItems(construct: ConstructOf<'order'>, args: readonly unknown[]): readonly SortItem[] {
    if (args.length !== construct.sorts.length) throw this.tree.refuse(args);
    return construct.sorts.map((sort, index) => ({ expression: this.expression(args[index]), ...sort }));
  }
}

/** Operands of a chain of operators in the text's order. Walks down the left side without recursion: chains can be long. */
function flatten(tree: ForeignTree, value: unknown): readonly ForeignNode[] {
  const operands: ForeignNode[] = [];
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const node = tree.node(pending.pop());
    if (node.type !== 'binary_expr') {
      operands.push(node);
      continue;
    }
    tree.allow(node, 'type', 'operator', 'left', 'right');
    pending.push(node.right, node.left);
  }
  return operands;
}

/** Construct and arguments of a marked name or call. */
export function marked(tree: ForeignTree, node: ForeignNode): { readonly construct: Construct; readonly args: readonly unknown[] } {
  if (node.type === 'function') {
    tree.allow(node, 'type', 'name', 'args');
    const [name, ...more] = tree.list(tree.node(node.name).name);
    const args = tree.node(node.args);
    tree.allow(args, 'type', 'value');
    if (more.length > 0) throw tree.refuse(node);
    return { construct: tree.construct(tree.node(name).value), args: tree.list(args.value) };
  }
  if (node.type !== 'column_ref') throw tree.refuse(node);
  tree.allow(node, 'type', 'column');
  return { construct: tree.construct(tree.node(tree.node(node.column).expr).value), args: [] };
}
