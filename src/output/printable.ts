const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const plainText = /^[\x20-\x7e]*$/;
const joiners = new Set([0x200c, 0x200d]);
const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text made safe to show on a terminal in one line: control characters, escape sequences, direction overrides and lone surrogates are
 * written as `\n`, `\u{1b}`; the joiners that emoji and some scripts need stay.
 */
export function printable(text: string): string {
  return plainText.test(text) ? text : text.replace(controls, escape);
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return joiners.has(code) ? character : (short[character] ?? `\\u{${code.toString(16)}}`);
}
