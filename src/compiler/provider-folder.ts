import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { QueryError } from '../errors/query-error.ts';
import { type CompiledProvider, compileProvider } from './compile.ts';
import { formatProvider, formatService } from './format-descriptors.ts';
import { readIfThere } from './read-if-there.ts';
import type { CompileReport } from './report.ts';

/** Where a provider is built from and to. */
export interface ProviderBuild {
  readonly openapiFile: string;
  /** YAML files, or folders whose `.yaml` files are taken in the order of their names. */
  readonly overlayFiles: readonly string[];
  readonly outDir: string;
}

/** Files of a provider folder by path relative to it: `index.json`, `services/<name>.json`. */
function providerFiles(compiled: Pick<CompiledProvider, 'provider' | 'services'>): ReadonlyMap<string, string> {
  return new Map([
    ['index.json', formatProvider(compiled.provider)],
    ...compiled.services.map((service): readonly [string, string] => [`services/${service.name}.json`, formatService(service)]),
  ]);
}

/** Writes a provider folder. Descriptors of services that are no more are removed; other files are left alone. */
function writeProvider(dir: string, compiled: Pick<CompiledProvider, 'provider' | 'services'>): void {
  const files = providerFiles(compiled);
  mkdirSync(join(dir, 'services'), { recursive: true });
  for (const name of serviceFilesIn(dir)) if (!files.has(name)) rmSync(join(dir, name));
  for (const [name, text] of files) writeFileSync(join(dir, name), text);
}

/**
 * Compiles and writes. Throws what reading the files and {@link compileProvider} throw, and `invalid_descriptor` without writing anything when
 * the report is a refusal; other problems of single operations are in the report.
 */
export function buildProvider(build: ProviderBuild): CompileReport {
  const compiled = compileFiles(build);
  if (compiled.report.refused) throw refusal(compiled.report);
  writeProvider(build.outDir, compiled);
  return compiled.report;
}

/** Compiles and compares with what is there. `stale` names the files that differ, are missing or are too many; empty: all is fresh. */
export function checkProvider(build: ProviderBuild): { readonly stale: readonly string[]; readonly report: CompileReport } {
  const compiled = compileFiles(build);
  const files = providerFiles(compiled);
  const differing = [...files].filter(([name, text]) => readIfThere(join(build.outDir, name)) !== text).map(([name]) => name);
  const extra = serviceFilesIn(build.outDir).filter((name) => !files.has(name));
  return { stale: [...differing, ...extra], report: compiled.report };
}

const listed = 20;

function refusal({ problems }: CompileReport): QueryError {
  const lines = problems.slice(0, listed).map(({ kind, subject, message }) => `${kind} ${subject}: ${message}`);
  const more = problems.length > listed ? [`and ${problems.length - listed} more`] : [];
  return new QueryError(
    'invalid_descriptor',
    ['the overlay leaves things open or says things of nothing:', ...lines, ...more].join('\n  '),
    {
      hint: 'Say in the overlay what each of them is.',
    },
  );
}

function compileFiles(build: ProviderBuild): CompiledProvider {
  const overlays = build.overlayFiles.flatMap(overlayFilesAt).map((file) => ({ name: basename(file), text: readFileSync(file, 'utf8') }));
  return compileProvider(readFileSync(build.openapiFile, 'utf8'), overlays);
}

function overlayFilesAt(path: string): readonly string[] {
  if (/\.ya?ml$/.test(path)) return [path];
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

function serviceFilesIn(dir: string): readonly string[] {
  try {
    return readdirSync(join(dir, 'services'))
      .filter((name) => name.endsWith('.json'))
      .map((name) => `services/${name}`);
  } catch {
    return [];
  }
}
