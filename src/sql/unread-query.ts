import type { UnreadQuery } from './query-reader.ts';
import { splicesOf } from './splices.ts';
import type { TokenRange } from './token-range.ts';

/** A stretch of the spliced text and where it came from. */
interface Stretch {
  /** Offset in the spliced text. */
  readonly start: number;
  readonly length: number;
  /** Offset in the script. */
  readonly source: number;
  readonly sourceLength: number;
}

/** A range's text for a second reader, with the way back from its offsets to the script's. */
export function unreadQuery(range: TokenRange): UnreadQuery {
  const { source } = range;
  const { start, end } = range.spanOf(range.position, range.end - 1);
  const { splices, binds } = splicesOf(range.slice(range.position, range.end));
  const stretches: Stretch[] = [];
  let text = '';
  let done = start;
  const add = (piece: string, from: number, to: number): void => {
    stretches.push({ start: text.length, length: piece.length, source: from, sourceLength: to - from });
    text += piece;
    done = to;
  };
  for (const splice of splices) {
    add(source.slice(done, splice.span.start), done, splice.span.start);
    add(splice.text, splice.span.start, splice.span.end);
  }
  add(source.slice(done, end), done, end);
  const back = (offset: number, side: 'start' | 'end'): number => sourceOffset(stretches, { offset, side });
  return { text, binds, toSource: (span) => ({ start: back(span.start, 'start'), end: back(span.end, 'end') }) };
}

/** An offset inside a replaced stretch becomes the start or the end of what it replaced. */
function sourceOffset(stretches: readonly Stretch[], place: { readonly offset: number; readonly side: 'start' | 'end' }): number {
  const { offset, side } = place;
  const inside = (stretch: Stretch): boolean =>
    side === 'start' ? offset < stretch.start + stretch.length : offset <= stretch.start + stretch.length;
  const stretch = stretches.find(inside) ?? stretches.at(-1);
  if (stretch === undefined) return 0;
  if (stretch.length === stretch.sourceLength) return stretch.source + Math.min(Math.max(0, offset - stretch.start), stretch.length);
  return side === 'start' ? stretch.source : stretch.source + stretch.sourceLength;
}
