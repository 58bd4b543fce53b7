import type { BodyDescriptor, SchemaNode, ServiceDescriptor } from '../../src/catalog/descriptor.ts';
import type { JsonValue } from '../../src/values/value.ts';

/** How much a sample holds: what has to be there in the first variant, or a good deal more in the last. */
export type Extent = 'least' | 'most';

const deepest = 3;

/** A body that fits its schema. */
export function sampleBody(body: BodyDescriptor, service: ServiceDescriptor, extent: Extent): JsonValue {
  return sample({ service, extent, depth: 0, name: '' }, body.schema);
}

interface Place {
  readonly service: ServiceDescriptor;
  readonly extent: Extent;
  readonly depth: number;
  readonly name: string;
}

function sample(place: Place, node: SchemaNode): JsonValue {
  const schema = flat(place.service, node);
  const [choice] = schema.enum ?? [];
  if (choice !== undefined) return choice;
  if (schema.variants !== undefined && schema.variants.length > 0) return sampleVariant(place, schema, schema.variants);
  switch (schema.type ?? (schema.properties === undefined ? undefined : 'object')) {
    case 'object':
      return sampleObject(place, schema);
    case 'array':
      return schema.items === undefined ? [] : [sample({ ...place, depth: place.depth + 1 }, schema.items)];
    case 'integer':
      return 7;
    case 'number':
      return 7.5;
    case 'boolean':
      return true;
    case 'string':
      return schema.format === 'date-time' ? '2026-03-04T05:06:07.000Z' : `${place.name} it's`;
    default:
      return { free: true };
  }
}

/** Without what only says how it is shown. */
function flat(service: ServiceDescriptor, node: SchemaNode): SchemaNode {
  if (node.ref === undefined) return node;
  const target = service.schemas[node.ref];
  if (target === undefined) throw new Error(`no schema ${node.ref}`);
  const { ref: _ref, ...beside } = node;
  return { ...flat(service, target), ...beside };
}

function sampleVariant(
  place: Place,
  { variants: _variants, discriminator, ...base }: SchemaNode,
  variants: readonly SchemaNode[],
): JsonValue {
  const names = Object.entries(discriminator?.mapping ?? {});
  const at = place.extent === 'least' ? 0 : -1;
  const [name, index] = names.at(at) ?? [null, at];
  const variant = variants.at(index) ?? {};
  const value = sample(place, merged(base, flat(place.service, variant)));
  if (name === null || discriminator === undefined) return value;
  return withPath(value, discriminator.property.split('.'), name);
}

function merged(base: SchemaNode, variant: SchemaNode): SchemaNode {
  return {
    ...base,
    ...variant,
    ...(base.properties === undefined ? {} : { properties: { ...base.properties, ...variant.properties } }),
    ...(base.required === undefined ? {} : { required: [...base.required, ...(variant.required ?? [])] }),
  };
}

function withPath(value: JsonValue, [first, ...rest]: readonly string[], leaf: string): JsonValue {
  if (first === undefined) return leaf;
  const object =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: JsonValue }) : {};
  return { ...object, [first]: withPath(object[first] ?? null, rest, leaf) };
}

function sampleObject(place: Place, schema: SchemaNode): JsonValue {
  const required = new Set(schema.required ?? []);
  const entries = Object.entries(schema.properties ?? {}).filter(([name, property]) => {
    if (flat(place.service, property).readOnly === true) return false;
    return required.has(name) || (place.extent === 'most' && place.depth < deepest);
  });
  return Object.fromEntries(entries.map(([name, property]) => [name, sample({ ...place, name, depth: place.depth + 1 }, property)]));
}
