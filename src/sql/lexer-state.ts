import { QueryError } from '../errors/query-error.ts';
import type { SourceSpan } from '../errors/query-error.ts';
import type { TemplateResolver } from './template.ts';
import type { Token, TokenKind, Trivia } from './token.ts';

/** Where the lexer is, and what it needs to know of the text around. */
export interface LexerState {
  readonly source: string;
  readonly resolve: TemplateResolver;
  readonly tokens: Token[];
  readonly trivia: Trivia[];
  /** Opening brackets not closed yet. */
  readonly brackets: string[];
  /** Number of `?` so far. */
  positionalBinds: number;
  /** Number of `$1` and its like so far. */
  numberedBinds: number;
}

/** Makes a token of the text between two offsets and stores it; the offset after it. */
export function pushToken(
  state: LexerState,
  span: SourceSpan,
  token: { readonly kind: TokenKind; readonly value?: Token['value']; readonly templated?: boolean; readonly text?: string },
): number {
  const text = token.text ?? state.source.slice(span.start, span.end);
  const keyword = token.kind === 'word' ? text.toUpperCase() : text;
  state.tokens.push({ kind: token.kind, span, text, keyword, value: token.value ?? null, templated: token.templated ?? false });
  return span.end;
}

/** The error for something that cannot be read, at its place. */
export function lexicalError(
  state: LexerState,
  span: SourceSpan,
  detail: { readonly message: string; readonly hint?: string },
): QueryError {
  return new QueryError('syntax_error', detail.message, {
    span,
    source: state.source,
    ...(detail.hint === undefined ? {} : { hint: detail.hint }),
  });
}
