import type { Identifier } from '../ast.ts';
import type { TokenRange } from '../token-range.ts';

/** Reads `(a, b)`. */
export function readColumnAliases(range: TokenRange): readonly Identifier[] {
  range.expect('(');
  const names = [range.identifier('a column name')];
  while (range.accept(',')) names.push(range.identifier('a column name'));
  range.expect(')');
  return names;
}
