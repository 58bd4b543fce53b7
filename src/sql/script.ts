import { QueryError } from '../errors/query-error.ts';
import { lex } from './lexer.ts';
import { limits } from './limits.ts';
import { TokenRange } from './token-range.ts';
import type { Script } from './token-range.ts';
import type { Token } from './token.ts';

const openings: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * Splits a script's tokens into its statements at `;` outside brackets; empty ones are left out.
 * Throws QueryError `syntax_error` at a bracket without its partner.
 */
export function splitScript(script: Script): readonly TokenRange[] {
  const { source, tokens } = script;
  const statements: TokenRange[] = [];
  const open: Token[] = [];
  let start = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'punctuation') trackBracket(source, open, token);
    if (open.length > limits.brackets) throw tooDeep(source, token);
    if (isEnd(token) && open.length > 0) throw unclosed(source, open);
    if (!isEnd(token)) continue;
    if (index > start) statements.push(new TokenRange(script, start, index));
    start = index + 1;
  }
  if (open.length > 0) throw unclosed(source, open);
  if (tokens.length > start) statements.push(new TokenRange(script, start, tokens.length));
  return statements;
}

/**
 * Tells whether a text ends its last statement: its last token is `;`, and no string, comment or bracket is open before it.
 * A text that can never become right is complete too, so that its error can be shown.
 */
export function isComplete(text: string): boolean {
  try {
    const { tokens } = lex(text, () => '');
    const last = tokens.at(-1);
    return last !== undefined && isEnd(last) && bracketsClosed(tokens);
  } catch (error) {
    return QueryError.is(error) && !error.message.endsWith('is never closed');
  }
}

function bracketsClosed(tokens: readonly Token[]): boolean {
  const marks = tokens.filter((token) => token.kind === 'punctuation');
  return marks.filter((token) => '([{'.includes(token.text)).length <= marks.filter((token) => ')]}'.includes(token.text)).length;
}

function isEnd(token: Token): boolean {
  return token.text === ';' && (token.kind === 'punctuation' || token.kind === 'separator-comment');
}

function trackBracket(source: string, open: Token[], token: Token): void {
  if ('([{'.includes(token.text)) open.push(token);
  const wanted = openings[token.text];
  if (wanted === undefined) return;
  const opening = open.pop();
  if (opening?.text === wanted) return;
  const message = opening === undefined ? `this "${token.text}" closes nothing` : `this "${token.text}" cannot close "${opening.text}"`;
  throw new QueryError('syntax_error', message, { span: token.span, source });
}

function tooDeep(source: string, token: Token): QueryError {
  return new QueryError('unsupported', `brackets can be nested ${limits.brackets} deep`, { span: token.span, source });
}

function unclosed(source: string, open: readonly Token[]): QueryError {
  const opening = open.at(-1);
  return new QueryError('syntax_error', `this "${opening?.text ?? ''}" is never closed`, {
    source,
    ...(opening === undefined ? {} : { span: opening.span }),
  });
}
