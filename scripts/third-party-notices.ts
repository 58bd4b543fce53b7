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
  const text = await licenceText(folder);
  if (text === undefined) throw new Error(`the package ${name} has no licence file, nor a section about its licence`);
  return `\n${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}

/** The licence file, or what the readme has under a heading of that name. */
async function licenceText(folder: string): Promise<string | undefined> {
  const files = await readdir(folder);
  const read = async (pattern: RegExp): Promise<string | undefined> => {
    const file = files.find((candidate) => pattern.test(candidate));
    return file === undefined ? undefined : (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim();
  };
  const own = await read(/^(?:licen[cs]e|copying)(?:\.|$|-)/i);
  if (own !== undefined) return own;
  const [, section] = (await read(/^readme(?:\.|$)/i))?.split(/^#+ *licen[cs]e *$/im) ?? [];
  return section?.split(/^#+ /m)[0]?.trim();
}
