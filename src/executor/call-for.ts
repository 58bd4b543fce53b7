import type { MethodDescriptor } from '../catalog/descriptor.ts';
import type { ArgumentValue, MethodCall } from '../request/method-call.ts';

/** A call of another method about the same object: with those of a call's arguments that it takes, and some more. */
export function callFor(
  method: MethodDescriptor,
  { origin, arguments: given }: MethodCall,
  more: readonly (readonly [name: string, value: ArgumentValue])[] = [],
): MethodCall {
  const known = method.parameters.flatMap(({ name, location }): [string, ArgumentValue][] => {
    const value = given.get(name);
    return value === undefined || location !== 'path' ? [] : [[name, value]];
  });
  return { method, origin, arguments: new Map([...known, ...more]), body: null };
}
