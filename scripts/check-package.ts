import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// Packs the package, installs it into an empty folder elsewhere, and uses it there as its users do.

const mostPackedBytes = 5_000_000;

/** Runs a program and gives its standard output; throws when it fails. */
function run(command: string, parameters: readonly string[], cwd: string): string {
  console.error(`$ ${[command, ...parameters].join(' ')}`);
  return execFileSync(command, parameters, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 300_000 });
}

function expectRows(text: string, least: number): void {
  const rows: unknown = JSON.parse(text);
  if (!Array.isArray(rows) || rows.length < least) throw new Error(`expected at least ${least} rows: ${text.slice(0, 200)}`);
}

const consumer = `
import { createEngine, QueryError, type Result } from 'oktaql';

const engine = createEngine({ serverUrl: 'http://127.0.0.1:1', credentials: { token: 'none' } });
const session = engine.connect({ defaults: { subdomain: 'my-org' } });
const rows = await session.query<{ label: string }>('SHOW SERVICES');
if (rows.length === 0) throw new Error('no services');
try {
  await session.query('SELECT nothing FROM okta.apps.applications');
  throw new Error('no error was thrown');
} catch (error) {
  if (!QueryError.is(error) || error.code !== 'unknown_column') throw error;
}
export async function names(result: Result): Promise<string[]> {
  return result.columns.map((column) => column.name);
}
await engine.close();
`;

const statements: readonly (readonly [sql: string, least: number])[] = [
  ['SELECT id, label, status FROM okta.apps.applications LIMIT 3', 3],
  ['SELECT status, count(*) AS n FROM okta.apps.applications GROUP BY status ORDER BY n DESC', 1],
  ['SHOW METHODS IN okta.apps.connections', 5],
];

function useCommandLine(folder: string): void {
  for (const [sql, least] of statements) {
    // The second run is the one that comes from the code cache.
    for (let time = 0; time < 2; time += 1)
      expectRows(run('npx', ['--no-install', 'oktaql', 'exec', '--sandbox', '-o', 'json', sql], folder), least);
  }
}

function useLibrary(folder: string): void {
  writeFileSync(join(folder, 'consumer.ts'), consumer);
  writeFileSync(join(folder, 'readme.ts'), /```ts\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '');
  const settings = {
    compilerOptions: { strict: true, skipLibCheck: false, module: 'nodenext', target: 'es2022', types: [] },
    files: ['consumer.ts', 'readme.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder], folder);
  run(process.execPath, ['consumer.js'], folder);
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'oktaql-package-'));
  try {
    const packed: unknown = JSON.parse(run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], '.'));
    const [{ filename }] = packed as [{ readonly filename: string }];
    const tarball = join(folder, filename);
    const { size } = statSync(tarball);
    console.error(`packed: ${size.toLocaleString('en-US')} bytes`);
    if (size > mostPackedBytes) throw new Error(`the package has ${size} bytes, more than ${mostPackedBytes}`);
    run('npx', ['--no-install', 'publint', '--strict', tarball], '.');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], folder);
    useCommandLine(folder);
    useLibrary(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
