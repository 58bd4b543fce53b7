import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findMethod, findResource } from '../../catalog/lookup.ts';
import { docsPages } from './docs-folder.ts';
import { examplesOn, methodOf, org, planAlone, planningContext, suitableValues } from './page-example.fixture.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe.each([
  ['provider/okta', 'docs/resources'],
  ['test/toy/provider', null],
])('the pages of %s', (folder, committed) => {
  const context = planningContext(join(root, folder));
  const { store } = context;
  const generated = docsPages(store);
  const textOf = (path: string): string =>
    committed === null ? (generated.get(path) ?? '') : readFileSync(join(root, committed, path), 'utf8');

  const subjects = store.provider.services.flatMap(({ name: serviceName }) => {
    const service = store.service(serviceName);
    return service.resources.map(({ name }) => [`${serviceName}/${name}.md`, service, name] as const);
  });

  test('cover every resource', () => {
    expect([...generated.keys()].sort()).toEqual(['index.md', ...subjects.map(([path]) => path)].sort());
  });

  test.each(subjects)('%s: every example plans, and calls the method above it', async (path, service, name) => {
    const resource = findResource(service, name);
    const examples = examplesOn(textOf(path));
    const named = [...(resource?.columns ?? []), ...(resource?.methods.flatMap(({ body }) => body?.fields ?? []) ?? [])];
    const hidden = named.some((item) => item.name === store.provider.server.variable);
    const settings = new Map(hidden ? [[store.provider.server.variable, org]] : []);
    const wrong: string[] = [];
    for (const example of examples) {
      const method = resource === undefined ? undefined : findMethod(resource, example.method);
      if (method === undefined) throw new Error(`${path} has an example of ${example.method}`);
      const variables = suitableValues({ provider: store.provider, service }, method);
      const planned = await planAlone(example.sql, variables, { context, settings }).then(methodOf, String);
      if (planned !== method.name) wrong.push(`${example.section} ${method.name}: ${planned}\n${example.sql}`);
    }
    expect(wrong).toEqual([]);
    expect(new Set(examples.map((example) => example.method))).toEqual(new Set(resource?.methods.map((method) => method.name)));
  });
});
