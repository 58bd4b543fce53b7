import { isJsonObject } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';

/** Does a value hold everything that another has? Objects may have more keys; a null is shown by a key that is not there too. */
export function shows(value: JsonValue | undefined, wanted: JsonValue): boolean {
  if (wanted === null) return value === null || value === undefined;
  if (isList(wanted)) return isList(value) && value.length === wanted.length && wanted.every((item, index) => shows(value[index], item));
  if (isJsonObject(wanted)) return isJsonObject(value) && Object.entries(wanted).every(([key, item]) => shows(value[key], item));
  return value === wanted;
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
