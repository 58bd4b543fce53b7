import { type FileHandle, open } from 'node:fs/promises';
import type { Write } from '../output/writer.ts';
import { usageError } from './arguments.ts';

/** A file that rows are written to. */
export interface OutputFile {
  readonly write: Write;
  close(): Promise<void>;
}

/** Empties or creates a file for the rows of a script. Throws a usage error when it cannot be written. */
export async function openOutputFile(path: string): Promise<OutputFile> {
  const handle = await openForWriting(path);
  return {
    async write(text) {
      await handle.appendFile(text);
    },
    close: () => handle.close(),
  };
}

async function openForWriting(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w');
  } catch (error) {
    throw usageError(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
