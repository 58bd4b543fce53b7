import { type FileHandle, open } from 'node:fs/promises';
import type { Write } from '../output/writer.ts';
import { usageError } from './arguments.ts';

/** A file that rows are written to. */
export interface OutputFile {
  /** The first text, even an empty one, replaces what the file held. */
  readonly write: Write;
  close(): Promise<void>;
}

/** Opens a file for the rows of a script; what it holds stays until the first write. Throws a usage error when it cannot be written. */
export async function openOutputFile(path: string): Promise<OutputFile> {
  const handle = await openForWriting(path);
  let emptied = false;
  return {
    async write(text) {
      if (!emptied) await handle.truncate(0);
      emptied = true;
      await handle.appendFile(text);
    },
    close: () => handle.close(),
  };
}

async function openForWriting(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a');
  } catch (error) {
    throw usageError(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
