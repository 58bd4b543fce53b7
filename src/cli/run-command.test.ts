import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, EngineOptions, Outcome, Result, RunOptions, SessionOptions } from '../engine/public-types.ts';
import { QueryError } from '../errors/query-error.ts';
import { ReaderGone } from '../output/write-error.ts';
import type { Column, Page } from '../values/value.ts';
import type { CommandContext } from './command-context.ts';
import { runCommand } from './run-command.ts';

/** What the fake engine was asked, and answers. */
interface Exchange {
  engine?: EngineOptions;
  session?: SessionOptions;
  script?: string;
  run?: RunOptions;
  closed: boolean;
}

type Answer = Partial<Pick<Result, 'kind' | 'columns'>> & { readonly pages?: readonly Page[]; readonly fails?: unknown } & {
  /** Told of each page that is read. */
  readonly taken?: () => void;
  readonly outcome?: Partial<Outcome>;
};

const column: Column = { name: 'id', type: 'string' };

function result(answer: Answer, index: number): Result {
  const pages = answer.pages ?? [];
  const close = async (): Promise<void> => undefined;
  const counted = { calls: 2, rows: pages.flat().length, milliseconds: 120 };
  return {
    kind: answer.kind ?? 'rows',
    index,
    columns: answer.columns ?? [column],
    rows: (async function* () {
      for (const page of pages) {
        answer.taken?.();
        yield page;
      }
      if (pages.length === 0) answer.taken?.();
      if (answer.fails !== undefined) throw answer.fails;
    })(),
    outcome: Promise.resolve({
      complete: true,
      affected: null,
      effects: [],
      notices: [],
      statistics: counted,
      error: null,
      ...answer.outcome,
    }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function fakeEngine(answers: readonly Answer[], exchange: Exchange): (options: EngineOptions) => Engine {
  const notUsed = (): never => {
    throw new Error('the command line does not use this');
  };
  const close = async (): Promise<void> => {
    exchange.closed = true;
  };
  return (engine) => ({
    connect(session) {
      Object.assign(exchange, { engine, session });
      return {
        async *run(script, run) {
          Object.assign(exchange, { script, run });
          yield* answers.map(result);
        },
        query: notUsed,
        stream: notUsed,
        explain: notUsed,
        prepare: notUsed,
        close,
        [Symbol.asyncDispose]: close,
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  });
}

interface Ended extends Exchange {
  readonly exitCode: number;
  readonly data: string;
  readonly messages: string;
}

interface Setup {
  readonly answers?: readonly Answer[];
  readonly input?: string;
  readonly environment?: Record<string, string>;
  readonly write?: (text: string) => Promise<void>;
  readonly signal?: AbortSignal;
}

async function run(words: readonly string[], setup: Setup = {}): Promise<Ended> {
  const exchange: Exchange = { closed: false };
  let data = '';
  let messages = '';
  const collect = async (text: string): Promise<void> => {
    data += text;
  };
  const context: CommandContext = {
    input: Readable.from(setup.input === undefined ? [] : [Buffer.from(setup.input)]),
    data: { write: setup.write ?? collect },
    messages: async (text) => {
      messages += text;
    },
    screen: new PassThrough(),
    environment: setup.environment ?? {},
    signal: setup.signal ?? new AbortController().signal,
    createEngine: fakeEngine(setup.answers ?? [{ pages: [[['a']]] }], exchange),
  };
  const exitCode = await runCommand(words, context);
  return { exitCode, data, messages, ...exchange };
}

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oktaql-command-'));
});

afterAll(async () => await rm(folder, { recursive: true }));

describe('exec', () => {
  it('prints rows on standard output and the count on standard error', async () => {
    expect(await run(['exec', 'SELECT id'])).toMatchObject({
      exitCode: 0,
      data: ' id\n----\n a\n',
      messages: '(1 row, 2 API calls, 0.12 s)\n',
      script: 'SELECT id',
      closed: true,
    });
  });

  it('prints nothing but data in a machine’s format', async () => {
    expect(await run(['exec', '-o', 'json', 'S'])).toMatchObject({ data: '[\n{"id":"a"}\n]\n', messages: '' });
  });

  it.each([
    [['exec'], 'SELECT 2', 'SELECT 2', 'standard input'],
    [['exec', '-i', '-'], 'SELECT 2', 'SELECT 2', 'standard input by name'],
    [[], '\ufeffSELECT 2', 'SELECT 2', 'no command at all'],
  ])('reads the script for %j from standard input', async (words, input, script, _why) => {
    expect(await run(words, { input })).toMatchObject({ exitCode: 0, script });
  });

  it('reads a script from a file and writes rows to a file', async () => {
    const infile = join(folder, 'in.sql');
    const outfile = join(folder, 'out.csv');
    await writeFile(infile, 'SELECT 3');
    const ended = await run(['exec', '-i', infile, '-f', outfile, '-o', 'csv']);
    expect(ended).toMatchObject({ exitCode: 0, data: '', script: 'SELECT 3' });
    expect(await readFile(outfile, 'utf8')).toBe('id\na\n');
  });

  it('replaces what a file held by no rows, and keeps it when the statement fails', async () => {
    const outfile = join(folder, 'kept.jsonl');
    await writeFile(outfile, 'earlier');
    await run(['exec', 'S', '-f', outfile, '-o', 'jsonl'], { answers: [{ fails: new QueryError('remote_error', 'it broke') }] });
    expect(await readFile(outfile, 'utf8')).toBe('earlier');
    await run(['exec', 'S', '-f', outfile, '-o', 'jsonl'], { answers: [{ pages: [] }] });
    expect(await readFile(outfile, 'utf8')).toBe('');
  });

  it('hands options on', async () => {
    const words = [
      'exec',
      'S',
      '--var=a=1',
      '--set=appId=0oa',
      '--timeout=5',
      '--max-calls=7',
      '--max-affected=8',
      '--dryrun',
      '--wait',
      '--allow-host=h',
    ];
    const ended = await run([...words, '--provider-dir=d', '--database=kept.db', '--server-url=http://127.0.0.1:1']);
    expect(ended.engine).toMatchObject({ serverUrl: 'http://127.0.0.1:1', providerDir: 'd', database: 'kept.db', allowHosts: ['h'] });
    expect(ended.session).toMatchObject({ defaults: { appId: '0oa' } });
    expect(ended.run).toMatchObject({ timeout: 5, maxCalls: 7, maxAffected: 8, dryRun: true, wait: true });
    expect({ ...ended.run?.variables }).toEqual({ a: 1 });
  });

  it('says what became of the objects of a change, where not the same did', async () => {
    const effects = [
      { what: 'deactivated', count: 2 },
      { what: 'deleted for good', count: 1 },
    ];
    const answers: readonly Answer[] = [{ kind: 'change', columns: [], outcome: { affected: 3, effects } }];
    expect((await run(['exec', 'S'], { answers })).messages).toBe('3 objects changed: 2 deactivated; 1 deleted for good\n');
  });

  it('says how many rows a statement about local tables has written, and nothing where it writes none', async () => {
    const answers: readonly Answer[] = [{ kind: 'local', columns: [], outcome: { affected: 3 } }];
    expect((await run(['exec', 'S'], { answers })).messages).toBe('3 rows written\n');
    const deleted: readonly Answer[] = [{ kind: 'local', columns: [], outcome: { affected: 3, effects: [{ what: 'deleted', count: 3 }] } }];
    expect((await run(['exec', 'S'], { answers: deleted })).messages).toBe('3 rows deleted\n');
    const none: readonly Answer[] = [{ kind: 'local', columns: [], outcome: { affected: null } }];
    expect((await run(['exec', 'S'], { answers: none })).messages).toBe('');
  });

  it('says what a change has done before it failed', async () => {
    const error = new QueryError('outcome_unknown', 'no answer came');
    const notices = [{ code: 'done', message: "done: id = 'a'" }];
    const answers: readonly Answer[] = [{ kind: 'change', columns: [], fails: error, outcome: { affected: 1, notices, error } }];
    expect(await run(['exec', 'S'], { answers })).toMatchObject({
      exitCode: 5,
      messages: "notice: done: id = 'a'\n1 object changed\nerror: no answer came\n",
    });
    const none: readonly Answer[] = [{ kind: 'change', columns: [], fails: error, outcome: { affected: 0, error } }];
    expect((await run(['exec', 'S'], { answers: none })).messages).toBe('error: no answer came\n');
  });

  it('takes the server from the environment, an option first', async () => {
    const environment = { OKTAQL_SERVER_URL: 'http://127.0.0.1:2' };
    expect((await run(['exec', 'S'], { environment })).engine?.serverUrl).toBe('http://127.0.0.1:2');
    expect((await run(['exec', 'S', '--server-url=http://127.0.0.1:3'], { environment })).engine?.serverUrl).toBe('http://127.0.0.1:3');
  });

  it.each<[format: string, expected: string]>([
    ['table', ' id\n----\n a\n\n id\n----\n b\n'],
    ['json', '[\n{"id":"a"}\n]\n[\n{"id":"b"}\n]\n'],
    ['jsonl', '{"id":"a"}\n{"id":"b"}\n'],
    ['csv', 'id\na\n\nid\nb\n'],
  ])('parts the results of a script as %s', async (format, expected) => {
    const answers: readonly Answer[] = [
      { pages: [[['a']]] },
      { kind: 'change', columns: [], outcome: { affected: 1 } },
      { pages: [[['b']]] },
    ];
    expect((await run(['exec', 'S', '-o', format], { answers })).data).toBe(expected);
  });

  it.each([
    [1, '1 object changed\n'],
    [0, '0 objects changed\n'],
    [1_234, '1,234 objects changed\n'],
  ])('tells of %d changes on standard error only', async (affected, messages) => {
    const answers: readonly Answer[] = [{ kind: 'change', columns: [], outcome: { affected } }];
    expect(await run(['exec', '-o', 'json', 'S'], { answers })).toMatchObject({ exitCode: 0, data: '', messages });
  });

  it('shows notices, made safe, on standard error', async () => {
    const answers: readonly Answer[] = [{ pages: [], outcome: { notices: [{ code: 'n', message: 'odd \u001b[2J' }] } }];
    expect((await run(['exec', '-o', 'json', 'S'], { answers })).messages).toBe('notice: odd \\u{1b}[2J\n');
  });

  it('exits 5 when rows are missing, and says so', async () => {
    const ended = await run(['exec', '-o', 'csv', 'S'], { answers: [{ pages: [[['a']]], outcome: { complete: false } }] });
    expect(ended).toMatchObject({ exitCode: 5, data: 'id\na\n' });
    expect(ended.messages).toContain('incomplete');
  });
});

describe('failures', () => {
  it.each<[code: ConstructorParameters<typeof QueryError>[0], exitCode: number]>([
    ['syntax_error', 1],
    ['no_credentials', 3],
    ['remote_error', 4],
    ['incomplete', 5],
    ['assertion_failed', 6],
  ])('exits with the code of %s', async (code, exitCode) => {
    const ended = await run(['exec', 'S', '-o', 'json'], { answers: [{ pages: [[['a']]], fails: new QueryError(code, 'it broke') }] });
    expect(ended).toMatchObject({ exitCode, closed: true });
    expect(ended.messages).toContain('it broke');
    expect(() => JSON.parse(ended.data)).toThrow();
  });

  it('prints no table of a statement that failed', async () => {
    const ended = await run(['exec', 'S'], { answers: [{ pages: [[['a']]], fails: new QueryError('remote_error', 'it broke') }] });
    expect(ended.data).toBe('');
  });

  it('calls anything else a defect', async () => {
    const ended = await run(['exec', 'S'], { answers: [{ fails: new TypeError('x is not a function') }] });
    expect(ended.exitCode).toBe(1);
    expect(ended.messages).toContain('defect');
  });

  it('tells what of an interrupted change was made, in one line', async () => {
    const signal = AbortSignal.abort();
    const fails = new QueryError('cancelled', 'the statement was cancelled (call 6 of 39; 5 made before it)');
    const ended = await run(['exec', 'S'], { answers: [{ kind: 'change', columns: [], fails }], signal });
    expect(ended).toMatchObject({
      exitCode: 130,
      messages: 'interrupted: the statement was cancelled (call 6 of 39; 5 made before it)\n',
    });
  });

  it('tells how to look at the object whose call was interrupted', async () => {
    const fails = new QueryError('cancelled', 'the statement was cancelled', { hint: 'Check it with SELECT 1;' });
    const ended = await run(['exec', 'S'], { answers: [{ kind: 'change', columns: [], fails }], signal: AbortSignal.abort() });
    expect(ended.messages).toBe('interrupted: the statement was cancelled\nhint: Check it with SELECT 1;\n');
  });

  it.each<[format: string, data: string, why: string]>([
    ['json', '[\n{"id":"a"}\n', 'no JSON reader takes it for whole'],
    ['jsonl', '{"id":"a"}\n', 'each line stands for itself'],
    ['table', ' id\n----\n a\n', 'what is held back to be measured is printed'],
  ])('keeps the rows of a change that failed half-way as %s: %s, %s', async (format, data, _why) => {
    const answers: readonly Answer[] = [{ kind: 'change', pages: [[['a']]], fails: new QueryError('remote_error', 'it broke') }];
    const ended = await run(['exec', 'S', '-o', format], { answers });
    expect(ended).toMatchObject({ exitCode: 4, data });
    expect(ended.messages).toBe('incomplete: 1 row had been printed when the statement ended early\nerror: it broke\n');
  });

  it('carries a change out when nobody reads its rows any more, and gives up queries', async () => {
    const write = async (): Promise<never> => {
      throw new ReaderGone();
    };
    const read: string[] = [];
    const answers: readonly Answer[] = [
      { kind: 'change', pages: [[['a']], [['b']]], outcome: { affected: 2 }, taken: () => read.push('change') },
      { pages: [[['a']]], taken: () => read.push('query') },
      { kind: 'change', columns: [], outcome: { affected: 1 }, taken: () => read.push('change') },
    ];
    const ended = await run(['exec', '-o', 'jsonl', 'S'], { write, answers });
    expect(ended).toMatchObject({ exitCode: 0, messages: '2 objects changed\n1 object changed\n' });
    expect(read).toEqual(['change', 'change', 'change']);
  });

  it('carries a change out when its rows cannot be written, and says so then', async () => {
    const write = async (): Promise<never> => {
      throw new QueryError('usage', 'cannot write standard output: no space left on the device');
    };
    const answers: readonly Answer[] = [{ kind: 'change', pages: [[['a']], [['b']]], outcome: { affected: 2 } }, { pages: [[['a']]] }];
    expect(await run(['exec', '-o', 'jsonl', 'S'], { write, answers })).toMatchObject({
      exitCode: 2,
      messages: '2 objects changed\nerror: cannot write standard output: no space left on the device\n',
    });
  });

  it('is quiet about a reader that has gone', async () => {
    const write = async (): Promise<never> => {
      throw new ReaderGone();
    };
    expect(await run(['exec', 'S'], { write })).toMatchObject({ exitCode: 0, messages: '', closed: true });
  });

  it.each<[words: string[], message: RegExp]>([
    [['exec', ''], /no SQL/],
    [['exec', 'S', '-i', 'f'], /not both/],
    [['exec', '-i', '/nowhere/x.sql'], /cannot read/],
    [['exec', 'S', '-f', '/nowhere/x.csv'], /cannot write/],
    [['exec', 'S', '-o', 'xml'], /table, json/],
    [['exec', 'S', '--sandbox', '--server-url', 'http://127.0.0.1'], /exclude/],
    [['exec', 'S', '--var', 'x'], /NAME=VALUE/],
    [['nonsense'], /no command/],
  ])('exits 2 for %j', async (words, message) => {
    const ended = await run(words, { input: ' ' });
    expect(ended.exitCode).toBe(2);
    expect(ended.messages).toMatch(message);
    expect(ended.script).toBeUndefined();
  });
});

describe('help', () => {
  it.each([[['--help']], [['exec', '-h']], [['sandbox', '--help']], [['provider', '--help']], [['provider', 'build', '--help']]])(
    'shows %j',
    async (words) => {
      const ended = await run(words);
      expect(ended).toMatchObject({ exitCode: 0, messages: '' });
      expect(ended.data).toMatch(/^Usage: oktaql/);
    },
  );

  it('shows the version', async () => {
    expect((await run(['--version'])).data).toMatch(/^oktaql \d+\.\d+\.\d+/);
  });
});
