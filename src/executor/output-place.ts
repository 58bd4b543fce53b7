import { randomBytes } from 'node:crypto';
import { lstat, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { QueryError } from '../errors/query-error.ts';

/** A file or folder that a statement writes. */
export interface OutputPlace {
  readonly path: string;
  /** Whether it becomes a folder. */
  readonly isFolder: boolean;
  /** Whether a folder that holds data files is replaced. */
  readonly overwrite: boolean;
}

/** Endings of files that a folder of data holds. */
const dataFile = /\.(csv|json|jsonl|ndjson|parquet)(\.gz|\.zst)?$/i;

/**
 * Throws `refused` where the place cannot be written: there is no folder for it, or a folder is in the way. A file that is there is replaced;
 * a folder only when it is empty, or holds nothing but data files and the statement says OVERWRITE.
 */
export async function checkPlace({ path, isFolder, overwrite }: OutputPlace): Promise<void> {
  if (isElsewhere(path)) return;
  const parent = await statusOf(dirname(resolve(path)));
  if (parent !== 'folder') throw new QueryError('refused', `there is no folder ${dirname(resolve(path))} to write ${path} to`);
  const found = await statusOf(path);
  if (!isFolder) {
    if (found === 'folder') throw new QueryError('refused', `${path} is a folder`, { hint: 'Name a file in it.' });
    return;
  }
  if (found === 'file' || found === 'other') throw new QueryError('refused', `${path} is a file, and PARTITION_BY writes a folder`);
  if (found === 'nothing') return;
  const files = await filesIn(path);
  if (files.length === 0) return;
  if (!overwrite)
    throw new QueryError('refused', `the folder ${path} is not empty`, { hint: 'OVERWRITE takes the place of what it holds.' });
  const foreign = files.find((file) => !dataFile.test(file));
  if (foreign !== undefined)
    throw new QueryError('refused', `the folder ${path} holds ${foreign}, which is no data file: it is not replaced`);
}

/**
 * Has `write` fill a place of its own beside the one that is meant, and puts it there when it is whole: nobody finds half of it. What a
 * failure leaves is removed.
 */
export async function writePlace(place: OutputPlace, write: (path: string) => Promise<void>): Promise<void> {
  await checkPlace(place);
  const { path, isFolder } = place;
  const isSpecial = !isElsewhere(path) && (await statusOf(path)) === 'other';
  if (isSpecial || isElsewhere(path)) return await write(path);
  const beside = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await write(beside);
    if (isFolder) await replaceFolder(path, beside);
    else await rename(beside, path);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}

async function replaceFolder(path: string, whole: string): Promise<void> {
  if ((await statusOf(path)) === 'nothing') return await rename(whole, path);
  const old = `${whole}.old`;
  await rename(path, old);
  await rename(whole, path);
  await rm(old, { recursive: true, force: true });
}

function isElsewhere(path: string): boolean {
  return /^\w+:\/\//.test(path);
}

async function statusOf(path: string): Promise<'file' | 'folder' | 'other' | 'nothing'> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) return 'folder';
    return status.isFile() ? 'file' : 'other';
  } catch {
    // A link to nothing is no place to write to either, but the rename takes care of that.
    return (await lstat(path).catch(() => null)) === null ? 'nothing' : 'file';
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}
