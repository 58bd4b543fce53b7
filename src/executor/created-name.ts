import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { methodsByVerb } from '../catalog/lookup.ts';
import { pathVariables } from '../catalog/path-template.ts';
import { valueAt } from '../http/json-path.ts';
import type { MethodReference } from '../planner/plan.ts';
import type { MethodCall } from '../request/method-call.ts';
import { isJsonObject } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import { callFor } from './call-for.ts';

/** How an object is addressed that a create has just made. */
export interface CreatedName {
  /** Identifier first, then the natural key where paths take it too. */
  readonly names: readonly [identifier: string, ...others: string[]];
  /** SQL name of the parameter that takes it. */
  readonly sqlName: string;
  /** Reads the object. */
  readonly read: MethodCall;
}

/** Reads from a new object how it is addressed; null where its resource has no read by identifier. */
export function createdName({ resource, method }: MethodReference, call: MethodCall, object: JsonValue | undefined): CreatedName | null {
  const reader = methodsByVerb(resource, 'select').find((candidate) => isItemOf(candidate, method));
  const parameter = reader?.parameters.find(({ name }) => name === pathVariables(reader.path).at(-1));
  if (reader === undefined || parameter === undefined || !isJsonObject(object)) return null;
  const own = object[parameter.keyColumn ?? parameter.sqlName];
  if (typeof own !== 'string' || own === '') return null;
  const { naturalKey } = method;
  const key = naturalKey?.read === reader.name ? valueAt(object, naturalKey.field) : undefined;
  const names: CreatedName['names'] = typeof key === 'string' ? [own, key] : [own];
  return { names, sqlName: parameter.keyColumn ?? parameter.sqlName, read: callFor(reader, call, [[parameter.name, own]]) };
}

/** Does a method read one item of the collection that another adds to? */
function isItemOf({ path, response }: MethodDescriptor, create: MethodDescriptor): boolean {
  return response.shape === 'object' && path.startsWith(`${create.path}/{`) && path.indexOf('/', create.path.length + 1) < 0;
}
