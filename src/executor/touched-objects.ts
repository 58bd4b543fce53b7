import type { MethodReference } from '../planner/plan.ts';
import type { ArgumentValue, MethodCall } from '../request/method-call.ts';
import { isJsonObject } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';

/** Objects that a session has changed lately: what is answered from an index may not show them as they are. */
export class TouchedObjects {
  private readonly times = new Map<string, Map<string, number>>();

  /** Remembers every identifier that a change's path or answer has, at a time in milliseconds. */
  add(
    { service, resource }: MethodReference,
    { call, answer, at }: { readonly call: MethodCall; readonly answer: JsonValue; readonly at: number },
  ): void {
    const inPath = call.method.parameters.filter(({ location }) => location === 'path').map(({ name }) => call.arguments.get(name));
    const made = isJsonObject(answer) ? answer['id'] : undefined;
    const key = `${call.origin} ${service.name}.${resource.name}`;
    const ids = this.times.get(key) ?? new Map<string, number>();
    this.times.set(key, ids);
    for (const id of [...inPath, made]) if (isIdentifier(id)) ids.set(id, at);
  }

  /** Identifiers of a relation's objects that were changed since a time in milliseconds. */
  since(origin: string, { service, resource }: MethodReference, time: number): readonly string[] {
    const ids = this.times.get(`${origin} ${service.name}.${resource.name}`) ?? new Map<string, number>();
    for (const [id, at] of ids) if (at < time) ids.delete(id);
    return [...ids.keys()];
  }
}

function isIdentifier(value: ArgumentValue | JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
