import type { UnreadPlace } from '../../catalog/write-descriptor.ts';
import { isJsonObject } from '../../values/json-text.ts';
import type { JsonValue } from '../../values/value.ts';

/**
 * The places at which an object may hold a secret that its read did not show and that is not in what is written instead. Where the object
 * has nothing around a place, there is no secret in it.
 */
export function lostSecrets(before: JsonValue, after: JsonValue, places: readonly UnreadPlace[]): readonly string[] {
  const lost = places.filter((place) => isThere(after, place) && isLost(before, after, place.path.split('.')));
  return [...new Set(lost.map(({ path }) => path))];
}

function isThere(value: JsonValue, { when = [] }: UnreadPlace): boolean {
  return when.every(({ path, values }) => {
    const found = valuesAt(value, path.split('.'));
    return found.length === 0 || found.some((one) => typeof one === 'string' && values.includes(one));
  });
}

function isLost(before: JsonValue, after: JsonValue, steps: readonly string[]): boolean {
  const around = steps.slice(0, -1);
  const name = steps.at(-1) ?? '';
  if (!valuesAt(before, around).some(isJsonObject)) return false;
  return valuesAt(after, around).some((parent) => isJsonObject(parent) && (parent[name] ?? null) === null);
}

/** All values at a path; `[]` behind a step walks the items of a list. */
function valuesAt(value: JsonValue, steps: readonly string[]): readonly JsonValue[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [value];
  if (!isJsonObject(value)) return [];
  const depth = step.split('[]').length - 1;
  const name = depth === 0 ? step : step.slice(0, -2 * depth);
  const inner = Object.hasOwn(value, name) ? value[name] : undefined;
  if (inner === undefined) return [];
  const items = depth === 0 ? [inner] : flattened(inner, depth);
  return items.flatMap((item) => valuesAt(item, rest));
}

function flattened(value: JsonValue, depth: number): readonly JsonValue[] {
  if (depth === 0) return [value];
  return Array.isArray(value) ? value.flatMap((item: JsonValue) => flattened(item, depth - 1)) : [];
}
