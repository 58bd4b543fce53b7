import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const packagePath = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** The licence texts of every npm package that went into a bundle, in the order of their names. Throws when one has none. */
export async function thirdPartyNotices(metafiles: readonly Metafile[]): Promise<string> {
  const folders = new Map<string, string>();
  for (const input of metafiles.flatMap(({ inputs }) => Object.keys(inputs))) {
    const match = packagePath.exec(input);
    if (match?.[1] !== undefined) folders.set(match[1], match[0]);
  }
  const names = [...folders.keys()].sort();
  const notices = await Promise.all(names.map(async (name) => await notice(name, folders.get(name) ?? '')));
  return `oktaql contains code of these packages.\n${notices.join('')}`;
}

async function notice(name: string, folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { version, license } = manifest as { readonly version: string; readonly license: string };
  const files = await readdir(folder);
  const file = files.find((candidate) => /^(?:licen[cs]e|copying)(?:\.|$|-)/i.test(candidate));
  if (file === undefined) throw new Error(`the package ${name} has no licence file`);
  const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim();
  return `\n${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}
