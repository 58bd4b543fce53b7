import type { SchemaObject } from '../../openapi/schema.ts';
import { bodyObject, type Call } from '../call.ts';
import { isObject, type JsonObject, objectAt, valueAt } from '../json.ts';
import { completeObject } from '../schema/sample-value.ts';
import { uuid } from '../schema/sample-text.ts';
import type { GenericContext, Place } from './generic-context.ts';
import { lastParameter } from './path-shape.ts';

/** Property that identifies members of a collection where it is not `id`, by the name of the path parameter. */
const keysByParameter: Readonly<Record<string, string>> = {
  keyId: 'kid',
  kid: 'kid',
  featureName: 'name',
  templateName: 'name',
  methodType: 'type',
  webAuthnMethodType: 'type',
  contactType: 'contactType',
  notificationType: 'notificationType',
  caseNumber: 'caseNumber',
  appName: 'name',
  permissionType: 'label',
  aaguid: 'aaguid',
  externalId: 'externalId',
  logStreamType: 'id',
  updateId: 'id',
  domain: 'domain',
};

/** Name of the property that identifies the members of a collection. */
export function keyOf(context: GenericContext, place: Place): string {
  if (place.rule.key !== undefined) return place.rule.key;
  const one = context.shapes.router.operation('GET', `${place.template}/{}`);
  const parameter = one === undefined ? '' : lastParameter(one.path);
  const schema = context.shapes.itemSchema(place.template);
  const properties = schema === null ? new Map<string, unknown>() : context.reader.properties(schema);
  const named = keysByParameter[parameter];
  if (named !== undefined && (properties.size === 0 || properties.has(named))) return named;
  return parameter !== 'id' && properties.has(parameter) ? parameter : 'id';
}

/** The identifier of a member, which {@link newItem} gave it. */
export function idOf(context: GenericContext, place: Place, item: JsonObject): string {
  return String(valueAt(item, keyOf(context, place)) ?? '');
}

/** A new member made from the call's body: identifier, times, status and whatever the schema demands are added. */
export function newItem(context: GenericContext, call: Call, at: { readonly place: Place; readonly id?: string }): JsonObject {
  const { place, id } = at;
  const body = bodyObject(call);
  const key = keyOf(context, place);
  const schema = context.shapes.itemSchema(place.template);
  const given = valueAt(body, key);
  const own = id ?? (typeof given === 'string' && key !== 'id' ? given : newId(context, call, place));
  const named: JsonObject = key.includes('.') ? body : { ...body, [key]: own };
  const complete = schema === null ? named : completeObject(context.reader, schema, { given: named, random: call.org.random, key: own });
  const times = { ...complete, ...timesOf(context, schema, call.org.clock.tick()) };
  const withStatus = { ...times, ...initialStatus(context, place, body) };
  return place.rule.created?.(call, withStatus) ?? withStatus;
}

/** The object with the current time under whichever of its names tells when it was changed. */
export function touched(call: Call, item: JsonObject): JsonObject {
  const names = changeTimes.filter((name) => name in item);
  if (names.length === 0) return item;
  const now = call.org.clock.tick();
  return { ...item, ...Object.fromEntries(names.map((name) => [name, now])) };
}

const changeTimes = ['lastUpdated', 'updatedAt', 'updated', 'lastModified', 'lastUpdatedAt'];
const birthTimes = ['created', 'createdAt', 'createdDate'];

function timesOf(context: GenericContext, schema: SchemaObject | null, now: string): JsonObject {
  if (schema === null) return {};
  const properties = context.reader.properties(schema);
  const names = [...birthTimes, ...changeTimes].filter((name) => {
    const property = properties.get(name);
    return property !== undefined && context.reader.types(property.schema)[0] === 'string';
  });
  return Object.fromEntries(names.map((name) => [name, now]));
}

function initialStatus(context: GenericContext, place: Place, body: JsonObject): JsonObject {
  const schema = context.shapes.itemSchema(place.template);
  const property = schema === null ? undefined : context.reader.properties(schema).get('status');
  if (property === undefined) return {};
  if (place.rule.initialStatus !== undefined) return { status: place.rule.initialStatus };
  const given = body['status'];
  if (given !== undefined && !context.reader.isReadOnly(property.schema)) return { status: given };
  const choices = context.reader.choices(property.schema) ?? [];
  const first = choices.find((choice) => choice === 'ACTIVE' || choice === 'ENABLED') ?? choices[0];
  return typeof first === 'string' ? { status: first } : {};
}

function newId(context: GenericContext, call: Call, place: Place): string {
  if (hasUuids(context, place.template)) return uuid(call.org.random, call.org.newId('uid'));
  return call.org.newId(place.rule.prefix ?? prefixOf(place.template));
}

/** Whether the members of a collection are identified by UUIDs. */
export function hasUuids(context: GenericContext, template: string): boolean {
  const schema = context.shapes.itemSchema(template);
  const property = schema === null ? undefined : context.reader.properties(schema).get('id');
  if (property === undefined) return false;
  const { format, bounds } = context.reader.resolve(property.schema);
  return format === 'uuid' || bounds.pattern?.includes('[0-9a-f]{8}-') === true;
}

/** Three letters from the last word of a collection's path. */
export function prefixOf(template: string): string {
  const words = template.split('/').filter((segment) => segment !== '' && !segment.startsWith('{'));
  const word = (words.at(-1) ?? 'obj').replaceAll(/[^A-Za-z]/g, '').toLowerCase();
  return word.padEnd(3, 'x').slice(0, 3);
}

/** The object with a link to itself, where its schema has links at all. */
export function selfLinked(call: Call, item: JsonObject, path: string): JsonObject {
  const links = objectAt(item, '_links');
  const self = isObject(links['self']) ? links['self'] : {};
  return { ...item, _links: { ...links, self: { ...self, href: `${call.origin}${path}` } } };
}
