import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import type { Script } from 'node:vm';
import { skipWasmOptimization } from './wasm-tiering.ts';

/** V8's compiled code of the scripts a process loads, kept between processes. Every failure means no cache, never an error. */
export interface CompileCache {
  /** Compiled code of a script from an earlier process. */
  read(name: string): Buffer | undefined;
  /** Remembers a script that was compiled without a cache, to be kept by {@link store}. */
  add(name: string, script: Script): void;
  /** Keeps what was added. Called after a run, because V8 then includes the functions that the run compiled. */
  store(): void;
}

const ownerOnly = 0o700;
const staleAfter = 30 * 24 * 3_600_000;

/**
 * The cache of this user, Node version, processor and set of V8 flags, in a folder that nobody else can write: whoever can write it can
 * run code here. Turned off by `NODE_DISABLE_COMPILE_CACHE`, as Node's own.
 */
export function compileCache(): CompileCache {
  const folder = process.env['NODE_DISABLE_COMPILE_CACHE'] ? undefined : cacheFolder();
  const added: AddedScript[] = [];
  return {
    read(name) {
      return folder === undefined ? undefined : attempt(() => (isPrivate(folder) ? readFileSync(join(folder, fileName(name))) : undefined));
    },
    add(name, script) {
      added.push({ name, script, flags: cachedDataVersionTag() });
    },
    store() {
      if (folder === undefined || added.length === 0) return;
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: ownerOnly });
        if (!isPrivate(folder)) return;
        removeStale(folder);
        keep(added, folder);
        const restore = skipWasmOptimization();
        keep(added, folder);
        restore();
      });
    },
  };
}

/** A script, and the flags V8 had when it was compiled. */
interface AddedScript {
  readonly name: string;
  readonly script: Script;
  readonly flags: number;
}

/** Keeps the scripts that were compiled under the flags V8 has now: it takes code back only under those it had when the code was kept. */
function keep(added: readonly AddedScript[], folder: string): void {
  for (const { name, script, flags } of added) {
    if (flags === cachedDataVersionTag()) writeAtomically(join(folder, fileName(name)), script.createCachedData());
  }
}

function fileName(name: string): string {
  return `${name}-${process.version}-${process.arch}-${cachedDataVersionTag().toString(16)}.bin`;
}

function cacheFolder(): string | undefined {
  return attempt(() => {
    const base = process.env['XDG_CACHE_HOME'] || (process.platform === 'win32' ? process.env['LOCALAPPDATA'] : undefined);
    if (base !== undefined) return join(base, 'oktaql');
    return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'oktaql');
  });
}

function isPrivate(folder: string): boolean {
  if (process.getuid === undefined) return true;
  const { uid, mode } = statSync(folder);
  return uid === process.getuid() && (mode & 0o022) === 0;
}

function removeStale(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.bin') && Date.now() - statSync(path).mtimeMs > staleAfter) rmSync(path, { force: true });
  }
}

function writeAtomically(path: string, data: Buffer): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, data, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, path);
}

function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
