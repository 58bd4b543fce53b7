import { type FileHandle, open } from 'node:fs/promises';
import type { Write } from '../output/writer.ts';
import { writeError } from '../output/write-error.ts';

/** A file that rows are written to. */
export interface OutputFile {
  /** The first text, even an empty one, replaces what the file held. */
  readonly write: Write;
  close(): Promise<void>;
}

/** Opens a file for the rows of a script; what it holds stays until the first write. Throws a usage error, as its `write` does, when it cannot be written. */
export async function openOutputFile(path: string): Promise<OutputFile> {
  const naming = <Result>(work: Promise<Result>): Promise<Result> =>
    work.catch((error: unknown) => Promise.reject(writeError(path, error)));
  const handle = await naming(open(path, 'a'));
  let emptied = false;
  return {
    async write(text) {
      if (!emptied) await naming(empty(handle));
      emptied = true;
      await naming(handle.appendFile(text));
    },
    close: () => naming(handle.close()),
  };
}

/** Devices and pipes have no length to cut. */
async function empty(handle: FileHandle): Promise<void> {
  if ((await handle.stat()).isFile()) await handle.truncate(0);
}
