import { changedError, QueryError, type SourceSpan } from '../errors/query-error.ts';
import { type ParseOptions, parseStatementAt } from './parse.ts';
import type { ParsedStatement, TextOrigin } from './parsed-statement.ts';

/** Text to put in the place of a stretch of a statement. */
export interface Inlining {
  readonly span: SourceSpan;
  readonly before: string;
  readonly text: string;
  readonly after: string;
  /** Name of the view that {@link text} is the query of; null where it is the replaced text itself. */
  readonly view: string | null;
}

/**
 * Reads a statement again with a view's query in the place of its name: spans count in the longer text from then on, and {@link atOrigin}
 * says where they come from. Throws `refused` for a view inside itself, and what reading throws, named after the view.
 */
export async function inlineText(parsed: ParsedStatement, inlining: Inlining, options: ParseOptions): Promise<ParsedStatement> {
  const { source } = parsed;
  const { span, before, text, after, view } = inlining;
  const origins = parsed.origins ?? [{ start: 0, end: source.length, source, offset: 0, views: [] }];
  const longer = source.slice(0, span.start) + before + text + after + source.slice(span.end);
  const at = pieceAt(origins, span.start);
  const next = { source: longer, origins: inlined(origins, inlining, at) };
  if (view !== null && at?.views.some((outer) => outer.toLowerCase() === view.toLowerCase()) === true) {
    throw atOrigin(new QueryError('refused', `the view ${view} is made of itself`, { span, source }), parsed);
  }
  try {
    const again = await parseStatementAt(longer, parsed.span.start, options);
    return { ...again, origins: next.origins, written: parsed.written ?? parsed };
  } catch (error) {
    throw QueryError.is(error) ? atOrigin(error, next) : error;
  }
}

function pieceAt(origins: readonly TextOrigin[], place: number): TextOrigin | undefined {
  return origins.find(({ start, end }) => place >= start && place < end) ?? origins.at(-1);
}

function inlined(
  origins: readonly TextOrigin[],
  { span, before, text, after, view }: Inlining,
  at: TextOrigin | undefined,
): readonly TextOrigin[] {
  const left = origins.flatMap((piece) => cut(piece, piece.start, Math.min(piece.end, span.start)));
  const right = origins.flatMap((piece) => cut(piece, Math.max(piece.start, span.end), piece.end));
  const shift = before.length + text.length + after.length - (span.end - span.start);
  const opening = span.start + before.length;
  const closing = opening + text.length;
  const views = at?.views ?? [];
  const name = at === undefined ? { source: '', offset: 0, stands: span } : standIn(at, span);
  return [
    ...left,
    { start: span.start, end: opening, views, ...name },
    view === null
      ? { start: opening, end: closing, views, ...name }
      : { start: opening, end: closing, source: text, offset: 0, views: [...views, view] },
    { start: closing, end: closing + after.length, views, ...name },
    ...right.map((piece) => ({ ...piece, start: piece.start + shift, end: piece.end + shift })),
  ];
}

function cut(piece: TextOrigin, start: number, end: number): readonly TextOrigin[] {
  return start >= end ? [] : [{ ...piece, start, end, offset: piece.offset + start - piece.start }];
}

function standIn(at: TextOrigin, span: SourceSpan): Pick<TextOrigin, 'source' | 'offset' | 'stands'> {
  const start = at.offset + span.start - at.start;
  return { source: at.source, offset: start, stands: at.stands ?? { start, end: start + span.end - span.start } };
}

/** An error with its place in the script or, named after it, in the text of the view that it comes from. */
export function atOrigin(error: QueryError, { source, origins }: Pick<ParsedStatement, 'source' | 'origins'>): QueryError {
  if (origins === undefined || error.span === undefined || (error.source ?? source) !== source) return error;
  const { start, end } = error.span;
  const piece = pieceAt(origins, start);
  if (piece === undefined) return error;
  const place = piece.offset + start - piece.start;
  const length = Math.min(end, piece.end) - start;
  const span = piece.stands ?? { start: place, end: place + Math.max(0, length) };
  const view = piece.views.at(-1);
  const message = view === undefined ? error.message : `in the view ${view}: ${error.message}`;
  return changedError(error, { message, span, source: piece.source });
}
