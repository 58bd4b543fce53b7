import type { Column, Row } from '../values/value.ts';
import { cellText } from './cell-text.ts';
import type { Writer, WriterOptions } from './writer.ts';

/**
 * Prints comma-separated values with a header line (RFC 4180, lines end in LF as Unix tools expect). NULL is nothing between the commas,
 * the empty text is `""`.
 */
export function csvWriter({ write }: WriterOptions): Writer {
  let columns: readonly Column[] = [];
  return {
    async begin(given) {
      columns = given;
      await write(`${columns.map(({ name }) => quote(name)).join(',')}\n`);
    },
    async page(rows) {
      if (rows.length > 0) await write(rows.map((row) => `${record(row, columns)}\n`).join(''));
    },
    async end() {},
    async abort() {},
  };
}

function record(row: Row, columns: readonly Column[]): string {
  return columns
    .map(({ type }, index) => {
      const value = row[index] ?? null;
      return value === null ? '' : quote(cellText(value, type));
    })
    .join(',');
}

const needsQuotes = /^$|^\s|\s$|[",\r\n]/;

function quote(text: string): string {
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
