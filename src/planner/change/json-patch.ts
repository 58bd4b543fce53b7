import type { MethodDescriptor, SchemaNode, ServiceDescriptor } from '../../catalog/descriptor.ts';
import { schemaLookup } from '../../catalog/lookup.ts';

/** Tells whether a method's body is a list of JSON Patch operations (RFC 6902), by what its items have. */
export function takesJsonPatch({ body }: MethodDescriptor, service: ServiceDescriptor): boolean {
  if (body?.schema.type !== 'array' || body.schema.items === undefined) return false;
  const { properties = {} } = resolved(body.schema.items, service);
  return ['op', 'path', 'value'].every((name) => Object.hasOwn(properties, name));
}

/** The method as SET sees it: what it answers with can be patched. */
export function patchable(method: MethodDescriptor): MethodDescriptor {
  if (method.body === null) return method;
  const fields = method.response.columns.map((column) => ({ ...column, required: false }));
  return { ...method, body: { ...method.body, fields } };
}

function resolved(node: SchemaNode, service: ServiceDescriptor): SchemaNode {
  return node.ref === undefined ? node : resolved(schemaLookup(service)(node.ref), service);
}
