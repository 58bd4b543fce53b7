import type { MethodDescriptor, SchemaNode } from '../catalog/descriptor.ts';
import type { JsonValue } from '../values/value.ts';

/** A value for one parameter, already of the parameter's type. */
export type ArgumentValue = string | number | bigint | boolean | readonly (string | number | boolean)[];

/** What a body carries: JSON for JSON media types, bytes or text for the others. */
export type RequestBody =
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array };

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
