import { QueryError } from '../errors/query-error.ts';

/** Thrown by a {@link Write} whose reader has closed the pipe, as `head` does: a reason to stop, not an error. */
export class ReaderGone extends Error {}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EIO: 'the device failed',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'part of its path is no folder',
  EBADF: 'it is closed',
};

/**
 * What the failure to write somewhere means: {@link ReaderGone} for a pipe that nobody reads, a usage error that names the place for what
 * else the system refuses, anything else unchanged.
 */
export function writeError(place: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') return new ReaderGone();
  return new QueryError('usage', `cannot write ${place}: ${reasons[error.code] ?? error.message}`, { cause: error });
}
