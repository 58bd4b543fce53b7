const plainText = /^[\x20-\x7e]*$/;

/** Number of terminal cells that a printable text takes. */
export type MeasureWidth = (text: string) => number;

/** Measures ASCII, and nothing else. */
export const asciiWidth: MeasureWidth = (text) => text.length;

/**
 * What measures all of the given texts. Wide, combining and emoji characters need tables whose loading takes longer than printing a page, so
 * they are loaded for texts that hold such characters only.
 */
export async function widthMeasure(texts: Iterable<string>): Promise<MeasureWidth> {
  for (const text of texts) {
    if (!plainText.test(text)) return (await import('./unicode-width.ts')).unicodeWidth;
  }
  return asciiWidth;
}

/** Cuts a printable text to at most `width` cells, the last one an ellipsis when something was cut. */
export function truncate(text: string, width: number, measure: MeasureWidth): string {
  if (measure(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of measure === asciiWidth ? text : graphemes(text)) {
    used += measure(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function graphemes(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}
