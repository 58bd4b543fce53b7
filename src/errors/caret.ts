import type { QueryError, SourceSpan } from './query-error.ts';

/** Most lines of the source shown for one error. */
const mostLines = 6;
/** Most characters shown of one line, unless told otherwise; fewer than the least say too little. */
const widest = 160;
const leastWidth = 40;
const tab = '    ';

/**
 * An error as text: its message, the lines its span covers with line numbers and the span underlined, its hint. Without a span or
 * source only message and hint. Lines are separated by `\n`; the last has none. Lines of the source are cut to a terminal's `width` in
 * columns, so that the carets stay below what they point at.
 */
export function formatError(error: QueryError, width: number = Number.POSITIVE_INFINITY): string {
  const lines = [`error: ${error.message}`];
  if (error.span !== undefined && error.source !== undefined) lines.push(...excerpt(error.source, error.span, width));
  if (error.hint !== undefined) lines.push(`hint: ${error.hint}`);
  return lines.join('\n');
}

/** One line of the source and where it starts. */
interface Line {
  readonly number: number;
  readonly start: number;
  readonly text: string;
}

function excerpt(source: string, span: SourceSpan, terminal: number): readonly string[] {
  const start = clamp(span.start, 0, source.length);
  const end = clamp(span.end, start, source.length);
  const covered = linesOf(source).filter((line, index, all) => {
    const next = all[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    return line.start < Math.max(end, start + 1) && start < next;
  });
  const shown = covered.length <= mostLines ? covered : [...covered.slice(0, mostLines - 2), ...covered.slice(-1)];
  const width = String(shown.at(-1)?.number ?? 1).length;
  const gutter = ' '.repeat(width);
  // Beside the gutter there are ` | ` and an ellipsis at each end.
  const room = clamp(terminal - width - 5, leastWidth, widest);
  return shown.flatMap((line, index) => {
    const cut = index > 0 && line.number !== (shown[index - 1]?.number ?? 0) + 1 ? [`${gutter} | …`] : [];
    const { text, marks } = underline(line, { start, end }, room);
    return [...cut, `${String(line.number).padStart(width)} | ${text}`, ...(marks === '' ? [] : [`${gutter} | ${marks}`])];
  });
}

function linesOf(source: string): readonly Line[] {
  const lines: Line[] = [];
  const ends = /\r\n|\r|\n|$/g;
  for (let start = 0; start <= source.length; ) {
    ends.lastIndex = start;
    const found = ends.exec(source);
    const stop = found?.index ?? source.length;
    lines.push({ number: lines.length + 1, start, text: source.slice(start, stop) });
    if (found === null || found[0] === '') break;
    start = stop + found[0].length;
  }
  return lines;
}

/** A line as shown, and the carets under the part of it inside the span; none when the span covers only the blanks of a line. */
function underline(line: Line, span: SourceSpan, room: number): { readonly text: string; readonly marks: string } {
  const indent = line.text.length - line.text.trimStart().length;
  const from = Math.max(span.start - line.start, span.start < line.start ? indent : 0);
  const to = Math.min(span.end - line.start, line.text.trimEnd().length);
  const offset = windowStart(line.text, Math.min(from, line.text.length), room);
  const shift = offset > 0 ? '…' : '';
  const text = shift + visible(line.text.slice(offset, offset + room)) + (line.text.length > offset + room ? '…' : '');
  if (to <= from && span.start < line.start) return { text, marks: '' };
  const before = shift + visible(line.text.slice(offset, Math.min(from, line.text.length)));
  const inside = visible(line.text.slice(from, Math.min(Math.max(to, from), offset + room)));
  return { text, marks: ' '.repeat(displayWidth(before)) + '^'.repeat(Math.max(1, displayWidth(inside))) };
}

/** Where to start showing a long line so that the span's start is in sight. */
function windowStart(text: string, from: number, room: number): number {
  if (text.length <= room || from < room / 2) return 0;
  const start = Math.min(from - Math.floor(room / 4), text.length - room);
  const isLowSurrogate = /^[\uDC00-\uDFFF]/.test(text.slice(start));
  return isLowSurrogate ? start - 1 : start;
}

/** Text as a terminal can show it: tabs as spaces, control characters and lone surrogates as pictures of themselves. */
function visible(text: string): string {
  return text.replaceAll('\t', tab).replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, '\uFFFD');
}

/** Columns that a text takes in a terminal: two for wide East Asian characters and emoji, none for marks that combine. */
function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) width += graphemeWidth(segment);
  return width;
}

const wide =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|^\p{Emoji_Presentation}|\uFE0F/u;

function graphemeWidth(grapheme: string): number {
  if (/^[\p{M}\p{Cf}]+$/u.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
