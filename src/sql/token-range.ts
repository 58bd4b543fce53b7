import { QueryError } from '../errors/query-error.ts';
import type { ErrorCode, SourceSpan } from '../errors/query-error.ts';
import type { Identifier, QualifiedName } from './ast.ts';
import type { QueryReader } from './query-reader.ts';
import { isReserved } from './reserved-words.ts';
import type { Token } from './token.ts';

/** Reserved words that begin a clause: next to one of them something is missing rather than misnamed. */
const clauseWords = new Set(
  'FROM WHERE HAVING LIMIT OFFSET UNION INTERSECT EXCEPT RETURNING SELECT JOIN ON USING SET VALUES THEN WHEN ELSE END AND OR AS'.split(' '),
);

/** Marks the end of a statement; no token has its text. */
const nothing: Omit<Token, 'span'> = { kind: 'punctuation', text: '', keyword: '', value: null, templated: false };

/** What a script's statements share. */
export interface Script {
  readonly source: string;
  readonly tokens: readonly Token[];
  /** Reads queries that the built-in grammar does not. */
  readonly reader?: QueryReader;
}

/** A reading position in a script's tokens, within the tokens of one statement or of a part of it. */
export class TokenRange {
  readonly script: Script;
  readonly source: string;
  readonly tokens: readonly Token[];
  /** Index of the next token. */
  position: number;
  /** Index behind the last token. */
  readonly end: number;

  constructor(script: Script, start: number, end: number) {
    this.script = script;
    this.source = script.source;
    this.tokens = script.tokens;
    this.position = start;
    this.end = end;
  }

  /** A range of its own over some of the tokens. */
  slice(start: number, end: number): TokenRange {
    return new TokenRange(this.script, start, end);
  }

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  /** The token `ahead` of the position; at the range's end a token that equals nothing. */
  peek(ahead = 0): Token {
    const index = this.position + ahead;
    const token = index < this.end ? this.tokens[index] : undefined;
    return token ?? { ...nothing, span: this.spanAtEnd() };
  }

  /** Tells whether the next tokens are these keywords or punctuation marks. */
  sees(...keywords: readonly string[]): boolean {
    return keywords.every((keyword, ahead) => {
      const token = this.peek(ahead);
      return token.keyword === keyword && token.kind !== 'name' && token.kind !== 'string';
    });
  }

  /** Steps over the keywords if they come next. */
  accept(...keywords: readonly string[]): boolean {
    if (!this.sees(...keywords)) return false;
    this.position += keywords.length;
    return true;
  }

  /** Steps over a keyword or mark that has to be there; its index. */
  expect(keyword: string): number {
    if (!this.accept(keyword)) throw this.unexpected(/^[A-Z]/.test(keyword) ? keyword : `"${keyword}"`);
    return this.position - 1;
  }

  /** Steps over the next token; its index. */
  next(): number {
    return this.position++;
  }

  /** Reads a name in a place where only a name can stand, so that words are names even if they are keywords elsewhere. */
  identifier(expected: string): Identifier {
    const token = this.peek();
    if (token.kind !== 'name' && (token.kind !== 'word' || isReserved(token.keyword))) throw this.unexpected(expected);
    this.next();
    return identifierOf(token);
  }

  /** Reads `a.b.c`; behind a dot any word is a name. */
  qualifiedName(expected: string): QualifiedName {
    const path = [this.identifier(expected)];
    while (this.sees('.')) {
      this.next();
      const after = this.peek();
      if (after.kind !== 'word' && after.kind !== 'name') throw this.unexpected('a name behind the dot');
      this.next();
      path.push(identifierOf(after));
    }
    return path;
  }

  /** Throws unless everything is read. */
  expectEnd(expected: string): void {
    if (!this.atEnd) throw this.unexpected(expected);
  }

  /** A syntax error at the next token. */
  unexpected(expected: string): QueryError {
    const token = this.atEnd ? this.tokens[this.end] : this.peek();
    if (token === undefined || token.text === ';') {
      return this.error('syntax_error', `expected ${expected} but found the end of the statement`, { span: this.peek().span });
    }
    const hint = this.isMisusedWord(token) ? { hint: `Write "${token.text}" in double quotes if it is meant as a name.` } : {};
    return this.error('syntax_error', `expected ${expected} but found ${shown(token)}`, { span: token.span, ...hint });
  }

  /** An error in this script. */
  error(code: ErrorCode, message: string, place: { readonly span: SourceSpan; readonly hint?: string }): QueryError {
    return new QueryError(code, message, { ...place, source: this.source });
  }

  /** Span from the first to the last of some tokens, both included. */
  spanOf(first: number, last: number): SourceSpan {
    return { start: this.spanAt(first).start, end: this.spanAt(last).end };
  }

  /** Whether a word is reserved but not used as the keyword that it is. */
  private isMisusedWord(token: Token): boolean {
    if (token.kind !== 'word' || !isReserved(token.keyword) || clauseWords.has(token.keyword)) return false;
    const next = this.tokens[this.tokens.indexOf(token) + 1];
    return !['GROUP', 'ORDER'].includes(token.keyword) || next?.keyword !== 'BY';
  }

  private spanAt(index: number): SourceSpan {
    return this.tokens[index]?.span ?? this.spanAtEnd();
  }

  /** The separator that ends the statement, else the empty place behind its last token. */
  private spanAtEnd(): SourceSpan {
    const closing = this.tokens[this.end];
    if (closing !== undefined) return closing.span;
    const end = this.tokens[this.end - 1]?.span.end ?? this.source.length;
    return { start: end, end };
  }
}

/** Name that a word or quoted name is. */
export function identifierOf(token: Token): Identifier {
  return { name: String(token.value ?? token.text), quoted: token.kind === 'name', span: token.span };
}

/** A token as an error message shows it. */
function shown(token: Token): string {
  const text = token.text.length > 40 ? `${token.text.slice(0, 37)}…` : token.text;
  if (token.kind === 'string') return `the string ${text}`;
  if (token.kind === 'number') return `the number ${text}`;
  return token.kind === 'name' ? `the name ${text}` : `"${text}"`;
}
