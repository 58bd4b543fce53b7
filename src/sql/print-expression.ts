import { unreachable } from '../errors/unreachable.ts';
import type { BinaryExpression, Call, CaseExpression, Expression, Query, SortItem, TypedLiteral, Window } from './ast.ts';
import { bareFunctions } from './bare-functions.ts';
import { bindingOf, infixBinding, isLeftAssociative } from './binding.ts';
import { printName } from './print-name.ts';
import { isReserved } from './reserved-words.ts';
import { quoteName } from '../values/quote-name.ts';
import { literalText } from './splices.ts';

/** Prints the queries inside an expression. */
export type QueryPrinter = (query: Query) => string;

/** An expression as SQL with the brackets it needs and no others. */
export function printExpression(expression: Expression, printQuery: QueryPrinter): string {
  return new ExpressionPrinter(printQuery).print(expression, 0);
}

/** `expr [ASC|DESC] [NULLS FIRST|LAST]`. */
export function printSortItem(item: SortItem, printQuery: QueryPrinter): string {
  const direction = item.direction === null ? '' : ` ${item.direction.toUpperCase()}`;
  const nulls = item.nulls === null ? '' : ` NULLS ${item.nulls.toUpperCase()}`;
  return printExpression(item.expression, printQuery) + direction + nulls;
}

class ExpressionPrinter {
  private readonly printQuery: QueryPrinter;

  constructor(printQuery: QueryPrinter) {
    this.printQuery = printQuery;
  }

  /** Puts brackets around what binds less tightly than it has to. */
  print(node: Expression, least: number): string {
    const text = this.bare(node);
    return strengthOf(node) < least ? `(${text})` : text;
  }

  private bare(node: Expression): string {
    switch (node.kind) {
      case 'literal':
        return literalText(node.value);
      case 'typed-literal':
        return printTypedLiteral(node);
      case 'bind':
        return /^[0-9]/.test(node.key) ? `$${node.key}` : `:${node.key}`;
      case 'column':
        return printName(node.path);
      case 'star':
        return [...node.qualifier.map((part) => printName([part])), '*'].join('.');
      case 'unary':
        return this.unary(node.operator, this.print(node.operand, node.operator === 'not' ? bindingOf.not : bindingOf.sign));
      case 'binary':
        return this.binary(node);
      case 'in-list':
        return `${this.print(node.operand, bindingOf.like + 1)} ${node.negated ? 'NOT IN' : 'IN'} (${this.list(node.items)})`;
      case 'in-query':
        return `${this.print(node.operand, bindingOf.like + 1)} ${node.negated ? 'NOT IN' : 'IN'} (${this.printQuery(node.query)})`;
      case 'between': {
        const [operand, low, high] = [node.operand, node.low, node.high].map((part) => this.print(part, bindingOf.like + 1));
        return `${operand} ${node.negated ? 'NOT BETWEEN' : 'BETWEEN'} ${low} AND ${high}`;
      }
      case 'is':
        return `${this.print(node.operand, bindingOf.is + 1)} IS ${node.negated ? 'NOT ' : ''}${node.test.toUpperCase()}`;
      case 'call':
        return this.call(node);
      case 'cast':
        return `CAST(${this.print(node.operand, 0)} AS ${node.type})`;
      case 'case':
        return this.caseOf(node);
      case 'subquery':
        return `(${this.printQuery(node.query)})`;
      case 'exists':
        return `EXISTS (${this.printQuery(node.query)})`;
      case 'list':
        return node.form === 'tuple' ? `(${this.list(node.items)})` : `[${this.list(node.items)}]`;
      default:
        return unreachable(node);
    }
  }

  private list(items: readonly Expression[]): string {
    return items.map((item) => this.print(item, 0)).join(', ');
  }

  private unary(operator: 'not' | '-' | '+', operand: string): string {
    if (operator === 'not') return `NOT ${operand}`;
    return /^[-+]/.test(operand) ? `${operator} ${operand}` : operator + operand;
  }

  private binary(node: BinaryExpression): string {
    const strength = infixBinding(node.operator);
    const left = this.print(node.left, isLeftAssociative(strength) ? strength : strength + 1);
    const right = this.print(node.right, strength + 1);
    const escape = node.escape === undefined ? '' : ` ESCAPE ${this.print(node.escape, strength + 1)}`;
    return `${left} ${node.operator.toUpperCase()} ${right}${escape}`;
  }

  private call(node: Call): string {
    const name = printFunctionName(node.name);
    const over = node.over === null ? '' : ` OVER ${this.window(node.over)}`;
    if (bareFunctions.has(name.toUpperCase()) && node.arguments.length === 0) return name + over;
    const distinct = node.distinct ? 'DISTINCT ' : '';
    const orderBy = node.orderBy.length === 0 ? '' : `${node.arguments.length === 0 ? '' : ' '}ORDER BY ${this.sorts(node.orderBy)}`;
    const filter = node.filter === null ? '' : ` FILTER (WHERE ${this.print(node.filter, 0)})`;
    return `${name}(${distinct}${this.list(node.arguments)}${orderBy})${filter}${over}`;
  }

  private sorts(items: readonly SortItem[]): string {
    return items.map((item) => printSortItem(item, this.printQuery)).join(', ');
  }

  private window(window: Window): string {
    const parts: string[] = [];
    if (window.partitionBy.length > 0) parts.push(`PARTITION BY ${this.list(window.partitionBy)}`);
    if (window.orderBy.length > 0) parts.push(`ORDER BY ${this.sorts(window.orderBy)}`);
    if (window.frame !== undefined) parts.push(window.frame.toUpperCase());
    if (window.name === null) return `(${parts.join(' ')})`;
    return parts.length === 0 ? printWindowName(window.name) : `(${[printWindowName(window.name), ...parts].join(' ')})`;
  }

  private caseOf(node: CaseExpression): string {
    const operand = node.operand === null ? '' : ` ${this.print(node.operand, 0)}`;
    const branches = node.branches.map(({ when, then }) => ` WHEN ${this.print(when, 0)} THEN ${this.print(then, 0)}`).join('');
    const otherwise = node.otherwise === null ? '' : ` ELSE ${this.print(node.otherwise, 0)}`;
    return `CASE${operand}${branches}${otherwise} END`;
  }
}

function printFunctionName(name: string): string {
  const isWord = /^[\p{L}_][\p{L}\p{N}\p{M}_$]*$/u.test(name);
  return isWord && (!isReserved(name.toUpperCase()) || /^(left|right)$/i.test(name)) ? name : quoteName(name);
}

function printWindowName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !isReserved(name.toUpperCase()) ? name : quoteName(name);
}

function printTypedLiteral(node: TypedLiteral): string {
  return `${node.type.toUpperCase()} ${literalText(node.text)}`;
}

function strengthOf(node: Expression): number {
  switch (node.kind) {
    case 'unary':
      return node.operator === 'not' ? bindingOf.not : bindingOf.sign;
    case 'binary':
      return infixBinding(node.operator);
    case 'in-list':
    case 'in-query':
    case 'between':
      return bindingOf.like;
    case 'is':
      return bindingOf.is;
    case 'literal':
      return (typeof node.value === 'number' || typeof node.value === 'bigint') && node.value < 0 ? bindingOf.sign : bindingOf.atom;
    default:
      return bindingOf.atom;
  }
}
