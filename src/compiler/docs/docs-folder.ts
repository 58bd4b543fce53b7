import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openProvider, type ProviderStore } from '../../catalog/provider-store.ts';
import { readIfThere } from '../read-if-there.ts';
import { indexPage } from './index-page.ts';
import { generatedMark, resourcePage } from './resource-page.ts';

/** Which provider folder is documented, and where the pages go. */
export interface DocsBuild {
  readonly providerDir: string;
  readonly outDir: string;
}

/** What was documented. */
export interface DocsCount {
  readonly services: number;
  readonly resources: number;
}

/** The pages of a provider by their path: `index.md`, `<service>/<resource>.md`. Throws what opening services throws. */
export function docsPages(store: ProviderStore): ReadonlyMap<string, string> {
  const { provider } = store;
  const services = provider.services.map(({ name }) => store.service(name));
  return new Map([
    ['index.md', indexPage(provider, services)],
    ...services.flatMap((service) =>
      service.resources.map((resource): readonly [string, string] => [
        `${service.name}/${resource.name}.md`,
        resourcePage({ provider, service, resource }),
      ]),
    ),
  ]);
}

/** Writes the pages. Pages of resources that are no more are removed; files that were not generated are left alone. */
export function buildDocs({ providerDir, outDir }: DocsBuild): DocsCount {
  const store = openProvider(providerDir);
  const pages = docsPages(store);
  for (const path of generatedIn(outDir)) if (!pages.has(path)) rmSync(join(outDir, path));
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(outDir, path)), { recursive: true });
    writeFileSync(join(outDir, path), text);
  }
  return countOf(store, pages);
}

/** Compares the pages with what is there. `stale` names those that differ, are missing or are too many; empty: all are fresh. */
export function checkDocs({ providerDir, outDir }: DocsBuild): DocsCount & { readonly stale: readonly string[] } {
  const store = openProvider(providerDir);
  const pages = docsPages(store);
  const differing = [...pages].filter(([path, text]) => readIfThere(join(outDir, path)) !== text).map(([path]) => path);
  const extra = generatedIn(outDir).filter((path) => !pages.has(path));
  return { ...countOf(store, pages), stale: [...differing, ...extra] };
}

function countOf({ provider }: ProviderStore, pages: ReadonlyMap<string, string>): DocsCount {
  return { services: provider.services.length, resources: pages.size - 1 };
}

/** Generated pages that are there now, by their path with forward slashes. */
function generatedIn(dir: string): readonly string[] {
  return entriesOf(dir)
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: folder }) => entriesOf(join(dir, folder)).map(({ name }) => `${folder}/${name}`))
    .filter((path) => path.endsWith('.md') && readIfThere(join(dir, path))?.startsWith(generatedMark) === true);
}

function entriesOf(dir: string): readonly { readonly name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}
