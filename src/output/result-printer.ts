import type { Column, Page } from '../values/value.ts';
import { createWriter, type OutputFormat } from './formats.ts';
import { printable } from './printable.ts';
import { ReaderGone } from './write-error.ts';
import type { Write, Writer, WriterOptions } from './writer.ts';

/** The part of a result that printing needs. */
export interface PrintableResult {
  readonly kind: 'rows' | 'change' | 'setting' | 'local';
  readonly columns: readonly Column[];
  readonly rows: AsyncIterable<Page>;
  readonly outcome: Promise<PrintableOutcome>;
  close(): Promise<void>;
}

/** The part of an outcome that printing needs. */
export interface PrintableOutcome {
  readonly complete: boolean;
  readonly affected: number | null;
  readonly effects: readonly { readonly what: string; readonly count: number }[];
  readonly notices: readonly { readonly message: string }[];
  readonly statistics: { readonly calls: number; readonly rows: number; readonly milliseconds: number };
}

/** Where a script's results go: rows to `data`, everything else to `messages`. */
export interface Printer {
  /**
   * Runs a statement by reading its rows, and prints them; throws what the rows throw after giving the output up. Tells whether it is whole.
   * A change is carried out to its end even when its rows can no longer be written; the failure to write is thrown then.
   */
  print(result: PrintableResult): Promise<boolean>;
  /** Whether nobody reads the rows any more: queries are given up then, without an error. */
  readerGone(): boolean;
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
  let gone = false;
  return {
    async print(result) {
      if (gone && result.kind === 'rows') {
        await result.close();
        return true;
      }
      const rows = new RowPrinter(result, options);
      if (gone) rows.drop(new ReaderGone());
      if (result.columns.length > 0 && printed > 0 && !options.format.startsWith('json')) await rows.write('\n');
      if (result.columns.length > 0) printed += 1;
      await rows.print().catch(async (error: unknown) => {
        if (error instanceof ReaderGone) return;
        // What a change has done before it failed stands in its notices.
        if (result.kind === 'change') await options.messages(failureSummary(await result.outcome));
        throw error;
      });
      gone ||= rows.failure instanceof ReaderGone;
      if (gone && result.kind === 'rows') return true;
      const outcome = await result.outcome;
      await options.messages(summary(result, outcome, options.format));
      if (rows.failure !== null && !(rows.failure instanceof ReaderGone)) throw rows.failure;
      return outcome.complete;
    },
    readerGone: () => gone,
  };
}

/** Prints the rows of one statement. */
class RowPrinter {
  readonly #result: PrintableResult;
  readonly #options: PrinterOptions;
  /** Rows handed to the writer. */
  #rows = 0;
  #wrote = false;
  #failure: unknown = null;

  constructor(result: PrintableResult, options: PrinterOptions) {
    this.#result = result;
    this.#options = options;
  }

  /** Why rows could not be written; null when all were. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Writes nothing more. */
  drop(reason: unknown): void {
    this.#failure = reason;
  }

  /** A query whose rows cannot be written is given up by throwing; a change goes on, as half of one is worth less than its rows. */
  async write(text: string): Promise<void> {
    if (this.#failure !== null) return;
    try {
      await this.#options.data.write(text);
      this.#wrote ||= text !== '';
    } catch (error) {
      this.#failure = error;
      if (this.#result.kind !== 'change') throw error;
    }
  }

  async print(): Promise<void> {
    const { columns, rows } = this.#result;
    if (columns.length === 0) {
      // A statement without columns still runs by being read.
      for await (const _ of rows);
      return;
    }
    const writer = createWriter(this.#options.format, { ...this.#options.data, write: (text) => this.write(text) });
    let begun = false;
    try {
      for await (const page of rows) {
        if (!begun) await writer.begin(columns);
        begun = true;
        await writer.page(page);
        this.#rows += page.length;
      }
      if (!begun) await writer.begin(columns);
      begun = true;
      await writer.end();
    } catch (error) {
      if (begun && this.#failure === null) await this.#giveUp(writer);
      throw error;
    }
  }

  /** What a change has done stays done, so the rows that tell of it are printed even where they are held back to be measured. */
  async #giveUp(writer: Writer): Promise<void> {
    const { messages, format } = this.#options;
    await (this.#result.kind === 'change' && format === 'table' ? writer.end() : writer.abort()).catch(() => undefined);
    if (this.#wrote) await messages(`incomplete: ${count(this.#rows, 'row')} had been printed when the statement ended early\n`);
  }
}

function summary(result: PrintableResult, outcome: PrintableOutcome, format: OutputFormat): string {
  const lines = noticeLines(outcome);
  if (outcome.affected !== null && result.kind === 'local')
    lines.push(`${count(outcome.affected, 'row')} ${outcome.effects[0]?.what ?? 'written'}`);
  else if (outcome.affected !== null) lines.push(`${count(outcome.affected, 'object')} changed${effectsText(outcome)}`);
  else if (result.kind === 'rows' && format === 'table') lines.push(rowSummary(outcome));
  if (!outcome.complete) lines.push('incomplete: there are more rows than could be read');
  return lines.map((line) => `${line}\n`).join('');
}

/** The number of objects changed says by itself that none was. */
function failureSummary(outcome: PrintableOutcome): string {
  const changed =
    outcome.affected === null || outcome.affected === 0 ? [] : [`${count(outcome.affected, 'object')} changed${effectsText(outcome)}`];
  return [...noticeLines(outcome), ...changed].map((line) => `${line}\n`).join('');
}

function noticeLines({ notices }: PrintableOutcome): string[] {
  return notices.map(({ message }) => `notice: ${printable(message)}`);
}

/** Where not the same happened to all objects, the line says what. */
function effectsText({ effects }: PrintableOutcome): string {
  return effects.length === 0 ? '' : `: ${effects.map((effect) => `${effect.count} ${effect.what}`).join('; ')}`;
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
