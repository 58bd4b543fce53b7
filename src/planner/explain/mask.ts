import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import { isUnder } from '../../catalog/dotted-path.ts';
import { nameOnWire } from '../../catalog/lookup.ts';
import { isJsonObject, jsonText } from '../../values/json-text.ts';
import type { JsonValue } from '../../values/value.ts';

const mask = '•••';

/**
 * Tells whether the value at a place of a method's body is shown to nobody. Where it is known which places inside a field hold secrets,
 * the others are shown.
 */
function isMasked({ body, write }: MethodDescriptor, path: readonly string[]): boolean {
  const [top = ''] = path;
  if (body?.fields.find((field) => nameOnWire(field) === top)?.sensitive !== true) return false;
  const places = (write?.unread ?? []).map((place) => place.path.replaceAll('[]', '')).filter((place) => isUnder(place, [top]));
  const own = path.join('.');
  return places.length === 0 || places.some((place) => isUnder(own, [place]) || isUnder(place, [own]));
}

/** A body as text, without its secrets. */
export function maskedJson(method: MethodDescriptor, body: JsonValue): string {
  return jsonText(isJsonObject(body) ? masked(method, body, []) : body);
}

/** A value of a body as SQL writes it; nothing is shown of one that holds a secret. */
export function maskedValue(method: MethodDescriptor, path: readonly string[], value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'NULL';
  if (isMasked(method, path)) return isJsonObject(value) && !isInnermost(method, path) ? jsonText(masked(method, value, path)) : mask;
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : jsonText(value);
}

/** Is nothing known of what is inside? */
function isInnermost({ write }: MethodDescriptor, path: readonly string[]): boolean {
  const own = path.join('.');
  return !(write?.unread ?? []).some((place) => place.path !== own && isUnder(place.path, [own]));
}

function masked(method: MethodDescriptor, object: { readonly [key: string]: JsonValue }, path: readonly string[]): JsonValue {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]): [string, JsonValue] => {
      const place = [...path, name];
      if (!isMasked(method, place)) return [name, value];
      return [name, isJsonObject(value) && !isInnermost(method, place) ? masked(method, value, place) : mask];
    }),
  );
}
