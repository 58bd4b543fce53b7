import type { Call, Expression, Query, SortItem, Window } from '../ast.ts';
import type { Construct, ConstructOf } from './construct.ts';
import type { ForeignNode, ForeignTree } from './foreign.ts';
import { regroup } from './regroup.ts';
import type { Operand } from './regroup.ts';

/** Maps the library's trees of expressions to ours. */
export interface ExpressionAdapter {
  expression(value: unknown): Expression;
  /** The sort items of a marked ORDER BY. */
  sorts(value: unknown): readonly SortItem[];
  /** A call as a FROM item. */
  call(value: unknown): Call;
}

/** Makes the adapter for one tree; `nestedQuery` gives the query in the brackets that a token marks. */
export function expressionAdapter(tree: ForeignTree, nestedQuery: (index: number) => Query): ExpressionAdapter {
  const span = (construct: Construct): Expression['span'] => tree.marks.range.spanOf(construct.first, construct.last);
  const expression = (value: unknown): Expression => regroup(flatten(tree, value).map(operand), tree.marks);
  const expressions = (values: readonly unknown[]): readonly Expression[] => values.map(expression);

  function operand(node: ForeignNode): Operand {
    const { construct, args } = marked(tree, node);
    const { first, last } = construct;
    if (construct.kind === 'in-list') return { kind: 'in-list', items: expressions(args), first, last };
    if (construct.kind === 'in-query') return { kind: 'in-query', query: nestedQuery(first), first, last };
    return { kind: 'expression', expression: atom(construct, args), first, last };
  }

  function atom(construct: Construct, args: readonly unknown[]): Expression {
    switch (construct.kind) {
      case 'name':
        return { kind: 'column', path: construct.path, span: span(construct) };
      case 'star':
        return { kind: 'star', qualifier: construct.qualifier, span: span(construct) };
      case 'value':
        return construct.node;
      case 'group':
        return expression(single(args));
      case 'tuple':
      case 'array':
        return { kind: 'list', form: construct.kind, items: expressions(args), span: span(construct) };
      case 'subquery':
      case 'exists':
        return { kind: construct.kind, query: nestedQuery(construct.first), span: span(construct) };
      case 'cast':
        return { kind: 'cast', operand: expression(single(args)), type: construct.type, span: span(construct) };
      case 'case':
        return caseExpression(construct, args);
      case 'call':
        return callExpression(construct, args);
      default:
        throw tree.refuse(`t${construct.first}`);
    }
  }

  function single(args: readonly unknown[]): unknown {
    if (args.length !== 1) throw tree.refuse(args);
    return args[0];
  }

  function caseExpression(construct: ConstructOf<'case'>, args: readonly unknown[]): Expression {
    const parts = expressions(args);
    const from = construct.hasOperand ? 1 : 0;
    const branches = Array.from({ length: construct.branches }, (_, index) => ({
      when: required(parts[from + 2 * index]),
      then: required(parts[from + 2 * index + 1]),
    }));
    const expected = from + 2 * construct.branches + (construct.hasElse ? 1 : 0);
    if (parts.length !== expected) throw tree.refuse(`t${construct.first}`);
    const operandOfCase = construct.hasOperand ? required(parts[0]) : null;
    return {
      kind: 'case',
      operand: operandOfCase,
      branches,
      otherwise: construct.hasElse ? required(parts.at(-1)) : null,
      span: span(construct),
    };
  }

  function required(part: Expression | undefined): Expression {
    if (part === undefined) throw tree.refuse(null);
    return part;
  }

  function callExpression(construct: ConstructOf<'call'>, args: readonly unknown[]): Call {
    const own = expressions(args.slice(0, construct.count));
    let orderBy: readonly SortItem[] = [];
    let filter: Expression | null = null;
    let over: Window | null = null;
    for (const value of args.slice(construct.count)) {
      const section = marked(tree, tree.node(value));
      const { kind } = section.construct;
      if (kind === 'order') orderBy = sortItems(section.construct, section.args);
      else if (kind === 'filter') filter = expression(single(section.args));
      else if (kind === 'window') over = window(section.construct, section.args);
      else throw tree.refuse(value);
    }
    const { name, distinct } = construct;
    return { kind: 'call', name, distinct, arguments: own, orderBy, filter, over, span: span(construct) };
  }

  function window(construct: ConstructOf<'window'>, args: readonly unknown[]): Window {
    let partitionBy: readonly Expression[] = [];
    let orderBy: readonly SortItem[] = [];
    for (const value of args) {
      const section = marked(tree, tree.node(value));
      if (section.construct.kind === 'partition') partitionBy = expressions(section.args);
      else if (section.construct.kind === 'order') orderBy = sortItems(section.construct, section.args);
      else throw tree.refuse(value);
    }
    const { name, frame } = construct;
    return { name, partitionBy, orderBy, ...(frame === null ? {} : { frame }) };
  }

  function sortItems(construct: ConstructOf<'order'>, args: readonly unknown[]): readonly SortItem[] {
    if (args.length !== construct.sorts.length) throw tree.refuse(args);
    return construct.sorts.map((sort, index) => ({ expression: expression(args[index]), ...sort }));
  }

  return {
    expression,
    sorts(value) {
      const { construct, args } = marked(tree, tree.node(value));
      if (construct.kind !== 'order') throw tree.refuse(value);
      return sortItems(construct, args);
    },
    call(value) {
      const { construct, args } = marked(tree, tree.node(value));
      if (construct.kind !== 'call') throw tree.refuse(value);
      return callExpression(construct, args);
    },
  };
}

/** Operands of a chain of operators in the text's order. Walks down the left side without recursion: chains can be long. */
function flatten(tree: ForeignTree, value: unknown): readonly ForeignNode[] {
  const operands: ForeignNode[] = [];
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const node = tree.node(pending.pop());
    if (node.type === 'binary_expr') {
      tree.allow(node, 'type', 'operator', 'left', 'right');
      pending.push(node.right, node.left);
    } else operands.push(node);
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
  if (node.type === 'double_quote_string') return { construct: tree.construct(node.value), args: [] };
  if (node.type !== 'column_ref') throw tree.refuse(node);
  tree.allow(node, 'type', 'column');
  return { construct: tree.construct(tree.node(tree.node(node.column).expr).value), args: [] };
}
