import { describe, expect, test } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import type { MethodDescriptor } from '../catalog/descriptor.ts';
import type { HttpHeader } from '../request/http-message.ts';
import { callOf } from './acme.fixture.ts';
import { networkError } from './network-error.ts';
import { type FailedTry, Repeats } from './repeats.ts';

const place = { host: 'my-org.acme.com', call: 'GET /things' };
const failures = {
  busy: new QueryError('rate_limited', '429', { remote: { status: 429 }, retryable: true }),
  down: new QueryError('remote_error', '503', { remote: { status: 503 }, retryable: true }),
  refusal: new QueryError('remote_error', '400', { remote: { status: 400 } }),
  cut: new QueryError('outcome_unknown', 'lost'),
  unsent: networkError(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), place),
  noTrust: networkError(Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), place),
} as const;

function repeatsOf(method: Partial<MethodDescriptor>, headers: readonly HttpHeader[] = []): Repeats {
  return new Repeats(callOf('https://my-org.acme.com', method).method, { method: 'X', url: 'https://x', headers, body: null }, 60_000);
}

const failed = (error: QueryError, more: Partial<FailedTry> = {}): FailedTry => ({
  error,
  headers: [],
  spent: 0,
  reached: true,
  usedUp: false,
  ...more,
});

describe('a call is sent again', () => {
  test.each<[method: Partial<MethodDescriptor>, failure: keyof typeof failures, again: boolean]>([
    [{ httpMethod: 'GET' }, 'busy', true],
    [{ httpMethod: 'GET' }, 'down', true],
    [{ httpMethod: 'GET' }, 'refusal', false],
    [{ httpMethod: 'PUT' }, 'cut', true],
    [{ httpMethod: 'DELETE' }, 'down', true],
    [{ httpMethod: 'DELETE', repeat: 'unprocessed' }, 'down', false],
    [{ httpMethod: 'DELETE', repeat: 'unprocessed' }, 'busy', true],
    [{ httpMethod: 'POST' }, 'cut', false],
    [{ httpMethod: 'POST' }, 'down', false],
    [{ httpMethod: 'POST' }, 'busy', true],
    [{ httpMethod: 'POST' }, 'unsent', true],
    [{ httpMethod: 'POST', repeat: 'always' }, 'down', true],
    [{ httpMethod: 'PATCH' }, 'cut', false],
    [{ httpMethod: 'GET' }, 'noTrust', false],
  ])('%j after %s: %s', (method, failure, again) => {
    const repeats = repeatsOf(method);
    if (again) expect(repeats.after(failed(failures[failure])).milliseconds).toBeGreaterThan(0);
    else expect(() => repeats.after(failed(failures[failure]))).toThrow(failures[failure]);
  });

  test('not where it depends on what the object was', () => {
    expect(() => repeatsOf({ httpMethod: 'PUT' }, [['if-match', '"1"']]).after(failed(failures.cut))).toThrow('lost');
  });

  test('five times at most, which the error tells', () => {
    const repeats = repeatsOf({});
    for (let tries = 1; tries < 5; tries += 1) repeats.after(failed(failures.down));
    expect(() => repeats.after(failed(failures.down))).toThrow('503 (tried 5 times)');
  });

  test('twice, and for five seconds, to a host that nobody has reached', () => {
    const repeats = repeatsOf({});
    const away = failed(failures.unsent, { reached: false });
    repeats.after(away);
    repeats.after(away);
    expect(() => repeats.after(away)).toThrow('(tried 3 times)');
    expect(() => repeatsOf({}).after({ ...away, spent: 4_900 })).toThrow(failures.unsent);
  });

  test('not when its time is over', () => {
    expect(() => repeatsOf({}).after(failed(failures.down, { spent: 59_900 }))).toThrow(failures.down);
  });

  test('after the pause that the server wishes', () => {
    expect(repeatsOf({}).after(failed(failures.down, { headers: [['Retry-After', '7']] }))).toEqual({
      milliseconds: 7_000,
      limited: false,
    });
    expect(repeatsOf({}).after(failed(failures.busy, { usedUp: true }))).toEqual({ milliseconds: 0, limited: true });
  });

  test('and what became of it stays open when the second try is refused', () => {
    const repeats = repeatsOf({ httpMethod: 'PUT' });
    repeats.after(failed(failures.cut));
    expect(() => repeats.after(failed(failures.refusal))).toThrow('lost (tried 2 times)');
  });
});
