import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { countDown } from './count-down.ts';

const wait = { host: 'my-org.okta.com', bucket: 'Lists of users', milliseconds: 42_000, over: Promise.resolve() };

test.each([
  [true, 42_000, 'waiting for a rate limit of my-org.okta.com (Lists of users): 42 s', 'a terminal'],
  [false, 42_000, '', 'a file'],
  [true, 500, '', 'too short to be read'],
])('a terminal: %s, %d ms', async (isTTY, milliseconds, expected) => {
  const said: string[] = [];
  const screen = Object.assign(new PassThrough(), { isTTY });
  await countDown({ ...wait, milliseconds }, { screen, messages: async (text) => void said.push(text) });
  expect(said.join('')).toBe(expected === '' ? '' : `\r\u001b[K${expected}\r\u001b[K`);
});
