import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const keptLines = 1_000;
const ownerOnly = { file: 0o600, folder: 0o700 } as const;

/** Lines typed in earlier shells, newest first as readline wants them; none when the file cannot be read. Shortens a file that has grown. */
export async function loadHistory(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length > 2 * keptLines) {
    lines.splice(0, lines.length - keptLines);
    await writeFile(path, `${lines.join('\n')}\n`, { mode: ownerOnly.file }).catch(() => undefined);
  }
  return lines.slice(-keptLines).reverse();
}

/** Whether a line belongs in the history: one that begins with a space was meant to leave no trace. */
export function isRemembered(line: string): boolean {
  return line.trim() !== '' && !line.startsWith(' ');
}

/** Adds a line to the history file, which only its owner can read. A file that cannot be written is no reason to stop. */
export async function remember(path: string, line: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: ownerOnly.folder });
    await appendFile(path, `${line}\n`, { mode: ownerOnly.file });
  } catch {
    // The shell works without a history.
  }
}
