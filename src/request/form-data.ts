import type { FormPart } from './method-call.ts';

/** A form as it travels. */
export interface EncodedForm {
  /** `multipart/form-data` with the boundary. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Writes multipart/form-data (RFC 7578). The boundary is made from the parts alone, so that equal forms are equal bytes. */
export function encodeForm(parts: readonly FormPart[]): EncodedForm {
  const boundary = freeBoundary(parts);
  const pieces = parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n${partHeaders(part)}\r\n\r\n`), part.bytes, Buffer.from('\r\n')]);
  return { mediaType: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]) };
}

/** A boundary that stands in none of the parts. */
function freeBoundary(parts: readonly FormPart[]): string {
  for (let count = 0; ; count += 1) {
    const boundary = `form-part-boundary-${count}`;
    if (!parts.some(({ bytes }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(boundary))) return boundary;
  }
}

function partHeaders({ name, fileName, mediaType }: FormPart): string {
  const file = fileName === null ? '' : `; filename="${quoted(fileName)}"`;
  return `Content-Disposition: form-data; name="${quoted(name)}"${file}\r\nContent-Type: ${mediaType}`;
}

/** What would end the quoted text is percent-encoded (HTML, "Multipart form data"). */
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
