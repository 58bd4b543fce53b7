import type { DynamicPivot } from '../../sql/ast.ts';
import type { Token } from '../../sql/token.ts';

/** Tokens that the parser reads, and the pivots that they were completed for. */
export interface CompletedTokens {
  readonly tokens: readonly Token[];
  readonly pivots: readonly DynamicPivot[];
}

/** Words that end what stands behind ON. */
const ends: ReadonlySet<string> = new Set([
  'USING',
  'GROUP',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'QUALIFY',
  'WINDOW',
  'WHERE',
]);

/**
 * Gives every `PIVOT … ON a` without a list of values a list that stands for it: the parser reads no other pivots. The values are asked for
 * before the query is planned.
 */
export function completedPivots(tokens: readonly Token[]): CompletedTokens {
  const pivots: { readonly pivot: DynamicPivot; readonly behind: number }[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || !['PIVOT', 'PIVOT_WIDER'].includes(token.keyword) || tokens[index + 1]?.text === '.') continue;
    const before = tokens[index - 1];
    if (before !== undefined && before.text !== '(' && before.text !== ')') continue;
    pivots.push(...pivotsAt(tokens, index));
  }
  const whole: Token[] = [];
  for (const [index, token] of tokens.entries()) {
    whole.push(token);
    if (pivots.some(({ behind }) => behind === index)) whole.push(...listBehind(token));
  }
  return { tokens: whole, pivots: pivots.map(({ pivot }) => pivot) };
}

function pivotsAt(tokens: readonly Token[], pivot: number): { readonly pivot: DynamicPivot; readonly behind: number }[] {
  const on = behindBrackets(tokens, pivot + 1, (token) => token.keyword === 'ON');
  const [first, last] = [tokens[pivot + 1], tokens[on - 1]];
  if (first === undefined || last === undefined || tokens[on]?.keyword !== 'ON' || on === pivot + 1) return [];
  const source = { start: first.span.start, end: last.span.end };
  const tables = tokens[0]?.keyword === 'WITH' && pivot > 0 ? { start: tokens[0].span.start, end: tokens[pivot - 1]?.span.end ?? 0 } : null;
  const found: { readonly pivot: DynamicPivot; readonly behind: number }[] = [];
  for (let at = on + 1; at < tokens.length; ) {
    const end = behindBrackets(tokens, at, (token) => token.text === ',' || (token.kind === 'word' && ends.has(token.keyword)));
    const isListed = tokens.slice(at, end).some(({ kind, keyword }) => kind === 'word' && keyword === 'IN');
    const [from, to] = [tokens[at], tokens[end - 1]];
    if (!isListed && from !== undefined && to !== undefined && end > at) {
      const expression = { start: from.span.start, end: to.span.end };
      found.push({ pivot: { source, expression, tables: isInBrackets(tokens, pivot) ? null : tables }, behind: end - 1 });
    }
    if (tokens[end]?.text !== ',') break;
    at = end + 1;
  }
  return found;
}

function isInBrackets(tokens: readonly Token[], index: number): boolean {
  let depth = 0;
  for (const { text } of tokens.slice(0, index)) depth += text === '(' ? 1 : text === ')' ? -1 : 0;
  return depth > 0;
}

/** Index of the first token from there on that fits and stands in no brackets opened since; that of the bracket that closes one before, else the end. */
function behindBrackets(tokens: readonly Token[], from: number, fits: (token: Token) => boolean): number {
  let depth = 0;
  for (let index = from; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'punctuation' && '([{'.includes(token.text)) depth += 1;
    else if (token.kind === 'punctuation' && ')]}'.includes(token.text)) depth -= 1;
    if (depth < 0 || (depth === 0 && fits(token))) return index;
  }
  return tokens.length;
}

/** ` IN ('…')`, at the place behind a token. */
function listBehind({ span }: Token): readonly Token[] {
  const own = (kind: Token['kind'], text: string, value: Token['value']): Token => ({
    kind,
    text,
    keyword: text,
    value,
    templated: false,
    span: { start: span.end, end: span.end },
  });
  return [own('word', 'IN', 'IN'), own('punctuation', '(', null), own('string', "'…'", '…'), own('punctuation', ')', null)];
}
