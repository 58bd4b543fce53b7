import type { SourceSpan } from '../../errors/query-error.ts';
import type { Splice } from '../../sql/parsed-statement.ts';
import { literalText } from '../../sql/splices.ts';
import type { ConstantValue } from '../facts.ts';

/** SQL text for the relational engine, made of stretches of the user's text and text of our own. */
export interface ComposedSql {
  readonly sql: string;
  /** The same for people: binds as they were written, secrets left out. */
  readonly shown: string;
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
  /** Values of the statement's binds, by their index; they become literals, which adapt to the type that stands beside them. */
  readonly binds: readonly ConstantValue[];
  /** Stretches of the source that must not be shown. */
  readonly secret?: readonly SourceSpan[];
}

/** Order of insertions at one place: what ends there from the inside out, then what begins there from the outside in. */
function nesting({ span, around }: Splice): number {
  if (around === undefined || span.end > span.start) return 0;
  const width = around.end - around.start;
  return span.start === around.start ? Number.MAX_SAFE_INTEGER - width : width;
}

interface Piece {
  readonly text: string;
  /** The stretch of the source that the piece is or stands for. */
  readonly span: SourceSpan | undefined;
  readonly verbatim: boolean;
  readonly bind: boolean;
}

/** Joins the segments with the splices that lie inside them applied. */
export function composeSql({ segments, source, splices, binds, secret = [] }: SqlParts): ComposedSql {
  const sorted = splices
    .map((splice) => (splice.bind === undefined ? splice : { ...splice, text: literalText(binds[splice.bind] ?? null) }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || nesting(a) - nesting(b));
  const pieces = segments.flatMap((segment): readonly Piece[] =>
    typeof segment === 'string' ? [{ text: segment, span: undefined, verbatim: false, bind: false }] : stretch(segment, source, sorted),
  );
  return {
    sql: pieces.map((piece) => piece.text).join(''),
    shown: pieces.map((piece) => shownText(piece, source, secret)).join(''),
    locate: (offset) => locate(pieces, offset),
  };
}

/** A piece for people. A secret is one mark where it begins; a piece that is not the user's text to the letter is hidden whole when it touches one. */
function shownText({ text, span, bind, verbatim }: Piece, source: string, secret: readonly SourceSpan[]): string {
  if (span === undefined) return text;
  const touching = secret.filter((stretch) => stretch.start < span.end && span.start < stretch.end).sort((a, b) => a.start - b.start);
  const shown = bind ? source.slice(span.start, span.end) : text;
  if (touching.length === 0) return shown;
  if (!verbatim) return touching.some((stretch) => stretch.start >= span.start) ? mask : '';
  let result = '';
  let at = span.start;
  for (const stretch of touching) {
    result += source.slice(at, Math.max(at, stretch.start)) + (stretch.start >= span.start ? mask : '');
    at = Math.max(at, stretch.end);
  }
  return result + source.slice(at, Math.max(at, span.end));
}

/** Stands for what must not be shown. */
const mask = '•••';

/** Does a span lie inside another? */
export function within(inner: SourceSpan, outer: SourceSpan): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function stretch(span: SourceSpan, source: string, sorted: readonly Splice[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = span.start;
  const copyTo = (end: number): void => {
    if (end > at) pieces.push({ text: source.slice(at, end), span: { start: at, end }, verbatim: true, bind: false });
  };
  for (const splice of sorted) {
    if (!within(splice.span, span)) continue;
    copyTo(splice.span.start);
    pieces.push({ text: splice.text, span: splice.span, verbatim: false, bind: splice.bind !== undefined });
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
