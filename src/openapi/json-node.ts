import { OpenApiError } from './openapi-error.ts';

/** A JSON object whose members nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of the document together with its place in it. */
export interface JsonNode {
  readonly value: JsonObject;
  /** JSON pointer as a URI fragment. */
  readonly pointer: string;
}

/** Tells whether a value is a JSON object: neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Extends a pointer by one step, escaped as RFC 6901 wants it. */
export function childPointer(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Gives a value of the document as a node. Throws {@link OpenApiError} when it is no object. */
export function nodeOf(value: unknown, pointer: string): JsonNode {
  if (!isJsonObject(value)) throw new OpenApiError(pointer, `expected an object, found ${kindOf(value)}`);
  return { value, pointer };
}

/** Reads an optional member that has to be an object; undefined when it is absent. */
export function objectAt(node: JsonNode, key: string): JsonNode | undefined {
  const value = node.value[key];
  return value === undefined ? undefined : nodeOf(value, childPointer(node.pointer, key));
}

/** Reads an optional list; empty when it is absent. Items come with their pointers. */
export function listAt(node: JsonNode, key: string): readonly { readonly value: unknown; readonly pointer: string }[] {
  const value = node.value[key];
  if (value === undefined) return [];
  const pointer = childPointer(node.pointer, key);
  if (!Array.isArray(value)) throw new OpenApiError(pointer, `expected a list, found ${kindOf(value)}`);
  return value.map((item: unknown, index) => ({ value: item, pointer: childPointer(pointer, index) }));
}

/** Reads the members of an optional object in document order; empty when it is absent. */
export function membersAt(node: JsonNode, key: string): readonly (readonly [name: string, value: unknown, pointer: string])[] {
  const map = objectAt(node, key);
  if (map === undefined) return [];
  return Object.entries(map.value).map(([name, value]) => [name, value, childPointer(map.pointer, name)]);
}

/** Reads an optional text; undefined when it is absent. */
export function stringAt(node: JsonNode, key: string): string | undefined {
  const value = node.value[key];
  if (value === undefined || typeof value === 'string') return value;
  throw wrongKind(node, key, 'text');
}

/** Reads an optional number; undefined when it is absent. */
export function numberAt(node: JsonNode, key: string): number | undefined {
  const value = node.value[key];
  if (value === undefined || typeof value === 'number') return value;
  throw wrongKind(node, key, 'a number');
}

/** Reads an optional flag; undefined when it is absent. */
export function booleanAt(node: JsonNode, key: string): boolean | undefined {
  const value = node.value[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrongKind(node, key, 'true or false');
}

/** Reads an optional list of texts; undefined when it is absent. */
export function stringsAt(node: JsonNode, key: string): readonly string[] | undefined {
  if (node.value[key] === undefined) return undefined;
  return listAt(node, key).map((item) => {
    if (typeof item.value === 'string') return item.value;
    throw new OpenApiError(item.pointer, `expected text, found ${kindOf(item.value)}`);
  });
}

/** The members whose names begin with `x-`, under those names. */
export function extensionsOf(node: JsonNode): JsonObject {
  return Object.fromEntries(Object.entries(node.value).filter(([key]) => key.startsWith('x-')));
}

function wrongKind(node: JsonNode, key: string, expected: string): OpenApiError {
  return new OpenApiError(childPointer(node.pointer, key), `expected ${expected}, found ${kindOf(node.value[key])}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : typeof value;
}
