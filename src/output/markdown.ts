import type { Column, Row } from '../values/value.ts';
import { cellText, isNumeric } from './cell-text.ts';
import { printable } from './printable.ts';
import type { Writer, WriterOptions } from './writer.ts';

/** Prints a GitHub-flavoured Markdown table; NULL is an empty cell, line breaks are `<br>`. */
export function markdownWriter({ write }: WriterOptions): Writer {
  let columns: readonly Column[] = [];
  return {
    async begin(given) {
      columns = given;
      const rule = columns.map(({ type }) => (isNumeric(type) ? '---:' : '---'));
      await write(line(columns.map(({ name }) => escape(name))) + line(rule));
    },
    async page(rows) {
      if (rows.length > 0) await write(rows.map((row) => line(cells(row, columns))).join(''));
    },
    async end() {},
    async abort() {},
  };
}

function line(cellTexts: readonly string[]): string {
  return `| ${cellTexts.join(' | ')} |\n`;
}

function cells(row: Row, columns: readonly Column[]): string[] {
  return columns.map(({ type }, index) => {
    const value = row[index] ?? null;
    return value === null ? '' : escape(cellText(value, type));
  });
}

function escape(text: string): string {
  const marked = text.replace(/[\\|`*_<>[\]]/g, (character) => (character === '<' ? '&lt;' : `\\${character}`));
  return marked
    .split(/\r\n|[\r\n]/)
    .map(printable)
    .join('<br>');
}
