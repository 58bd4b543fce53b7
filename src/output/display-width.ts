import stringWidth from 'string-width';

const plainText = /^[\x20-\x7e]*$/;
let segmenter: Intl.Segmenter | undefined;

/** Number of terminal cells that a printable text takes. */
export function displayWidth(text: string): number {
  return plainText.test(text) ? text.length : stringWidth(text);
}

/** Cuts a printable text to at most `width` cells, the last one an ellipsis when something was cut. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  segmenter ??= new Intl.Segmenter();
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += displayWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
