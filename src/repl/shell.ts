import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { RunOptions, Session } from '../engine/public-types.ts';
import type { QueryError } from '../errors/query-error.ts';
import { asQueryError, errorText, interruptedText } from '../output/error-text.ts';
import type { OutputFormat } from '../output/formats.ts';
import { createPrinter } from '../output/result-printer.ts';
import { ReaderGone } from '../output/write-error.ts';
import type { Write, WriterOptions } from '../output/writer.ts';
import { isComplete } from '../sql/parse.ts';
import { confirm, isAboutCalls } from './allow-calls.ts';
import { historyEntries, loadHistory, remember } from './history.ts';
import { readMetaCommand } from './meta-command.ts';

/** What a shell works with. */
export interface ShellOptions {
  readonly session: Session;
  readonly runOptions: RunOptions;
  readonly format: OutputFormat;
  readonly input: Readable;
  /** Where prompts go when a person types; null when the statements come from a pipe. */
  readonly prompts: Writable | null;
  readonly data: WriterOptions;
  readonly messages: Write;
  /** File of the lines typed; null keeps none. */
  readonly historyFile: string | null;
  /** Ends the shell. */
  readonly signal: AbortSignal;
}

const prompts = { first: 'oktaql> ', next: '   ...> ' } as const;
const greeting = 'Type SQL and end it with a semicolon; \\? for help, \\q to leave.\n';

/**
 * Reads statements line by line and prints their results until the input ends. Errors are printed and do not end it. Resolves to 0 when a
 * person typed, else to the exit code of the first statement that failed.
 */
export async function runShell(options: ShellOptions): Promise<number> {
  const remembered = options.prompts === null || options.historyFile === null ? [] : await loadHistory(options.historyFile);
  return await new Shell(options, remembered).run();
}

function openInterface({ input, prompts: screen }: ShellOptions, history: string[]): Interface {
  if (screen === null) return createInterface({ input, terminal: false });
  return createInterface({ input, output: screen, terminal: true, history, removeHistoryDuplicates: true });
}

class Shell {
  readonly #options: ShellOptions;
  readonly #editor: Interface;
  readonly #lines: AsyncIterableIterator<string>;
  #format: OutputFormat;
  #typed = '';
  #running: AbortController | null = null;
  #exitCode = 0;
  /** What the editor offers, newest first; its own list, which it allows to be changed. */
  #history: string[] = [];

  constructor(options: ShellOptions, history: string[]) {
    this.#options = options;
    this.#editor = openInterface(options, history);
    // Asked for at once: lines that come before somebody iterates are lost.
    this.#lines = this.#editor[Symbol.asyncIterator]();
    this.#format = options.format;
  }

  async run(): Promise<number> {
    const { prompts: screen, signal, messages } = this.#options;
    const stop = (): void => this.#stop();
    signal.addEventListener('abort', stop, { once: true });
    this.#editor.on('SIGINT', () => this.#interrupt());
    this.#editor.on('history', (history: string[]) => {
      this.#history = history;
    });
    let left = false;
    try {
      if (screen !== null) await messages(greeting);
      this.#prompt();
      for await (const line of this.#lines) {
        if (!(await this.#take(line))) {
          left = true;
          break;
        }
        this.#prompt();
      }
      // The cursor stands behind a prompt when the input ends there.
      if (screen !== null && !left) screen.write('\n');
      if (screen === null && this.#typed.trim() !== '') await this.#execute();
      return screen === null ? this.#exitCode : 0;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#editor.close();
    }
  }

  #prompt(): void {
    if (this.#options.prompts === null) return;
    this.#editor.setPrompt(this.#typed === '' ? prompts.first : prompts.next);
    this.#editor.prompt();
  }

  /** Takes one line; tells whether the shell goes on. */
  async #take(line: string): Promise<boolean> {
    const command = this.#typed === '' ? readMetaCommand(line) : null;
    if (command?.kind === 'quit') return false;
    if (command?.kind === 'format') this.#format = command.format;
    if (command?.kind === 'message') await this.#options.messages(command.text);
    if (command !== null) {
      await this.#remember(line);
      return true;
    }
    this.#typed = this.#typed === '' ? line : `${this.#typed}\n${line}`;
    if (this.#typed.trim() === '') this.#typed = '';
    else if (isComplete(this.#typed)) await this.#execute();
    return true;
  }

  async #execute(): Promise<void> {
    const { runOptions } = this.#options;
    const script = this.#typed;
    this.#typed = '';
    await this.#remember(script);
    this.#running = new AbortController();
    const { signal } = this.#running;
    try {
      const error = await this.#attempt(script, { ...runOptions, signal });
      if (error !== null && runOptions.maxCalls === undefined && (await this.#allowsMore(error, signal)))
        await this.#attempt(script, { ...runOptions, signal, maxCalls: Number.MAX_SAFE_INTEGER });
    } finally {
      this.#running = null;
    }
  }

  /** Runs a script and prints what comes of it; gives the error where the first statement ended with one. */
  async #attempt(script: string, run: RunOptions): Promise<QueryError | null> {
    const { session, data, messages } = this.#options;
    let done = 0;
    try {
      const printer = createPrinter({ format: this.#format, data, messages });
      for await (const result of session.run(script, run)) {
        await printer.print(result);
        done += 1;
      }
      if (printer.readerGone()) throw new ReaderGone();
      return null;
    } catch (thrown) {
      if (thrown instanceof ReaderGone) throw thrown;
      const error = asQueryError(thrown);
      this.#exitCode ||= error.exitCode;
      await messages(error.code === 'cancelled' ? interruptedText(error) : errorText(error, data.terminal?.width));
      return done === 0 ? error : null;
    }
  }

  /** A person may let a statement make as many calls as it takes. */
  async #allowsMore(error: QueryError, signal: AbortSignal): Promise<boolean> {
    return this.#options.prompts !== null && isAboutCalls(error) && (await confirm(this.#editor, 'Make them all the same? [y/N] ', signal));
  }

  /** Puts what was typed into the history in the place of its single lines. */
  async #remember(typed: string): Promise<void> {
    const { historyFile, prompts: screen } = this.#options;
    if (screen === null) return;
    for (const line of typed.split('\n')) {
      const at = this.#history.indexOf(line);
      if (at >= 0) this.#history.splice(at, 1);
    }
    const entries = historyEntries(typed);
    this.#history.unshift(...entries.toReversed());
    if (historyFile !== null) for (const entry of entries) await remember(historyFile, entry);
  }

  #interrupt(): void {
    if (this.#running !== null) {
      this.#running.abort();
      return;
    }
    this.#typed = '';
    this.#options.prompts?.write('\n');
    this.#editor.write(null, { ctrl: true, name: 'e' });
    this.#editor.write(null, { ctrl: true, name: 'u' });
    this.#prompt();
  }

  #stop(): void {
    this.#running?.abort();
    this.#editor.close();
  }
}
