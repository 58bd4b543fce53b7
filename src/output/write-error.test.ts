import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { streamWrite } from './stream-write.ts';
import { ReaderGone, writeError } from './write-error.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something`), { code });
}

describe('writeError', () => {
  it.each([
    ['ENOSPC', 'cannot write out.csv: no space left on the device'],
    ['EACCES', 'cannot write out.csv: permission denied'],
    ['EWHATEVER', 'cannot write out.csv: EWHATEVER: something'],
  ])('names the place and the reason of %s', (code, message) => {
    expect(writeError('out.csv', systemError(code))).toMatchObject({ code: 'usage', exitCode: 2, message });
  });

  it.each(['EPIPE', 'ERR_STREAM_DESTROYED'])('takes %s for a reader that has gone', (code) => {
    expect(writeError('x', systemError(code))).toBeInstanceOf(ReaderGone);
  });

  it('leaves what is no error of the system as it is', () => {
    const defect = new TypeError('x is not a function');
    expect(writeError('x', defect)).toBe(defect);
  });
});

describe('streamWrite', () => {
  it('rejects with the reason, and not with an event that nobody hears', async () => {
    const full = new Writable({ write: (_chunk, _encoding, done) => done(systemError('ENOSPC')) });
    await expect(streamWrite(full, 'standard output')('x')).rejects.toThrow('cannot write standard output: no space left on the device');
  });
});
