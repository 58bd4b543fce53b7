import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEngine } from '../src/index.ts';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'architecture.md'), 'utf8');

test('the life of a query in docs/architecture.md shows what EXPLAIN prints', async () => {
  const [, text = ''] = /## Life of a query\n\n((?: {4}.*\n)+)/.exec(page) ?? [];
  const [, printed = ''] = /<!-- explain -->\n((?: {4}.*\n)+)<!-- end -->/.exec(page) ?? [];
  await using engine = createEngine({ environment: {} });
  const lines = await engine.connect().explain(text.replaceAll(/^ {4}/gm, ''));
  expect(lines.map((line) => `    ${line}\n`).join('')).toBe(printed);
});
