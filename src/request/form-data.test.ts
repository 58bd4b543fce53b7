import { describe, expect, test } from 'vitest';
import { encodeForm } from './form-data.ts';
import type { FormPart } from './method-call.ts';

const part = (bytes: string, beside: Partial<FormPart> = {}): FormPart => ({
  name: 'file',
  fileName: 'a.png',
  mediaType: 'image/png',
  bytes: Buffer.from(bytes, 'latin1'),
  ...beside,
});

describe('encodeForm', () => {
  test('parts stand between boundary lines, with their names', () => {
    const { mediaType, bytes } = encodeForm([part('\0\r\n'), part('1', { name: 'n', fileName: null, mediaType: 'text/plain' })]);
    expect(mediaType).toBe('multipart/form-data; boundary=form-part-boundary-0');
    expect(Buffer.from(bytes).toString('latin1')).toBe(
      [
        '--form-part-boundary-0',
        'Content-Disposition: form-data; name="file"; filename="a.png"',
        'Content-Type: image/png',
        '',
        '\0\r\n',
        '--form-part-boundary-0',
        'Content-Disposition: form-data; name="n"',
        'Content-Type: text/plain',
        '',
        '1',
        '--form-part-boundary-0--',
        '',
      ].join('\r\n'),
    );
  });

  test('the boundary stands in no part, also where the bytes are a view', () => {
    const whole = Buffer.from('xxform-part-boundary-0 form-part-boundary-1xx');
    expect(encodeForm([part('', { bytes: whole.subarray(2) })]).mediaType).toMatch(/-2$/);
    expect(encodeForm([part('', { bytes: whole.subarray(0, 4) })]).mediaType).toMatch(/-0$/);
  });

  test.each([
    ['a"b.png', 'filename="a%22b.png"', 'a quotation mark would end the name'],
    ['a\r\nX: y.png', 'filename="a%0D%0AX: y.png"', 'a line break would begin a header'],
    ['ü.png', 'filename="ü.png"', 'other characters are UTF-8'],
  ])('%j becomes %s: %s', (fileName, expected) => {
    const { bytes } = encodeForm([part('', { fileName })]);
    expect(Buffer.from(bytes).toString('utf8')).toContain(`${expected}\r\n`);
  });
});
