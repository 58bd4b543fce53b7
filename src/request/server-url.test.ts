import { describe, expect, test } from 'vitest';
import { parseServerUrl } from './server-url.ts';

describe('parseServerUrl takes', () => {
  test.each<[text: string, expected: string, why: string]>([
    ['https://gateway.example', 'https://gateway.example', 'https anywhere'],
    ['https://gateway.example/', 'https://gateway.example', 'a bare slash'],
    ['https://gateway.example:8443', 'https://gateway.example:8443', 'a port'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080', 'plain http to this machine'],
    ['http://127.9.9.9', 'http://127.9.9.9', 'all of 127.0.0.0/8'],
    ['http://[::1]:8080', 'http://[::1]:8080', 'IPv6 loopback'],
    ['http://LOCALHOST:8080', 'http://localhost:8080', 'by name'],
  ])('%s as %s: %s', (text, expected) => {
    expect(parseServerUrl(text)).toBe(expected);
  });
});

describe('parseServerUrl refuses', () => {
  test.each<[text: string, message: string]>([
    ['gateway.example', 'is not a URL'],
    ['', 'is not a URL'],
    ['http://gateway.example', 'would send credentials unencrypted'],
    ['http://127.0.0.1.evil.example', 'would send credentials unencrypted'],
    ['http://localhost.evil.example', 'would send credentials unencrypted'],
    ['http://10.0.0.1', 'would send credentials unencrypted'],
    ['ftp://127.0.0.1', 'is not an http or https URL'],
    ['https://user:secret@gateway.example', 'has a user name or password'],
    ['https://gateway.example/api', 'has a path'],
    ['https://gateway.example?x', 'has a path'],
    ['https://gateway.example/#x', 'has a path'],
  ])('%s: %s', (text, message) => {
    expect(() => parseServerUrl(text)).toThrow(
      expect.objectContaining({ code: 'invalid_host', message: expect.stringContaining(message) }),
    );
  });

  test('without printing a password', () => {
    expect(() => parseServerUrl('https://user:secret@gateway.example')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});
