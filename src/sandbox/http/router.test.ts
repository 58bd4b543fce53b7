import { describe, expect, test } from 'vitest';
import { readDocument } from '../../openapi/document.ts';
import { documentJson } from '../test-org.ts';
import { RateLimits } from './rate-limit.ts';
import { readMultipart } from './multipart.ts';
import { Router } from './router.ts';

const router = new Router(readDocument(documentJson));

describe('routes', () => {
  test.each<readonly [string, string, string, Readonly<Record<string, string>>, string]>([
    ['GET', '/api/v1/apps', 'listApplications', {}, 'a collection'],
    ['GET', '/api/v1/apps/0oa1', 'getApplication', { appId: '0oa1' }, 'a member'],
    ['GET', '/api/v1/groups/rules', 'listGroupRules', {}, 'a literal wins over a parameter'],
    [
      'POST',
      '/api/v1/apps/google/0oa1/oauth2/callback',
      'verifyProvisioningConnectionForApplication',
      { appName: 'google', appId: '0oa1' },
      'parameters that stand side by side',
    ],
    [
      'GET',
      '/api/v1/apps/0oa1/connections/default',
      'getDefaultProvisioningConnectionForApplication',
      { appId: '0oa1' },
      'literals below a parameter',
    ],
    ['GET', '/api/v1/users/a%40b.c', 'getUser', { id: 'a@b.c' }, 'parameters are decoded'],
    ['GET', '/api/v1/users/a%2Fb', 'getUser', { id: 'a/b' }, 'an encoded slash separates nothing'],
  ])('%s %s is %s with %j: %s', (method, path, id, params) => {
    const found = router.match(method, path);
    expect(typeof found === 'string' ? found : [found.operation.operationId, found.params]).toEqual([id, params]);
  });

  test.each([
    ['PATCH', '/api/v1/apps', 'wrong-method', 'a method that nobody takes there'],
    ['GET', '/api/v1/app', 'unknown-path', 'another word'],
    ['GET', '/api/v1/apps/', 'unknown-path', 'an empty segment'],
    ['GET', '/api/v1/users/%E0%A4%A', 'unknown-path', 'broken encoding'],
    ['GET', '/api/v1', 'unknown-path', 'half a path'],
  ])('%s %s is %s: %s', (method, path, expected) => {
    expect(router.match(method, path)).toBe(expected);
  });
});

describe('rate limits', () => {
  test.each([
    ['GET', '/api/v1/apps', 100],
    ['GET', '/api/v1/apps/0oa1', 500],
    ['GET', '/api/v1/apps/0oa1/users', 100],
    ['GET', '/api/v1/users/00u1', 2000],
    ['POST', '/api/v1/users/00u1', 600],
    ['GET', '/api/v1/logs', 120],
    ['GET', '/api/v1/zones', 1200],
  ])('%s %s: %i a minute', (method, path, limit) => {
    expect(new RateLimits().count(method, path, 0)).toEqual({ limit, remaining: limit - 1, reset: 60, exceeded: false });
  });

  test('a bucket empties, and is full again in the next minute', () => {
    const limits = new RateLimits();
    for (let call = 0; call < 120; call += 1) expect(limits.count('GET', '/api/v1/logs', 30_000).exceeded).toBe(false);
    expect(limits.count('GET', '/api/v1/logs', 59_999)).toEqual({ limit: 120, remaining: 0, reset: 60, exceeded: true });
    expect(limits.count('GET', '/api/v1/logs', 60_000)).toMatchObject({ remaining: 119, reset: 120 });
  });
});

describe('multipart bodies', () => {
  const bytes = Buffer.from(
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n\u0000--\r\n\r\n--x\r\ncontent-disposition: form-data; name="n"\r\n\r\n1\r\n--x--\r\n',
  );

  test('are split into their parts, bytes and all', () => {
    const parts = readMultipart(bytes, 'multipart/form-data; boundary="x"');
    expect(parts.map(({ name, fileName, bytes: part }) => [name, fileName, Buffer.from(part).toString('latin1')])).toEqual([
      ['file', 'a.png', '\u0000--\r\n'],
      ['n', undefined, '1'],
    ]);
  });

  test.each([
    [bytes, 'multipart/form-data', 'no boundary'],
    [bytes, 'multipart/form-data; boundary=y', 'another boundary'],
    [Buffer.from('--x\r\nno header\r\n--x--'), 'multipart/form-data; boundary=x', 'a part without headers'],
  ])('are refused: %#', (body, type) => {
    expect(() => readMultipart(body, type)).toThrow();
  });
});
