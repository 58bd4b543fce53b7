import type { TokenRange } from './token-range.ts';
import type { TokenKind } from './token.ts';

/**
 * Cuts the tokens up to the next of these keywords (of one or more words) or kinds outside brackets, or up to a bracket that closes one opened before; the
 * position stays behind them. A word behind a dot or AS is a name.
 */
export function sliceUntil(range: TokenRange, keywords: readonly string[], kinds: readonly TokenKind[] = []): TokenRange {
  const start = range.position;
  let depth = 0;
  for (; !range.atEnd; range.next()) {
    const token = range.peek();
    if (token.kind === 'punctuation' && '([{'.includes(token.text)) depth += 1;
    if (token.kind === 'punctuation' && ')]}'.includes(token.text)) depth -= 1;
    if (depth < 0) break;
    if (depth > 0 || isName(range)) continue;
    if (kinds.includes(token.kind) || keywords.some((keyword) => range.sees(...keyword.split(' ')))) break;
  }
  return range.slice(start, range.position);
}

function isName(range: TokenRange): boolean {
  if (range.peek().kind !== 'word') return false;
  const before = range.tokens[range.position - 1];
  if (before?.text === '.') return true;
  return before?.keyword === 'DISTINCT' && range.sees('FROM');
}
