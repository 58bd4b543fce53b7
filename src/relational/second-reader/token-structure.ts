import type { SourceSpan } from '../../errors/query-error.ts';
import type { Identifier } from '../../sql/ast.ts';
import type { Token } from '../../sql/token.ts';
import { refuse } from './syntax-node.ts';

/** Tokens from the first to the last, both included. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

const partners: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** A query's tokens and how its brackets nest. */
export class TokenStructure {
  readonly tokens: readonly Token[];
  private readonly partnerOf: readonly (number | undefined)[];
  private readonly openingOf: readonly (number | undefined)[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    const partnerOf: (number | undefined)[] = tokens.map(() => undefined);
    const openingOf: (number | undefined)[] = [];
    const open: number[] = [];
    for (const [index, token] of tokens.entries()) {
      const isMark = token.kind === 'punctuation';
      if (isMark && partners[token.text] !== undefined) {
        const opening = open.pop();
        if (opening === undefined || tokens[opening]?.text !== partners[token.text]) refuse('brackets');
        else {
          partnerOf[opening] = index;
          partnerOf[index] = opening;
        }
      }
      openingOf.push(open.at(-1));
      if (isMark && '([{'.includes(token.text)) open.push(index);
    }
    if (open.length > 0) refuse('brackets');
    this.partnerOf = partnerOf;
    this.openingOf = openingOf;
  }

  /** The token at an index. */
  token(index: number): Token {
    return this.tokens[index] ?? refuse('no token');
  }

  /** Upper-case word or punctuation at an index; empty for quoted names, strings and places outside the query. */
  word(index: number): string {
    const token = this.tokens[index];
    return token === undefined || token.kind === 'name' || token.kind === 'string' ? '' : token.keyword;
  }

  /** Do these words and marks stand at an index? */
  sees(index: number, ...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.word(index + ahead) === word);
  }

  /** Is the token a word with a meaning of its own, or is it a name behind a dot or AS? */
  isKeyword(index: number, ...words: readonly string[]): boolean {
    if (this.tokens[index]?.kind !== 'word' || !words.includes(this.word(index))) return false;
    return !['.', 'AS'].includes(this.word(index - 1));
  }

  /** The other end of a pair of brackets. */
  partner(index: number): number {
    return this.partnerOf[index] ?? refuse('no bracket');
  }

  /** The bracket that is open at a token; undefined outside brackets. */
  opening(index: number): number | undefined {
    return this.openingOf[index];
  }

  /** The least extent with whole pairs of brackets that has all these in it. */
  cover(...parts: readonly Extent[]): Extent {
    let first = Math.min(...parts.map((part) => part.first));
    let last = Math.max(...parts.map((part) => part.last));
    let [lowest, highest] = [last + 1, first - 1];
    for (;;) {
      const from = first;
      const to = last;
      for (let index = from; index <= to; index++) {
        if (index >= lowest && index <= highest) continue;
        const partner = this.partnerOf[index];
        if (partner === undefined) continue;
        first = Math.min(first, partner);
        last = Math.max(last, partner);
      }
      if (first === from && last === to) return { first, last };
      lowest = from;
      highest = to;
    }
  }

  /** First token behind an index that closes nothing. */
  behind(index: number): number {
    let next = index + 1;
    while (this.word(next) === ')') next += 1;
    return next;
  }

  /** The bracket around an extent that is no mere pair of parentheses around an expression, or a `(` behind one of these words. */
  around(extent: Extent, bracket: string, words: readonly string[] = []): number {
    let index = this.opening(extent.first);
    while (index !== undefined && this.word(index) === '(' && (bracket !== '(' || !words.includes(this.word(index - 1)))) {
      index = this.opening(index);
    }
    return index !== undefined && this.word(index) === bracket ? index : refuse(`no ${bracket} around`);
  }

  /** Indexes between two tokens that are in no brackets there. */
  *outside({ first, last }: Extent): Generator<number> {
    for (let index = first; index <= last; index++) {
      yield index;
      if ('([{'.includes(this.word(index)) && this.tokens[index]?.kind === 'punctuation') index = this.partner(index);
    }
  }

  /** Cuts an extent at its commas outside brackets. */
  split(extent: Extent): readonly Extent[] {
    const parts: Extent[] = [];
    let first = extent.first;
    for (const index of this.outside(extent)) {
      if (this.word(index) !== ',') continue;
      parts.push({ first, last: index - 1 });
      first = index + 1;
    }
    return [...parts, { first, last: extent.last }];
  }

  /** Place of an extent in the script. */
  spanOf({ first, last }: Extent): SourceSpan {
    return { start: this.token(first).span.start, end: this.token(last).span.end };
  }

  /** The name that a token is. */
  identifier(index: number): Identifier {
    const token = this.token(index);
    if (token.kind !== 'name' && token.kind !== 'word') refuse('no name');
    return { name: String(token.value ?? token.text), quoted: token.kind === 'name', span: token.span };
  }
}
