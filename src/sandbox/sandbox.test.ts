import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonValue } from '../values/value.ts';
import { textAt } from './json.ts';
import { startSandbox } from './sandbox.ts';
import { documentJson, startTestOrg, testToken, type TestOrg } from './test-org.ts';

let org: TestOrg;
beforeAll(async () => {
  org = await startTestOrg();
});
afterAll(() => org.sandbox.close());

describe('what is refused before anything is done', () => {
  const authorized = { authorization: `SSWS ${testToken}` };
  test.each([
    ['GET /api/v1/apps', { authorization: '' }, 401, 'E0000011', 'no credential'],
    ['GET /api/v1/apps', { authorization: 'SSWS wrong' }, 401, 'E0000011', 'a wrong token'],
    ['GET /api/v1/apps', { authorization: `Basic ${testToken}` }, 401, 'E0000011', 'another scheme'],
    ['GET /api/v1/nothing', authorized, 404, 'E0000007', 'a path that is not served'],
    ['GET /api/v1/apps/', authorized, 404, 'E0000007', 'an empty last segment'],
    ['DELETE /api/v1/apps', authorized, 405, 'E0000022', 'a method that the path does not take'],
    ['GET /api/v1/apps?colour=red', authorized, 400, 'E0000001', 'a query parameter that is not declared'],
    ['GET /api/v1/apps?limit=many', authorized, 400, 'E0000001', 'a number that is none'],
    ['GET /api/v1/apps?limit=201', authorized, 400, 'E0000001', 'a number over the documented maximum'],
    ['GET /api/v1/apps?limit=0', authorized, 400, 'E0000001', 'a page of nothing'],
    ['GET /api/v1/apps?useOptimization=yes', authorized, 400, 'E0000001', 'a flag that is none'],
    ['GET /api/v1/apps?limit=1&limit=2', authorized, 400, 'E0000001', 'one value sent twice'],
    ['GET /api/v1/apps?after=made-up', authorized, 400, 'E0000001', 'a cursor that nobody gave'],
    ['GET /api/v1/policies', authorized, 400, 'E0000001', 'a required query parameter left out'],
  ])('%s %j gives %i %s: %s', async (request, headers, status, code) => {
    const answer = await org.send(request, undefined, headers);
    expect([answer.status, textAt(answer.body, 'errorCode')]).toEqual([status, code]);
    expect(Object.keys(answer.body ?? {}).toSorted()).toEqual(['errorCauses', 'errorCode', 'errorId', 'errorLink', 'errorSummary']);
  });

  test.each([
    ['text/plain', 415, 'E0000021', 'a body of another media type'],
    ['application/json', 400, 'E0000003', 'a body that is no JSON'],
  ])('%s gives %i %s: %s', async (type, status, code) => {
    const answer = await org.send('POST /api/v1/groups', 'not json', { 'content-type': type });
    expect([answer.status, textAt(answer.body, 'errorCode')]).toEqual([status, code]);
  });

  test.each<readonly [JsonValue, string, string]>([
    [{}, 'name', 'what every group needs is missing'],
    [{ profile: { name: 5 } }, 'profile.name', 'a field has another type'],
    [{ profile: { name: 'x' }, colour: 'red' }, 'colour', 'a field is not known'],
  ])('body %j is refused naming %s: %s', async (body, name) => {
    const answer = await org.send('POST /api/v1/groups', body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(name);
  });

  test('a body where none is documented is refused', async () => {
    const [app] = await org.list('/api/v1/apps?limit=1');
    const answer = await org.send(`POST /api/v1/apps/${String(app?.['id'])}/lifecycle/activate`, {});
    expect(answer.status).toBe(400);
  });
});

describe('what every answer carries', () => {
  test('request id, rate limit, date and content type', async () => {
    const answer = await org.send('GET /api/v1/users/me');
    expect(answer.headers.get('x-okta-request-id')).toMatch(/^req/);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('x-rate-limit-limit')).toBe('2000');
    const reset = Number(answer.headers.get('x-rate-limit-reset')) * 1000 - Date.parse(answer.headers.get('date') ?? '');
    expect(reset).toBeGreaterThanOrEqual(-1000);
    expect(reset).toBeLessThanOrEqual(60_000);
  });

  test('remaining counts down within a bucket and over a limit only an org that enforces it refuses', async () => {
    await using strict = await startTestOrg({ enforceRateLimits: true });
    const statuses: number[] = [];
    for (let call = 0; call < 101; call += 1) statuses.push((await strict.send('GET /api/v1/apps?limit=1')).status);
    const refused = statuses.filter((status) => status === 429).length;
    expect(refused === 1 || statuses.every((status) => status === 200)).toBe(true);
    const answer = await strict.send('GET /api/v1/apps?limit=1');
    expect(Number(answer.headers.get('x-rate-limit-remaining'))).toBeLessThan(100);
  });

  test('the org itself answers without a credential', async () => {
    const answer = await org.send('GET /.well-known/okta-organization', undefined, { authorization: '' });
    expect(answer.status).toBe(200);
    expect(textAt(answer.body, 'id')).toMatch(/^00o/);
  });
});

describe('length of bodies', () => {
  const path = '/api/v1/apps/0oa1gjh63g214q0Hq0g4/connections/default/lifecycle/activate';
  const head = `POST ${path} HTTP/1.1\r\nHost: sandbox\r\nAuthorization: SSWS ${testToken}\r\nConnection: close\r\n`;
  test.each([
    [`${head}\r\n`, '411', 'neither length nor body'],
    [`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, '411', 'chunked, but nothing in it'],
    [`${head}Content-Length: 0\r\n\r\n`, '204', 'an explicit length of zero'],
  ])('%j answers %s: %s', async (bytes, status) => {
    expect((await exchange(bytes)).split(' ')[1]).toBe(status);
  });

  test('a chunked body that holds something is taken', async () => {
    const body = JSON.stringify({ profile: { name: 'Chunked' } });
    const bytes =
      `POST /api/v1/groups HTTP/1.1\r\nHost: sandbox\r\nAuthorization: SSWS ${testToken}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    expect((await exchange(bytes)).split(' ')[1]).toBe('200');
  });
});

describe('the request log', () => {
  test('holds method, path with query, body and status, but no secret', async () => {
    await org.send('POST /api/v1/groups', { profile: { name: 'Logged' } });
    const entry = org.sandbox.requests.at(-1);
    expect(entry).toMatchObject({ method: 'POST', path: '/api/v1/groups', status: 200, body: '{"profile":{"name":"Logged"}}' });
    expect(JSON.stringify(org.sandbox.requests)).not.toContain(testToken);
    expect(entry?.headers['authorization']).toMatch(/^SSWS/);
  });
});

describe('starting and stopping', () => {
  test('a token is made up when none is given, and no two are alike', async () => {
    await using one = await startSandbox({ document: documentJson });
    await using other = await startSandbox({ document: documentJson });
    expect(one.token).not.toBe(other.token);
    expect(one.token.length).toBeGreaterThan(30);
  });

  test('close cuts a connection that is kept alive, and may be called again', async () => {
    const sandbox = await startSandbox({ document: documentJson });
    const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET /.well-known/okta-organization HTTP/1.1\r\nHost: sandbox\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    await sandbox.close();
    await sandbox.close();
    await ended;
    await expect(fetch(sandbox.url)).rejects.toThrow();
  });

  test('a port that is taken rejects', async () => {
    await expect(startSandbox({ document: documentJson, port: Number(new URL(org.sandbox.url).port) })).rejects.toThrow(/EADDRINUSE/);
  });

  test('orgs of one seed are equal, those of another are not', async () => {
    await using one = await startTestOrg({ seed: 7, now: 0 });
    await using same = await startTestOrg({ seed: 7, now: 0 });
    await using other = await startTestOrg({ seed: 8, now: 0 });
    const users = async (from: TestOrg): Promise<string> => (await from.send('GET /api/v1/users')).text.replaceAll(from.sandbox.url, '');
    expect(await users(one)).toBe(await users(same));
    expect(await users(one)).not.toBe(await users(other));
  });
});

/** Sends bytes as they are and gives what comes back until the server closes. */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(org.sandbox.url).port), '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
    socket.write(bytes);
  });
}
