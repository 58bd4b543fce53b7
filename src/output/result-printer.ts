import type { Column, Page } from '../values/value.ts';
import { createWriter, type OutputFormat } from './formats.ts';
import { printable } from './printable.ts';
import type { Write, WriterOptions } from './writer.ts';

/** The part of a result that printing needs. */
export interface PrintableResult {
  readonly kind: 'rows' | 'change' | 'setting';
  readonly columns: readonly Column[];
  readonly rows: AsyncIterable<Page>;
  readonly outcome: Promise<PrintableOutcome>;
}

/** The part of an outcome that printing needs. */
export interface PrintableOutcome {
  readonly complete: boolean;
  readonly affected: number | null;
  readonly notices: readonly { readonly message: string }[];
  readonly statistics: { readonly calls: number; readonly rows: number; readonly milliseconds: number };
}

/** Where a script's results go: rows to `data`, everything else to `messages`. */
export interface Printer {
  /** Runs a statement by reading its rows, and prints them; throws what the rows throw after giving the output up. Tells whether it is whole. */
  print(result: PrintableResult): Promise<boolean>;
}

/** How a {@link Printer} prints. */
export interface PrinterOptions {
  readonly format: OutputFormat;
  readonly data: WriterOptions;
  readonly messages: Write;
}

/** Makes a printer for the results of one script. Result sets of the formats for people are parted by an empty line. */
export function createPrinter(options: PrinterOptions): Printer {
  let printed = 0;
  return {
    async print(result) {
      if (result.columns.length > 0 && printed > 0 && !options.format.startsWith('json')) await options.data.write('\n');
      if (result.columns.length > 0) printed += 1;
      await printRows(result, options);
      const outcome = await result.outcome;
      await options.messages(summary(result, outcome, options.format));
      return outcome.complete;
    },
  };
}

async function printRows(result: PrintableResult, options: PrinterOptions): Promise<void> {
  if (result.columns.length === 0) {
    // A statement without columns still runs by being read.
    for await (const _ of result.rows);
    return;
  }
  const writer = createWriter(options.format, options.data);
  let begun = false;
  try {
    for await (const page of result.rows) {
      if (!begun) await writer.begin(result.columns);
      begun = true;
      await writer.page(page);
    }
    if (!begun) await writer.begin(result.columns);
    begun = true;
    await writer.end();
  } catch (error) {
    if (begun) await writer.abort().catch(() => undefined);
    throw error;
  }
}

function summary(result: PrintableResult, outcome: PrintableOutcome, format: OutputFormat): string {
  const lines = outcome.notices.map(({ message }) => `notice: ${printable(message)}`);
  if (outcome.affected !== null) lines.push(`${count(outcome.affected, 'object')} changed`);
  else if (result.kind === 'rows' && format === 'table') lines.push(rowSummary(outcome));
  if (!outcome.complete) lines.push('incomplete: there are more rows than could be read');
  return lines.map((line) => `${line}\n`).join('');
}

function rowSummary({ statistics }: PrintableOutcome): string {
  const calls = statistics.calls === 0 ? '' : `, ${count(statistics.calls, 'API call')}`;
  return `(${count(statistics.rows, 'row')}${calls}, ${(statistics.milliseconds / 1_000).toFixed(2)} s)`;
}

function count(number: number, noun: string): string {
  // By hand, because the first use of Intl takes longer than the rest of the summary.
  const digits = String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${digits} ${noun}${number === 1 ? '' : 's'}`;
}
