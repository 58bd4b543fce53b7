import type { TokenRange } from './token-range.ts';

const continuations: readonly (readonly string[])[] = [['WITH', 'TIME', 'ZONE'], ['WITHOUT', 'TIME', 'ZONE'], ['PRECISION'], ['VARYING']];

/**
 * Reads a type such as `DECIMAL(10, 2)`, `timestamp with time zone`, `STRUCT(a INTEGER)[]`; its text as written, spaces between tokens
 * made single. Throws QueryError `syntax_error` when no type stands there.
 */
export function readTypeName(range: TokenRange): string {
  const first = range.position;
  range.identifier('a type');
  for (const words of continuations) if (range.accept(...words)) break;
  if (range.sees('(')) skipBrackets(range);
  for (const words of continuations) if (range.accept(...words)) break;
  while (range.sees('[')) skipBrackets(range);
  return typeText(range, first);
}

function skipBrackets(range: TokenRange): void {
  let depth = 0;
  do {
    if (range.sees('(') || range.sees('[')) depth += 1;
    if (range.sees(')') || range.sees(']')) depth -= 1;
    range.next();
  } while (depth > 0 && !range.atEnd);
}

function typeText(range: TokenRange, first: number): string {
  let text = '';
  for (const token of range.tokens.slice(first, range.position)) {
    const tight = text === '' || /[([]$/.test(text) || ['(', '[', ']', ')', ','].includes(token.text);
    text += tight ? token.text : ` ${token.text}`;
  }
  return text;
}
