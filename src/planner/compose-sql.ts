import type { SourceSpan } from '../errors/query-error.ts';
import type { Splice } from '../sql/parsed-statement.ts';
import type { ConstantValue } from './facts.ts';

/** SQL text for the relational engine, made of stretches of the user's text and text of our own. */
export interface ComposedSql {
  readonly sql: string;
  /** Values of `$1`, `$2` … in {@link sql}. */
  readonly binds: readonly ConstantValue[];
  /** Maps an offset in {@link sql} back to the user's text; undefined where that text is our own. */
  readonly locate: (offset: number) => SourceSpan | undefined;
}

/** What SQL text is made of. */
export interface SqlParts {
  /** Text of our own, and stretches of the source. */
  readonly segments: readonly (string | SourceSpan)[];
  readonly source: string;
  /** They may touch but not overlap; at one offset an insertion goes before a replacement. */
  readonly splices: readonly Splice[];
  /** Values of the statement's binds, by their index. */
  readonly binds: readonly ConstantValue[];
}

interface Piece {
  readonly text: string;
  /** The stretch of the source that the piece is or stands for. */
  readonly span: SourceSpan | undefined;
  readonly verbatim: boolean;
}

/** Joins the segments with the splices that lie inside them applied. Binds are numbered anew, as only those that are left count. */
export function composeSql({ segments, source, splices, binds }: SqlParts): ComposedSql {
  const inside = splices.filter(({ span }) => segments.some((segment) => typeof segment !== 'string' && within(span, segment)));
  const used = [...new Set(inside.flatMap(({ bind }) => (bind === undefined ? [] : [bind])))].sort((a, b) => a - b);
  const sorted = inside
    .map((splice) => (splice.bind === undefined ? splice : { ...splice, text: `$${used.indexOf(splice.bind) + 1}` }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const pieces = segments.flatMap((segment): readonly Piece[] =>
    typeof segment === 'string' ? [{ text: segment, span: undefined, verbatim: false }] : stretch(segment, source, sorted),
  );
  return {
    sql: pieces.map((piece) => piece.text).join(''),
    binds: used.map((index) => binds[index] ?? null),
    locate: (offset) => locate(pieces, offset),
  };
}

/** Does a span lie inside another? */
export function within(inner: SourceSpan, outer: SourceSpan): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function stretch(span: SourceSpan, source: string, sorted: readonly Splice[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = span.start;
  const copyTo = (end: number): void => {
    if (end > at) pieces.push({ text: source.slice(at, end), span: { start: at, end }, verbatim: true });
  };
  for (const splice of sorted) {
    if (!within(splice.span, span)) continue;
    copyTo(splice.span.start);
    pieces.push({ text: splice.text, span: splice.span, verbatim: false });
    at = splice.span.end;
  }
  copyTo(span.end);
  return pieces;
}

function locate(pieces: readonly Piece[], offset: number): SourceSpan | undefined {
  let start = 0;
  for (const piece of pieces) {
    const end = start + piece.text.length;
    if (offset < end) {
      if (piece.span === undefined || !piece.verbatim) return piece.span;
      const place = piece.span.start + offset - start;
      return { start: place, end: place };
    }
    start = end;
  }
  return undefined;
}
