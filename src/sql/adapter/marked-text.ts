import type { JoinType } from '../ast.ts';
import { limits } from '../limits.ts';
import type { TokenRange } from '../token-range.ts';
import type { Construct, TokenExtent } from './construct.ts';

/** An operator and the tokens it is written with. */
export interface OperatorMark extends TokenExtent {
  /** Lower-case, as the syntax tree has it; `between`, `and-between`, `escape` and `in` are parts of longer constructs. */
  readonly operator: string;
}

/** An operator behind its operand: a cast, or a test by IS. */
export type PostfixMark = TokenExtent &
  (
    | { readonly kind: 'cast'; readonly type: string }
    | { readonly kind: 'is'; readonly negated: boolean; readonly test: 'null' | 'true' | 'false' }
  );

/** How a FROM item is joined to the ones before it. */
export interface JoinMark {
  readonly type: JoinType;
  readonly natural: boolean;
  /** Joined by a comma, which binds looser than JOIN. */
  readonly comma: boolean;
}

/** A query of the text and how its operands are combined. */
export interface QueryMark extends TokenExtent {
  /** The common tables in front of it, by the tokens they are marked by. */
  readonly with: { readonly recursive: boolean; readonly tables: readonly number[] };
  /** In text order, one fewer than operands. */
  readonly operators: readonly { readonly operator: 'union' | 'intersect' | 'except'; readonly all: boolean }[];
}

/** How expressions and queries are marked, for the parts of the grammar that contain them. */
export interface MarkGrammar {
  expression(range: TokenRange, out: MarkedText): void;
  query(range: TokenRange, out: MarkedText): void;
}

/**
 * SQL for the grammar library, written from tokens in a normal form, so that nothing depends on what that library makes of spelling:
 * - a name, a literal, a bind is `"t17"`, 17 being the index of its first token;
 * - whatever has brackets or keywords around it (a group, a call, CASE, CAST, EXISTS, a derived table) is a call `t17(…)`;
 * - every infix operator is `||`; NOT, signs, IS tests and `::` casts are left out, as `a, b OR c` in a call comes back as `(a, b) OR c`;
 * - each SELECT has its own mark as its first column; every join is plain JOIN;
 * - a query in brackets is a text of its own, its place an empty call: nested, the library's time doubles with each level.
 * What the marks stand for, and which operators stand between them, is kept here by token index.
 */
export class MarkedText {
  readonly range: TokenRange;
  readonly grammar: MarkGrammar;
  readonly constructs: Map<number, Construct> = new Map();
  readonly prefixes: Map<number, OperatorMark> = new Map();
  readonly postfixes: Map<number, PostfixMark> = new Map();
  readonly infixes: Map<number, OperatorMark> = new Map();
  /** By the first token of the joined item. */
  readonly joins: Map<number, JoinMark> = new Map();
  /** By the mark of the first operand. */
  readonly queries: Map<number, QueryMark> = new Map();
  /** Texts of the queries in brackets, by the token they are marked by. */
  readonly nested: Map<number, MarkedText> = new Map();
  private readonly pieces: string[] = [];
  private readonly starts: { readonly offset: number; readonly token: number }[] = [];
  private length = 0;
  private openCases = 0;

  constructor(range: TokenRange, grammar: MarkGrammar) {
    this.range = range;
    this.grammar = grammar;
  }

  get text(): string {
    return this.pieces.join('');
  }

  /** Appends a piece that stands for the token with this index. */
  add(piece: string, token: number): void {
    this.starts.push({ offset: this.length, token });
    this.pieces.push(piece, ' ');
    this.length += piece.length + 1;
  }

  /** Appends `"tN"`. */
  addName(token: number): void {
    this.add(`"t${token}"`, token);
  }

  /** Appends `tN(`. */
  openCall(token: number): void {
    this.add(`t${token}(`, token);
  }

  /** A text of its own for what stands in the brackets that a token marks; here an empty call stands for it. */
  nest(token: number): MarkedText {
    const inner = new MarkedText(this.range, this.grammar);
    inner.openCases = this.openCases;
    this.nested.set(token, inner);
    this.add(`t${token}()`, token);
    return inner;
  }

  /** Counts the CASE expressions around the place; throws QueryError `unsupported` past the limit. */
  enterCase(token: number): void {
    this.openCases += 1;
    if (this.openCases <= limits.cases) return;
    throw this.range.error('unsupported', `CASE can be nested ${limits.cases} deep`, { span: this.range.spanOf(token, token) });
  }

  /** Ends what {@link enterCase} began. */
  leaveCase(): void {
    this.openCases -= 1;
  }

  /** Remembers what the mark of a token stands for. */
  define(token: number, construct: Construct): void {
    this.constructs.set(token, construct);
  }

  /** Index of the token that the text at an offset stands for. */
  tokenAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.starts[low]?.token ?? this.range.position;
  }
}
