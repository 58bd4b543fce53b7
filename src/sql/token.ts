import type { SourceSpan } from '../errors/query-error.ts';
import type { Literal } from './ast.ts';

/** What a piece of text is. `name` is a quoted name; a word may be a name or a keyword, depending on where it stands. */
export type TokenKind =
  | 'word'
  | 'name'
  | 'string'
  | 'number'
  | 'template'
  | 'bind'
  | 'parameter'
  | 'body-parameter'
  | 'operator'
  | 'punctuation'
  | 'separator-comment';

/** A piece of text that is neither space nor comment. */
export interface Token {
  readonly kind: TokenKind;
  readonly span: SourceSpan;
  /** As written, except for words in upper case in {@link keyword}; a separator comment stands for its `,` or `;`. */
  readonly text: string;
  /** Upper-case text of a word, else the text: what keywords and punctuation are compared by. */
  readonly keyword: string;
  /** What the text means: a name without its quotes, a string's characters, a number, a template's value, a bind's key. */
  readonly value: Literal['value'];
  /** Whether {@link value} came, wholly or in part, from templates. */
  readonly templated: boolean;
}

/** Space or a comment between tokens. */
export interface Trivia {
  readonly kind: 'space' | 'comment';
  readonly span: SourceSpan;
}
