import type { JsonValue } from '../../values/value.ts';
import type { Answer, Behaviour, Call } from '../call.ts';
import { bodyObject } from '../call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject, mergePatch } from '../json.ts';
import { invalid, notFound, OktaError } from '../okta-error.ts';
import type { Seed } from '../org.ts';
import type { SchemaReader } from '../schema/schema-reader.ts';
import { completeObject, sampleValue } from '../schema/sample-value.ts';
import { presentValue } from '../schema/present-value.ts';
import type { GenericContext, Place } from './generic-context.ts';
import { listItems } from './list-items.ts';
import { idOf, keyOf, newItem, selfLinked, touched } from './new-item.ts';
import { anonymous, answerSchema, lastParameter, parameterNames, parentPath, PathShapes } from './path-shape.ts';
import type { ResourceRules } from './resource-rule.ts';
import { seedGeneric } from './seed-generic.ts';

/**
 * Behaviour of operations that nobody wrote one for: collections and members by the structure of their paths, bodies by their schemas.
 * Objects are kept as they were sent and completed by what the answer's schema demands.
 */
export class Generic {
  readonly context: GenericContext;

  constructor(router: Router, reader: SchemaReader, rules: ResourceRules) {
    this.context = { shapes: new PathShapes(router, reader), reader, rules };
  }

  /** The behaviour of an operation. */
  readonly behave: Behaviour = (call) => {
    switch (this.context.shapes.kind(call.operation)) {
      case 'list':
        return call.operation.method === 'DELETE'
          ? this.#clear(call)
          : listItems(this.context, call, this.place(call, call.operation.path));
      case 'create':
        return this.#create(call);
      case 'item':
        return this.#item(call);
      case 'single':
        return this.#single(call);
      case 'action':
        return this.#act(call);
    }
  };

  /**
   * Replaces names in the path by the identifiers they stand for, and refuses a path through an object that does not exist.
   * Throws OktaError E0000007.
   */
  prepare(call: Call): Call {
    let prepared = call;
    for (const template of this.context.shapes.ancestors(call.operation.path)) prepared = this.#resolve(prepared, template, true);
    return lastParameter(call.operation.path) === '' ? prepared : this.#resolve(prepared, call.operation.path, false);
  }

  /** Gives what fills a collection at first, by its template with parameters written as `{}`. */
  readonly seedOf = (template: string): Seed => {
    const rule = this.context.rules[template] ?? {};
    return rule.seed ?? seedGeneric(this.context, template, rule);
  };

  /** The collection at a path template, for the values of a call's path. */
  place(call: Call, template: string): Place {
    const name = anonymous(template);
    const rule = this.context.rules[name] ?? {};
    const params = parameterNames(template).map((parameter) => call.params[parameter] ?? '');
    const collection = call.org.collection(name, params);
    let next = 0;
    const path = template.replaceAll(/\{[^}]*\}/g, () => encodeURIComponent(params[next++] ?? ''));
    return { collection, rule, template, path };
  }

  #resolve(call: Call, template: string, mustExist: boolean): Call {
    const parameter = lastParameter(template);
    const place = this.place(call, parentPath(template));
    const id = call.params[parameter] ?? '';
    const found = place.collection.has(id) ? id : place.rule.alias?.(call.org, place.collection, id);
    if (found === undefined && mustExist) throw notFound(id, parameter);
    return found === undefined || found === id ? call : { ...call, params: { ...call.params, [parameter]: found } };
  }

  #create(call: Call): Answer {
    const place = this.place(call, call.operation.path);
    const schema = this.context.shapes.itemSchema(call.operation.path);
    const item = newItem(this.context, call, { place });
    const id = idOf(this.context, place, item);
    if (place.collection.has(id)) throw invalid(`${keyOf(this.context, place)}: '${id}' exists already`);
    place.collection.put(id, item);
    return this.#answer(call, schema === null ? {} : selfLinked(call, item, `${place.path}/${encodeURIComponent(id)}`));
  }

  #item(call: Call): Answer {
    const { method, path } = call.operation;
    const place = this.place(call, parentPath(path));
    const id = call.params[lastParameter(path)] ?? '';
    const before = place.collection.get(id);
    if (method === 'GET') return this.#read(call, place, { id, before });
    if (method === 'DELETE') return this.#remove(call, place, { id, before });
    const assigned = this.context.shapes.router.operation('POST', parentPath(path)) === undefined;
    if (before === undefined && !assigned) throw notFound(id, lastParameter(path));
    const after = before === undefined ? newItem(this.context, call, { place, id }) : this.#changed(call, place, before);
    place.collection.put(id, after);
    return this.#answer(call, selfLinked(call, after, call.path));
  }

  #changed(call: Call, place: Place, before: JsonObject): JsonObject {
    const body = bodyObject(call);
    const key = keyOf(this.context, place);
    const kept: Record<string, JsonValue> = {};
    const schema = this.context.shapes.itemSchema(place.template);
    if (schema !== null)
      for (const [name, property] of this.context.reader.properties(schema))
        if (before[name] !== undefined && (name === key || name === 'status' || this.context.reader.isReadOnly(property.schema)))
          kept[name] = before[name];
    const status =
      body['status'] !== undefined && kept['status'] !== undefined && !this.#isFixed(schema, 'status') ? { status: body['status'] } : {};
    const whole =
      call.operation.method === 'PUT' ? { ...body, ...kept, ...status } : { ...asObject(mergePatch(before, body)), ...kept, ...status };
    const after = touched(call, key.includes('.') ? whole : { ...whole, [key]: before[key] ?? null });
    const complete =
      schema === null ? after : completeObject(this.context.reader, schema, { given: after, random: call.org.random, key: call.path });
    return place.rule.replaced?.(call, complete, before) ?? complete;
  }

  #isFixed(schema: ReturnType<PathShapes['itemSchema']>, name: string): boolean {
    const property = schema === null ? undefined : this.context.reader.properties(schema).get(name);
    return property !== undefined && this.context.reader.isReadOnly(property.schema);
  }

  #read(call: Call, _place: Place, found: { readonly id: string; readonly before: JsonObject | undefined }): Answer {
    if (found.before === undefined) throw notFound(found.id, lastParameter(call.operation.path));
    const list = this.context.shapes.list(call.operation);
    if (list !== null) return { body: [presentValue(this.context.reader, list.items, found.before)] };
    return this.#answer(call, selfLinked(call, found.before, call.path));
  }

  #remove(call: Call, place: Place, found: { readonly id: string; readonly before: JsonObject | undefined }): Answer {
    if (found.before === undefined) throw notFound(found.id, lastParameter(call.operation.path));
    const { deletableIn } = place.rule;
    const status = String(found.before['status']);
    if (deletableIn !== undefined && !deletableIn.includes(status))
      throw new OktaError('E0000001', { causes: [`status: '${status}' objects cannot be deleted`] });
    place.rule.deleted?.(call, found.before);
    place.collection.remove(found.id);
    return {};
  }

  #clear(call: Call): Answer {
    const { collection } = this.place(call, call.operation.path);
    for (const { id } of [...collection.entries()]) collection.remove(id);
    return {};
  }

  /** The one object at a path. It is there from the start unless it can be deleted and is no setting. */
  #single(call: Call): Answer {
    const { method, path } = call.operation;
    const place = this.place(call, `${path}/`);
    const get = this.context.shapes.router.operation('GET', path) ?? call.operation;
    const schema = answerSchema(get);
    const before = place.collection.get('self') ?? this.#firstSingle(call, schema);
    if (method === 'GET') return this.#answer(call, selfLinked(call, before, call.path));
    if (method === 'DELETE') {
      place.collection.remove('self');
      return {};
    }
    const body = bodyObject(call);
    const merged = method === 'PUT' ? { ...this.#readOnlyPart(schema, before), ...body } : asObject(mergePatch(before, body));
    const after = touched(call, merged);
    place.collection.put('self', after);
    return this.#answer(call, selfLinked(call, after, call.path));
  }

  #firstSingle(call: Call, schema: ReturnType<PathShapes['itemSchema']>): JsonObject {
    if (schema === null) return {};
    return asObject(
      sampleValue(this.context.reader, schema, { random: call.org.random, key: call.path, variant: 0, direction: 'response' }),
    );
  }

  #readOnlyPart(schema: ReturnType<PathShapes['itemSchema']>, before: JsonObject): JsonObject {
    if (schema === null) return {};
    const properties = this.context.reader.properties(schema);
    return Object.fromEntries(
      Object.entries(before).filter(([name]) => {
        const property = properties.get(name);
        return property !== undefined && (property.required || this.context.reader.isReadOnly(property.schema));
      }),
    );
  }

  /** Actions change the status of the nearest object above, if they are of that kind, and answer with it or with what the schema wants. */
  #act(call: Call): Answer {
    const target = this.#target(call);
    if (target !== null) {
      const verb = call.path.slice(call.path.lastIndexOf('/') + 1);
      const after = this.#afterAction(call, target, verb);
      if (after !== target.item) target.place.collection.put(target.id, after);
      const schema = answerSchema(call.operation);
      if (schema !== null && this.#describes(schema, target.place))
        return this.#answer(call, selfLinked(call, after, `${target.place.path}/${target.id}`));
    }
    return this.#answer(call, bodyObject(call));
  }

  #target(call: Call): { readonly place: Place; readonly id: string; readonly item: JsonObject } | null {
    const template = this.context.shapes.ancestors(call.operation.path).at(-1);
    if (template === undefined) return null;
    const place = this.place(call, parentPath(template));
    const id = call.params[lastParameter(template)] ?? '';
    const item = place.collection.get(id);
    return item === undefined ? null : { place, id, item };
  }

  #afterAction(call: Call, target: { readonly place: Place; readonly item: JsonObject }, verb: string): JsonObject {
    const rule = target.place.rule.actions?.[verb];
    const status = String(target.item['status']);
    if (rule?.from !== undefined && !rule.from.includes(status))
      throw new OktaError('E0000016', { causes: [`status: '${verb}' is not possible for an object that is ${status}`] });
    const to = rule?.to ?? (target.item['status'] === undefined ? undefined : this.#statusFor(verb, target.place));
    if (to === undefined || to === status) return target.item;
    return touched(call, { ...target.item, status: to });
  }

  #statusFor(verb: string, place: Place): string | undefined {
    const wanted = statusByVerb[verb];
    const schema = this.context.shapes.itemSchema(place.template);
    const property = schema === null ? undefined : this.context.reader.properties(schema).get('status');
    const choices = property === undefined ? undefined : this.context.reader.choices(property.schema);
    return wanted?.find((status) => choices === undefined || choices.includes(status));
  }

  #describes(schema: NonNullable<ReturnType<typeof answerSchema>>, place: Place): boolean {
    const item = this.context.shapes.itemSchema(place.template);
    return item !== null && this.context.reader.resolve(item) === this.context.reader.resolve(schema);
  }

  #answer(call: Call, item: JsonObject): Answer {
    const schema = answerSchema(call.operation);
    if (schema === null) return {};
    const { reader } = this.context;
    const options = { random: call.org.random, key: call.path, variant: 0, direction: 'response' } as const;
    const list = this.context.shapes.list(call.operation);
    const shown = list === null ? schema : list.items;
    const [type] = reader.types(shown);
    if (type !== undefined && type !== 'object') return { body: sampleValue(reader, schema, options) };
    const presented = presentValue(reader, shown, completeObject(reader, shown, { given: item, random: call.org.random, key: call.path }));
    return { body: list === null ? presented : [presented] };
  }
}

const statusByVerb: Readonly<Record<string, readonly string[]>> = {
  activate: ['ACTIVE', 'ENABLED'],
  deactivate: ['INACTIVE', 'DISABLED', 'DEACTIVATED'],
  suspend: ['SUSPENDED'],
  unsuspend: ['ACTIVE'],
  pause: ['Paused', 'PAUSED'],
  resume: ['InProgress', 'IN_PROGRESS'],
  stop: ['Cancelled', 'Failed'],
  retry: ['InProgress', 'IN_PROGRESS'],
  verify: ['VERIFIED'],
  'start-import': ['TRIGGERED'],
};

function asObject(value: JsonValue): JsonObject {
  return isObject(value) ? value : {};
}
