import { limits } from '../limits.ts';
import type { TokenRange } from '../token-range.ts';
import { readTypeName } from '../type-name.ts';
import { markIn, markOperand } from './mark-operand.ts';
import type { MarkedText } from './marked-text.ts';

/**
 * Marks one expression from the range's position up to the first token that cannot continue it.
 * Throws QueryError `syntax_error` where an operand is missing, `unsupported` past the limit of operators.
 */
export function markExpression(range: TokenRange, out: MarkedText): void {
  let openBetweens = 0;
  for (let count = 0; ; count++) {
    count += markPrefixes(range, out);
    markOperand(range, out);
    count += markPostfixes(range, out);
    const operator = infixAt(range, openBetweens > 0);
    if (operator === null && openBetweens > 0) throw range.unexpected('AND');
    if (operator === null) return;
    if (count >= limits.operators) throw tooMany(range);
    if (operator.operator === 'between' || operator.operator === 'not between') openBetweens += 1;
    if (operator.operator === 'and-between') openBetweens -= 1;
    const first = range.position;
    range.position += operator.tokens;
    out.infixes.set(first, { operator: operator.operator, first, last: range.position - 1 });
    out.add('||', first);
  }
}

function tooMany(range: TokenRange): Error {
  return range.error('unsupported', `an expression can have ${limits.operators} operators`, {
    span: range.peek().span,
    hint: 'Use IN (…) instead of many comparisons.',
  });
}

function markPrefixes(range: TokenRange, out: MarkedText): number {
  let count = 0;
  for (; range.sees('NOT') || range.sees('-') || range.sees('+'); count++) {
    if (count >= limits.signs) throw tooManySigns(range);
    const operator = range.peek().keyword.toLowerCase();
    const index = range.next();
    out.prefixes.set(index, { operator, first: index, last: index });
  }
  return count;
}

function tooManySigns(range: TokenRange): Error {
  return range.error('unsupported', `an operand can have ${limits.signs} operators of its own`, { span: range.peek().span });
}

function markPostfixes(range: TokenRange, out: MarkedText): number {
  for (let count = 0; ; count++) {
    if (!markPostfix(range, out) && !markIn(range, out)) return count;
    if (count >= limits.signs) throw tooManySigns(range);
  }
}

function markPostfix(range: TokenRange, out: MarkedText): boolean {
  const first = range.position;
  if (range.accept('::')) {
    const type = readTypeName(range);
    out.postfixes.set(first, { kind: 'cast', type, first, last: range.position - 1 });
    return true;
  }
  const test = isTestAt(range);
  if (test === null) return false;
  range.position += test.tokens;
  out.postfixes.set(first, { kind: 'is', negated: test.negated, test: test.test, first, last: range.position - 1 });
  return true;
}

function isTestAt(
  range: TokenRange,
): { readonly tokens: number; readonly negated: boolean; readonly test: 'null' | 'true' | 'false' } | null {
  if (range.sees('ISNULL')) return { tokens: 1, negated: false, test: 'null' };
  if (range.sees('NOTNULL')) return { tokens: 1, negated: true, test: 'null' };
  if (range.sees('NOT', 'NULL')) return { tokens: 2, negated: true, test: 'null' };
  if (!range.sees('IS')) return null;
  const negated = range.peek(1).keyword === 'NOT';
  const word = range.peek(negated ? 2 : 1);
  if (word.keyword === 'DISTINCT') return null;
  for (const test of ['null', 'true', 'false'] as const) {
    if (word.kind === 'word' && word.keyword === test.toUpperCase()) return { tokens: negated ? 3 : 2, negated, test };
  }
  range.position += negated ? 2 : 1;
  throw range.unexpected('NULL, TRUE, FALSE or DISTINCT FROM');
}

/** Operators of several words, longest first, by how the tree names them. */
const wordOperators: readonly (readonly [readonly string[], string])[] = [
  [['IS', 'NOT', 'DISTINCT', 'FROM'], 'is not distinct from'],
  [['IS', 'DISTINCT', 'FROM'], 'is distinct from'],
  [['NOT', 'SIMILAR', 'TO'], 'not similar to'],
  [['SIMILAR', 'TO'], 'similar to'],
  [['NOT', 'BETWEEN'], 'not between'],
  [['BETWEEN'], 'between'],
  [['NOT', 'LIKE'], 'not like'],
  [['LIKE'], 'like'],
  [['NOT', 'ILIKE'], 'not ilike'],
  [['ILIKE'], 'ilike'],
  [['GLOB'], 'glob'],
  [['ESCAPE'], 'escape'],
  [['AT', 'TIME', 'ZONE'], 'at time zone'],
  [['OR'], 'or'],
];

function infixAt(range: TokenRange, insideBetween: boolean): { readonly operator: string; readonly tokens: number } | null {
  const token = range.peek();
  if (token.kind === 'operator') return symbolOperator(range);
  if (token.kind !== 'word') return null;
  if (token.keyword === 'AND') return { operator: insideBetween ? 'and-between' : 'and', tokens: 1 };
  for (const [words, operator] of wordOperators) {
    if (range.sees(...words)) return { operator, tokens: words.length };
  }
  return null;
}

const unsupportedSymbols = new Set([':=', '=>', ':', '@', '#', '|', '&', '!', '<=>']);

function symbolOperator(range: TokenRange): { readonly operator: string; readonly tokens: number } {
  const token = range.peek();
  if (unsupportedSymbols.has(token.text)) {
    throw range.error('unsupported', `the operator ${token.text} is not supported`, { span: token.span });
  }
  const spellings: Readonly<Record<string, string>> = { '!=': '<>', '==': '=' };
  return { operator: spellings[token.text] ?? token.text, tokens: 1 };
}
