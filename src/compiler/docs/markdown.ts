/** Plain text inside Markdown: on one line, with nothing that would be taken for markup, a table's border included. */
export function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*[\]|]/g, String.raw`\$&`)
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, String.raw`\_`)
    .replaceAll('<', '&lt;');
}

/** A name or value set as code; also right inside a table. */
export function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const padding = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${text.replaceAll(/\s+/g, ' ').replaceAll('|', String.raw`\|`)}${padding}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Names and values set as code, separated by commas. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** Text that ends like a sentence, so that another can follow. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** Statements set as a block of code. */
export function sqlBlock(text: string): string {
  return `\`\`\`sql\n${text}\n\`\`\``;
}

/** Blocks one under another, with an end of line behind the last. */
export function blocks(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
