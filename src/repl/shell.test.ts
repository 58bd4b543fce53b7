import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result, RunOptions, Session } from '../engine/public-types.ts';
import { QueryError } from '../errors/query-error.ts';
import { historyEntries, loadHistory } from './history.ts';
import { readMetaCommand } from './meta-command.ts';
import { runShell } from './shell.ts';

const nothing = async (): Promise<void> => undefined;

/** Gives each script's own text as its one row; `fail` fails, `hang` waits for its signal. */
function echoSession(ran: string[]): Session {
  const notUsed = (): never => {
    throw new Error('the shell does not use this');
  };
  async function* run(script: string, options: RunOptions = {}): AsyncIterable<Result> {
    ran.push(script);
    yield {
      kind: 'rows',
      index: 0,
      columns: [{ name: 'v', type: 'string' }],
      rows: (async function* () {
        if (script.startsWith('fail')) throw new QueryError('unknown_column', 'no such column');
        if (script.startsWith('dear') && options.maxCalls === undefined)
          throw new QueryError('refused', 'this would take 1,001 calls', { hint: 'Allow more with --max-calls.' });
        if (script.startsWith('hang')) {
          await wait(20_000, undefined, { signal: options.signal }).catch(() => undefined);
          throw new QueryError('cancelled', 'the statement was cancelled');
        }
        yield [[script]];
      })(),
      outcome: Promise.resolve({
        complete: true,
        affected: null,
        effects: [],
        notices: [],
        statistics: { calls: 0, rows: 1, milliseconds: 1 },
        error: null,
      }),
      close: nothing,
      [Symbol.asyncDispose]: nothing,
    };
  }
  return { run, query: notUsed, stream: notUsed, explain: notUsed, prepare: notUsed, close: nothing, [Symbol.asyncDispose]: nothing };
}

interface Shell {
  readonly input: PassThrough;
  readonly ran: string[];
  readonly ended: Promise<number>;
  data(): string;
  messages(): string;
  screen(): string;
}

function open(historyFile: string | null = null, terminal = false): Shell {
  const input = new PassThrough();
  const screen = new PassThrough();
  const ran: string[] = [];
  const texts = { data: '', messages: '', screen: '' };
  const collect =
    (name: keyof typeof texts) =>
    async (text: string): Promise<void> => {
      texts[name] += text;
    };
  screen.on('data', (chunk: Buffer) => {
    texts.screen += chunk.toString();
  });
  const ended = runShell({
    session: echoSession(ran),
    runOptions: {},
    format: 'jsonl',
    input,
    prompts: terminal ? screen : null,
    data: { write: collect('data') },
    messages: collect('messages'),
    historyFile,
    signal: new AbortController().signal,
  });
  return { input, ran, ended, data: () => texts.data, messages: () => texts.messages, screen: () => texts.screen };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !condition(); tries += 1) await wait(10);
  expect(condition()).toBe(true);
}

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oktaql-shell-'));
});

afterAll(async () => await rm(folder, { recursive: true }));

describe('a shell that reads from a pipe', () => {
  it.each<[input: string, ran: string[], exitCode: number, why: string]>([
    ['SELECT 1;\nSELECT 2;\n', ['SELECT 1;', 'SELECT 2;'], 0, 'a statement a line'],
    ['SELECT\n  1\n;\n', ['SELECT\n  1\n;'], 0, 'a statement over several lines'],
    ["SELECT ';\n';\n", ["SELECT ';\n';"], 0, 'a semicolon inside quotes'],
    ['SELECT 1 -- ;\n;\n', ['SELECT 1 -- ;\n;'], 0, 'a semicolon inside a comment'],
    ['SELECT 1; SELECT 2;\n', ['SELECT 1; SELECT 2;'], 0, 'two statements on a line'],
    ['SELECT 1', ['SELECT 1'], 0, 'no semicolon at the end of the input'],
    ['\n\n  \nSELECT 1;\n', ['SELECT 1;'], 0, 'empty lines'],
    ['fail;\nSELECT 2;\n', ['fail;', 'SELECT 2;'], 1, 'an error does not end it'],
    ['SELECT 1;\n\\q\nSELECT 2;\n', ['SELECT 1;'], 0, 'leaving'],
    ['exit\nSELECT 2;\n', [], 0, 'leaving in a word'],
  ])('runs %j', async (input, ran, exitCode, _why) => {
    const shell = open();
    shell.input.end(input);
    expect(await shell.ended).toBe(exitCode);
    expect(shell.ran).toEqual(ran);
  });

  it('prints rows as data, errors as messages, and no prompt', async () => {
    const shell = open();
    shell.input.end('SELECT 1;\nfail;\n\\o csv\nSELECT 2;\n\\o xml\n\\x\n');
    await shell.ended;
    expect(shell.data()).toBe('{"v":"SELECT 1;"}\nv\nSELECT 2;\n');
    expect(shell.messages()).toMatch(/no such column[\s\S]*\\o takes one of table[\s\S]*no command \\x/);
  });
});

it('does not ask a pipe', async () => {
  const shell = open();
  shell.input.end('dear;\n');
  expect(await shell.ended).toBe(1);
  expect(shell.ran).toEqual(['dear;']);
});

describe('a shell at a terminal', () => {
  it('prompts, and prompts otherwise inside a statement', async () => {
    const shell = open(null, true);
    shell.input.write('SELECT\n');
    await until(() => shell.screen().includes('   ...> '));
    shell.input.write('1;\n');
    await until(() => shell.ran.length === 1);
    shell.input.end();
    expect(await shell.ended).toBe(0);
    expect(shell.screen()).toContain('oktaql> ');
  });

  it('stops a running statement at Ctrl-C and goes on', async () => {
    const shell = open(null, true);
    shell.input.write('hang;\n');
    await until(() => shell.ran.length === 1);
    await wait(20);
    shell.input.write('\u0003');
    await until(() => shell.messages().includes('interrupted: the statement was cancelled\n'));
    shell.input.write('SELECT 1;\n');
    await until(() => shell.data().includes('SELECT 1'));
    shell.input.end();
    expect(await shell.ended).toBe(0);
  });

  it.each<[answer: string, runs: number]>([
    ['y\n', 2],
    ['YES\n', 2],
    ['n\n', 1],
    ['\n', 1],
    ['\u0003', 1],
  ])('asks whether a statement may make more calls: %j', async (answer, runs) => {
    const shell = open(null, true);
    shell.input.write('dear;\n');
    await until(() => shell.screen().includes('[y/N]'));
    shell.input.write(answer);
    await wait(20);
    shell.input.write('SELECT 1;\n');
    await until(() => shell.data().includes('SELECT 1'));
    shell.input.end();
    expect(await shell.ended).toBe(0);
    expect(shell.ran.filter((script) => script === 'dear;')).toHaveLength(runs);
  });

  it('forgets what was typed at Ctrl-C', async () => {
    const shell = open(null, true);
    shell.input.write('SELECT wrong\n');
    await until(() => shell.screen().includes('   ...> '));
    shell.input.write('half a line\u0003');
    shell.input.write('SELECT 1;\n');
    await until(() => shell.ran.length === 1);
    shell.input.end();
    await shell.ended;
    expect(shell.ran).toEqual(['SELECT 1;']);
  });

  it('keeps what was typed in a file that only its owner reads, but not what a space begins', async () => {
    const file = join(folder, 'new', 'history');
    const shell = open(file, true);
    shell.input.write("SELECT 1;\n SELECT 'private';\n\n");
    await until(() => shell.ran.length === 2);
    shell.input.end();
    await shell.ended;
    expect(await readFile(file, 'utf8')).toBe('SELECT 1;\n');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await loadHistory(file)).toEqual(['SELECT 1;']);
  });

  it('leaves the cursor on a line of its own', async () => {
    const shell = open(null, true);
    await until(() => shell.screen().includes('oktaql> '));
    shell.input.write('\u0004');
    expect(await shell.ended).toBe(0);
    expect(shell.screen()).toMatch(/\n$/);
  });

  it('remembers a statement of several lines as one, but none that may hold a secret', async () => {
    const file = join(folder, 'joined', 'history');
    const shell = open(file, true);
    shell.input.write("SELECT 1,\n  2\nFROM t;\nUPDATE t SET credentials.password.value =\n'hunter2';\n\\o csv\nSELECT 3;\n");
    await until(() => shell.ran.length === 3);
    shell.input.write('\u001b[A\u001b[A\u001b[A\n');
    await until(() => shell.ran.length === 4);
    shell.input.end();
    await shell.ended;
    expect(shell.ran.at(-1)).toBe('SELECT 1, 2 FROM t;');
    expect(await readFile(file, 'utf8')).toBe('SELECT 1, 2 FROM t;\n\\o csv\nSELECT 3;\nSELECT 1, 2 FROM t;\n');
  });

  it('works when the history cannot be kept', async () => {
    const blocked = join(folder, 'file');
    await writeFile(blocked, '');
    const shell = open(join(blocked, 'history'), true);
    shell.input.write('SELECT 1;\n');
    await until(() => shell.data() !== '');
    shell.input.end();
    expect(await shell.ended).toBe(0);
  });
});

describe('history', () => {
  it('gives the newest first and shortens a long file', async () => {
    const file = join(folder, 'long');
    await writeFile(file, Array.from({ length: 2_500 }, (_none, index) => `line ${index}\n`).join(''));
    const lines = await loadHistory(file);
    expect([lines.length, lines[0]]).toEqual([1_000, 'line 2499']);
    expect((await readFile(file, 'utf8')).split('\n').length).toBe(1_001);
  });

  it.each<[statement: string, expected: string[], why: string]>([
    ['SELECT 1', ['SELECT 1'], 'one line'],
    ['SELECT 1,\n\t 2\n;', ['SELECT 1, 2 ;'], 'several lines'],
    ['SELECT 1 -- one\n;', ['SELECT 1 -- one', ';'], 'a comment that would swallow the rest'],
    ["SELECT 'a\nb';", ["SELECT 'a", "b';"], 'a text over two lines'],
    ['SELECT $$a\nb$$;', ['SELECT $$a', 'b$$;'], 'another'],
    [' SELECT 1', [], 'a space at the beginning'],
    [' SELECT 1\n;', [], 'a space at the beginning of several lines'],
    ['   ', [], 'nothing'],
    ["SELECT * FROM okta.apps.tokens WHERE appId = 'x';", ["SELECT * FROM okta.apps.tokens WHERE appId = 'x';"], 'a question'],
    ["UPDATE u SET credentials.password.value = 'hunter2'", [], 'a password'],
    ["EXPLAIN INSERT INTO k (clientSecret) VALUES ('x')", [], 'a secret'],
    ["EXEC a.b.c @privateKey = 'x'", [], 'a key'],
    ['EXEC a.b.reset_password @id = 1', ['EXEC a.b.reset_password @id = 1'], 'no text that could be one'],
  ])('keeps of %j %j: %s', (statement, expected) => {
    expect(historyEntries(statement)).toEqual(expected);
  });
});

describe('readMetaCommand', () => {
  it.each([
    ['\\q', { kind: 'quit' }],
    ['QUIT;', { kind: 'quit' }],
    ['\\o json', { kind: 'format', format: 'json' }],
    ['SELECT 1', null],
    ['exit now', null],
    ['help me', null],
  ])('reads %j', (line, expected) => {
    expect(readMetaCommand(line)).toEqual(expected);
  });

  it.each(['\\?', '\\h', 'help', 'HELP;', '?', '\\o', '\\o xml', '\\nope'])('answers %j with words', (line) => {
    expect(readMetaCommand(line)?.kind).toBe('message');
  });
});
