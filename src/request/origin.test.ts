import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ServerDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { isTrustedHost, resolveOrigin, serverValue } from './origin.ts';

const server: ServerDescriptor = {
  variable: 'subdomain',
  title: 'Organization.',
  labelHost: '{value}.acme.com',
  trustedHosts: ['*.acme.com', '*.acmepreview.com'],
  corrections: [
    { pattern: 'https?://([^/?#]+)(?:[/?#].*)?', message: 'is a URL', replacement: '$1' },
    { pattern: '(.+)-admin(\\.acme\\.com)?', message: 'is the admin console', replacement: '$1$2' },
    { pattern: '([a-z0-9-]+)\\.acmepreview', message: 'lacks its end', replacement: '$1.acmepreview.com' },
    { pattern: '\\{.*\\}', message: 'is a placeholder', replacement: null },
  ],
  probePath: null,
};

function failure(value: string, of: ServerDescriptor = server): QueryError {
  try {
    resolveOrigin(of, value);
  } catch (error) {
    if (QueryError.is(error)) return error;
  }
  throw new Error(`${value} was taken`);
}

describe('resolveOrigin takes', () => {
  test.each<[value: string, expected: string, why: string]>([
    ['my-org', 'https://my-org.acme.com', 'a label'],
    ['MY-Org', 'https://my-org.acme.com', 'in any case'],
    ['12345', 'https://12345.acme.com', 'a label of digits'],
    ['my-org.acmepreview.com', 'https://my-org.acmepreview.com', 'a whole host'],
    ['ID.Example.com', 'https://id.example.com', 'a host of one’s own'],
    ['evil.example', 'https://evil.example', 'a well-formed stranger, which the credential check refuses'],
    ['xn--bcher-kva.example', 'https://xn--bcher-kva.example', 'an internationalised host in its ASCII form'],
    [`${'a'.repeat(63)}.example`, `https://${'a'.repeat(63)}.example`, 'the longest label'],
  ])('%s as %s: %s', (value, expected) => {
    expect(resolveOrigin(server, value)).toBe(expected);
  });
});

describe('resolveOrigin refuses', () => {
  test.each<[value: string, message: string, hint: string]>([
    ['evil.com/#', 'is not a host name', 'Give a name'],
    ['a.b@c', 'is not a host name', 'Give a name'],
    ['127.0.0.1:99/#', 'is not a host name', 'Give a name'],
    ['..', 'is not a host name', 'Give a name'],
    ['.', 'is not a host name', 'Give a name'],
    ['', 'is empty', 'Give a name'],
    ['a'.repeat(300), 'is longer than a host name can be', 'Give a name'],
    [`${'a'.repeat(64)}.example`, 'is not a host name', 'Give a name'],
    ['my org', 'characters that no host name has', 'Give a name'],
    [' my-org ', 'has spaces around it', "Use 'my-org'."],
    ['my-org\n', 'has spaces around it', "Use 'my-org'."],
    ['my\u0000org', 'characters that no host name has', 'Give a name'],
    ['аcme', 'characters that no host name has', 'Give a name'],
    ['my-org。example。com', 'characters that no host name has', 'Give a name'],
    ['my-org.acme.com.', 'ends in a dot', "Use 'my-org.acme.com'."],
    ['my-org.acme.com:443', 'has a port', "Use 'my-org.acme.com'."],
    ['evil.com:443@x', 'is not a host name', 'Give a name'],
    ['127.0.0.1', 'is an address', 'Give a name'],
    ['127.1', 'is an address', 'Give a name'],
    ['0x7f.0x1', 'is an address', 'Give a name'],
    ['evil.0x7f', 'is an address', 'Give a name'],
    ['[::1]', 'is an address', 'Give a name'],
    ['::1', 'is an address', 'Give a name'],
    ['localhost', 'is this machine', 'Give a name'],
    ['a.localhost', 'is this machine', 'Give a name'],
    ['-a', 'is not a host name', 'Give a name'],
    ['a-', 'is not a host name', 'Give a name'],
    ['a_b', 'is not a host name', 'Give a name'],
    ['%65vil.com', 'is not a host name', 'Give a name'],
    ['evil.com\\@my-org.acme.com', 'is not a host name', 'Give a name'],
    ['https://my-org.acme.com/app', 'is a URL', "Use 'my-org.acme.com'."],
    ['https://evil.com@my-org', 'is a URL', 'Give a name'],
    ['ftp://files.example/x', 'is a URL', "Use 'files.example'."],
    ['my-org-admin', 'is the admin console', "Use 'my-org'."],
    ['My-Org-Admin.acme.com', 'is the admin console', "Use 'My-Org.acme.com'."],
    ['my-org.acmepreview', 'lacks its end', "Use 'my-org.acmepreview.com'."],
    ['{yourDomain}', 'is a placeholder', 'Give a name'],
  ])('%j because it %s; %s', (value, message, hint) => {
    const error = failure(value);
    expect(error.code).toBe('invalid_host');
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
    expect(error.message.length).toBeLessThan(160);
  });

  test('a single label where only whole hosts are taken', () => {
    expect(failure('my-org', { ...server, labelHost: null }).message).toContain('is not a whole host name');
  });

  test('everything that the URL parser would read differently', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain(), fc.ipV6()), (value) => {
        let origin: string;
        try {
          origin = resolveOrigin(server, value);
        } catch (error) {
          return QueryError.is(error) && error.code === 'invalid_host';
        }
        const url = new URL(`${origin}/x`);
        const expected = value.includes('.') ? value.toLowerCase() : `${value.toLowerCase()}.acme.com`;
        return url.host === expected && url.port === '' && url.username === '' && url.protocol === 'https:';
      }),
    );
  });
});

describe('isTrustedHost', () => {
  test.each<[host: string, expected: boolean, why: string]>([
    ['my-org.acme.com', true, 'one label for the star'],
    ['acme.com', false, 'no label for it'],
    ['a.b.acme.com', false, 'two labels for it'],
    ['.acme.com', false, 'an empty label for it'],
    ['my-org.acme.com.evil.example', false, 'a stranger that begins like one of ours'],
    ['evilacme.com', false, 'a stranger that ends like one of ours'],
    ['my-orgXacme.com', false, 'a dot is a dot'],
  ])('%s: %s, %s', (host, expected) => {
    expect(isTrustedHost(server, host)).toBe(expected);
  });
});

test.each<[origin: string, expected: string, why: string]>([
  ['https://my-org.acme.com', 'my-org', 'a label'],
  ['https://my-org.acmepreview.com', 'my-org.acmepreview.com', 'another domain'],
  ['https://a.b.acme.com', 'a.b.acme.com', 'more than a label'],
  ['http://127.0.0.1:80', '127.0.0.1', 'a loopback server'],
])('serverValue(%s) is %s: %s', (origin, expected) => {
  expect(serverValue(server, origin)).toBe(expected);
});
