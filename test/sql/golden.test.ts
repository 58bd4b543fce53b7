import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatError } from '../../src/errors/caret.ts';
import { QueryError } from '../../src/index.ts';
import { jsonText } from '../../src/values/json-text.ts';
import { type OktaOrg, openOktaOrg, orgTime } from '../okta-org.fixture.ts';
import { type CorpusQuery, queriesOf, topics } from './corpus.fixture.ts';

/*
 * Each `.sql` file here has a `.golden.txt` beside it that shows for every query what EXPLAIN prints, the requests really sent and the rows.
 * Rows that no ORDER BY puts in order are sorted; of many rows the first are shown and the rest counted.
 * `npx vitest run test/sql/golden.test.ts -u` writes them anew; review them as if they were code.
 */

const mostRows = 12;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: orgTime });
});
afterAll(() => {
  vi.useRealTimers();
});

describe('the corpus shows plan, requests and rows', () => {
  test.each(topics)('%s', { timeout: 120_000 }, async (topic) => {
    await using org = await openOktaOrg();
    const shown: string[] = [];
    for (const query of await queriesOf(topic, org)) shown.push(await show(query, org));
    const text = shown.join('\n\n').replaceAll(org.sandbox.url, 'http://org');
    await expect(`${text}\n`).toMatchFileSnapshot(join(import.meta.dirname, `${topic}.golden.txt`));
  });
});

async function show({ title, sql, ordered }: CorpusQuery, org: OktaOrg): Promise<string> {
  const head = `-- ${title}\n${sql}`;
  try {
    const plan = await org.session.explain(sql);
    org.sent();
    const [ran] = await org.run(sql);
    const rows = (ran?.rows ?? []).map((row) => row.map((value) => jsonText(value)).join(' | '));
    const listed = ordered ? rows : rows.toSorted();
    const rest = listed.length > mostRows ? [`… ${listed.length} rows`] : [];
    const columns = (ran?.columns ?? []).map((name, index) => `${name} ${ran?.types[index] ?? ''}`).join(', ');
    const notices = (ran?.outcome.notices ?? []).map(({ code, message }) => `(${code}: ${message})`);
    const sections = [
      '[plan]',
      ...plan,
      '[http]',
      ...countedLines(org.sent()),
      '[rows]',
      columns,
      ...listed.slice(0, mostRows),
      ...rest,
      ...notices,
    ];
    return [head, ...sections].join('\n');
  } catch (error) {
    if (!QueryError.is(error)) throw error;
    return [head, '[error]', formatError(error)].join('\n');
  }
}

/** Runs of requests for one path each are told by their first and their number: a fan-out would fill the page. */
function countedLines(lines: readonly string[]): readonly string[] {
  const shown: string[] = [];
  const counts = new Map<string, number>();
  for (const line of lines) {
    const form = line.replaceAll(/\/(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{15,}/g, '/…');
    const count = (counts.get(form) ?? 0) + 1;
    counts.set(form, count);
    if (count <= 2) shown.push(line);
  }
  const more = [...counts].filter(([, count]) => count > 2).map(([form, count]) => `… ${form}: ${count} in all`);
  return [...shown, ...more];
}
