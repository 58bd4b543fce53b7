import stringWidth from 'string-width';

const plainText = /^[\x20-\x7e]*$/;

/** Number of terminal cells that any printable text takes. */
export function unicodeWidth(text: string): number {
  return plainText.test(text) ? text.length : stringWidth(text);
}
