import type { MethodDescriptor, SchemaNode } from '../catalog/descriptor.ts';
import type { JsonValue } from '../values/value.ts';

/** A value for one parameter, already of the parameter's type. */
export type ArgumentValue = string | number | bigint | boolean | readonly (string | number | boolean)[];

/** What a body carries: JSON for JSON media types, parts for forms, bytes or text for the others. */
export type RequestBody =
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'form'; readonly parts: readonly FormPart[] }
  /** `mediaType`: one that the method takes besides its usual one. */
  | { readonly kind: 'text'; readonly value: string; readonly mediaType?: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array; readonly mediaType?: string };

/** One field of a form; a file has a name. */
export interface FormPart {
  readonly name: string;
  readonly fileName: string | null;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** One call of one method: everything a request is made from, except the credential. */
export interface MethodCall {
  readonly method: MethodDescriptor;
  /** Origin without a trailing slash: `https://my-org.okta.com`. */
  readonly origin: string;
  /** Values by wire name, for path, query and header parameters. */
  readonly arguments: ReadonlyMap<string, ArgumentValue>;
  readonly body: RequestBody | null;
}

/** Looks a schema name up that a {@link SchemaNode.ref} gives. */
export type SchemaLookup = (name: string) => SchemaNode;
