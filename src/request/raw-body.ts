import type { BodyDescriptor, BodyField } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { jsonText } from '../values/json-text.ts';
import type { Value } from '../values/value.ts';
import { fileTypeOf } from './file-type.ts';
import type { FormPart, RequestBody } from './method-call.ts';

/** How a body is made from what a statement gives: one JSON value, a form of parts, or bytes as they are. */
export function bodyEncoding({ mediaType }: BodyDescriptor): 'json' | 'form' | 'raw' {
  if (/^multipart\/form-data\b/i.test(mediaType)) return 'form';
  return /[/+]json\b/i.test(mediaType) ? 'json' : 'raw';
}

/** A whole body as given. Text in PEM armour goes as such where the method takes that. Throws `invalid_body` when there is nothing to send. */
export function rawBody({ mediaTypes = [] }: BodyDescriptor, value: Value): RequestBody {
  const content = value instanceof Uint8Array ? value : plainText(value);
  if (content.length === 0) throw new QueryError('invalid_body', 'the body is empty');
  const armoured = Buffer.from(content.slice(0, 32)).toString('latin1').trimStart().startsWith('-----BEGIN ');
  const pem = armoured ? mediaTypes.find((type) => /\bpem\b|-pem-/i.test(type)) : undefined;
  const beside = pem === undefined ? {} : { mediaType: pem };
  return typeof content === 'string' ? { kind: 'text', value: content, ...beside } : { kind: 'bytes', value: content, ...beside };
}

/** One field of a form. A file's bytes without a name get one by what they are. */
export function formPart({ name, type }: BodyField, value: Value, fileName: string | null): FormPart {
  if (value instanceof Uint8Array) {
    const { mediaType, extension } = fileTypeOf(value);
    return { name, fileName: fileName ?? `${name}.${extension}`, mediaType, bytes: value };
  }
  if (type === 'blob') {
    throw new QueryError('invalid_body', `form field ${name} takes bytes, not ${value === null ? 'NULL' : 'this value'}`, {
      hint: 'Give the path of a file as a constant, or bytes: from_base64(…), unhex(…).',
    });
  }
  return { name, fileName: null, mediaType: 'text/plain; charset=utf-8', bytes: new TextEncoder().encode(plainText(value)) };
}

function plainText(value: Exclude<Value, Uint8Array>): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : jsonText(value);
}
