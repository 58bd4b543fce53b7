import type { SourceSpan } from '../errors/query-error.ts';
import type { Splice } from '../sql/parsed-statement.ts';

/** SQL text for the relational engine, made of stretches of the user's text and text of our own. */
export interface ComposedSql {
  readonly sql: string;
  /** Maps an offset in {@link sql} back to the user's text; undefined where that text is our own. */
  readonly locate: (offset: number) => SourceSpan | undefined;
}

interface Piece {
  readonly text: string;
  /** The stretch of the source that the piece is or stands for. */
  readonly span: SourceSpan | undefined;
  readonly verbatim: boolean;
}

/**
 * Joins literal text and stretches of the source, with the splices that lie inside a stretch applied. Splices may touch but not overlap;
 * at one offset an insertion goes before a replacement.
 */
export function composeSql(segments: readonly (string | SourceSpan)[], source: string, splices: readonly Splice[]): ComposedSql {
  const sorted = [...splices].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const pieces = segments.flatMap((segment): readonly Piece[] =>
    typeof segment === 'string' ? [{ text: segment, span: undefined, verbatim: false }] : stretch(segment, source, sorted),
  );
  return { sql: pieces.map((piece) => piece.text).join(''), locate: (offset) => locate(pieces, offset) };
}

function stretch(span: SourceSpan, source: string, sorted: readonly Splice[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = span.start;
  const copyTo = (end: number): void => {
    if (end > at) pieces.push({ text: source.slice(at, end), span: { start: at, end }, verbatim: true });
  };
  for (const splice of sorted) {
    if (splice.span.start < span.start || splice.span.end > span.end) continue;
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
