import type { Column, Page } from '../values/value.ts';

/** Prints one result set. The calls come in the order `begin`, any number of `page`, then `end` or `abort`. */
export interface Writer {
  begin(columns: readonly Column[]): Promise<void>;
  page(rows: Page): Promise<void>;
  /** Finishes a result set that is whole. */
  end(): Promise<void>;
  /** Gives a result set up half-way: what was printed by then cannot be mistaken for a whole one. */
  abort(): Promise<void>;
}

/** Takes text on its way out; resolves when more may follow, so that a slow reader slows the query down. */
export type Write = (text: string) => Promise<void>;

/** Where and how a {@link Writer} prints. */
export interface WriterOptions {
  readonly write: Write;
  /** The reader is a person at a terminal: escape sequences may be used, and tables fitted to `width`. */
  readonly terminal?: { readonly width: number; readonly color: boolean };
}
