import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDocs } from '../src/compiler/docs/docs-folder.ts';
import { buildProvider, checkProvider } from '../src/compiler/provider-folder.ts';
import { type CompileReport, marksLine } from '../src/compiler/report.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const build = {
  openapiFile: join(root, 'openapi/okta.json'),
  overlayFiles: [join(root, 'provider/okta/overlay')],
  outDir: join(root, 'provider/okta'),
};

/** Says what is open or could not be mapped; true when something is. */
function complain(report: CompileReport): boolean {
  for (const { operation, reason } of report.unmapped) process.stderr.write(`unmapped ${operation}: ${reason}\n`);
  for (const { kind, subject, message } of report.problems) process.stderr.write(`${kind} ${subject}: ${message}\n`);
  return report.unmapped.length + report.problems.length > 0;
}

/** Builds `provider/okta` and the pages about it, or with `--check` says whether what is committed is fresh. Exit code 1 when it is not, or something is open. */
function main(): void {
  const check = process.argv.includes('--check');
  const { stale, report } = check ? checkProvider(build) : { stale: [], report: buildProvider(build) };
  if (!check) buildDocs({ providerDir: build.outDir, outDir: join(root, 'docs/resources') });
  for (const file of stale) process.stderr.write(`stale provider/okta/${file}; run: npx tsx scripts/build-provider.ts\n`);
  if (complain(report) || stale.length > 0) process.exitCode = 1;
  const counts = { operations: report.operations, methods: report.methods, unmapped: report.unmapped.length };
  process.stderr.write(`${marksLine(report)}\n`);
  process.stdout.write(`${JSON.stringify(counts)}\n`);
}

main();
