import type { SourceSpan } from '../errors/query-error.ts';
import { lexicalError, pushToken } from './lexer-state.ts';
import type { LexerState } from './lexer-state.ts';
import { templatePattern, templateText } from './template.ts';

/** Reads `'…'` (a doubled quote is one), or `E'…'` with its backslashes; the offset after it. */
export function scanString(state: LexerState, start: number, form: 'plain' | 'escape'): number {
  const open = form === 'plain' ? start + 1 : start + 2;
  const close = closingQuote(state.source, open, { quote: "'", backslashes: form === 'escape' });
  if (close === null) {
    throw lexicalError(
      state,
      { start, end: open },
      { message: 'this string is never closed', hint: "Close it with ', and write '' for a quote inside it." },
    );
  }
  const decode = form === 'plain' ? (text: string) => text.replaceAll("''", "'") : decodeEscapes;
  return pushToken(state, { start, end: close + 1 }, { kind: 'string', ...withTemplates(state, { start: open, end: close }, decode) });
}

/** Reads `"…"` or `` `…` `` as a name; the offset after it. */
export function scanName(state: LexerState, start: number): number {
  const quote = state.source.charAt(start);
  const close = closingQuote(state.source, start + 1, { quote, backslashes: false });
  if (close === null) {
    throw lexicalError(state, { start, end: start + 1 }, { message: 'this quoted name is never closed', hint: `Close it with ${quote}.` });
  }
  const span = { start, end: close + 1 };
  const name = withTemplates(state, { start: start + 1, end: close }, (text) => text.replaceAll(quote + quote, quote));
  if (name.value === '') throw lexicalError(state, span, { message: 'a quoted name cannot be empty' });
  return pushToken(state, span, { kind: 'name', ...name });
}

/** Reads `$tag$…$tag$`, in which nothing is an escape; the offset after it. */
export function scanDollarQuoted(state: LexerState, start: number, quote: string): number {
  const open = start + quote.length;
  const close = state.source.indexOf(quote, open);
  if (close === -1) {
    throw lexicalError(state, { start, end: open }, { message: 'this string is never closed', hint: `Close it with ${quote}.` });
  }
  const content = withTemplates(state, { start: open, end: close }, (text) => text);
  return pushToken(state, { start, end: close + quote.length }, { kind: 'string', ...content });
}

function closingQuote(source: string, from: number, form: { readonly quote: string; readonly backslashes: boolean }): number | null {
  let position = from;
  while (position < source.length) {
    const character = source.charAt(position);
    if (form.backslashes && character === '\\') position += 2;
    else if (character !== form.quote) position = form.backslashes ? position + 1 : nextQuote(source, position, form.quote);
    else if (source.charAt(position + 1) === form.quote) position += 2;
    else return position;
  }
  return null;
}

function nextQuote(source: string, from: number, quote: string): number {
  const next = source.indexOf(quote, from);
  return next === -1 ? source.length : next;
}

/** Decodes the text around templates and puts the templates' values in as they are: a value's characters are never read as SQL. */
function withTemplates(
  state: LexerState,
  span: SourceSpan,
  decode: (text: string) => string,
): { readonly value: string; readonly templated: boolean } {
  const { source } = state;
  let value = '';
  let done = span.start;
  for (let at = source.indexOf('{{', done); at !== -1 && at < span.end; at = source.indexOf('{{', Math.max(done, at + 1))) {
    templatePattern.lastIndex = at;
    const found = templatePattern.exec(source);
    if (found === null || at + found[0].length > span.end) continue;
    const place = { span: { start: at, end: at + found[0].length }, source };
    const name = found[1] ?? '';
    value += decode(source.slice(done, at)) + templateText(state.resolve(name, place.span), name, place);
    done = place.span.end;
  }
  return { value: value + decode(source.slice(done, span.end)), templated: done > span.start };
}

const simpleEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function decodeEscapes(text: string): string {
  return text.replace(
    /''|\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([^]))/g,
    (whole, ...groups: (string | undefined)[]) => {
      const [short, long, byte, octal, other] = groups;
      if (whole === "''") return "'";
      const hex = short ?? long ?? byte;
      if (hex !== undefined) return codePoint(Number.parseInt(hex, 16), whole);
      if (octal !== undefined) return codePoint(Number.parseInt(octal, 8), whole);
      return simpleEscapes[other ?? ''] ?? other ?? '';
    },
  );
}

function codePoint(value: number, whole: string): string {
  return value <= 0x10ffff ? String.fromCodePoint(value) : whole;
}
