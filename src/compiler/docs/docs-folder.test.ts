import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProvider } from '../../catalog/provider-store.ts';
import { buildDocs, checkDocs, docsPages } from './docs-folder.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const toy = join(root, 'test/toy/provider');
const committed = { providerDir: join(root, 'provider/okta'), outDir: join(root, 'docs/resources') };

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oktaql-docs-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the committed pages are fresh, a page for each resource', () => {
  expect(checkDocs(committed)).toEqual({ services: 57, resources: 202, stale: [] });
});

test('the committed pages stay below 2 MB', () => {
  const paths = readdirSync(committed.outDir, { recursive: true, encoding: 'utf8' });
  const sizes = paths.map((path) => statSync(join(committed.outDir, path))).filter((entry) => entry.isFile());
  expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(2_000_000);
});

test('writes pages, finds them fresh, and says which no longer are', () => {
  const build = { providerDir: toy, outDir: join(folder, 'new/pages') };
  expect(checkDocs(build).stale).toHaveLength(7);
  expect(buildDocs(build)).toEqual({ services: 2, resources: 6 });
  expect(checkDocs(build).stale).toEqual([]);
  const page = join(build.outDir, 'shop/toys.md');
  writeFileSync(join(build.outDir, 'shop/gone.md'), readFileSync(page));
  writeFileSync(page, `${readFileSync(page, 'utf8')}more`);
  rmSync(join(build.outDir, 'index.md'));
  expect(checkDocs(build).stale).toEqual(['index.md', 'shop/toys.md', 'shop/gone.md']);
  buildDocs(build);
  expect(checkDocs(build).stale).toEqual([]);
  expect(existsSync(join(build.outDir, 'shop/gone.md'))).toBe(false);
});

test('leaves alone what it did not make', () => {
  mkdirSync(join(folder, 'notes'));
  const others = ['README.md', 'notes/own.md', 'notes/own.txt'];
  for (const path of others) writeFileSync(join(folder, path), 'by hand');
  buildDocs({ providerDir: toy, outDir: folder });
  expect(checkDocs({ providerDir: toy, outDir: folder }).stale).toEqual([]);
  expect(others.map((path) => readFileSync(join(folder, path), 'utf8'))).toEqual(['by hand', 'by hand', 'by hand']);
});

test('refuses a folder without a provider and writes nothing', () => {
  expect(() => buildDocs({ providerDir: folder, outDir: join(folder, 'out') })).toThrow(/is not a provider folder/);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test.each([[toy], [committed.providerDir]])('every link on a page of %s leads to a page or a heading', (providerDir) => {
  const pages = docsPages(openProvider(providerDir));
  const headings = new Set([...(pages.get('index.md') ?? '').matchAll(/^## (.*)$/gm)].map(([, text = '']) => text.replaceAll('\\', '')));
  const broken = [...pages].flatMap(([path, text]) =>
    [...text.matchAll(/\]\(([^)]*)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const found = join(path, '..', file).replaceAll('\\', '/');
        return !pages.has(file === '' ? path : found) || (anchor !== undefined && !headings.has(anchor));
      }),
  );
  expect(broken).toEqual([]);
});
