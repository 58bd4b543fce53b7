import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.fixture.ts';

const readme = readFileSync('README.md', 'utf8');

/** Lines such as `npx oktaql exec --sandbox -o json "SELECT …"` as words. */
const examples = [...readme.matchAll(/^ {4}npx oktaql (exec --sandbox .*?)"(.*)"$/gm)].map(([, words = '', sql = '']) => [
  ...words.trim().split(' '),
  sql,
]);

describe('the readme', () => {
  it('has examples and two set-up commands', () => {
    expect(examples.length).toBeGreaterThan(5);
    expect(readme.match(/^ {4}npm ci/gm)).toHaveLength(2);
  });

  it.each(examples.map((words) => [words]))('shows rows for %j', async (words) => {
    const ended = await runCli(words);
    expect(ended).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('error') });
    expect(ended.stdout.split('\n').length).toBeGreaterThan(3);
  });
});
