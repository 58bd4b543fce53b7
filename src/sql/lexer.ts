import type { QueryError, SourceSpan } from '../errors/query-error.ts';
import { lexicalError, pushToken } from './lexer-state.ts';
import type { LexerState } from './lexer-state.ts';
import { scanDollarQuoted, scanName, scanString } from './lexer-quoted.ts';
import { templatePattern } from './template.ts';
import type { TemplateResolver } from './template.ts';
import type { Token, Trivia } from './token.ts';

/** What a text consists of; spans of both lists together cover it without a gap. */
export interface Lexed {
  readonly tokens: readonly Token[];
  readonly trivia: readonly Trivia[];
}

/**
 * Cuts a whole script into tokens. Templates are resolved on the way, so that what a value contains is never read as SQL.
 * Throws QueryError: `syntax_error` at the start of what is never closed, `undefined_template` from the resolver.
 */
export function lex(source: string, resolve: TemplateResolver): Lexed {
  const state: LexerState = { source, resolve, tokens: [], trivia: [], brackets: [], positionalBinds: 0, numberedBinds: 0 };
  let position = 0;
  while (position < source.length) position = scanOne(state, position);
  return { tokens: state.tokens, trivia: state.trivia };
}

const space = /[\s\uFEFF]+/uy;
const word = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{N}\p{M}_$]*/uy;
const prefixedString = /([ebxn]|u&)'/iy;
const number = /0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*(?:_[0-9]+)*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const positionalBind = /\$([0-9]+)/y;
const namedBind = /[:$]([\p{L}_][\p{L}\p{N}_]*)/uy;
const parameter = /@([\p{L}_][\p{L}\p{N}\p{M}_$]*(?:-[\p{L}\p{N}_]+)*)/uy;
const bodyParameter = /@@([\p{L}_][\p{L}\p{N}_]*)/uy;
const dollarQuote = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const symbol =
  /<=>|->>|#>>|!~~\*|!~~|!~\*|~~\*|->|#>|#-|<->|<=|>=|<>|!=|==|::|:=|\|\||&&|@>|<@|<<|>>|!~|~\*|~~|\^@|\/\/|\*\*|=>|[-+*/%=<>~!^&|#@:]/y;

function scanOne(state: LexerState, start: number): number {
  const { source } = state;
  const spaces = match(space, source, start);
  if (spaces !== null) return pushTrivia(state, { kind: 'space', span: { start, end: start + spaces[0].length } });
  if (source.startsWith('--', start)) return scanLineComment(state, start);
  if (source.startsWith('/*', start)) return scanBlockComment(state, start);
  const character = source.charAt(start);
  if (character === "'") return scanString(state, start, 'plain');
  if (character === '"' || character === '`') return scanName(state, start);
  if (source.startsWith('{{', start)) return scanTemplate(state, start);
  if (character === '$') {
    const quote = match(dollarQuote, source, start);
    if (quote !== null) return scanDollarQuoted(state, start, quote[0]);
  }
  const prefix = match(prefixedString, source, start);
  if (prefix !== null) return scanPrefixedString(state, start, prefix[1] ?? '');
  return scanWordOrSymbol(state, start);
}

function scanWordOrSymbol(state: LexerState, start: number): number {
  const { source } = state;
  const name = match(word, source, start);
  if (name !== null) return pushToken(state, spanOf(start, name), { kind: 'word', value: name[0] });
  const digits = match(number, source, start);
  if (digits !== null) return scanNumber(state, spanOf(start, digits));
  const bind = matchBind(state, start);
  if (bind !== null) return bind;
  if (source.charAt(start) === '@') {
    const at = matchParameter(state, start);
    if (at !== null) return at;
  }
  const character = source.charAt(start);
  if ('()[]{},;.'.includes(character)) return scanPunctuation(state, start, character);
  const operator = match(symbol, source, start);
  if (operator !== null) return pushToken(state, spanOf(start, operator), { kind: 'operator' });
  throw strayCharacter(state, start);
}

function strayCharacter(state: LexerState, start: number): QueryError {
  const point = state.source.codePointAt(start) ?? 0;
  const text = String.fromCodePoint(point);
  const shown = /\p{C}/u.test(text) ? `U+${point.toString(16).toUpperCase().padStart(4, '0')}` : `"${text}"`;
  return lexicalError(
    state,
    { start, end: start + text.length },
    {
      message: `the character ${shown} has no meaning here`,
      ...(text === '\\'
        ? { hint: 'DESCRIBE name and SHOW SERVICES tell what there is; the shell takes commands with a backslash at the start of a line.' }
        : {}),
    },
  );
}

function matchBind(state: LexerState, start: number): number | null {
  const { source } = state;
  if (source.charAt(start) === '?') {
    if (state.numberedBinds > 0) throw mixedBinds(state, { start, end: start + 1 });
    state.positionalBinds += 1;
    return pushToken(state, { start, end: start + 1 }, { kind: 'bind', value: String(state.positionalBinds) });
  }
  const numbered = match(positionalBind, source, start);
  if (numbered !== null && state.positionalBinds > 0) throw mixedBinds(state, spanOf(start, numbered));
  if (numbered !== null) state.numberedBinds += 1;
  const bind = numbered ?? (isSliceColon(state, start) ? null : match(namedBind, source, start));
  return bind === null ? null : pushToken(state, spanOf(start, bind), { kind: 'bind', value: bind[1] ?? '' });
}

function mixedBinds(state: LexerState, span: SourceSpan): QueryError {
  return lexicalError(state, span, { message: '? and $1 cannot stand in one script', hint: 'Number all of them.' });
}

/** Inside `[…]` and `{…}` a colon directly behind a value is a slice or a key, no bind. */
function isSliceColon(state: LexerState, start: number): boolean {
  const bracket = state.brackets.at(-1);
  return (bracket === '[' || bracket === '{') && /[\p{L}\p{N}_'"`$)\]}?]/u.test(state.source.charAt(start - 1));
}

function matchParameter(state: LexerState, start: number): number | null {
  const { source } = state;
  const whole = match(bodyParameter, source, start);
  if (whole !== null) return pushToken(state, spanOf(start, whole), { kind: 'body-parameter', value: whole[1] ?? '' });
  const named = match(parameter, source, start);
  if (named !== null) return pushToken(state, spanOf(start, named), { kind: 'parameter', value: named[1] ?? '' });
  const quote = source.charAt(start + 1);
  if (quote !== '"' && quote !== '`') return null;
  const end = scanName(state, start + 1);
  const quoted = state.tokens.pop();
  return pushToken(state, { start, end }, { kind: 'parameter', value: quoted?.value ?? '', templated: quoted?.templated ?? false });
}

function scanPunctuation(state: LexerState, start: number, character: string): number {
  if ('([{'.includes(character)) state.brackets.push(character);
  if (')]}'.includes(character)) state.brackets.pop();
  return pushToken(state, { start, end: start + 1 }, { kind: 'punctuation' });
}

function scanPrefixedString(state: LexerState, start: number, prefix: string): number {
  if (prefix.toLowerCase() === 'e') return scanString(state, start, 'escape');
  // Reports a quote that was meant to end a string as what it is: the start of one that never ends.
  scanString(state, start + prefix.length, 'plain');
  throw lexicalError(
    state,
    { start, end: start + prefix.length },
    {
      message: `strings with the prefix ${prefix} are not supported`,
      hint: "Write '…' or E'…'.",
    },
  );
}

function scanNumber(state: LexerState, span: SourceSpan): number {
  const text = state.source.slice(span.start, span.end);
  const after = match(word, state.source, span.end);
  if (after !== null) {
    throw lexicalError(
      state,
      { start: span.start, end: span.end + after[0].length },
      {
        message: `"${text}${after[0]}" is neither a number nor a name`,
        hint: `Put names that start with a digit into double quotes.`,
      },
    );
  }
  return pushToken(state, span, { kind: 'number', value: numberValue(state, span, text.replaceAll('_', '')) });
}

function numberValue(state: LexerState, span: SourceSpan, text: string): number | bigint {
  if (/^(0[xXbBoO][0-9a-fA-F]+|[0-9]+)$/.test(text)) {
    const integer = BigInt(text);
    return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
  }
  const value = Number(text);
  if (!Number.isFinite(value)) throw lexicalError(state, span, { message: 'this number is too large' });
  return value;
}

function scanTemplate(state: LexerState, start: number): number {
  const found = match(templatePattern, state.source, start);
  if (found === null) {
    throw lexicalError(
      state,
      { start, end: start + 2 },
      {
        message: state.source.includes('}}', start) ? 'a template holds one name: {{ name }}' : 'this template is never closed',
        hint: 'Write {{ name }}.',
      },
    );
  }
  const span = spanOf(start, found);
  return pushToken(state, span, { kind: 'template', value: state.resolve(found[1] ?? '', span), templated: true });
}

const separatorComment = /^--\s*required\s*([,;])?\s*$/i;

/** A comment that says `required` and hid a separator becomes that separator, as the seed page's scripts need it. */
function scanLineComment(state: LexerState, start: number): number {
  const rest = /[\r\n]/g;
  rest.lastIndex = start;
  const end = rest.exec(state.source)?.index ?? state.source.length;
  const separator = separatorComment.exec(state.source.slice(start, end))?.[1];
  if (separator === undefined) return pushTrivia(state, { kind: 'comment', span: { start, end } });
  return pushToken(state, { start, end }, { kind: 'separator-comment', text: separator });
}

function scanBlockComment(state: LexerState, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(state.source); found !== null; found = edge.exec(state.source)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return pushTrivia(state, { kind: 'comment', span: { start, end: edge.lastIndex } });
  }
  throw lexicalError(state, { start, end: start + 2 }, { message: 'this comment is never closed', hint: 'Close it with */.' });
}

function pushTrivia(state: LexerState, trivia: Trivia): number {
  state.trivia.push(trivia);
  return trivia.span.end;
}

function match(pattern: RegExp, source: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(source);
}

function spanOf(start: number, found: RegExpExecArray): SourceSpan {
  return { start, end: start + found[0].length };
}
