import type { Column, Row } from '../values/value.ts';
import { cellText, isNumeric } from './cell-text.ts';
import { asciiWidth, type MeasureWidth, truncate, widthMeasure } from './display-width.ts';
import { printable } from './printable.ts';
import type { Writer, WriterOptions } from './writer.ts';

/** Rows that are held back to measure how wide the columns have to be; later ones may stick out. */
const measuredRows = 1_000;
const narrowestShrunk = 16;
const dim = ['\u001b[2m', '\u001b[22m'] as const;
const bold = ['\u001b[1m', '\u001b[22m'] as const;

type Style = readonly [on: string, off: string] | null;

interface Cell {
  readonly text: string;
  readonly style: Style;
}

/**
 * Prints aligned columns under a header. On a terminal NULL is dimmed and wide columns are cut with an ellipsis to fit its width; anywhere
 * else every cell is whole. Aborted before it has measured, it prints nothing.
 */
export function tableWriter(options: WriterOptions): Writer {
  let columns: readonly Column[] = [];
  let widths: readonly number[] | null = null;
  let held: (readonly Cell[])[] = [];
  let measure: MeasureWidth = asciiWidth;

  /** Makes sure that every text can be measured before one is. */
  async function prepare(rows: readonly (readonly Cell[])[]): Promise<void> {
    if (measure === asciiWidth) measure = await widthMeasure(rows.flatMap((cells) => cells.map(({ text }) => text)));
  }

  async function flush(): Promise<void> {
    const headers = columns.map(({ name }): Cell => ({ text: printable(name), style: bold }));
    await prepare([headers]);
    widths ??= fit(widest([headers, ...held], measure), options);
    const rule = `${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n`;
    const lines = [layOut(headers, widths), rule, ...held.map((cells) => layOut(cells, widths ?? []))];
    held = [];
    await options.write(lines.join(''));
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
      const cells = rows.map((row) => rowCells(row, columns));
      await prepare(cells);
      if (widths !== null) {
        const known = widths;
        if (cells.length > 0) await options.write(cells.map((row) => layOut(row, known)).join(''));
        return;
      }
      held.push(...cells);
      if (held.length >= measuredRows) await flush();
    },
    async end() {
      if (widths === null) await flush();
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

/** Takes width from the widest columns until the table fits the terminal, or none is left that is wide. */
function fit(widths: readonly number[], { terminal }: WriterOptions): readonly number[] {
  if (terminal === undefined) return widths;
  const fitted = [...widths];
  const borders = fitted.length * 3 - 1;
  let excess = fitted.reduce((sum, width) => sum + width, borders) - terminal.width;
  while (excess > 0) {
    const widest = Math.max(...fitted);
    if (widest <= narrowestShrunk) break;
    const second = Math.max(narrowestShrunk, ...fitted.filter((width) => width < widest));
    const index = fitted.indexOf(widest);
    const taken = Math.min(excess, Math.max(1, widest - second));
    fitted[index] = widest - taken;
    excess -= taken;
  }
  return fitted;
}
