import type { Expression, Query } from '../ast.ts';
import { bindingOf, infixBinding, isLeftAssociative } from '../binding.ts';
import type { TokenExtent } from './construct.ts';
import type { MarkedText, OperatorMark, PostfixMark } from './marked-text.ts';

/** An operand of a chain: an expression, or what stands behind IN. */
export type Operand = TokenExtent &
  (
    | { readonly kind: 'expression'; readonly expression: Expression }
    | { readonly kind: 'in-list'; readonly items: readonly Expression[] }
    | { readonly kind: 'in-query'; readonly query: Query }
  );

type Placed = TokenExtent & { readonly expression: Expression };

/**
 * Builds one tree from the operands of a chain of operators, in the text's order. How the library grouped them is not looked at:
 * it takes OR and AND to bind alike.
 */
export function regroup(operands: readonly Operand[], marks: MarkedText): Expression {
  const chain = new Chain(operands, marks);
  const whole = chain.read(0);
  chain.expectEnd();
  return whole.expression;
}

class Chain {
  private readonly operands: readonly Operand[];
  private readonly marks: MarkedText;
  private index = 0;
  /** The token to look at next. */
  private token: number;

  constructor(operands: readonly Operand[], marks: MarkedText) {
    this.operands = operands;
    this.marks = marks;
    let first = operands[0]?.first ?? 0;
    while (marks.prefixes.has(first - 1)) first -= 1;
    this.token = first;
  }

  expectEnd(): void {
    const rest = this.marks.postfixes.get(this.token) ?? this.marks.infixes.get(this.token);
    if (this.index !== this.operands.length || rest !== undefined) throw this.stuck(rest);
  }

  /** Reads operators that bind at least as tightly as `least`. */
  read(least: number): Placed {
    let left = this.readPrefixed(least);
    let lastBinding = Number.POSITIVE_INFINITY;
    for (;;) {
      const postfix = this.marks.postfixes.get(this.token);
      if (postfix !== undefined) {
        if (postfix.kind === 'is' && bindingOf.is < least) return left;
        if (postfix.kind === 'is' && bindingOf.is === lastBinding) throw this.stuck(postfix);
        left = this.applyPostfix(left, postfix);
        continue;
      }
      const infix = this.marks.infixes.get(this.token);
      if (infix === undefined) return left;
      const strength = infixBinding(infix.operator);
      if (strength < least || infix.operator === 'and-between' || infix.operator === 'escape') return left;
      if (strength === lastBinding) throw this.doesNotChain(infix);
      left = this.applyInfix(left, infix, strength);
      lastBinding = infix.operator.endsWith('in') || isLeftAssociative(strength) ? Number.POSITIVE_INFINITY : strength;
    }
  }

  private readPrefixed(least: number): Placed {
    const prefix = this.marks.prefixes.get(this.token);
    if (prefix === undefined) return this.readOperand();
    if (prefix.operator === 'not' && least > bindingOf.not) throw this.stuck(prefix);
    this.token += 1;
    const operand = this.read(prefix.operator === 'not' ? bindingOf.not : bindingOf.sign);
    const positive = prefix.operator === '-' ? positiveNumber(operand.expression) : null;
    if (positive !== null) return this.place(prefix.first, operand.last, { kind: 'literal', value: -positive });
    const operator = prefix.operator === 'not' ? 'not' : prefix.operator === '-' ? '-' : '+';
    return this.place(prefix.first, operand.last, { kind: 'unary', operator, operand: operand.expression });
  }

  private readOperand(): Placed {
    const operand = this.take();
    if (operand.kind !== 'expression') throw this.stuck(operand);
    return operand;
  }

  private take(): Operand {
    const operand = this.operands[this.index];
    if (operand === undefined || operand.first !== this.token) throw this.stuck(operand);
    this.index += 1;
    this.token = operand.last + 1;
    return operand;
  }

  private applyPostfix(left: Placed, postfix: PostfixMark): Placed {
    this.token = postfix.last + 1;
    const operand = left.expression;
    if (postfix.kind === 'cast') return this.place(left.first, postfix.last, { kind: 'cast', operand, type: postfix.type });
    return this.place(left.first, postfix.last, { kind: 'is', negated: postfix.negated, operand, test: postfix.test });
  }

  private applyInfix(left: Placed, infix: OperatorMark, strength: number): Placed {
    this.token = infix.last + 1;
    if (infix.operator === 'in' || infix.operator === 'not in') return this.applyIn(left, infix.operator === 'not in');
    if (infix.operator === 'between' || infix.operator === 'not between') return this.applyBetween(left, infix.operator === 'not between');
    const right = this.read(strength + 1);
    const parts = { operator: infix.operator, left: left.expression, right: right.expression };
    if (strength !== bindingOf.like || this.marks.infixes.get(this.token)?.operator !== 'escape') {
      return this.place(left.first, right.last, { kind: 'binary', ...parts });
    }
    this.token += 1;
    const escape = this.read(strength + 1);
    return this.place(left.first, escape.last, { kind: 'binary', ...parts, escape: escape.expression });
  }

  private applyIn(left: Placed, negated: boolean): Placed {
    const right = this.take();
    const operand = left.expression;
    if (right.kind === 'in-list') return this.place(left.first, right.last, { kind: 'in-list', negated, operand, items: right.items });
    if (right.kind === 'in-query') return this.place(left.first, right.last, { kind: 'in-query', negated, operand, query: right.query });
    throw this.stuck(right);
  }

  private applyBetween(left: Placed, negated: boolean): Placed {
    const low = this.read(bindingOf.like + 1);
    const and = this.marks.infixes.get(this.token);
    if (and?.operator !== 'and-between') throw this.stuck(and);
    this.token = and.last + 1;
    const high = this.read(bindingOf.like + 1);
    const parts = { operand: left.expression, low: low.expression, high: high.expression };
    return this.place(left.first, high.last, { kind: 'between', negated, ...parts });
  }

  private place(first: number, last: number, node: WithoutSpan<Expression>): Placed {
    const span = this.marks.range.spanOf(first, last);
    return { first, last, expression: { ...node, span } };
  }

  private doesNotChain(infix: OperatorMark): Error {
    const { range } = this.marks;
    const message = `${infix.operator.toUpperCase()} cannot follow another comparison`;
    return range.error('syntax_error', message, {
      span: range.spanOf(infix.first, infix.last),
      hint: 'Join two comparisons by AND, or put the first into brackets.',
    });
  }

  private stuck(place: TokenExtent | undefined): Error {
    const { range } = this.marks;
    const token = place?.first ?? this.token;
    return range.error('syntax_error', 'this cannot stand here without brackets', {
      span: range.spanOf(token, token),
      hint: 'Put it and what belongs to it into brackets.',
    });
  }
}

type WithoutSpan<Node> = Node extends unknown ? Omit<Node, 'span'> : never;

/** A sign before a number is part of the constant, so that `-5` is one. */
function positiveNumber(expression: Expression): number | bigint | null {
  if (expression.kind !== 'literal' || (typeof expression.value !== 'number' && typeof expression.value !== 'bigint')) return null;
  return expression.value > 0 ? expression.value : null;
}
