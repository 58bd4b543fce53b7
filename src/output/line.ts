import type { Column, Row } from '../values/value.ts';
import { cellText } from './cell-text.ts';
import { asciiWidth, type MeasureWidth, truncate, widthMeasure } from './display-width.ts';
import { printable } from './printable.ts';
import type { Writer, WriterOptions } from './writer.ts';

/** Where a {@link lineWriter} prints. */
export interface LineWriterOptions extends Pick<WriterOptions, 'write'> {
  /** Cuts lines to so many columns; whole lines unless given. */
  readonly width?: number;
}

/** Prints a `name = value` line for each cell and an empty line between rows. */
export function lineWriter({ write, width }: LineWriterOptions): Writer {
  let columns: readonly Column[] = [];
  let labels: readonly string[] = [];
  let measure: MeasureWidth = asciiWidth;
  let first = true;
  return {
    async begin(given) {
      columns = given;
      const names = columns.map(({ name }) => printable(name));
      labels = aligned(names, await widthMeasure(names));
    },
    async page(rows) {
      if (rows.length === 0) return;
      const records = rows.map((row) => record(row, columns, labels));
      if (width !== undefined && measure === asciiWidth) measure = await widthMeasure(records.flat());
      const text = records
        .map((lines) => lines.map((line) => `${width === undefined ? line : truncate(line, width, measure)}\n`).join(''))
        .join('\n');
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

function record(row: Row, columns: readonly Column[], labels: readonly string[]): readonly string[] {
  return columns.map(({ type }, index) => {
    const value = row[index] ?? null;
    return `${labels[index]} = ${value === null ? 'null' : printable(cellText(value, type))}`;
  });
}
