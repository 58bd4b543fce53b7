import { unreachable } from '../errors/unreachable.ts';
import type {
  CommonTables,
  ExecArgument,
  Expression,
  FromItem,
  Query,
  SelectBody,
  SelectItem,
  SetOperation,
  SortItem,
  Statement,
  ValuesBody,
  Window,
} from './ast.ts';

/** Everything in a statement that has parts of interest: statements, queries with their bodies, FROM items, expressions. */
export type TreeNode = Statement | Query | SelectBody | SetOperation | ValuesBody | FromItem | Expression;

/** The nodes directly below a node, in the order of the text. */
export function children(node: TreeNode): readonly TreeNode[] {
  switch (node.kind) {
    case 'select-statement':
    case 'insert':
    case 'update':
    case 'delete':
    case 'exec':
    case 'show':
    case 'describe':
    case 'explain':
    case 'set':
    case 'create-table':
    case 'create-view':
    case 'drop':
    case 'refresh':
    case 'truncate':
    case 'copy-to':
    case 'copy-from':
    case 'attach':
    case 'detach':
      return statementChildren(node);
    case 'query':
      return [...node.with.map((table) => table.query), node.body, ...sorts(node.orderBy), ...some(node.limit, node.offset)];
    case 'select':
      return selectChildren(node);
    case 'set-operation':
      return [node.left, node.right];
    case 'values':
      return node.rows.flat();
    case 'relation':
      return [];
    case 'derived':
      return [node.query];
    case 'table-function':
      return [node.call];
    case 'join':
      return [node.left, node.right, ...some(node.on)];
    default:
      return expressionChildren(node);
  }
}

function selectChildren(node: SelectBody): readonly TreeNode[] {
  const { distinctOn = [], windows = [] } = node;
  const listed = [...distinctOn, ...items(node.items), ...some(node.from, node.where), ...node.groupBy];
  return [...listed, ...some(node.having), ...windows, ...some(node.qualify)];
}

function statementChildren(node: Statement): readonly TreeNode[] {
  switch (node.kind) {
    case 'select-statement':
      return [node.query];
    case 'insert':
      return [...commonTables(node.with), node.relation, node.source, ...items(node.returning)];
    case 'update':
      return [
        ...commonTables(node.with),
        node.relation,
        ...node.assignments.map(({ value }) => value),
        ...some(node.from, node.where),
        ...items(node.returning),
      ];
    case 'delete':
      return [...commonTables(node.with), node.relation, ...some(node.using, node.where), ...items(node.returning)];
    case 'exec':
      return [...argumentValues(node.arguments), ...some(node.body), ...items(node.returning)];
    case 'show':
      return some(node.like, node.where);
    case 'describe':
      return some(node.query);
    case 'explain':
      return [node.statement];
    case 'set':
      return [node.value];
    case 'create-table':
      return some(node.query);
    case 'create-view':
      return [node.query];
    case 'truncate':
      return [node.relation];
    case 'copy-to':
      return [node.source, node.path];
    case 'copy-from':
      return [node.relation, node.path];
    case 'attach':
      return [node.path];
    case 'drop':
    case 'refresh':
    case 'detach':
      return [];
    default:
      return unreachable(node);
  }
}

function expressionChildren(node: Expression): readonly TreeNode[] {
  switch (node.kind) {
    case 'literal':
    case 'typed-literal':
    case 'bind':
    case 'column':
      return [];
    case 'star':
      return node.changes?.expressions ?? [];
    case 'unary':
    case 'is':
    case 'cast':
      return [node.operand];
    case 'binary':
      return [node.left, node.right, ...some(node.escape)];
    case 'in-list':
      return [node.operand, ...node.items];
    case 'in-query':
      return [node.operand, node.query];
    case 'between':
      return [node.operand, node.low, node.high];
    case 'call':
      return [...node.arguments, ...sorts(node.orderBy), ...some(node.filter), ...windowChildren(node.over)];
    case 'case':
      return [...some(node.operand), ...node.branches.flatMap((branch) => [branch.when, branch.then]), ...some(node.otherwise)];
    case 'subquery':
    case 'exists':
      return [node.query];
    case 'list':
      return node.items;
    default:
      return unreachable(node);
  }
}

function commonTables(tables: CommonTables | undefined): readonly Query[] {
  return tables?.tables.map((table) => table.query) ?? [];
}

/** A query that gives several arguments occurs once. */
function argumentValues(given: readonly ExecArgument[]): readonly TreeNode[] {
  return given.filter(({ column }) => column === undefined || column.index === 0).map(({ value }) => value);
}

function windowChildren(window: Window | null): readonly TreeNode[] {
  return window === null ? [] : [...window.partitionBy, ...sorts(window.orderBy)];
}

function items(list: readonly SelectItem[]): readonly Expression[] {
  return list.map((item) => item.expression);
}

function sorts(list: readonly SortItem[]): readonly Expression[] {
  return list.map((item) => item.expression);
}

function some(...nodes: readonly (TreeNode | null | undefined)[]): readonly TreeNode[] {
  return nodes.filter((node) => node !== null && node !== undefined);
}

/** What a visitor tells {@link walk} to do next: go below the node, or pass it by. */
export type WalkStep = 'enter' | 'skip';

/** Visits a node and everything below it, parents first, in the order of the text. `'skip'` leaves out what is below a node. */
export function walk(node: TreeNode, visit: (node: TreeNode) => WalkStep | undefined): void {
  const pending: TreeNode[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (visit(next) === 'skip') continue;
    const below = children(next);
    for (let index = below.length - 1; index >= 0; index--) {
      const child = below[index];
      if (child !== undefined) pending.push(child);
    }
  }
}

const expressionKinds: ReadonlySet<string> = new Set<Expression['kind']>([
  'literal',
  'typed-literal',
  'bind',
  'column',
  'star',
  'unary',
  'binary',
  'in-list',
  'in-query',
  'between',
  'is',
  'call',
  'cast',
  'case',
  'subquery',
  'exists',
  'list',
]);

/** Tells expressions from the other nodes of a tree. */
export function isExpression(node: TreeNode): node is Expression {
  return expressionKinds.has(node.kind);
}
