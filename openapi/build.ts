import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assembleDocument } from './assemble.ts';
import { readFacts } from './facts.ts';
import { formatJson } from './format.ts';
import { readTitles } from './titles.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const file = join(folder, 'okta.json');

/** Text of `okta.json` as facts and titles make it now. */
export function buildDocumentText(): string {
  const document = assembleDocument(readFacts(join(folder, 'facts')), readTitles(join(folder, 'titles.yaml')));
  return formatJson(document, (path) => opens(path));
}

/** A line each for a tag list, a path's parameters, an operation, a component. */
function opens(path: readonly string[]): boolean {
  const [section] = path;
  if (section === undefined || section === 'info') return true;
  if (section === 'paths') return path.length <= 2;
  return section === 'components' && path.length <= 2;
}

/** Writes the document, or with `--check` says whether the committed one is fresh (exit code 1 when not). */
function main(): void {
  const text = buildDocumentText();
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
    return;
  }
  const fresh = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (!fresh) {
    process.stderr.write('openapi/okta.json is stale; run: npx tsx openapi/build.ts\n');
    process.exitCode = 1;
  }
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]) main();
