import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const launcher = resolve('dist/cli/launcher.cjs');

/** How a process ended and what it wrote. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a process is given besides its arguments. */
export interface RunSetup {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Where standard output goes instead of to the test: a file descriptor. */
  readonly stdout?: 'pipe' | number;
  /** Called once the process runs. */
  readonly started?: (child: ChildProcess) => void;
}

/** Runs the built command line tool in an environment that holds no settings of the person who tests. */
export async function runCli(words: readonly string[], setup: RunSetup = {}): Promise<Ended> {
  const { PATH = '', HOME: _home, ...rest } = process.env;
  const environment = { PATH, SystemRoot: rest['SystemRoot'] ?? '', HOME: '/nonexistent', ...setup.environment };
  const child = spawn(process.execPath, [launcher, ...words], { env: environment, stdio: ['pipe', setup.stdout ?? 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.stdin?.on('error', () => undefined).end(setup.input ?? '');
  setup.started?.(child);
  const exitCode = await new Promise<number | null>((done) => child.on('close', done));
  return { exitCode, ...output };
}

/** A loopback server for one test; gives its URL and what ends it. */
export async function serve(listener: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A folder for one test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'oktaql-built-'));
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }) };
}
