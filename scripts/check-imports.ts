import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type FolderRule, importTable, neutral, openToAll, selfContained } from './import-table.ts';

/** A file of `src`: its path from there with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const importPattern = /\b(?:from\s+|import\s*\(\s*|import\s+)'([^'\s]+)'/g;
const provider = /okta(?!ql)/i;

/** What the files break of the import table, a sentence each. Tests and their fixtures may import anything; everything else counts, types too. */
export function importProblems(files: readonly SourceFile[]): string[] {
  return files.filter(({ path }) => !/\.(?:test|fixture)\.ts$/.test(path)).flatMap(fileProblems);
}

function fileProblems({ path, text }: SourceFile): string[] {
  const code = withoutComments(text);
  const [folder = '', rest] = path.split('/');
  if (rest === undefined) return [];
  const rule = importTable[folder];
  if (rule === undefined) return [`${path}: the folder ${folder} is not in the import table`];
  const problems = [...code.matchAll(importPattern)].map(([, specifier = '']) => specifierProblem({ path, folder, specifier, rule }));
  if (neutral.includes(folder) && provider.test(code)) problems.push(`${path}: names a provider; what is special about one is data`);
  return problems.filter((problem) => problem !== null);
}

interface Import {
  readonly path: string;
  readonly folder: string;
  readonly specifier: string;
  readonly rule: FolderRule;
}

function specifierProblem({ path, folder, specifier, rule }: Import): string | null {
  if (specifier.startsWith('node:')) {
    const allowed = rule.node === undefined || rule.node.includes(specifier);
    return allowed ? null : `${path}: ${folder} is pure and may not import ${specifier}`;
  }
  if (!specifier.startsWith('.')) {
    const name = packageName(specifier);
    return (rule.packages ?? []).includes(name) ? null : `${path}: ${folder} may not import the package ${name}`;
  }
  const [target = ''] = posix.join(posix.dirname(path), specifier).split('/');
  if (target === folder || rule.folders.includes(target)) return null;
  if (openToAll.includes(target) && !selfContained.includes(folder) && !openToAll.includes(folder)) return null;
  if (folder === 'values' && target === 'errors') return null;
  return `${path}: ${folder} may not import ${target}`;
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Imports never share a line with a string that holds comment signs, so this need not know strings. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function sourceFiles(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }));
}

if (process.argv[1]?.endsWith('check-imports.ts') === true) {
  const problems = importProblems(sourceFiles('src'));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
