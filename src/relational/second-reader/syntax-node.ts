import type { JsonValue } from '../../values/value.ts';
import { isJsonObject } from '../../values/json-text.ts';

/** Thrown where a tree holds something that the adapter does not know for certain: the query stays unread. */
export class Refusal extends Error {}

/** Ends the reading. */
export function refuse(what: string): never {
  throw new Refusal(what);
}

/** An object of DuckDB's serialised tree. */
export type SyntaxNode = { readonly [key: string]: JsonValue };

/** The object that a value is. */
export function nodeOf(value: JsonValue | undefined): SyntaxNode {
  return isJsonObject(value) ? value : refuse('not a node');
}

/** The object under a key; null where there is none. */
export function nodeIn(node: SyntaxNode, key: string): SyntaxNode | null {
  const value = node[key];
  return value === undefined || value === null ? null : nodeOf(value);
}

/** The list under a key; empty where there is none. */
export function listIn(node: SyntaxNode, key: string): readonly JsonValue[] {
  const value = node[key];
  if (value === undefined || value === null) return [];
  return isList(value) ? value : refuse(`${key} is no list`);
}

/** Tells lists from other JSON. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The objects in the list under a key. */
export function nodesIn(node: SyntaxNode, key: string): readonly SyntaxNode[] {
  return listIn(node, key).map(nodeOf);
}

/** The text under a key; empty where there is none. */
export function textIn(node: SyntaxNode, key: string): string {
  const value = node[key];
  return typeof value === 'string' ? value : '';
}

/** The texts in the list under a key. */
export function textsIn(node: SyntaxNode, key: string): readonly string[] {
  return listIn(node, key).map((value) => (typeof value === 'string' ? value : refuse(`${key} holds more than text`)));
}

/** Keys that every node may have; who needs an alias looks for it. */
const common = ['class', 'type', 'alias', 'query_location'];

/** Refuses a node that says something under any other key. */
export function allow(node: SyntaxNode, ...keys: readonly string[]): void {
  for (const [key, value] of Object.entries(node)) {
    if (!isEmpty(value) && !common.includes(key) && !keys.includes(key)) refuse(`${textIn(node, 'type')} with ${key}`);
  }
}

function isEmpty(value: JsonValue): boolean {
  if (value === null || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.entries(value).every(([key, inner]) => key === 'type' || isEmpty(inner));
}
