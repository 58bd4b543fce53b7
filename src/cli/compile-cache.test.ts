import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compileCache } from './compile-cache.ts';
import { skipWasmOptimization } from './wasm-tiering.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oktaql-cache-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
  vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

function storeOne(): void {
  const cache = compileCache();
  cache.add('start-1', new Script('(function () { return 1; })'));
  cache.store();
}

describe('compileCache', () => {
  it('gives back what an earlier process kept, from a folder of the owner alone', async () => {
    storeOne();
    expect(compileCache().read('start-1')?.length).toBeGreaterThan(0);
    expect(compileCache().read('start-2')).toBeUndefined();
    expect((await stat(join(folder, 'oktaql'))).mode & 0o777).toBe(0o700);
    const names = await readdir(join(folder, 'oktaql'));
    expect(names).toEqual([expect.stringMatching(/^start-1-v.*\.bin$/)]);
  });

  it('keeps code apart that was compiled under other flags, and leaves the flags alone', () => {
    const before = cachedDataVersionTag();
    const cache = compileCache();
    cache.add('start-1', new Script('(function () { return 1; })'));
    const restore = skipWasmOptimization();
    cache.add('lazy-1', new Script('(function () { return 2; })'));
    restore();
    cache.store();
    expect(cachedDataVersionTag()).toBe(before);
    expect([compileCache().read('start-1') !== undefined, compileCache().read('lazy-1')]).toEqual([true, undefined]);
    const restoreAgain = skipWasmOptimization();
    expect([compileCache().read('start-1'), compileCache().read('lazy-1') !== undefined]).toEqual([undefined, true]);
    restoreAgain();
  });

  it('trusts no folder that others can write', async () => {
    storeOne();
    await chmod(join(folder, 'oktaql'), 0o777);
    expect(compileCache().read('start-1')).toBeUndefined();
  });

  it('does without when the folder cannot be made', async () => {
    await writeFile(join(folder, 'oktaql'), '');
    expect(storeOne).not.toThrow();
    expect(compileCache().read('start-1')).toBeUndefined();
  });

  it('is off when Node’s own cache is', async () => {
    vi.stubEnv('NODE_DISABLE_COMPILE_CACHE', '1');
    storeOne();
    expect(await readdir(folder)).toEqual([]);
  });
});
