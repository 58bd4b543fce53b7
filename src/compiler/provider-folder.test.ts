import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeService } from '../catalog/decode.ts';
import { buildProvider, checkProvider, type ProviderBuild } from './provider-folder.ts';

let folder = '';
let build: ProviderBuild = { openapiFile: '', overlayFiles: [], outDir: '' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oktaql-provider-'));
  const answer = { 200: { description: '', content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } } } };
  const paths = {
    '/pets': { get: { operationId: 'listPets', responses: answer } },
    '/toys': { get: { operationId: 'listToys', responses: answer } },
  };
  writeFileSync(join(folder, 'pets.json'), JSON.stringify({ openapi: '3.1.0', info: { title: 'Pets', version: '1' }, paths }));
  mkdirSync(join(folder, 'overlay'));
  writeFileSync(join(folder, 'overlay/b.yaml'), 'caveats: { pets.pets: [shy] }');
  writeFileSync(join(folder, 'overlay/a.yml'), 'provider: { title: Zoo }');
  writeFileSync(join(folder, 'overlay/notes.txt'), 'no overlay');
  build = { openapiFile: join(folder, 'pets.json'), overlayFiles: [join(folder, 'overlay')], outDir: join(folder, 'out') };
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function overlay(text: string): void {
  writeFileSync(join(folder, 'overlay/b.yaml'), text);
}

test('writes an index and a file a service, from the YAML files of a folder, and finds them fresh', () => {
  expect(buildProvider(build)).toMatchObject({ operations: 2, methods: 2, unmapped: [], refused: false });
  expect(readdirSync(join(folder, 'out/services')).sort()).toEqual(['pets.json', 'toys.json']);
  const text = readFileSync(join(folder, 'out/services/pets.json'), 'utf8');
  expect(decodeService(text, 'pets.json').resources[0]?.caveats).toEqual(['shy']);
  expect(text.split('\n').filter((line) => line.includes('"name":"list_pets"'))).toHaveLength(1);
  expect(readFileSync(join(folder, 'out/index.json'), 'utf8')).toContain('"title": "Zoo"');
  expect(checkProvider(build).stale).toEqual([]);
});

test('names the files that differ, are missing or are too many', () => {
  buildProvider(build);
  overlay('caveats: { pets.pets: [bold] }');
  rmSync(join(folder, 'out/services/toys.json'));
  writeFileSync(join(folder, 'out/services/birds.json'), '{}');
  expect(checkProvider(build).stale).toEqual(['services/pets.json', 'services/toys.json', 'services/birds.json']);
});

test('takes the files of services that are no more away, and leaves others alone', () => {
  mkdirSync(join(folder, 'out/services'), { recursive: true });
  writeFileSync(join(folder, 'out/services/birds.json'), '{}');
  writeFileSync(join(folder, 'out/README.md'), 'mine');
  buildProvider(build);
  expect(existsSync(join(folder, 'out/services/birds.json'))).toBe(false);
  expect(readFileSync(join(folder, 'out/README.md'), 'utf8')).toBe('mine');
});

test('writes nothing when the overlay says things of nothing', () => {
  overlay('effects: { listPest: [bites] }');
  expect(() => buildProvider(build)).toThrow(/effects\.listPest: overlay entry listPest of effects fits nothing/);
  expect(existsSync(join(folder, 'out'))).toBe(false);
  expect(checkProvider(build)).toMatchObject({
    stale: ['index.json', 'services/pets.json', 'services/toys.json'],
    report: { refused: true },
  });
});
