import type { GuardDescriptor } from '../catalog/descriptor.ts';
import { pathVariables } from '../catalog/path-template.ts';
import { QueryError } from '../errors/query-error.ts';
import type { ChangeCall } from '../planner/change/change-calls.ts';
import type { ChangePlan } from '../planner/plan.ts';
import { isJsonObject, jsonText } from '../values/json-text.ts';
import type { ObjectReader } from './object-reader.ts';

/** Reads what a guard looks at, of every object before the first is changed. Throws `refused` for one that does not fulfil it. */
export async function guardedObjects(
  { guard, read, target }: ChangePlan,
  calls: readonly ChangeCall[],
  objects: ObjectReader,
): Promise<void> {
  if (guard === null || read === null) return;
  for (const call of calls) {
    const { value: object } = await objects.read(read.method, call);
    const value = isJsonObject(object) ? object[guard.column] : undefined;
    if (typeof value !== 'string' || !guard.values.includes(value))
      throw unguarded(guard, { target, call, value: jsonText(value ?? null) });
  }
}

interface Unguarded {
  readonly target: ChangePlan['target'];
  readonly call: ChangeCall;
  readonly value: string;
}

function unguarded({ column, values, instead }: GuardDescriptor, { target, call, value }: Unguarded): QueryError {
  const { service, resource } = target;
  const keys = [...call.values].filter(([name]) => pathVariables(target.method.path).includes(name));
  const object = keys.map(([name, key]) => `${name} = '${String(key)}'`).join(', ');
  return new QueryError(
    'refused',
    `DELETE destroys objects whose ${column} is ${values.join(' or ')}, and the one with ${object} has ${value}: nothing was deleted`,
    {
      hint: `EXEC ${service.provider}.${service.name}.${resource.name}.${instead} ${keys.map(([name, key]) => `@${name} = '${String(key)}'`).join(', ')} comes first.`,
    },
  );
}
