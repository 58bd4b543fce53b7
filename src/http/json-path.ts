import { isJsonObject } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';

/** The value at a dotted path such as `_links.next.href`; undefined where a step is not there. */
export function valueAt(value: JsonValue | undefined, path: string): JsonValue | undefined {
  return path
    .split('.')
    .reduce<JsonValue | undefined>(
      (current, key) => (isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined),
      value,
    );
}

/** All values at a dotted path in which `[]` walks a list: `errorCauses[].errorSummary`. */
export function valuesAt(value: JsonValue | undefined, path: string): readonly JsonValue[] {
  const [head = '', ...rest] = path.split('[]');
  const found = head === '' ? value : valueAt(value, head.replace(/^\./, ''));
  if (rest.length === 0) return found === undefined ? [] : [found];
  return Array.isArray(found) ? found.flatMap((item: JsonValue) => valuesAt(item, rest.join('[]'))) : [];
}
