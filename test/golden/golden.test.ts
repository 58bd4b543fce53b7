import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatError } from '../../src/errors/caret.ts';
import { createEngine, QueryError, type Result, type RunOptions, type Session } from '../../src/index.ts';
import { createTransport } from '../../src/http/undici-transport.ts';
import { parseScript } from '../../src/sql/parse.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { jsonText } from '../../src/values/json-text.ts';
import { apps, orgTime } from '../okta-org.fixture.ts';

/*
 * A golden script is a text file: what it is about, then `[sql]`, and what running that on a fresh org shows:
 * `[plan]` what EXPLAIN would print for each statement, `[http]` the requests really sent with their bodies and, where it is no 2xx, the
 * status, `[rows]` each statement's columns, rows, changes and notices, `[error]` the error as a person sees it.
 * Identifiers of applications are written as their names in brackets, `{slack}`, whatever the sandbox makes them.
 * `npx vitest run test/golden -u` writes the sections after `[sql]` anew; review them as if they were code.
 */

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
const variables = { subdomain: 'my-org', code: 'abc', state: 'xyz', activate: true, label: "it's", ...apps };
const parameters = { id: apps.slack, status: 'DISABLED' };

/** What stands before the first section after `[sql]`, and the SQL in it. */
function readScript(text: string): { readonly head: string; readonly sql: string } {
  const [head = ''] = text.split(/\n\n\[(?:plan|http|rows|error)\]\n/, 1);
  const [, sql] = head.split(/^\[sql\]\n/m);
  if (sql === undefined) throw new Error('a golden script has a section [sql]');
  return { head: head.trimEnd(), sql: sql.trimEnd() };
}

/** Runs a script on an org of its own and renders what can be seen of it. */
async function show(head: string, sql: string): Promise<string> {
  await using sandbox = await startSandbox({ seed: 1, now: orgTime, token: 'golden' });
  const transport = createTransport();
  const http: string[] = [];
  await using engine = createEngine({
    pacing: false,
    serverUrl: sandbox.url,
    credentials: { token: sandbox.token },
    environment: {},
    transport: async (request, signal) => {
      const index = http.length;
      const line = `${request.method} ${request.url.replace(sandbox.url, '')}${request.body === null ? '' : ` ${Buffer.from(request.body).toString()}`}`;
      http.push(`${line} (unanswered)`);
      const response = await transport.send(request, signal);
      http[index] = response.status < 300 ? line : `${line} (${response.status})`;
      return response;
    },
  });
  const open = (): Session => engine.connect({ defaults: { subdomain: 'my-org' } });
  const options: RunOptions = { variables, ...(/:(id|status)\b/.test(sql) ? { parameters: usedParameters(sql) } : {}) };
  const plan: string[] = [];
  const rows: string[] = [];
  const planError = await explain(open(), sql, { options, lines: plan });
  const sentByPlan = [...http];
  const error = await render(open(), sql, { options, lines: rows, print: rowLines });
  await transport.close();
  expect(sentByPlan, 'EXPLAIN sends nothing').toEqual([]);
  const sections = [
    head,
    ...(planError === null || error === null ? ['[plan]', ...plan] : []),
    '[http]',
    ...http,
    ...(rows.length > 0 ? ['[rows]', ...rows] : []),
    ...(error === null ? [] : ['[error]', `${error.code}, exit code ${error.exitCode}`, formatError(error)]),
  ];
  const text = sections.slice(1).join('\n').replaceAll(sandbox.url, 'http://org');
  return `${head}\n\n${Object.entries(apps).reduce((shown, [name, id]) => shown.replaceAll(id, `{${name}}`), text)}\n`;
}

function usedParameters(sql: string): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => sql.includes(`:${name}`)));
}

/** What EXPLAIN prints for each statement; a SET is carried out, so that it counts for those behind it. */
async function explain(
  session: Session,
  sql: string,
  { options, lines }: Pick<Rendering, 'options' | 'lines'>,
): Promise<QueryError | null> {
  try {
    for (const [index, { statement, span }] of (await parseScript(sql, { variables })).entries()) {
      if (index > 0) lines.push('');
      const text = sql.slice(span.start, span.end);
      if (statement.kind === 'set') await session.query(text, { variables });
      lines.push(...(statement.kind === 'set' ? ['Setting'] : await session.explain(text, options)));
    }
    return null;
  } catch (error) {
    if (QueryError.is(error)) return error;
    throw error;
  }
}

interface Rendering {
  readonly options: RunOptions;
  readonly lines: string[];
  readonly print: (result: Result) => Promise<readonly string[]>;
}

async function render(session: Session, sql: string, { options, lines, print }: Rendering): Promise<QueryError | null> {
  try {
    for await (const result of session.run(sql, options)) {
      if (result.index > 0) lines.push('');
      lines.push(...(await print(result)));
    }
    return null;
  } catch (error) {
    if (QueryError.is(error)) return error;
    throw error;
  }
}

async function rowLines(result: Result): Promise<readonly string[]> {
  const lines = result.columns.length === 0 ? [] : [result.columns.map(({ name, type }) => `${name} ${type}`).join(', ')];
  for await (const page of result.rows) lines.push(...page.map((row) => row.map((value) => jsonText(value)).join(' | ')));
  const { affected, notices, complete } = await result.outcome;
  if (affected !== null) lines.push(`(${affected} changed)`);
  if (!complete) lines.push('(incomplete)');
  return [...lines, ...notices.map(({ code, message }) => `(${code}: ${message})`)];
}

describe('golden scripts', () => {
  test.each(files)('%s', async (file) => {
    const { head, sql } = readScript(readFileSync(join(folder, file), 'utf8'));
    await expect(await show(head, sql)).toMatchFileSnapshot(join(folder, file));
  });
});
