import type { MethodCall } from '../request/method-call.ts';

/** An object on its way to a state. */
export interface Pending {
  /** Identifier, as the read takes it. */
  readonly name: string;
  /** State to come. */
  readonly state: string;
  /** Reads the object. */
  readonly read: MethodCall;
  /** Statement that shows the object; null when there is none. */
  readonly check: string | null;
}
