import type { JsonValue } from './value.ts';

/**
 * Reads JSON without losing a digit: integers beyond ±(2^53 − 1) become bigint. Throws SyntaxError like `JSON.parse`. Only text with a run of 16
 * digits is looked at twice, so that what has none costs what `JSON.parse` costs.
 */
export function parseExactly(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (!hasLongNumber(text)) return parsed;
  const mark = unusedMark(text);
  const marked = withMarkedIntegers(text, mark);
  if (marked === text) return parsed;
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

/** Digits in a row from which on an integer may be more than a double holds. */
const longNumber = 16;

/**
 * Are there sixteen digits in a row? Every such row has a digit at a multiple of sixteen, so that looking there is enough: a third of what a
 * regular expression takes, which is up to half of what `JSON.parse` takes.
 */
function hasLongNumber(text: string): boolean {
  for (let at = longNumber - 1; at < text.length; at += longNumber) {
    if (!isDigit(text, at)) continue;
    let start = at;
    let end = at + 1;
    while (start > 0 && isDigit(text, start - 1)) start -= 1;
    while (end < text.length && isDigit(text, end)) end += 1;
    if (end - start >= longNumber) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Writes JSON; bigints, which `JSON.stringify` does not take, are their bare digits. */
export function stringifyExactly(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return slowly(value);
  }
}

function slowly(value: JsonValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(slowly).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${slowly(item)}`)
    .join(',')}}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Stands at the start of no string of the text: more tildes than it has in a row, escaped ones counted by the escapes. */
function unusedMark(text: string): string {
  const runs = text.match(/(?:~|\\u007[eE])+/g) ?? [];
  const longest = runs.reduce((most, { length }) => Math.max(most, length), 0);
  return `${'~'.repeat(longest + 1)}:`;
}

/** The text with integers that no number holds as strings behind the mark. It is known to be JSON, so that every quote begins or ends a string. */
function withMarkedIntegers(text: string, mark: string): string {
  const pieces: string[] = [];
  let from = 0;
  while (from < text.length) {
    const quote = text.indexOf('"', from);
    const end = quote === -1 ? text.length : quote;
    pieces.push(text.slice(from, end).replaceAll(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (number) => marked(number, mark)));
    if (quote === -1) break;
    const after = stringEnd(text, quote);
    pieces.push(text.slice(quote, after));
    from = after;
  }
  return pieces.join('');
}

function marked(number: string, mark: string): string {
  return /^-?\d{16,}$/.test(number) && !Number.isSafeInteger(Number(number)) ? `"${mark}${number}"` : number;
}

/** Place behind the quote that ends the string. */
function stringEnd(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}
