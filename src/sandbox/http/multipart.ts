import type { SchemaObject } from '../../openapi/schema.ts';
import { invalid, OktaError } from '../okta-error.ts';
import type { SchemaReader } from '../schema/schema-reader.ts';

/** One part of a multipart/form-data body (RFC 7578). */
export interface FormPart {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly bytes: Uint8Array;
}

/** Splits a multipart/form-data body into its parts. Throws OktaError E0000003 when it is not one. */
export function readMultipart(bytes: Uint8Array, contentType: string): readonly FormPart[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new OktaError('E0000003', { causes: ['Content-Type: multipart/form-data needs a boundary'] });
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sections = split(body, Buffer.from(`--${boundary}`));
  const parts = sections.slice(1, -1).map(readPart);
  if (sections.length < 3 || parts.includes(undefined))
    throw new OktaError('E0000003', { causes: ['body: not well-formed multipart/form-data'] });
  return parts.filter((part) => part !== undefined);
}

/** Checks that every required part is there and holds something. */
export function checkMultipart(
  reader: SchemaReader,
  schema: SchemaObject | undefined,
  raw: { readonly bytes: Uint8Array; readonly contentType: string | undefined },
): void {
  const parts = readMultipart(raw.bytes, raw.contentType ?? '');
  if (schema === undefined) return;
  const causes: string[] = [];
  for (const [name, { required }] of reader.properties(schema)) {
    const part = parts.find((candidate) => candidate.name === name);
    if (required && (part === undefined || part.bytes.length === 0)) causes.push(`${name}: the form part is required`);
  }
  if (causes.length > 0) throw invalid(...causes);
}

function readPart(section: Buffer): FormPart | undefined {
  const end = section.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const disposition = /^content-disposition:(.*)$/im.exec(section.subarray(0, end).toString('utf8'))?.[1] ?? '';
  const name = /\bname="([^"]*)"/.exec(disposition)?.[1];
  if (name === undefined) return undefined;
  return { name, fileName: /\bfilename="([^"]*)"/.exec(disposition)?.[1], bytes: section.subarray(end + 4, section.length - 2) };
}

function split(body: Buffer, separator: Buffer): readonly Buffer[] {
  const sections: Buffer[] = [];
  let start = 0;
  for (let at = body.indexOf(separator); at >= 0; at = body.indexOf(separator, start)) {
    sections.push(body.subarray(start, at));
    start = at + separator.length;
  }
  sections.push(body.subarray(start));
  return sections;
}
