import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { formatError } from '../src/errors/caret.ts';
import { QueryError } from '../src/errors/query-error.ts';
import { parseScript } from '../src/sql/parse.ts';
import type { ParsedStatement } from '../src/sql/parsed-statement.ts';
import { printStatement } from '../src/sql/print.ts';
import { formatCases, parseCases } from './corpus.ts';
import type { CorpusCase } from './corpus.ts';
import { printTree } from './print-tree.ts';
import { expectSpansToSlice } from './spans.ts';
import { withoutSpans } from './tree.ts';

/** Values for the templates of the corpus. */
const variables = { subdomain: 'my-org', code: 'abc', state: 'xyz', activate: true, nothing: null, count: 3, below: -5, quote: "it's" };

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Whether vitest was started with `-u`. */
function isUpdating(): boolean {
  const state: unknown = expect.getState().snapshotState;
  return typeof state === 'object' && state !== null && '_updateSnapshot' in state && state._updateSnapshot === 'all';
}

/** What a case's text gives: its trees, or the error as it is shown. */
async function outcomeOf(sql: string): Promise<{ readonly text: string; readonly statements: readonly ParsedStatement[] }> {
  try {
    const statements = await parseScript(sql, { variables });
    return { text: statements.map((parsed) => describeStatement(parsed)).join('\n'), statements };
  } catch (error) {
    if (!QueryError.is(error)) throw error;
    return { text: `${error.code}\n${formatError(error)}`, statements: [] };
  }
}

function describeStatement(parsed: ParsedStatement): string {
  const splices = parsed.splices.map(({ span, text }) => `${parsed.source.slice(span.start, span.end)} => ${text}`);
  const binds = parsed.binds.length === 0 ? [] : [`binds ${parsed.binds.join(' ')}`];
  return [printTree(parsed.statement), ...splices, ...binds].join('\n');
}

async function checkLaws(parsed: ParsedStatement): Promise<void> {
  const [again] = await parseScript(printStatement(parsed.statement));
  expect(withoutSpans(again?.statement), printStatement(parsed.statement)).toEqual(withoutSpans(parsed.statement));
  await expectSpansToSlice(parsed.statement, parsed.source, variables);
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.txt')))('%s', (name) => {
  const cases = parseCases(readFileSync(folder + name, 'utf8'));
  const updated: CorpusCase[] = [];
  let updating = false;

  test.each(cases.map((entry) => [entry.title, entry] as const))('%s', async (_title, entry) => {
    const { text, statements } = await outcomeOf(entry.sql);
    updated.push({ ...entry, expected: text });
    for (const parsed of statements) await checkLaws(parsed);
    updating = isUpdating();
    if (!updating) expect(text).toBe(entry.expected);
  });

  afterAll(() => {
    if (updating && updated.length === cases.length) writeFileSync(folder + name, formatCases(updated));
  });
});
