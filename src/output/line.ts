import type { Column, Row } from '../values/value.ts';
import { cellText } from './cell-text.ts';
import { displayWidth } from './display-width.ts';
import { printable } from './printable.ts';
import type { Writer, WriterOptions } from './writer.ts';

/** Prints a `name = value` line for each cell and an empty line between rows. */
export function lineWriter({ write }: WriterOptions): Writer {
  let columns: readonly Column[] = [];
  let labels: readonly string[] = [];
  let first = true;
  return {
    async begin(given) {
      columns = given;
      labels = alignedLabels(given);
    },
    async page(rows) {
      if (rows.length === 0) return;
      const text = rows.map((row) => record(row, columns, labels)).join('\n');
      await write(first ? text : `\n${text}`);
      first = false;
    },
    async end() {},
    async abort() {},
  };
}

function alignedLabels(columns: readonly Column[]): string[] {
  const names = columns.map(({ name }) => printable(name));
  const width = Math.max(0, ...names.map(displayWidth));
  return names.map((name) => ' '.repeat(width - displayWidth(name)) + name);
}

function record(row: Row, columns: readonly Column[], labels: readonly string[]): string {
  return columns
    .map(({ type }, index) => {
      const value = row[index] ?? null;
      return `${labels[index]} = ${value === null ? 'null' : printable(cellText(value, type))}\n`;
    })
    .join('');
}
