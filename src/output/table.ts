import type { Column, Row } from '../values/value.ts';
import { cellText, isNumeric } from './cell-text.ts';
import { asciiWidth, type MeasureWidth, truncate, widthMeasure } from './display-width.ts';
import { lineWriter } from './line.ts';
import { printable } from './printable.ts';
import type { Writer, WriterOptions } from './writer.ts';

/** Rows that are held back to measure how wide the columns have to be; later ones may stick out. */
const measuredRows = 1_000;
const narrowestShrunk = 12;
const dim = ['\u001b[2m', '\u001b[22m'] as const;
const bold = ['\u001b[1m', '\u001b[22m'] as const;

type Style = readonly [on: string, off: string] | null;

interface Cell {
  readonly text: string;
  readonly style: Style;
}

/**
 * Prints aligned columns under a header. On a terminal NULL is dimmed and wide columns are cut with an ellipsis to fit its width; where
 * there are too many to fit, each cell gets a line; a single one is never cut. Anywhere else every cell is whole. Aborted before it has measured, it prints nothing.
 */
export function tableWriter(options: WriterOptions): Writer {
  let columns: readonly Column[] = [];
  let widths: readonly number[] | null = null;
  let held: Row[] = [];
  let lines: Writer | null = null;
  let measure: MeasureWidth = asciiWidth;

  /** Makes sure that every text can be measured before one is. */
  async function prepare(rows: readonly (readonly Cell[])[]): Promise<void> {
    if (measure === asciiWidth) measure = await widthMeasure(rows.flatMap((cells) => cells.map(({ text }) => text)));
  }

  async function flush(): Promise<void> {
    const headers = columns.map(({ name }): Cell => ({ text: printable(name), style: bold }));
    const rows = held;
    held = [];
    const cells = rows.map((row) => rowCells(row, columns));
    await prepare([headers, ...cells]);
    widths = fit(widest([headers, ...cells], measure), options);
    if (widths === null) return await printLines(rows);
    const known = widths;
    const rule = `${known
      .map((width) => '-'.repeat(width + 2))
      .join('+')
      .slice(0, options.terminal?.width)}\n`;
    await options.write([layOut(headers, known), rule, ...cells.map((row) => layOut(row, known))].join(''));
  }

  async function printRows(rows: readonly Row[], known: readonly number[]): Promise<void> {
    if (rows.length === 0) return;
    const cells = rows.map((row) => rowCells(row, columns));
    await prepare(cells);
    await options.write(cells.map((row) => layOut(row, known)).join(''));
  }

  async function printLines(rows: readonly Row[]): Promise<void> {
    lines = lineWriter({ write: options.write, ...(options.terminal === undefined ? {} : { width: options.terminal.width }) });
    await lines.begin(columns);
    await lines.page(rows);
  }

  function layOut(cells: readonly Cell[], columnWidths: readonly number[]): string {
    const padded = cells.map((cell, index) => {
      const width = columnWidths[index] ?? 0;
      const text = options.terminal === undefined ? cell.text : truncate(cell.text, width, measure);
      const gap = ' '.repeat(Math.max(0, width - measure(text)));
      const styled = cell.style !== null && options.terminal?.color === true ? cell.style.join(text) : text;
      return isNumeric(columns[index]?.type ?? 'string') ? gap + styled : styled + gap;
    });
    return `${` ${padded.join(' | ')}`.trimEnd()}\n`;
  }

  return {
    async begin(given) {
      columns = given;
    },
    async page(rows) {
      if (lines !== null) return await lines.page(rows);
      if (widths !== null) return await printRows(rows, widths);
      held.push(...rows);
      if (held.length >= measuredRows) await flush();
    },
    async end() {
      if (widths === null && lines === null) await flush();
    },
    async abort() {
      held = [];
    },
  };
}

function rowCells(row: Row, columns: readonly Column[]): readonly Cell[] {
  return columns.map(({ type }, index) => {
    const value = row[index] ?? null;
    return value === null ? { text: 'null', style: dim } : { text: printable(cellText(value, type)), style: null };
  });
}

function widest(rows: readonly (readonly Cell[])[], measure: MeasureWidth): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach(({ text }, index) => {
      widths[index] = Math.max(widths[index] ?? 0, measure(text));
    });
  }
  return widths;
}

/** Takes width from the widest columns until the table fits the terminal; null when none is left that is wide. */
function fit(widths: readonly number[], { terminal }: WriterOptions): readonly number[] | null {
  // A single column, such as a plan, is text to be read: a terminal wraps it.
  if (terminal === undefined || widths.length === 1) return widths;
  const fitted = [...widths];
  const borders = fitted.length * 3 - 1;
  let excess = fitted.reduce((sum, width) => sum + width, borders) - terminal.width;
  while (excess > 0) {
    const widest = Math.max(...fitted);
    if (widest <= narrowestShrunk) return null;
    const second = Math.max(narrowestShrunk, ...fitted.filter((width) => width < widest));
    const index = fitted.indexOf(widest);
    const taken = Math.min(excess, Math.max(1, widest - second));
    fitted[index] = widest - taken;
    excess -= taken;
  }
  return fitted;
}
