import type { Writable } from 'node:stream';
import { writeError } from './write-error.ts';
import type { Write } from './writer.ts';

/** A {@link Write} to a process stream that resolves once the text has left the process, and rejects with what `writeError` makes of it. */
export function streamWrite(stream: Writable, place: string): Write {
  // A failed write is also reported as an event, which would end the process if nobody listened.
  stream.on('error', () => undefined);
  return (text) =>
    new Promise((resolve, reject) => {
      if (text === '') return resolve();
      stream.write(text, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(writeError(place, error));
      });
    });
}
