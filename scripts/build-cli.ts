import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Metafile, transform } from 'esbuild';
import { sharedOptions } from './build-options.ts';

const entry = 'main.js';

/** A module of the command line tool after bundling: identifier, CommonJS code, identifiers it needs at once. */
interface BuiltModule {
  readonly identifier: string;
  readonly code: string;
  readonly needs: readonly string[];
}

/**
 * Builds the command line tool into `folder`: `launcher.cjs`, one file with every module that each start needs, and a file for every module
 * that an `import()` leads to. Modules are shared between them, never doubled. Returns the npm packages that went in.
 */
export async function buildCommandLine(folder: string): Promise<Metafile[]> {
  const bundle = await build({
    ...sharedOptions,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: folder,
    splitting: true,
    format: 'esm',
    write: false,
    metafile: true,
    define: { 'import.meta.url': '__moduleUrl' },
    chunkNames: '[name]-[hash]',
  });
  const modules = await Promise.all(
    bundle.outputFiles.map(async (file) => await toCommonJs(basename(file.path), file.text, bundle.metafile)),
  );
  const start = startUpPath(modules);
  const startFile = await writeStartFile(folder, start);
  await Promise.all(
    modules
      .filter((module) => !start.includes(module))
      .map(async (module) => await writeModules(join(folder, module.identifier), [module])),
  );
  const launcher = await buildLauncher(folder, startFile);
  return [bundle.metafile, launcher];
}

async function toCommonJs(identifier: string, text: string, metafile: Metafile): Promise<BuiltModule> {
  const output = Object.entries(metafile.outputs).find(([path]) => basename(path) === identifier)?.[1];
  const needs = (output?.imports ?? [])
    .filter(({ kind, external }) => kind === 'import-statement' && external !== true)
    .map(({ path }) => basename(path));
  const { code } = await transform(text, {
    format: 'cjs',
    target: 'node20',
    platform: 'node',
    charset: 'ascii',
    minifySyntax: true,
    minifyWhitespace: true,
    // A script that comes from V8's code cache cannot call import().
    supported: { 'dynamic-import': false },
  });
  if (/[^\0-\x7f]/.test(code)) throw new Error(`${identifier} holds characters beyond ASCII`);
  return { identifier, code, needs };
}

function startUpPath(modules: readonly BuiltModule[]): BuiltModule[] {
  const reached = new Set([entry]);
  for (const identifier of reached) modules.find((module) => module.identifier === identifier)?.needs.forEach((need) => reached.add(need));
  return modules.filter(({ identifier }) => reached.has(identifier));
}

async function writeStartFile(folder: string, modules: readonly BuiltModule[]): Promise<string> {
  const hash = createHash('sha256').update(render(modules)).digest('hex').slice(0, 12);
  const name = `start-${hash}.cjs`;
  await writeModules(join(folder, name), modules);
  return name;
}

async function writeModules(path: string, modules: readonly BuiltModule[]): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, render(modules));
}

function render(modules: readonly BuiltModule[]): string {
  const entries = modules.map(
    ({ identifier, code }) => `${JSON.stringify(`./${identifier}`)}:function(module,require,__moduleUrl){"use strict";${code}\n}`,
  );
  return `({${entries.join(',\n')}})\n`;
}

async function buildLauncher(folder: string, startFile: string): Promise<Metafile> {
  const { metafile } = await build({
    ...sharedOptions,
    entryPoints: { launcher: 'src/cli/launcher.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    metafile: true,
    minifySyntax: true,
    minifyWhitespace: true,
    define: { START_FILE: JSON.stringify(startFile) },
    banner: { js: '#!/usr/bin/env node' },
  });
  return metafile;
}
