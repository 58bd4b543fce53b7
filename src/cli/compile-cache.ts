import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import type { Script } from 'node:vm';

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
 * The cache of this user, Node version, processor and set of V8 flags (V8 takes code back only under the flags it was kept under), in a folder that nobody else can write: whoever can write it can run code here.
 * Turned off by `NODE_DISABLE_COMPILE_CACHE`, as Node's own.
 */
export function compileCache(): CompileCache {
  const folder = process.env['NODE_DISABLE_COMPILE_CACHE'] ? undefined : cacheFolder();
  const added = new Map<string, Script>();
  const flags = cachedDataVersionTag();
  const fileOf = (name: string): string => join(folder ?? '', `${name}-${process.version}-${process.arch}-${flags.toString(16)}.bin`);
  return {
    read(name) {
      return folder === undefined || cachedDataVersionTag() !== flags
        ? undefined
        : attempt(() => (isPrivate(folder) ? readFileSync(fileOf(name)) : undefined));
    },
    add(name, script) {
      if (cachedDataVersionTag() === flags) added.set(name, script);
    },
    store() {
      if (folder === undefined || added.size === 0 || cachedDataVersionTag() !== flags) return;
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: ownerOnly });
        if (!isPrivate(folder)) return;
        removeStale(folder);
        for (const [name, script] of added) writeAtomically(fileOf(name), script.createCachedData());
      });
    },
  };
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
