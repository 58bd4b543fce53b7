import type { TokenRange } from '../token-range.ts';
import type { MarkedText } from './marked-text.ts';

/** Marks `a, b, c`; how many there were. */
export function markExpressionList(range: TokenRange, out: MarkedText): number {
  let count = 0;
  do {
    if (count > 0) out.add(',', range.position - 1);
    out.grammar.expression(range, out);
    count += 1;
  } while (range.accept(','));
  return count;
}
