import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import { startTestOrg, type TestOrg } from '../test-org.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 5, 15, 12);

let org: TestOrg;
beforeEach(async () => {
  org = await startTestOrg({ now });
});
afterEach(() => org.sandbox.close());

function ago(days: number): string {
  return new Date(now - days * day).toISOString();
}

async function pageThrough(query: string, most = 20): Promise<{ readonly events: readonly JsonObject[]; readonly ended: boolean }> {
  const events: JsonObject[] = [];
  let next: string | undefined = `/api/v1/logs?${query}`;
  for (let page = 0; page < most && next !== undefined; page += 1) {
    const answer = await org.send(`GET ${next}`);
    events.push(...JSON.parse(answer.text));
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]?.replace(org.sandbox.url, '');
  }
  return { events, ended: next === undefined };
}

describe('time', () => {
  test('without since the log begins a week before its end', async () => {
    const { events } = await pageThrough(`until=${ago(0)}&limit=1000`);
    const times = events.map((event) => textAt(event, 'published') ?? '');
    expect(times[0] !== undefined && times[0] >= ago(7)).toBe(true);
    expect(events.length).toBe(300);
    expect(times).toEqual(times.toSorted());
  });

  test('with until pages end, without it there is always a next one, on which later events turn up', async () => {
    expect((await pageThrough(`since=${ago(90)}&until=${ago(0)}&limit=100`)).ended).toBe(true);
    const first = await org.send(`GET /api/v1/logs?since=${ago(1)}&limit=1000`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1]?.replace(org.sandbox.url, '') ?? '';
    const before = await org.send(`GET ${next}`);
    expect([JSON.parse(before.text), before.headers.get('link')?.includes('rel="next"')]).toEqual([[], true]);
    await org.send('POST /api/v1/groups', { profile: { name: 'Later' } });
    expect((await org.list(next)).map((event) => event['eventType'])).toEqual(['group.lifecycle.create']);
  });

  test('pages give every event once, in either order', async () => {
    const range = `since=${ago(30)}&until=${ago(0)}`;
    const all = (await pageThrough(`${range}&limit=1000`)).events.map((event) => event['uuid']);
    expect(new Set(all).size).toBe(all.length);
    expect((await pageThrough(`${range}&limit=97`)).events.map((event) => event['uuid'])).toEqual(all);
    expect((await pageThrough(`${range}&limit=97&sortOrder=DESCENDING`)).events.map((event) => event['uuid'])).toEqual(all.toReversed());
  });

  test.each([
    [`since=${ago(181)}`, 'too long ago'],
    ['since=yesterday', 'no time'],
    [`since=${ago(1)}&until=${ago(2)}`, 'backwards'],
    ['filter=eventType', 'half an expression'],
  ])('%s is refused: %s', async (query) => {
    expect((await org.send(`GET /api/v1/logs?${query}`)).status).toBe(400);
  });
});

describe('filters', () => {
  test.each([
    [
      'eventType eq "user.session.start" and outcome.result eq "FAILURE"',
      (event: JsonObject) => objectAt(event, 'outcome')['result'] === 'FAILURE',
    ],
    ['outcome.result ne "SUCCESS"', (event: JsonObject) => objectAt(event, 'outcome')['result'] !== 'SUCCESS'],
    ['eventType sw "user." and not (eventType ew ".sso")', (event: JsonObject) => !String(event['eventType']).endsWith('.sso')],
    ['target.type eq "AppInstance"', (event: JsonObject) => JSON.stringify(event['target']).includes('AppInstance')],
    ['actor.alternateId co "@example.com"', () => true],
  ])('%s', async (filter, holds) => {
    const { events } = await pageThrough(`since=${ago(2)}&until=${ago(0)}&filter=${encodeURIComponent(filter)}`);
    expect(events.length).toBeGreaterThan(0);
    expect(events.every(holds)).toBe(true);
  });

  test('somebody failed to sign in since yesterday', async () => {
    const filter = encodeURIComponent('eventType eq "user.session.start" and outcome.result eq "FAILURE"');
    expect((await pageThrough(`since=${ago(1)}&until=${ago(0)}&filter=${filter}`)).events.length).toBeGreaterThan(3);
  });

  test('q wants all its words', async () => {
    const { events } = await pageThrough(`since=${ago(2)}&until=${ago(0)}&q=INVALID_CREDENTIALS`);
    expect(events.length).toBeGreaterThan(0);
    expect((await pageThrough(`since=${ago(2)}&until=${ago(0)}&q=INVALID_CREDENTIALS%20xyzzy`)).events).toEqual([]);
  });
});

test('every change writes an event that names actor and target; a refused one and a read write none', async () => {
  const since = ago(0);
  await org.send('GET /api/v1/groups');
  await org.send('POST /api/v1/groups', {});
  const group = textAt((await org.send('POST /api/v1/groups', { profile: { name: 'Choir' } })).body, 'id') ?? '';
  const me = await org.one('/api/v1/users/me');
  await org.send(`PUT /api/v1/groups/${group}/users/${String(me['id'])}`);
  const events = await org.list(`/api/v1/logs?since=${since}`);
  expect(events.map((event) => event['eventType'])).toEqual(['group.lifecycle.create', 'group.user_membership.add']);
  expect(objectAt(events[1], 'actor')['alternateId']).toBe(objectAt(me, 'profile')['login']);
  expect(events[1]?.['target']).toMatchObject([
    { type: 'UserGroup', id: group, displayName: 'Choir' },
    { type: 'User', id: me['id'] },
  ]);
});
