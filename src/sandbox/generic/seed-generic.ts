import type { SchemaObject } from '../../openapi/schema.ts';
import type { JsonValue } from '../../values/value.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Org, Seed } from '../org.ts';
import { sampleValue } from '../schema/sample-value.ts';
import { collectionOf } from '../store/collection.ts';
import type { GenericContext } from './generic-context.ts';
import { uuid } from '../schema/sample-text.ts';
import { hasUuids, keyOf, prefixOf } from './new-item.ts';
import type { ResourceRule } from './resource-rule.ts';

/**
 * First members of a collection that nobody wrote any for: one of each variant of the schema, one for each value its key can have, else two
 * on the top level and one below.
 */
export function seedGeneric(context: GenericContext, template: string, rule: ResourceRule): Seed {
  return (org, params) => {
    const schema = context.shapes.itemSchema(template);
    if (schema === null || rule.count === 0) return collectionOf([]);
    const key = keyOf(context, { template, rule, path: '', collection: collectionOf([]) });
    const names = keyValues(context, schema, key);
    const count = rule.count ?? names?.length ?? variantCount(context, schema) ?? (params.length === 0 ? 2 : 1);
    const rows = Array.from({ length: count }, (_, index) => {
      const id = names?.[index % names.length] ?? makeId(context, org, { template, rule, params, index });
      return [id, makeItem(context, org, { schema, key, id, template, params, index })] as const;
    });
    return collectionOf(rows);
  };
}

interface Row {
  readonly schema: SchemaObject;
  readonly key: string;
  readonly id: string;
  readonly template: string;
  readonly params: readonly string[];
  readonly index: number;
}

function makeItem(context: GenericContext, org: Org, row: Row): JsonObject {
  const { random } = org;
  const key = [row.template, ...row.params, row.index].join('|');
  const sampled = sampleValue(context.reader, row.schema, { random, key, variant: row.index, direction: 'response' });
  const made: Record<string, JsonValue> = isObject(sampled) ? { ...sampled } : { id: row.id };
  if (!row.key.includes('.')) made[row.key] = row.id;
  for (const name of ['name', 'label'])
    if (name !== row.key && /^(name|label) \d+$/.test(String(made[name]))) made[name] = `${kindOf(row.template)} ${row.index + 1}`;
  return made;
}

function keyValues(context: GenericContext, schema: SchemaObject, key: string): readonly string[] | undefined {
  if (key === 'id') return undefined;
  const property = context.reader.properties(schema).get(key);
  const choices = property === undefined ? undefined : context.reader.choices(property.schema);
  const names = choices?.filter((choice) => typeof choice === 'string');
  return names !== undefined && names.length > 0 ? names : undefined;
}

function variantCount(context: GenericContext, schema: SchemaObject): number | undefined {
  const node = context.reader.resolve(schema);
  const count = context.reader.subtypes(node).length || node.oneOf.length || node.anyOf.length;
  return count > 0 ? count : undefined;
}

function makeId(
  context: GenericContext,
  org: Org,
  row: { readonly template: string; readonly rule: ResourceRule; readonly params: readonly string[]; readonly index: number },
): string {
  if (hasUuids(context, row.template)) return uuid(org.random, [row.template, ...row.params, row.index].join('|'));
  const prefix = row.rule.prefix ?? prefixOf(row.template);
  return prefix + org.random.text(20 - prefix.length, row.template, ...row.params, row.index);
}

/** `Network zone` from `/api/v1/networkZones`. */
function kindOf(template: string): string {
  const words = template.split('/').filter((segment) => segment !== '' && !segment.startsWith('{'));
  const word = (words.at(-1) ?? 'object')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();
  const one = word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.replace(/s$/, '');
  return one.charAt(0).toUpperCase() + one.slice(1);
}
