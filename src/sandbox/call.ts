import type { Operation } from '../openapi/operation.ts';
import type { JsonValue } from '../values/value.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Org } from './org.ts';

/** A query parameter's value as its schema reads it. */
export type QueryValue = string | number | boolean | readonly string[];

/** A request that fits the document, on its way to a behaviour. */
export interface Call {
  readonly operation: Operation;
  /** Path as sent, without the query. */
  readonly path: string;
  /** Path parameters by name, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, QueryValue>>;
  /** Query as it was sent, in order. */
  readonly search: URLSearchParams;
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; null when there is no body or it is of another media type. */
  readonly body: JsonValue;
  readonly bytes: Uint8Array;
  /** `http://127.0.0.1:1234`, without a slash at the end. */
  readonly origin: string;
  readonly org: Org;
}

/** What goes back. The status is the first success status that the document gives the operation unless said. */
export interface Answer {
  readonly status?: number;
  /** JSON; absent: no body. */
  readonly body?: JsonValue;
  /** Text of {@link mediaType} instead of JSON. */
  readonly text?: string;
  readonly mediaType?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/** Answers calls of one operation. Throws OktaError to refuse. */
export type Behaviour = (call: Call) => Answer;

/** Behaviours by operationId. */
export type Behaviours = Readonly<Record<string, Behaviour>>;

/** A path parameter; empty when the path has none of that name. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

/** A text query parameter; undefined when it was not sent. */
export function textQuery(call: Call, name: string): string | undefined {
  const value = call.query[name];
  return typeof value === 'string' ? value : undefined;
}

/** A flag of the query, or what it is when it was not sent. */
export function flagQuery(call: Call, name: string, otherwise: boolean): boolean {
  const value = call.query[name];
  return typeof value === 'boolean' ? value : otherwise;
}

/** The body as an object; empty when it is none. */
export function bodyObject(call: Call): JsonObject {
  return isObject(call.body) ? call.body : {};
}

/** A link object to a path of this server. */
export function link(call: Call, path: string, ...allow: readonly string[]): JsonObject {
  return { href: `${call.origin}${path}`, ...(allow.length === 0 ? {} : { hints: { allow } }) };
}
