import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { rowsOf } from '../http/rows.ts';
import type { ChangeCall } from '../planner/change/change-calls.ts';
import type { ArgumentValue } from '../request/method-call.ts';
import type { JsonValue } from '../values/value.ts';
import type { CallContext } from './call-context.ts';

/** Reads the one object that a call is about, by those of the call's arguments that the method takes; empty when it answers nothing. */
export async function readObject(method: MethodDescriptor, { origin, values }: ChangeCall, context: CallContext): Promise<JsonValue> {
  const known = method.parameters.flatMap(({ name }): [string, ArgumentValue][] => {
    const value = values.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const response = await context.client.send({ method, origin, arguments: new Map(known), body: null }, { signal: context.signal });
  return rowsOf(method, response)[0] ?? {};
}
