import { unreachable } from '../errors/unreachable.ts';
import type { CommonTable, Expression, FromItem, Join, Query, SelectBody, SelectItem, SetOperation } from './ast.ts';
import { printExpression as printWith, printSortItem } from './print-expression.ts';
import { printIdentifier, printName } from './print-name.ts';

/** An expression as SQL. */
export function printExpression(expression: Expression): string {
  return printWith(expression, printQuery);
}

/** A query as SQL on one line. */
export function printQuery(query: Query): string {
  return [
    ...(query.with.length === 0 ? [] : [printTables(query.with, query.recursive)]),
    printBody(query.body),
    ...(query.orderBy.length === 0 ? [] : [`ORDER BY ${query.orderBy.map((item) => printSortItem(item, printQuery)).join(', ')}`]),
    ...(query.limit === null ? [] : [`LIMIT ${printExpression(query.limit)}`]),
    ...(query.offset === null ? [] : [`OFFSET ${printExpression(query.offset)}`]),
  ].join(' ');
}

/** `expr [AS alias]`. */
export function printSelectItem(item: SelectItem): string {
  const alias = item.alias === null ? '' : ` AS ${printIdentifier(item.alias)}`;
  return printExpression(item.expression) + alias;
}

/** `WITH a AS (…), b AS (…)`. */
export function printTables(tables: readonly CommonTable[], recursive: boolean): string {
  return `${recursive ? 'WITH RECURSIVE' : 'WITH'} ${tables.map(printCommonTable).join(', ')}`;
}

function printCommonTable(table: CommonTable): string {
  const columns = table.columns.length === 0 ? '' : ` (${table.columns.map(printIdentifier).join(', ')})`;
  return `${printIdentifier(table.name)}${columns} AS (${printQuery(table.query)})`;
}

function printBody(body: Query['body']): string {
  switch (body.kind) {
    case 'select':
      return printSelect(body);
    case 'set-operation':
      return printSetOperation(body);
    case 'values':
      return `VALUES ${body.rows.map((row) => `(${row.map(printExpression).join(', ')})`).join(', ')}`;
    default:
      return unreachable(body);
  }
}

function printSelect(body: SelectBody): string {
  const clauses = [`SELECT ${body.distinct ? 'DISTINCT ' : ''}${body.items.map(printSelectItem).join(', ')}`];
  if (body.from !== null) clauses.push(`FROM ${printFrom(body.from)}`);
  if (body.where !== null) clauses.push(`WHERE ${printExpression(body.where)}`);
  if (body.groupBy.length > 0) clauses.push(`GROUP BY ${body.groupBy.map(printExpression).join(', ')}`);
  if (body.having !== null) clauses.push(`HAVING ${printExpression(body.having)}`);
  return clauses.join(' ');
}

function printSetOperation(body: SetOperation): string {
  const operator = body.operator.toUpperCase() + (body.all ? ' ALL' : '') + (body.byName === true ? ' BY NAME' : '');
  return `${printOperand(body.left, body, 'left')} ${operator} ${printOperand(body.right, body, 'right')}`;
}

function printOperand(query: Query, parent: SetOperation, side: 'left' | 'right'): string {
  const hasClauses = query.with.length > 0 || query.orderBy.length > 0 || query.limit !== null || query.offset !== null;
  const strength = setStrength(query.body);
  const binds = side === 'left' ? strength >= setStrength(parent) : strength > setStrength(parent);
  return hasClauses || !binds ? `(${printQuery(query)})` : printQuery(query);
}

function setStrength(body: Query['body']): number {
  if (body.kind !== 'set-operation') return 3;
  return body.operator === 'intersect' ? 2 : 1;
}

/** What stands behind FROM. Commas are printed as CROSS JOIN. */
export function printFrom(item: FromItem): string {
  const alias = 'alias' in item && item.alias !== null ? ` AS ${printIdentifier(item.alias)}` : '';
  switch (item.kind) {
    case 'relation':
      return printName(item.name) + alias;
    case 'table-function':
      return printExpression(item.call) + alias;
    case 'derived': {
      const columns = item.columnAliases.length === 0 ? '' : ` (${item.columnAliases.map(printIdentifier).join(', ')})`;
      return `${item.lateral ? 'LATERAL ' : ''}(${printQuery(item.query)})${alias}${columns}`;
    }
    case 'join':
      return printJoin(item);
    default:
      return unreachable(item);
  }
}

function printJoin(join: Join): string {
  const type = join.type === 'inner' ? 'JOIN' : `${join.type.toUpperCase()} JOIN`;
  const right = join.right.kind === 'join' ? `(${printFrom(join.right)})` : printFrom(join.right);
  const on = join.on === null ? '' : ` ON ${printExpression(join.on)}`;
  const using = join.using.length === 0 ? '' : ` USING (${join.using.map(printIdentifier).join(', ')})`;
  return `${printFrom(join.left)} ${join.natural ? 'NATURAL ' : ''}${type} ${right}${on}${using}`;
}
