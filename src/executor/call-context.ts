import type { ApiClient } from '../http/client.ts';
import type { Clock } from '../http/clock.ts';
import type { Page } from '../values/value.ts';
import type { CreatedObjects } from './created-objects.ts';
import type { TouchedObjects } from './touched-objects.ts';
import type { CallBudget } from './call-budget.ts';
import type { RelationSource } from './relation-source.ts';
import type { ScanMeter } from './scan-meter.ts';
import type { ServerLookup } from '../planner/change/change-calls.ts';

/** What running a plan needs besides the plan. */
export interface CallContext {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  /** Most calls that one expansion over parents may make. */
  readonly maxCalls: number;
  /** Most objects that one statement may change. */
  readonly maxAffected: number;
  readonly serverOf: ServerLookup;
  /** Runs a look-up over what is staged; there is none where nothing is. */
  readonly lookup: (sql: string) => AsyncIterable<Page>;
  /** Relations of the process itself, by lower-case `schema.name`. */
  readonly system: ReadonlyMap<string, RelationSource>;
  readonly clock: Clock;
  /** Seconds that one call may take. */
  readonly timeout: number;
  /** Whether objects on their way to a state are waited for. */
  readonly wait: boolean;
  /** What the engine has created lately. */
  readonly created: CreatedObjects;
  /** What the engine has changed lately. */
  readonly touched: TouchedObjects;
  /** Takes what happened to one object, where a method does several things: a participle. */
  readonly effect: (what: string) => void;
  /** Counts what each scan takes; absent where nobody wants to know. */
  readonly meter?: ScanMeter;
  /** Calls that the whole statement may make; absent where it was not limited. */
  readonly budget?: CallBudget;
  /** Takes something worth knowing that is no error. */
  readonly notice: (code: string, message: string) => void;
}
