import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { CompileCache } from './compile-cache.ts';
import { loadModules } from './module-loader.ts';

const failing = `({ './main.js': (module) => { module.exports = { fail() { throw new Error('here'); } }; } })`;

function stackOf(module: unknown): string {
  try {
    (module as { fail(): void }).fail();
  } catch (error) {
    return error instanceof Error ? (error.stack ?? '') : '';
  }
  throw new Error('nothing was thrown');
}

describe('loadModules', () => {
  it('puts no folder into stacks, with or without a cache: cached code may come from a build elsewhere', async () => {
    const folders = [await mkdtemp(join(tmpdir(), 'oktaql-first-')), await mkdtemp(join(tmpdir(), 'oktaql-second-'))];
    let kept: Buffer | undefined;
    const added: Script[] = [];
    const cache: CompileCache = { read: () => kept, add: (_name, script) => added.push(script), store: () => undefined };
    for (const folder of folders) {
      await writeFile(join(folder, 'start-1.cjs'), failing);
      const stack = stackOf(loadModules({ folder, startFile: 'start-1.cjs' }, cache)('./main.js'));
      expect(stack).toContain('start-1.cjs');
      expect(stack).not.toMatch(/oktaql-(?:first|second)-/);
      kept = added[0]?.createCachedData();
      await rm(folder, { recursive: true });
    }
    expect(added).toHaveLength(1);
  });
});
