import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tableWriter } from '../src/output/table.ts';
import { type OktaOrg, openOktaOrg, orgTime } from './okta-org.fixture.ts';

const path = join(import.meta.dirname, '..', 'docs', 'examples.md');

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: orgTime });
});
afterAll(() => {
  vi.useRealTimers();
});

test('the worked examples print what docs/examples.md shows', { timeout: 60_000 }, async () => {
  await using org = await openOktaOrg();
  const page = readFileSync(path, 'utf8');
  const examples = [...page.matchAll(/```sql\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)];
  expect(examples.length).toBeGreaterThanOrEqual(5);
  let written = page;
  for (const [block, sql = ''] of examples) written = written.replace(block, () => `\`\`\`sql\n${sql}\`\`\`\n\n\`\`\`text\n@\`\`\``);
  for (const [, sql = ''] of examples) {
    const printed = await printedTable(org, sql);
    written = written.replace('```text\n@```', () => `\`\`\`text\n${printed}\`\`\``);
  }
  await expect(written).toMatchFileSnapshot(path);
});

async function printedTable({ session }: OktaOrg, sql: string): Promise<string> {
  let text = '';
  for await (const { columns, rows } of session.run(sql)) {
    const writer = tableWriter({
      write: async (part) => {
        text += part;
      },
    });
    await writer.begin(columns);
    for await (const page of rows) await writer.page(page);
    await writer.end();
  }
  return text;
}
