import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

const relativeImport = /((?:from|import)\s*\(?\s*)(['"])(\.{1,2}\/[^'"]+)\.ts\2/g;

/** Writes the declarations that `src/index.ts` leads to into `folder`, and none of the other files'. */
export async function buildTypes(folder: string): Promise<void> {
  const everything = await mkdtemp('dist-types-');
  try {
    await emitDeclarations(everything);
    await copyReachable(resolve(everything), resolve(folder));
  } finally {
    await rm(everything, { recursive: true, force: true });
  }
}

async function emitDeclarations(folder: string): Promise<void> {
  const compiler = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [exitCode] = await once(compiler, 'exit');
  if (exitCode !== 0) throw new Error('the declarations could not be made');
}

async function copyReachable(from: string, to: string): Promise<void> {
  const pending = [join(from, 'index.d.ts')];
  for (const path of pending) {
    const text = await readFile(path, 'utf8');
    for (const [, , , specifier] of text.matchAll(relativeImport)) {
      const needed = `${join(dirname(path), specifier ?? '')}.d.ts`;
      if (!pending.includes(needed)) pending.push(needed);
    }
    const target = join(to, relative(from, path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text.replace(relativeImport, '$1$2$3.js$2'));
  }
}
