import type { StateEffect } from '../catalog/lifecycle-descriptor.ts';
import type { QueryError } from '../errors/query-error.ts';
import type { NamedServer } from '../planner/change/check-statement.ts';
import type { ChangePlan } from '../planner/plan.ts';
import type { MethodCall } from '../request/method-call.ts';

/** A call that was sent and not answered. */
export interface LostCall {
  readonly plan: ChangePlan;
  readonly call: MethodCall;
  readonly server: NamedServer | null;
  /** When it was sent, in milliseconds since 1970 by our own clock. */
  readonly sentAt: number;
  /** What it does to an object in the state that was read before; null where that does not matter or is not known. */
  readonly effect: StateEffect | null;
  /** Why there is no answer. */
  readonly error: QueryError;
}
