import { build, type Metafile } from 'esbuild';
import { sharedOptions } from './build-options.ts';

/** Builds the library into `folder` as ES modules; what is loaded on demand stays in files of its own. Returns what went in. */
export async function buildLibrary(folder: string): Promise<Metafile> {
  const { metafile } = await build({
    ...sharedOptions,
    entryPoints: { index: 'src/index.ts' },
    outdir: folder,
    splitting: true,
    format: 'esm',
    metafile: true,
    chunkNames: 'chunks/[name]-[hash]',
    // Bundled CommonJS packages call require for Node's own modules.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  return metafile;
}
