import type { BodyDescriptor, MethodDescriptor, SchemaNode } from '../../catalog/descriptor.ts';
import { isUnder } from '../../catalog/dotted-path.ts';
import { nameOnWire } from '../../catalog/lookup.ts';
import type { SchemaLookup } from '../../request/method-call.ts';
import { isJsonObject, jsonText } from '../../values/json-text.ts';
import type { JsonValue } from '../../values/value.ts';

/** A place at which an object differs from what is sent instead. */
export interface Difference {
  readonly path: readonly string[];
  /** Undefined where there was nothing. */
  readonly before: JsonValue | undefined;
  /** Undefined where nothing is sent. */
  readonly after: JsonValue | undefined;
}

/** The places at which two values differ, as deep as both are objects; lists are compared whole. */
export function differences(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: readonly string[] = [],
): readonly Difference[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences(own(before, name), own(after, name), [...path, name]));
  }
  return sameValue(before, after) ? [] : [{ path, before, after }];
}

/**
 * What an object has and a body that replaces it leaves out. What is empty, what the server alone sets and what it keeps all the same is not
 * removed by that.
 */
export function removals(before: JsonValue, after: JsonValue, replacing: Replacing): readonly Difference[] {
  const { body, write } = replacing.method;
  if (body === null) return [];
  const fields = new Set(body.fields.map(nameOnWire));
  const keeps = write?.keeps ?? [];
  const gone = differences(before, after).filter(({ path, after: sent }) => sent === undefined && fields.has(path[0] ?? ''));
  return gone
    .flatMap((difference) => withoutKept(difference, keeps))
    .filter(({ path, before: had }) => !isEmpty(had) && !isServed(body, path, replacing.lookup));
}

/** What is gone of a place of which a part is kept: its other parts. */
function withoutKept(difference: Difference, keeps: readonly string[]): readonly Difference[] {
  const { path, before } = difference;
  const place = path.join('.');
  if (isUnder(place, keeps)) return [];
  if (!isObject(before) || !keeps.some((kept) => isUnder(kept, [place]))) return [difference];
  return Object.entries(before).flatMap(([name, value]) => withoutKept({ path: [...path, name], before: value, after: undefined }, keeps));
}

/** The method that replaces, and the schemas of its service. */
export interface Replacing {
  readonly method: MethodDescriptor;
  readonly lookup: SchemaLookup;
}

function sameValue(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  return before === undefined || after === undefined ? before === after : jsonText(before) === jsonText(after);
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** Is a place of the body, or one around it, set by the server alone? */
function isServed({ schema }: BodyDescriptor, path: readonly string[], lookup: SchemaLookup): boolean {
  let nodes: readonly SchemaNode[] = alternatives(schema, lookup);
  for (const step of path) {
    nodes = nodes.flatMap((node) => {
      const inner = node.properties !== undefined && Object.hasOwn(node.properties, step) ? node.properties[step] : undefined;
      return inner === undefined ? [] : alternatives(inner, lookup);
    });
    if (nodes.length > 0 && nodes.every(({ readOnly }) => readOnly === true)) return true;
  }
  return false;
}

/** A schema with its references followed, and its variants. */
function alternatives(node: SchemaNode, lookup: SchemaLookup, followed: readonly string[] = []): readonly SchemaNode[] {
  if (node.ref !== undefined) {
    return followed.includes(node.ref)
      ? []
      : alternatives({ ...lookup(node.ref), ...(node.readOnly === true ? { readOnly: true } : {}) }, lookup, [...followed, node.ref]);
  }
  return [node, ...(node.variants ?? []).flatMap((variant) => alternatives(variant, lookup, followed))];
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return value !== undefined && isJsonObject(value);
}

function own(object: { readonly [key: string]: JsonValue }, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
