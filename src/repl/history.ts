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

const asksOnly = /^\s*(?:SELECT|WITH|FROM|VALUES|SHOW|DESCRIBE)\b/i;
const secretName = /pass(?:word|code|phrase)|secret|token|private_?key|credential|answer/i;

/**
 * What of a statement belongs in the history: its lines joined where that means the same, else line by line. Nothing of one that begins with
 * a space, which was meant to leave no trace, or of one that changes something and may have a secret written out in it.
 */
export function historyEntries(statement: string): readonly string[] {
  if (statement.trim() === '' || statement.startsWith(' ')) return [];
  if (!asksOnly.test(statement) && secretName.test(statement) && /['$]/.test(statement)) return [];
  const lines = statement.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1 && isJoinable(lines) ? [lines.map((line) => line.trim()).join(' ')] : lines;
}

/** Comments to the end of a line and quotes that are open at its end need the line's end. */
function isJoinable(lines: readonly string[]): boolean {
  return lines.every((line) => !/--|\$\$/.test(line) && [...line.matchAll(/['"`]/g)].length % 2 === 0);
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
