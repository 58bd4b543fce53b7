import type { Readable, Writable } from 'node:stream';
import type { Engine, EngineOptions } from '../engine/public-types.ts';
import type { Write, WriterOptions } from '../output/writer.ts';

/** Everything a command touches outside itself. */
export interface CommandContext {
  readonly input: Readable & { readonly isTTY?: boolean };
  /** Standard output. */
  readonly data: WriterOptions;
  /** Standard error. */
  readonly messages: Write;
  /** Standard error as a stream, for the shell's line editor. */
  readonly screen: Writable;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal;
  readonly createEngine: (options: EngineOptions) => Engine;
}
