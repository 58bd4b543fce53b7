import { quoteName, quoteText } from '../values/quote-name.ts';
import type { Literal } from './ast.ts';
import type { ParsedStatement, Splice } from './parsed-statement.ts';
import type { TokenRange } from './token-range.ts';
import type { Token } from './token.ts';

/** What has to be replaced in a statement's text before another SQL engine reads it, and the keys of its binds in order of first use. */
export function splicesOf(range: TokenRange): Pick<ParsedStatement, 'splices' | 'binds'> {
  const splices: Splice[] = [];
  const binds: string[] = [];
  for (; !range.atEnd; range.next()) {
    const token = range.peek();
    if (token.kind === 'bind') {
      const bind = bindIndex(token, binds);
      splices.push({ span: token.span, text: `$${bind + 1}`, bind });
      continue;
    }
    const text = replacement(token);
    if (text !== null) splices.push({ span: token.span, text });
  }
  return { splices, binds };
}

function bindIndex(token: Token, binds: string[]): number {
  const key = String(token.value);
  const known = binds.indexOf(key);
  return known === -1 ? binds.push(key) - 1 : known;
}

function replacement(token: Token): string | null {
  if (token.kind === 'separator-comment') return token.text;
  if (token.kind === 'template') return bracketed(token.value);
  if (token.kind === 'name') return token.templated || token.text.startsWith('`') ? quoteName(String(token.value)) : null;
  return token.kind === 'string' && token.templated ? literalText(token.value) : null;
}

/** Brackets around a negative number: its sign and one in the text would begin a comment. */
function bracketed(value: Literal['value']): string {
  const isNegative = (typeof value === 'number' || typeof value === 'bigint') && value < 0;
  return isNegative ? `(${literalText(value)})` : literalText(value);
}

/** A constant as SQL text. */
export function literalText(value: Literal['value']): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  // Without an exponent a large floating-point number would be read as an integer.
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
