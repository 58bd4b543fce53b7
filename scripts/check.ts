import { spawnSync } from 'node:child_process';

/** A part of the check: what it is called, and its command. */
type Step = readonly [name: string, command: readonly string[]];

const steps: readonly Step[] = [
  ['types', ['tsc', '--noEmit', '-p', '.']],
  ['lint', ['oxlint', '--type-aware']],
  ['imports', ['tsx', 'scripts/check-imports.ts']],
  ['format', ['biome', 'format']],
  ['unused code', ['knip', '--no-progress']],
  ['OpenAPI document is fresh', ['tsx', 'openapi/build.ts', '--check']],
  ['build', ['tsx', 'scripts/build.ts']],
  ['tests', ['vitest', 'run']],
  ['descriptors are fresh', ['node', 'dist/cli/launcher.cjs', 'provider', 'check']],
  ['resource pages are fresh', ['node', 'dist/cli/launcher.cjs', 'provider', 'docs', '--check']],
  ['notices are fresh', ['git', 'diff', '--exit-code', '--', 'THIRD-PARTY-NOTICES']],
  ['package', ['tsx', 'scripts/check-package.ts']],
];

// Runs every part, even after one has failed, and tells at the end which did. `npm run check -- types lint` runs some; `--without tests` most.
const [first, ...rest] = process.argv.slice(2);
const without = first === '--without' ? rest : [];
const wanted = first === '--without' || first === undefined ? steps.map(([name]) => name) : [first, ...rest];
const failed: string[] = [];
for (const [name, [command = '', ...parameters]] of steps) {
  if (!wanted.includes(name) || without.includes(name)) continue;
  console.error(`\n── ${name}`);
  const { status } = spawnSync(command, parameters, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) failed.push(name);
}
console.error(failed.length === 0 ? '\ncheck: all parts passed' : `\ncheck: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
