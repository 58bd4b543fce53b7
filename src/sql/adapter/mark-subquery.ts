import type { TokenRange } from '../token-range.ts';
import type { MarkedText } from './marked-text.ts';

/** Tells whether a query starts at a token, brackets around its first operand included. */
export function isQueryAt(range: TokenRange, at: number): boolean {
  const ahead = at - range.position;
  const token = range.peek(ahead);
  if (token.kind === 'word')
    return token.keyword === 'SELECT' || token.keyword === 'WITH' || (token.keyword === 'VALUES' && range.peek(ahead + 1).text === '(');
  if (token.text !== '(' || !isQueryAt(range, at + 1)) return false;
  const after = range.peek(closing(range, at) + 1 - range.position);
  return after.kind === 'word' ? ['UNION', 'INTERSECT', 'EXCEPT', 'ORDER', 'LIMIT', 'OFFSET'].includes(after.keyword) : range.atEnd;
}

function closing(range: TokenRange, at: number): number {
  let depth = 0;
  for (let index = at; index < range.end; index++) {
    const token = range.tokens[index];
    if (token?.kind !== 'punctuation') continue;
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0) return index;
  }
  return range.end;
}

/** Marks `( query )` at the range's position as a call named after the token `at`. */
export function markSubquery(
  range: TokenRange,
  out: MarkedText,
  mark: { readonly at: number; readonly kind: 'subquery' | 'exists' | 'query-group' | 'in-query' },
): void {
  range.expect('(');
  out.grammar.query(range, out.nest(mark.at));
  const last = range.expect(')');
  out.define(mark.at, { kind: mark.kind, first: mark.at, last });
}
