import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { templateVariables } from './variables.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oktaql-variables-'));
});

afterAll(async () => await rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('templateVariables', () => {
  it.each<[name: string, text: string, expected: Readonly<Record<string, unknown>>]>([
    ['a.json', '{"n": 1, "t": "007", "o": {"a": [1]}, "z": null}', { n: 1, t: '007', o: '{"a":[1]}', z: null }],
    ['a.yaml', 'n: 1\nt: "007"\nday: 2026-01-01\nlist: [a]\n', { n: 1, t: '007', day: '2026-01-01', list: '["a"]' }],
    [
      'big.json',
      '{"id": 9007199254740993, "most": 9007199254740991, "o": {"ids": [-9007199254740993, 1]}, "x": 1.5e-3}',
      { id: '9007199254740993', most: 9007199254740991, o: '{"ids":[-9007199254740993,1]}', x: 0.0015 },
    ],
    ['big.yaml', 'id: 9007199254740993\nhex: 0x10\n', { id: '9007199254740993', hex: '0x10' }],
    ['.env.local', 'N=1\n', { N: 1 }],
    ['a.env', '# comment\nexport N=1\nT=007\nQ="a b"\nE=\n', { N: 1, T: '007', Q: 'a b', E: '' }],
  ])('reads %s', async (name, text, expected) => {
    expect({ ...(await templateVariables(parseArguments(['exec', '--vars', await file(name, text)]))) }).toEqual(expected);
  });

  it('lets --var win over files and the later over the earlier', async () => {
    const path = await file('b.json', '{"a": 1, "b": 1}');
    const given = parseArguments(['exec', '--var', 'a=2', '--vars', path, '--var', 'a=3']);
    expect({ ...(await templateVariables(given)) }).toEqual({ a: 3, b: 1 });
  });

  it('takes a name that objects have of themselves', async () => {
    const variables = await templateVariables(parseArguments(['exec', '--var', '__proto__=x']));
    expect(Object.entries(variables)).toEqual([['__proto__', 'x']]);
  });

  it.each([
    ['list.json', '[1]', /one object/],
    ['list.yaml', '- 1', /one object/],
    ['yaml.json', 'a: 1', /cannot read the variables in .*yaml\.json/],
    ['statements.sql', 'SELECT 1', /cannot tell what kind of file .*statements\.sql is/],
    ['plain', 'N=1', /cannot tell what kind of file/],
    ['broken.json', '{', /cannot read the variables in .*broken\.json/],
    ['broken.yaml', 'a: [', /cannot read the variables in .*broken\.yaml/],
  ])('refuses %s', async (name, text, message) => {
    const given = parseArguments(['exec', '--vars', await file(name, text)]);
    await expect(templateVariables(given)).rejects.toThrow(message);
  });

  it('names a file that is not there', async () => {
    await expect(templateVariables(parseArguments(['exec', '--vars', 'nowhere.json']))).rejects.toMatchObject({
      code: 'usage',
      exitCode: 2,
    });
  });
});
