import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { rowsOf } from '../http/rows.ts';
import type { ChangeCall } from '../planner/change/change-calls.ts';
import type { ArgumentValue, MethodCall } from '../request/method-call.ts';
import type { JsonValue } from '../values/value.ts';
import type { CallContext } from './call-context.ts';

/** Reads the one object that a call is about; empty when it answers nothing. */
export async function readObject(method: MethodDescriptor, change: ChangeCall, context: CallContext): Promise<JsonValue> {
  const response = await context.client.send(objectCall(method, change), { signal: context.signal });
  return rowsOf(method, response)[0] ?? {};
}

/** The call that reads the one object that another call is about, by those of its arguments that the method takes. */
export function objectCall(method: MethodDescriptor, { origin, values }: Pick<ChangeCall, 'origin' | 'values'>): MethodCall {
  const known = method.parameters.flatMap(({ name }): [string, ArgumentValue][] => {
    const value = values.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { method, origin, arguments: new Map(known), body: null };
}
