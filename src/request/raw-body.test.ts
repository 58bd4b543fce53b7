import { describe, expect, test } from 'vitest';
import type { BodyDescriptor, BodyField } from '../catalog/descriptor.ts';
import type { Value } from '../values/value.ts';
import { bodyEncoding, formPart, rawBody } from './raw-body.ts';

const body = (mediaType: string, mediaTypes?: readonly string[]): BodyDescriptor => ({
  mediaType,
  ...(mediaTypes === undefined ? {} : { mediaTypes }),
  required: true,
  schema: {},
  fields: [],
});

describe('bodyEncoding', () => {
  test.each([
    ['application/json', 'json', 'JSON'],
    ['application/merge-patch+json', 'json', 'a kind of JSON'],
    ['application/json; okta-version=1.0.0', 'json', 'with parameters'],
    ['multipart/form-data', 'form', 'a form'],
    ['application/pkix-cert', 'raw', 'bytes'],
    ['application/secevent+jwt', 'raw', 'text'],
    ['application/jsonish', 'raw', 'not JSON by its beginning alone'],
  ])('%s is %s: %s', (mediaType, expected) => {
    expect(bodyEncoding(body(mediaType))).toBe(expected);
  });
});

describe('rawBody', () => {
  const certificate = body('application/pkix-cert', ['application/x-x509-ca-cert', 'application/x-pem-file']);
  const pem = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';
  test.each<[Value, BodyDescriptor, unknown, string]>([
    [new Uint8Array([48]), certificate, { kind: 'bytes', value: new Uint8Array([48]) }, 'bytes go as they are'],
    [pem, certificate, { kind: 'text', value: pem, mediaType: 'application/x-pem-file' }, 'PEM armour has its own type'],
    [Buffer.from(pem), certificate, { kind: 'bytes', value: Buffer.from(pem), mediaType: 'application/x-pem-file' }, 'in bytes too'],
    [pem, body('application/pkix-cert'), { kind: 'text', value: pem }, 'unless it is not taken'],
    ['eyJ.', body('application/secevent+jwt'), { kind: 'text', value: 'eyJ.' }, 'text goes as it is'],
    [{ a: 1 }, body('text/plain'), { kind: 'text', value: '{"a":1}' }, 'JSON as its text'],
  ])('%j: %s', (value, descriptor, expected) => {
    expect(rawBody(descriptor, value)).toEqual(expected);
  });

  test.each([[''], [null], [new Uint8Array()]])('%j is nothing to send', (value) => {
    expect(() => rawBody(certificate, value)).toThrow(expect.objectContaining({ code: 'invalid_body' }));
  });
});

describe('formPart', () => {
  const field = (type: BodyField['type']): BodyField => ({ name: 'file', type, datatype: 'string', title: '', required: true });
  test.each<[string, string | null, string, string]>([
    ['\x89PNG\r\n\x1a\n', null, 'file.png image/png', 'a name by what the bytes are'],
    ['\x89PNG\r\n\x1a\n', 'logo.PNG', 'logo.PNG image/png', 'the name of the file'],
    ['\xff\xd8\xff\xe0', null, 'file.jpg image/jpeg', 'JPEG'],
    ['GIF89a…', null, 'file.gif image/gif', 'GIF'],
    ['\0\0\x01\0', null, 'file.ico image/x-icon', 'an icon'],
    ['?', null, 'file.bin application/octet-stream', 'anything else'],
  ])('%j called %s is %s: %s', (bytes, name, expected) => {
    const { fileName, mediaType } = formPart(field('blob'), Buffer.from(bytes, 'latin1'), name);
    expect(`${fileName} ${mediaType}`).toBe(expected);
  });

  test('text is no file', () => {
    expect(formPart(field('string'), 'a', null)).toEqual({
      name: 'file',
      fileName: null,
      mediaType: 'text/plain; charset=utf-8',
      bytes: new TextEncoder().encode('a'),
    });
    expect(() => formPart(field('blob'), '/etc/passwd', null)).toThrow(expect.objectContaining({ code: 'invalid_body' }));
  });
});
