import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonValue } from '../../values/value.ts';
import { readDocument } from '../../openapi/document.ts';
import { readSchema } from '../../openapi/schema.ts';
import { type JsonObject, textAt } from '../json.ts';
import { checkValue } from '../schema/check-value.ts';
import { SchemaReader } from '../schema/schema-reader.ts';
import { documentJson, startTestOrg, type TestOrg } from '../test-org.ts';

let org: TestOrg;
beforeEach(async () => {
  org = await startTestOrg();
});
afterEach(() => org.sandbox.close());

const bookmark = { label: 'Menu', signOnMode: 'BOOKMARK', name: 'bookmark', settings: { app: { url: 'https://menu.example' } } };

describe('a new org', () => {
  test('has apps of the kinds that administrators know, each valid as its variant', async () => {
    const apps = await org.list('/api/v1/apps');
    const reader = new SchemaReader(readDocument(documentJson));
    const schema = readSchema({ $ref: '#/components/schemas/Application' }, '#');
    for (const app of apps) expect(checkValue(reader, schema, { value: app, direction: 'response' }), String(app['label'])).toEqual([]);
    const names = apps.map((app) => app['name']);
    for (const name of ['office365', 'google', 'zoomus', 'slack', 'salesforce', 'workday', 'bookmark', 'oidc_client'])
      expect(names).toContain(name);
    for (const app of apps) expect(app['id']).toMatch(/^0oa[0-9A-Za-z]{17}$/);
    expect(apps.filter((app) => app['status'] === 'INACTIVE').length).toBeGreaterThan(0);
  });

  test.each([
    [3, 3],
    [400, 400],
  ])('has %i apps when that many are wanted', async (apps, count) => {
    await using sized = await startTestOrg({ apps });
    const ids = new Set<string>();
    for await (const page of pages(sized, '/api/v1/apps')) for (const app of page) ids.add(String(app['id']));
    expect(ids.size).toBe(count);
  });
});

describe('listing', () => {
  test('pages by Link lines of their own, self and next, absolute on the own origin, until next is absent', async () => {
    const answer = await org.send('GET /api/v1/apps?limit=5');
    const links = (answer.headers.get('link') ?? '').split(', ');
    expect(links.map((link) => /rel="(\w+)"/.exec(link)?.[1])).toEqual(['self', 'next']);
    for (const link of links) expect(link.startsWith(`<${org.sandbox.url}/api/v1/apps?limit=5`)).toBe(true);
    const sizes: number[] = [];
    for await (const page of pages(org, '/api/v1/apps?limit=5')) sizes.push(page.length);
    expect(sizes).toEqual([5, 5, 4]);
  });

  test('a page that is deleted meanwhile does not shift the next one', async () => {
    const first = await org.send('GET /api/v1/apps?limit=2');
    const all = await org.list('/api/v1/apps');
    const gone = String(all[0]?.['id']);
    await org.send(`POST /api/v1/apps/${gone}/lifecycle/deactivate`);
    await org.send(`DELETE /api/v1/apps/${gone}`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect((await org.list(next.replace(org.sandbox.url, '')))[0]?.['id']).toBe(all[2]?.['id']);
  });

  test.each([
    ['q=sal', ['Salesforce'], 'prefix of the label'],
    ['q=ZOOM', ['Zoom'], 'whatever the case'],
    ['q=force', [], 'not in the middle'],
    ['filter=name eq "slack"', ['Slack'], 'by name'],
    ['filter=status eq "INACTIVE" and name eq "bookmark"', ['Old wiki'], 'and'],
    ['filter=name eq "slack" or name eq "google"', ['Google Workspace', 'Slack'], 'or'],
    ['filter=name eq "SLACK"', [], 'texts compare with their case'],
  ])('%s finds %j: %s', async (query, labels) => {
    const apps = await org.list(`/api/v1/apps?${query.replace(/=(.*)/, (_, value) => `=${encodeURIComponent(value)}`)}`);
    expect(apps.map((app) => app['label'])).toEqual(labels);
  });

  test('user.id finds the apps of a user', async () => {
    const [user] = await org.list('/api/v1/users?limit=1');
    const id = String(user?.['id']);
    const apps = await org.list(`/api/v1/apps?filter=${encodeURIComponent(`user.id eq "${id}"`)}`);
    expect(apps.length).toBe(5);
    for (const app of apps) expect((await org.send(`GET /api/v1/apps/${String(app['id'])}/users/${id}`)).status).toBe(200);
  });

  test.each([
    ['label eq "Slack"', 'E0000031', 'an attribute that cannot be filtered'],
    ['status sw "ACT"', 'E0000053', 'an operator that is not taken'],
    ['status eq', 'E0000031', 'half an expression'],
    ['(status eq "ACTIVE"', 'E0000031', 'a parenthesis left open'],
    ['not (status eq "ACTIVE")', 'E0000053', 'a connective that is not taken'],
  ])('filter %j is refused with %s: %s', async (filter, code) => {
    const answer = await org.send(`GET /api/v1/apps?filter=${encodeURIComponent(filter)}`);
    expect([answer.status, textAt(answer.body, 'errorCode')]).toEqual([400, code]);
  });
});

describe('changing', () => {
  test('create, read, replace, deactivate, delete', async () => {
    const created = await org.send('POST /api/v1/apps', bookmark);
    expect(created.body).toMatchObject({ ...bookmark, status: 'ACTIVE' });
    const path = `/api/v1/apps/${textAt(created.body, 'id')}`;
    expect(await org.one(path)).toEqual(created.body);
    const replaced = await org.send(`PUT ${path}`, { ...bookmark, label: 'Canteen' });
    expect(replaced.body).toMatchObject({ label: 'Canteen', created: textAt(created.body, 'created') });
    expect(textAt(replaced.body, 'lastUpdated')).not.toBe(textAt(created.body, 'lastUpdated'));
    const early = await org.send(`DELETE ${path}`);
    expect([early.status, textAt(early.body, 'errorCode')]).toEqual([403, 'E0000056']);
    expect((await org.send(`POST ${path}/lifecycle/deactivate`)).status).toBe(200);
    expect((await org.send(`DELETE ${path}`)).status).toBe(204);
    expect((await org.send(`GET ${path}`)).status).toBe(404);
    expect((await org.send(`DELETE ${path}`)).status).toBe(404);
  });

  test('activate=false creates it inactive; activating twice is no error', async () => {
    const created = await org.send('POST /api/v1/apps?activate=false', bookmark);
    expect(textAt(created.body, 'status')).toBe('INACTIVE');
    for (let round = 0; round < 2; round += 1)
      expect((await org.send(`POST /api/v1/apps/${textAt(created.body, 'id')}/lifecycle/activate`)).status).toBe(200);
  });

  test('replacing drops what the body leaves out', async () => {
    const created = await org.send('POST /api/v1/apps', { ...bookmark, profile: { owner: 'ada' } });
    const path = `/api/v1/apps/${textAt(created.body, 'id')}`;
    expect(created.body).toHaveProperty('profile');
    await org.send(`PUT ${path}`, bookmark);
    expect(await org.one(path)).not.toHaveProperty('profile');
  });

  test.each<readonly [JsonValue, string, string]>([
    [{ label: 'x' }, 'signOnMode', 'what tells the kind is missing'],
    [{ ...bookmark, signOnMode: 'CARRIER_PIGEON' }, 'signOnMode', 'a kind that does not exist'],
    [{ label: 'x', signOnMode: 'BOOKMARK', name: 'bookmark' }, 'settings', 'a field that this kind requires is missing'],
    [{ ...bookmark, settings: { app: {} } }, 'settings.app.url', 'a nested field is missing'],
    [{ ...bookmark, label: 5 }, 'label', 'a field has another type'],
  ])('%j is refused naming %s: %s', async (body, name) => {
    const answer = await org.send('POST /api/v1/apps', body);
    expect([answer.status, textAt(answer.body, 'errorCode')]).toEqual([400, 'E0000001']);
    expect(answer.text).toContain(`${name}: `);
  });
});

async function* pages(from: TestOrg, path: string): AsyncGenerator<readonly JsonObject[]> {
  let next: string | undefined = path;
  while (next !== undefined) {
    const answer = await from.send(`GET ${next}`);
    yield JSON.parse(answer.text);
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]?.replace(from.sandbox.url, '');
  }
}
