/** What kind of file some bytes are. */
export interface FileType {
  readonly mediaType: string;
  /** Usual ending of the name, without a dot. */
  readonly extension: string;
}

/** Beginnings that tell, as Latin-1 text. */
const signatures: readonly (readonly [start: string, type: FileType])[] = [
  ['\x89PNG\r\n\x1a\n', { mediaType: 'image/png', extension: 'png' }],
  ['\xff\xd8\xff', { mediaType: 'image/jpeg', extension: 'jpg' }],
  ['GIF87a', { mediaType: 'image/gif', extension: 'gif' }],
  ['GIF89a', { mediaType: 'image/gif', extension: 'gif' }],
  ['\0\0\x01\0', { mediaType: 'image/x-icon', extension: 'ico' }],
  ['<svg', { mediaType: 'image/svg+xml', extension: 'svg' }],
];

/** Tells from the first bytes what a file is; anything unknown is `application/octet-stream`. */
export function fileTypeOf(bytes: Uint8Array): FileType {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const known = signatures.find(([signature]) => start.startsWith(signature));
  return known?.[1] ?? { mediaType: 'application/octet-stream', extension: 'bin' };
}
