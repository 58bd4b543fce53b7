import { valuesAt } from '../http/json-path.ts';
import type { Supply } from '../planner/plan.ts';
import type { ArgumentValue } from '../request/method-call.ts';
import type { JsonValue, Row, Value } from '../values/value.ts';

/** Combinations of values that a row supplies, by wire name; none where it lacks one. */
export function suppliedByRow(supplies: readonly Supply[], row: Row): readonly ReadonlyMap<string, ArgumentValue>[] {
  const values = new Map<string, readonly ArgumentValue[]>();
  for (const supply of supplies) {
    const { name } = supply.parameter;
    values.set(name, [...(values.get(name) ?? []), ...valuesIn(row[supply.index] ?? null, supply)]);
  }
  return [...values].reduce<readonly ReadonlyMap<string, ArgumentValue>[]>(
    (maps, [name, list]) => maps.flatMap((map) => list.map((value) => new Map([...map, [name, value]]))),
    [new Map()],
  );
}

function valuesIn(cell: Value, { path, lastStep }: Supply): readonly ArgumentValue[] {
  const found = path === undefined || !isJson(cell) ? [cell] : valuesAt(cell, path);
  return found.flatMap((value) => {
    const taken = lastStep === true && typeof value === 'string' ? lastStepOf(value) : value;
    return (typeof taken === 'string' && taken !== '') || typeof taken === 'number' || typeof taken === 'bigint' ? [taken] : [];
  });
}

function isJson(value: Value): value is JsonValue {
  return typeof value !== 'bigint' && !(value instanceof Uint8Array);
}

/** The end of a URL's path, decoded; nothing where the text is no URL. */
function lastStepOf(text: string): string {
  if (!URL.canParse(text)) return '';
  const step = new URL(text).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(step);
  } catch {
    return '';
  }
}
