import type { QualifiedName } from '../ast.ts';
import { identifierOf } from '../token-range.ts';
import type { TokenRange } from '../token-range.ts';
import type { Token } from '../token.ts';
import type { MarkedText } from './marked-text.ts';

/** Marks `*` and `t.*`, if one of them stands there. */
export function markStar(range: TokenRange, out: MarkedText): boolean {
  const first = range.position;
  const qualifier: QualifiedName = starQualifier(range);
  if (!range.accept('*')) {
    range.position = first;
    return false;
  }
  out.define(first, { kind: 'star', qualifier, first, last: range.position - 1 });
  out.addName(first);
  return true;
}

function starQualifier(range: TokenRange): QualifiedName {
  const path = [];
  for (let token = range.peek(); isNameToken(token) && range.peek(1).text === '.'; token = range.peek()) {
    path.push(identifierOf(token));
    range.position += 2;
  }
  return path;
}

function isNameToken(token: Token): boolean {
  return token.kind === 'name' || token.kind === 'word';
}
