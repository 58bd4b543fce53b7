import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findMethod, findResource, methodsByVerb, parameterForExec, parameterOf, schemaLookup } from './lookup.ts';
import { openProvider } from './provider-store.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provider-'));
  cpSync(fileURLToPath(new URL('../../test/toy/provider/', import.meta.url)), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('openProvider', () => {
  test('reads a service when it is asked for, once, by its name in any case', () => {
    const store = openProvider(folder);
    const shop = store.service('SHOP');
    expect(shop.name).toBe('shop');
    rmSync(join(folder, 'services'), { recursive: true });
    expect(store.service('shop')).toBe(shop);
    expect(() => store.service('yard')).toThrow(expect.objectContaining({ code: 'invalid_descriptor' }));
  });

  test.each<[name: string, hint: string]>([
    ['shpo', 'Did you mean `shop`?'],
    ['../index', 'SHOW SERVICES IN toy lists them.'],
    ['__proto__', 'SHOW SERVICES IN toy lists them.'],
  ])('has no service %s: %s', (name, hint) => {
    expect(() => openProvider(folder).service(name)).toThrow(expect.objectContaining({ code: 'unknown_service', hint }));
  });

  test('refuses a folder without an index', () => {
    expect(() => openProvider(join(folder, 'services'))).toThrow(expect.objectContaining({ code: 'unknown_provider' }));
  });

  test('refuses a file that describes another service than the index says', () => {
    const file = join(folder, 'services', 'yard.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"name": "yard"', '"name": "field"'));
    expect(() => openProvider(folder).service('yard')).toThrow(/describes toy\.field, where the index has toy\.yard/);
  });
});

describe('look-ups ignore case', () => {
  test('of resources, methods and parameters', () => {
    const shop = openProvider(folder).service('shop');
    const toys = findResource(shop, 'Toys');
    const wind = toys === undefined ? undefined : findMethod(toys, 'WIND_UP');
    if (toys === undefined || wind === undefined) throw new Error('not found');
    expect(methodsByVerb(toys, 'select').map(({ name }) => name)).toEqual(['list_toys', 'get_toy']);
    expect(methodsByVerb(toys, 'exec')).toHaveLength(6);
    expect(parameterOf(wind, 'TURNS')?.name).toBe('X-Turns');
    expect(parameterOf(wind, 'x-turns')).toBeUndefined();
    expect(parameterForExec(wind, 'x-turns')?.name).toBe('X-Turns');
    expect(findResource(shop, 'toy')).toBeUndefined();
  });

  test('of schemas do not: they are exact, and a missing one is the descriptor’s fault', () => {
    const schema = schemaLookup(openProvider(folder).service('shop'));
    expect(schema('Size')).toMatchObject({ type: 'object' });
    for (const name of ['size', 'toString']) expect(() => schema(name)).toThrow(expect.objectContaining({ code: 'invalid_descriptor' }));
  });
});
