import type { Column, Row } from '../values/value.ts';
import { cellText } from './cell-text.ts';
import { type MeasureWidth, widthMeasure } from './display-width.ts';
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
      const names = columns.map(({ name }) => printable(name));
      labels = aligned(names, await widthMeasure(names));
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

function aligned(names: readonly string[], measure: MeasureWidth): string[] {
  const width = Math.max(0, ...names.map(measure));
  return names.map((name) => ' '.repeat(width - measure(name)) + name);
}

function record(row: Row, columns: readonly Column[], labels: readonly string[]): string {
  return columns
    .map(({ type }, index) => {
      const value = row[index] ?? null;
      return `${labels[index]} = ${value === null ? 'null' : printable(cellText(value, type))}\n`;
    })
    .join('');
}
