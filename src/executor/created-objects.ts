import { pathVariables } from '../catalog/path-template.ts';
import type { ArgumentValue, MethodCall } from '../request/method-call.ts';

/** Milliseconds after its creation for which the server may not find an object everywhere. */
const settlingTime = 30_000;

/** An object that a call of ours has made. */
export interface CreatedObject {
  readonly origin: string;
  /** What paths may call it: its identifier, and its natural key where that is taken too. */
  readonly names: readonly string[];
  /** Reads the object itself. */
  readonly read: MethodCall;
  /** Until when its absence is not believed, in milliseconds since 1970. */
  readonly until: number;
  /** Whether a call has found it since. */
  seen: boolean;
}

/** The objects that an engine has made lately. */
export class CreatedObjects {
  #objects: CreatedObject[] = [];

  /** Remembers an object that was made at `at`, in milliseconds since 1970. */
  add({ at, ...object }: Omit<CreatedObject, 'until' | 'seen'> & { readonly at: number }): void {
    this.#objects = this.#objects.filter(({ until }) => until > at);
    this.#objects.push({ ...object, until: at + settlingTime, seen: false });
  }

  /** Those among the objects that a call's path names and that are still young. */
  among({ method, origin, arguments: values }: MethodCall, now: number): readonly CreatedObject[] {
    if (this.#objects.length === 0) return [];
    const named = pathVariables(method.path).map((name) => nameText(values.get(name)));
    return this.#objects.filter(
      (object) => object.until > now && object.origin === origin && object.names.some((name) => named.includes(name)),
    );
  }

  /** Is there an object of this name among them? */
  has(origin: string, name: string): boolean {
    return this.#objects.some((object) => object.origin === origin && object.names.includes(name));
  }

  /** Forgets the object that a call's path ends with: it was deleted. */
  forget(call: MethodCall): void {
    const last = lastName(call);
    this.#objects = this.#objects.filter(({ origin, names }) => origin !== call.origin || last === undefined || !names.includes(last));
  }
}

/** The value that a call's path ends with; undefined when it ends with a fixed step. */
export function lastName({ method, arguments: values }: MethodCall): string | undefined {
  const last = pathVariables(method.path).at(-1);
  return last !== undefined && method.path.endsWith(`{${last}}`) ? nameText(values.get(last)) : undefined;
}

function nameText(value: ArgumentValue | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
