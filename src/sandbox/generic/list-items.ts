import type { JsonValue } from '../../values/value.ts';
import { type Answer, type Call, textQuery } from '../call.ts';
import { compileFilter } from '../filter/filter-dialect.ts';
import { listAnswer, nextUrl, takePage } from '../http/page.ts';
import { type JsonObject, valueAt } from '../json.ts';
import { presentValue } from '../schema/present-value.ts';
import { completeObject } from '../schema/sample-value.ts';
import type { Entry } from '../store/collection.ts';
import type { GenericContext, Place } from './generic-context.ts';
import { selfLinked } from './new-item.ts';
import type { ResourceRule } from './resource-rule.ts';

const everything = { normal: Number.MAX_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER };
const usual = { normal: 20, most: 200 };

/** Lists a collection: filtered as its rule allows, paged if the operation takes `after`, as a list or in its envelope. */
export function listItems(context: GenericContext, call: Call, place: Place): Answer {
  const list = context.shapes.list(call.operation);
  if (list === null) return {};
  const pages = call.operation.parameters.some((parameter) => parameter.name === 'after');
  const sizes = pages ? (place.rule.page ?? usual) : everything;
  const page = takePage(call, sizes, { after: (ordinal) => place.collection.after(ordinal), keep: keeper(call, place.rule) });
  const rows = page.entries.map(({ id, item }) =>
    row(context, call, { item, path: `${place.path}/${encodeURIComponent(id)}`, schema: list.items }),
  );
  const next = pages ? page.next : null;
  if (list.envelope === null) return listAnswer(call, rows, next);
  const links = next === null ? {} : { _links: { next: { href: nextUrl(call, next) } } };
  return { body: { [list.envelope]: rows, ...links } };
}

/** The test that the query of a call stands for under a rule. Throws OktaError for expressions that the rule does not take. */
function keeper(call: Call, rule: ResourceRule): (entry: Entry) => boolean {
  const tests: ((item: JsonObject) => boolean)[] = [];
  const [filter, search, q] = [textQuery(call, 'filter'), textQuery(call, 'search'), textQuery(call, 'q')?.toLowerCase()];
  if (filter !== undefined && rule.filter !== undefined) tests.push(compileFilter(rule.filter, filter));
  if (search !== undefined && rule.search !== undefined) tests.push(compileFilter(rule.search, search));
  if (q !== undefined && rule.q !== undefined)
    tests.push((item) => rule.q?.some((path) => String(valueAt(item, path)).toLowerCase().startsWith(q)) === true);
  for (const [name, path] of Object.entries(rule.equals ?? {})) {
    const wanted = textQuery(call, name);
    if (wanted !== undefined) tests.push((item) => String(valueAt(item, path)) === wanted);
  }
  return ({ item }) => tests.every((test) => test(item));
}

function row(
  context: GenericContext,
  call: Call,
  given: {
    readonly item: JsonObject;
    readonly path: string;
    readonly schema: NonNullable<ReturnType<GenericContext['shapes']['itemSchema']>>;
  },
): JsonValue {
  const { reader } = context;
  const [type] = reader.types(given.schema);
  if (type === 'string') return String(given.item['id'] ?? given.item['value'] ?? '');
  const linked = selfLinked(call, given.item, given.path);
  return presentValue(
    reader,
    given.schema,
    completeObject(reader, given.schema, { given: linked, random: call.org.random, key: given.path }),
  );
}
