import { join } from 'node:path';
import { buildDocs, checkDocs, type DocsBuild } from '../compiler/docs/docs-folder.ts';
import { buildProvider, checkProvider, type ProviderBuild } from '../compiler/provider-folder.ts';
import { type CompileReport, marksLine } from '../compiler/report.ts';
import { QueryError } from '../errors/query-error.ts';
import { printable } from '../output/printable.ts';
import { type Arguments, usageError } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { packageRoot } from '../engine/package-root.ts';
import { listOption, switchOption, textOption } from './typed-arguments.ts';

const exitStale = 1;

/**
 * `provider build` makes descriptors from an OpenAPI document, `provider check` compares those that are there, `provider docs` writes or
 * compares pages about them. What the compiler could not map and how much the overlays mark go to standard error, one line of counts to standard output. Resolves to 0,
 * or to 1 when a check finds something.
 */
export async function providerCommand(given: Arguments, context: CommandContext): Promise<number> {
  switch (given.command) {
    case 'provider build':
      return await build(given, context);
    case 'provider docs':
      return await docs(given, context);
    default:
      return await check(given, context);
  }
}

async function build(given: Arguments, context: CommandContext): Promise<number> {
  const openapiFile = textOption(given, 'openapi');
  const outDir = textOption(given, 'out');
  if (openapiFile === undefined || outDir === undefined) throw usageError('`provider build` needs --openapi FILE and --out DIR');
  const report = readingFiles(() => buildProvider({ openapiFile, outDir, overlayFiles: listOption(given, 'overlay') }));
  await tell(report, context);
  return 0;
}

async function check(given: Arguments, context: CommandContext): Promise<number> {
  const { stale, report } = readingFiles(() => checkProvider(checked(given)));
  await tellStale(stale, context);
  await tell(report, context);
  return stale.length + report.problems.length === 0 ? 0 : exitStale;
}

/** Pages go to `docs/resources` below the working folder unless told otherwise. */
async function docs(given: Arguments, context: CommandContext): Promise<number> {
  const place: DocsBuild = {
    providerDir: textOption(given, 'provider-dir') ?? join(packageRoot(), 'provider', 'okta'),
    outDir: textOption(given, 'out') ?? join('docs', 'resources'),
  };
  const { stale, services, resources } = readingFiles(() =>
    switchOption(given, 'check') ? checkDocs(place) : { ...buildDocs(place), stale: [] },
  );
  await tellStale(stale, context);
  await context.data.write(`${JSON.stringify({ services, resources })}\n`);
  return stale.length === 0 ? 0 : exitStale;
}

async function tellStale(stale: readonly string[], { messages }: CommandContext): Promise<void> {
  await messages(stale.map((file) => `stale: ${printable(file)}\n`).join(''));
}

/** What the options name, else the provider of the source tree. */
function checked(given: Arguments): ProviderBuild {
  const root = packageRoot();
  const overlays = listOption(given, 'overlay');
  const openapiFile = textOption(given, 'openapi');
  return {
    openapiFile: openapiFile ?? join(root, 'openapi', 'okta.json'),
    overlayFiles: overlays.length > 0 || openapiFile !== undefined ? overlays : [join(root, 'provider', 'okta', 'overlay')],
    outDir: textOption(given, 'out') ?? join(root, 'provider', 'okta'),
  };
}

/** The compiler's file errors and errors of foreign documents are the caller's to mend; the compiler's own failures are not. */
function readingFiles<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (QueryError.is(error) || !(error instanceof Error) || !isAboutInput(error)) throw error;
    throw usageError(error.message);
  }
}

function isAboutInput(error: Error): boolean {
  return 'syscall' in error || error.name === 'OpenApiError' || error.name === 'YAMLException';
}

async function tell(report: CompileReport, { data, messages }: CommandContext): Promise<void> {
  const lines = [
    ...report.unmapped.map(({ operation, reason }) => `not mapped: ${operation}: ${reason}`),
    ...report.problems.map(({ kind, subject, message }) => `${kind}: ${subject}: ${message}`),
    ...[marksLine(report)].filter((line) => line !== ''),
  ];
  await messages(lines.map((line) => `${printable(line)}\n`).join(''));
  const { operations, methods, unmapped } = report;
  await data.write(`${JSON.stringify({ operations, methods, unmapped: unmapped.length })}\n`);
}
