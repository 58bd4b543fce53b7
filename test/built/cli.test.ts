import { execFileSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, serve, temporaryFolder } from './run-cli.fixture.ts';

const sql = "SELECT label FROM okta.apps.applications WHERE subdomain = 'my-org'";
const token = { OKTA_API_TOKEN: '00token' };

/** Every command that loads other code, with what it prints. Each is run twice: the second run is the one that comes from the code cache. */
const commands: readonly (readonly [words: string[], input: string, stdout: RegExp])[] = [
  [['exec', '--sandbox', 'SELECT label FROM okta.apps.applications LIMIT 2'], '', /label/],
  [['exec', '--sandbox', '-o', 'json', 'SELECT count(*) AS n FROM okta.apps.applications'], '', /"n":\d+/],
  [['exec', '--sandbox', '-o', 'csv'], 'SHOW METHODS IN okta.apps.connections', /get_default_provisioning_connection/],
  [['exec', '--sandbox', 'EXPLAIN SELECT status FROM okta.apps.connections'], '', /connections/],
  [['shell', '--sandbox', '-o', 'jsonl'], 'SELECT label\nFROM okta.apps.applications LIMIT 1;\n', /"label"/],
  [['--sandbox', '-o', 'jsonl'], 'SELECT label FROM okta.apps.applications LIMIT 1', /"label"/],
  [['provider', 'check'], '', /"operations":732/],
  [['provider', 'docs', '--check'], '', /"resources":202/],
  [['--help'], '', /Usage: oktaql/],
  [['--version'], '', /oktaql \d/],
];

describe.each(commands)('oktaql %j', (words, input, stdout) => {
  it('runs without, with, and again with a code cache, and where none can be kept', async () => {
    await using folder = await temporaryFolder();
    const blocked = join(folder.path, 'blocked');
    await mkdir(join(folder.path, 'cache'));
    await writeFile(blocked, '');
    for (const XDG_CACHE_HOME of [blocked, join(folder.path, 'cache'), join(folder.path, 'cache'), join(folder.path, 'cache')]) {
      const ended = await runCli(words, { input, environment: { XDG_CACHE_HOME } });
      expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(stdout) });
    }
    const kept = await readdir(join(folder.path, 'cache', 'oktaql'));
    expect(kept).toContainEqual(expect.stringMatching(/^start-/));
  });
});

describe('oktaql exec', () => {
  it('does without a cache that somebody else could have written', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'oktaql'));
    await chmod(join(folder.path, 'oktaql'), 0o777);
    const ended = await runCli(['--version'], { environment: { XDG_CACHE_HOME: folder.path } });
    expect(ended.exitCode).toBe(0);
    expect(await readdir(join(folder.path, 'oktaql'))).toEqual([]);
  });

  it('stops at SIGINT with 130, soon', async () => {
    await using server = await serve(() => undefined);
    const start = Date.now();
    const ended = await runCli(['exec', '--server-url', server.url, sql], {
      environment: token,
      started: (child) => setTimeout(() => child.kill('SIGINT'), 1_000),
    });
    expect(ended).toMatchObject({ exitCode: 130, stdout: '' });
    expect(Date.now() - start).toBeLessThan(5_000);
  });

  it('tells at SIGTERM what a change had done by then', async () => {
    let calls = 0;
    const arrived: (() => void)[] = [];
    await using server = await serve((_request, response) => {
      calls += 1;
      if (calls < 3) response.setHeader('content-type', 'application/json').end('{}');
      else for (const tell of arrived) tell();
    });
    const suspend = "EXEC okta.users.users.suspend_user @id IN (SELECT unnest(['00u1', '00u2', '00u3', '00u4'])), @subdomain = 'my-org'";
    const ended = await runCli(['exec', '--server-url', server.url, suspend], {
      environment: token,
      started: (child) => arrived.push(() => child.kill('SIGTERM')),
    });
    expect(ended).toMatchObject({
      exitCode: 130,
      stdout: '',
      stderr: expect.stringMatching(
        /'00u1'[^\n]*'00u2'\n[^\n]*not asked for[^\n]*'00u4'\n2 objects changed\ninterrupted: [^\n]*call 3 of 4[^\n]*2 made before it[^\n]*\nhint: Check it [^\n]*'00u3';\n$/,
      ),
    });
  });

  it.runIf(existsSync('/dev/full')).each([[[]], [['-f', '/dev/full']]])(
    'says in a line that there is no space left, with %j',
    async (words) => {
      const stdout = words.length === 0 ? openSync('/dev/full', 'w') : 'pipe';
      const ended = await runCli(['exec', '--sandbox', 'SELECT label FROM okta.apps.applications', ...words], { stdout });
      expect(ended).toMatchObject({
        exitCode: 2,
        stderr: expect.stringMatching(/^error: cannot write [^\n]*: no space left on the device\n$/),
      });
    },
  );

  it('is quiet when the reader of its rows leaves', async () => {
    const rows = Array.from({ length: 5_000 }, (_none, index) => ({
      id: `a${index}`,
      label: 'x'.repeat(100),
      name: 'n',
      status: 'ACTIVE',
    }));
    await using server = await serve((_request, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(rows)),
    );
    const ended = await runCli(['exec', '--server-url', server.url, '-o', 'jsonl', sql], {
      environment: token,
      started: (child) => child.stdout?.once('data', () => child.stdout?.destroy()),
    });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.each<[words: string[], environment: Record<string, string>, exitCode: number, why: string]>([
    [['exec', 'SELEC 1'], token, 1, 'no statement'],
    [['exec', `${sql}; SELECT nothing FROM okta.apps.applications`], token, 1, 'a mistake in the last statement'],
    [['exec', '--nonsense', sql], token, 2, 'no option'],
    [['exec', sql], {}, 3, 'no credential'],
    [['exec', 'SELECT label FROM okta.apps.applications'], token, 3, 'no org'],
    [['exec', '--server-url', 'http://127.0.0.1:1', sql], token, 4, 'no server'],
    [['exec', "SELECT label FROM okta.apps.applications WHERE subdomain = 'evil.example'"], token, 3, 'a host the token is not for'],
  ])('ends %j with its exit code: %s', async (words, environment, exitCode, _why) => {
    const start = Date.now();
    const ended = await runCli(words, { environment });
    expect(ended).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(/^error: /) });
    expect(Date.now() - start).toBeLessThan(8_000);
  });
});

describe('oktaql sandbox', () => {
  it('says where it is, serves, and ends at SIGTERM', async () => {
    let answered: number | undefined;
    const ended = await runCli(['sandbox', '--port', '0', '--users', '3'], {
      started: (child) =>
        child.stderr?.once('data', (line: string) => {
          const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';
          const key = /OKTA_API_TOKEN=(\S+)/.exec(line)?.[1] ?? '';
          void fetch(`${url}/api/v1/apps`, { headers: { authorization: `SSWS ${key}` } })
            .then((response) => (answered = response.status))
            .finally(() => child.kill('SIGTERM'));
        }),
    });
    expect(ended).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringMatching(/^sandbox org ready at [^\n]*\n$/) });
    expect(answered).toBe(200);
  });

  it('refuses a port that is none', async () => {
    expect(await runCli(['sandbox', '--port', '70000'])).toMatchObject({ exitCode: 2 });
  });
});

describe('the library', () => {
  it('loads as an ES module and exports what it promises', () => {
    const script = "import * as library from './dist/index.js'; console.log(Object.keys(library).join())";
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })).toBe('QueryError,createEngine\n');
  });
});
