import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import { decodeProvider, decodeService } from './decode.ts';

const toy = fileURLToPath(new URL('../../test/toy/provider/', import.meta.url));
const index = readFileSync(`${toy}index.json`, 'utf8');
const shop = readFileSync(`${toy}services/shop.json`, 'utf8');

type Step = string | number;

function isRecord(value: unknown): value is Record<Step, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The JSON text with the value at a path replaced, or taken away when there is none to put there. */
function changed(json: string, path: readonly Step[], value?: unknown): string {
  const root: unknown = JSON.parse(json);
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<unknown>((current, step) => (isRecord(current) ? current[step] : undefined), root);
  if (!isRecord(parent)) throw new Error(`no ${path.join('.')}`);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return JSON.stringify(root);
}

function problem(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (QueryError.is(error) && error.code === 'invalid_descriptor') return error.message;
    throw error;
  }
  throw new Error('it was taken');
}

test('what is right is taken as it is', () => {
  expect(decodeProvider(index, 'index.json')).toEqual(JSON.parse(index));
  expect(decodeService(shop, 'shop.json')).toEqual(JSON.parse(shop));
});

test('keys that this format does not know are let be', () => {
  expect(decodeProvider(changed(index, ['remark'], 'x'), 'f')).toHaveProperty('remark', 'x');
});

describe('the index', () => {
  test.each<[path: readonly Step[], value: unknown, expected: string]>([
    [['format'], 2, 'f: format 2 is newer than this oktaql reads (1)'],
    [['format'], 0, 'f: format 0 is older than this oktaql reads (1)'],
    [['format'], 'x', 'f: .format expected 1, found "x"'],
    [['format'], undefined, 'f: .format is missing'],
    [['server'], undefined, 'f: .server is missing'],
    [['server'], [], 'f: .server expected an object, found a list'],
    [
      ['server', 'trustedHosts', 0],
      '*.toy.*',
      'f: .server.trustedHosts[0] expected a lower-case host, its first label possibly *, found "*.toy.*"',
    ],
    [
      ['server', 'labelHost'],
      'toy.example',
      'f: .server.labelHost expected a lower-case host whose first label is {value}, found "toy.example"',
    ],
    [['server', 'corrections', 0, 'pattern'], '(', 'f: .server.corrections[0].pattern is not a regular expression'],
    [['authentication', 0, 'in'], 'cookie', 'f: .authentication[0].in expected one of header, query, found "cookie"'],
    [['errors', 'meanings', 'notFound'], 'x', 'f: .errors.meanings.notFound expected a list, found "x"'],
    [['services', 1, 'name'], '../yard', 'f: .services[1].name expected a name of letters, digits, _ and -, found "../yard"'],
    [['services', 1, 'resources', 0, 'title'], null, 'f: .services[1].resources[0].title expected text, found null'],
  ])('%j = %j: %s', (path, value, expected) => {
    expect(problem(() => decodeProvider(changed(index, path, value), 'f'))).toBe(expected);
  });

  test.each<[json: string, expected: string]>([
    ['{', 'f is not JSON'],
    ['[]', 'f: expected an object, found a list'],
    ['null', 'f: expected an object, found null'],
  ])('%s: %s', (json, expected) => {
    expect(problem(() => decodeProvider(json, 'f'))).toBe(expected);
  });
});

describe('a service', () => {
  const method = ['resources', 0, 'methods', 0];
  test.each<[path: readonly Step[], value: unknown, expected: string]>([
    [
      [...method, 'verb'],
      'SELECT',
      'f: .resources[0].methods[0].verb expected one of select, insert, update, replace, delete, exec, found "SELECT"',
    ],
    [[...method, 'path'], 'v2/toys', 'f: .resources[0].methods[0].path expected a path from the root, found "v2/toys"'],
    [[...method, 'path'], '/v2/{toy}', 'f: .resources[0].methods[0].path {toy} is not among the path parameters'],
    [[...method, 'parameters', 1, 'minimum'], '0', 'f: .resources[0].methods[0].parameters[1].minimum expected a number, found "0"'],
    [
      [...method, 'parameters', 1, 'location'],
      'body',
      'f: .resources[0].methods[0].parameters[1].location expected one of path, query, header, found "body"',
    ],
    [
      [...method, 'paging', 'cursor', 'kind'],
      'magic',
      'f: .resources[0].methods[0].paging.cursor.kind expected one of link-header, body-link, body-cursor, page-number, found "magic"',
    ],
    [[...method, 'paging', 'cursor', 'path'], undefined, 'f: .resources[0].methods[0].paging.cursor.path is missing'],
    [['resources', 1, 'parents', 0, 'resource'], 'toys', 'f: .resources[1].parents[0].resource expected service.resource, found "toys"'],
    [['schemas', 'Toy', 'properties', 'size', 'ref'], 3, 'f: .schemas.Toy.properties.size.ref expected text, found 3'],
    [['schemas', 'Toy', 'required', 0], null, 'f: .schemas.Toy.required[0] expected text, found null'],
    [
      ['schemas', 'Toy', 'discriminator'],
      { property: 'kind', mapping: { 'a b': 0 } },
      'f: .schemas.Toy.discriminator.mapping["a b"] there is no variant 0',
    ],
    [['schemas', 'Toy', 'additionalProperties'], 'x', 'f: .schemas.Toy.additionalProperties expected an object, found "x"'],
  ])('%j = %j: %s', (path, value, expected) => {
    expect(problem(() => decodeService(changed(shop, path, value), 'f'))).toBe(expected);
  });
});

test('half a megabyte is checked in a few milliseconds', () => {
  const one: { resources: unknown[] } = JSON.parse(shop);
  const copies = Math.ceil(500_000 / JSON.stringify(one.resources).length);
  const big = JSON.stringify({ ...one, resources: Array.from({ length: copies }, () => one.resources).flat() });
  decodeService(big, 'warm-up');
  const parsing = timed(() => JSON.parse(big));
  const both = timed(() => decodeService(big, 'f'));
  expect(both - parsing).toBeLessThan(Math.max(25, 2 * parsing));
});

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
