import type { Writable } from 'node:stream';
import type { Write } from './writer.ts';

/** Thrown by a {@link Write} whose reader has closed the pipe, as `head` does: a reason to stop, not an error. */
export class ReaderGone extends Error {}

/** A {@link Write} to a process stream that resolves once the text has left the process. */
export function streamWrite(stream: Writable): Write {
  // A failed write is also reported as an event, which would end the process if nobody listened.
  stream.on('error', () => undefined);
  return (text) =>
    new Promise((resolve, reject) => {
      if (text === '') return resolve();
      stream.write(text, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(isPipeError(error) ? new ReaderGone() : error);
      });
    });
}

function isPipeError(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
