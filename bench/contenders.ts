import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What a contender of a benchmark prints when it is done. */
export interface Measured {
  /** Milliseconds from the start of its process. */
  readonly wall: number;
  /** Most memory that the process had, in MB. */
  readonly memory: number;
  /** Milliseconds of the part that matters most; null when there is none. */
  readonly part: number | null;
  /** What it found, to compare. */
  readonly answer: string;
}

/** A process that is timed again and again. */
export interface Contender {
  readonly name: string;
  /** ES module code; ends with `done(answer)` or `done(answer, part)`. */
  readonly code: string;
  readonly runs: Measured[];
}

const prelude = `
const done = (answer, part = null) =>
  console.log(JSON.stringify({ wall: performance.now(), memory: process.resourceUsage().maxRSS / 1024, part, answer: String(answer) }));
`;

/** A contender that runs the code in a process of its own. */
export function contender(name: string, code: string): Contender {
  return { name, code: prelude + code, runs: [] };
}

/** Runs all contenders in turn, `runs` times and once before to warm up unless told otherwise. Throws when one fails or two answers differ. */
export function compete(
  contenders: readonly Contender[],
  runs: number,
  { warm = true, flags = [] }: { readonly warm?: boolean; readonly flags?: readonly string[] } = {},
): void {
  for (let run = warm ? 0 : 1; run <= runs; run += 1) {
    for (const { name, code, runs: measured } of contenders) {
      const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', code], {
        encoding: 'utf8',
        cwd: join(import.meta.dirname, '..'),
      });
      if (status !== 0) throw new Error(`${name} failed: ${stdout}${stderr}`);
      const result: Measured = JSON.parse(stdout);
      const [first] = contenders[0]?.runs ?? [];
      if (first !== undefined && first.answer !== result.answer) throw new Error(`${name} found ${result.answer}, not ${first.answer}`);
      if (run > 0) measured.push(result);
    }
  }
}

/** Median of a figure over a contender's runs. */
export function median({ runs }: Contender, of: (measured: Measured) => number): number {
  const sorted = runs.map(of).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Prints the contenders and the ratio of each to the first; `limits` are the ratios and megabytes to stay under. */
export function report(contenders: readonly Contender[], limits: { readonly ratio: number; readonly memory: number }): void {
  const [base] = contenders;
  if (base === undefined) return;
  for (const one of contenders) {
    const wall = median(one, (measured) => measured.wall);
    const memory = Math.max(...one.runs.map((measured) => measured.memory));
    const ratio = wall / median(base, (measured) => measured.wall);
    const verdict = one === base ? '' : `, ratio ${ratio.toFixed(2)} (at most ${limits.ratio}), memory at most ${limits.memory} MB`;
    console.log(`${one.name.padEnd(24)} median ${wall.toFixed(0).padStart(6)} ms, peak ${memory.toFixed(0).padStart(4)} MB${verdict}`);
  }
}

/** A server process that prints its port; end it with `close`. */
export async function startServer(file: string, parameters: readonly string[]): Promise<{ readonly url: string; close(): void }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, file), ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of child.stdout) return { url: `http://127.0.0.1:${String(chunk).trim()}`, close: () => void child.kill() };
  throw new Error('the server ended');
}
