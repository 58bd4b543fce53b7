import type { SourceSpan } from '../errors/query-error.ts';
import type { Statement } from './ast.ts';

/** A replacement of a stretch of the script's text. An empty span inserts. */
export interface Splice {
  readonly span: SourceSpan;
  readonly text: string;
  /** For a bind its index in {@link ParsedStatement.binds}; every bind has a splice, so that it can be numbered anew. */
  readonly bind?: number;
  /** For an insertion what it stands at the edge of: of two at one place, the one of the narrower stretch stands nearer to it. */
  readonly around?: SourceSpan;
}

/** One statement of a script. All spans count from the start of the script's text. */
export interface ParsedStatement {
  readonly statement: Statement;
  /** The whole script. */
  readonly source: string;
  /** From the statement's first token to its last, the `;` left out. */
  readonly span: SourceSpan;
  /**
   * What has to be replaced in the text before another SQL engine can read it: templates by their literals, binds by `$n`,
   * comments that hid a separator. In text order, without overlap.
   */
  readonly splices: readonly Splice[];
  /** Keys of the binds the statement uses; the bind at index i is `$i+1` in the spliced text. */
  readonly binds: readonly string[];
  /** Where the stretches of {@link source} come from; absent where it is the script itself. */
  readonly origins?: readonly TextOrigin[];
  /** The statement as it was written, before views stood in it for their names; absent where none do. */
  readonly written?: ParsedStatement;
}

/** Where a stretch of a statement's text comes from, once views stand in it for their names. */
export interface TextOrigin {
  readonly start: number;
  readonly end: number;
  /** The script, or a view's query. */
  readonly source: string;
  /** Place in {@link source} of the stretch's beginning. */
  readonly offset: number;
  /** What the whole stretch stands for; absent where it is the source's text to the letter. */
  readonly stands?: SourceSpan;
  /** Views that the stretch is part of, the outermost first. */
  readonly views: readonly string[];
}
