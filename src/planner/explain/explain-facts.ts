import type { Facts } from '../facts.ts';
import { noEstimates } from '../cost/estimates.ts';
import type { Figure } from '../cost/figure.ts';
import type { PricingFacts } from '../cost/plan-cost.ts';
import type { ScanPlan } from '../plan.ts';

/** What a plan is printed with besides the facts that it was made from. */
export interface ExplainFacts extends Facts {
  /** What running it took; absent where it was not run. */
  readonly actual?: Actuals;
  /** Rows of the tables that look-ups read, by name. */
  readonly staged?: ReadonlyMap<string, Figure>;
}

/** What a statement took. */
export interface Actuals {
  /** By the scan's list of columns, which copies of a scan share; scans that never began are missing. */
  readonly scans: ReadonlyMap<ScanPlan['columns'], ScanActual>;
  /** Rows of the result. */
  readonly rows: number;
  /** Calls that belong to no scan. */
  readonly otherCalls: number;
  /** From start to end. */
  readonly milliseconds: number;
}

/** What one scan took. */
export interface ScanActual {
  /** Requests that were sent. */
  readonly calls: number;
  /** Answers that another scan of the statement had got already. */
  readonly shared: number;
  readonly rows: number;
  /** Of the answers' bodies, as text. */
  readonly bytes: number;
  /** Sum over its calls, from sending to the answer's end. */
  readonly milliseconds: number;
  /** Sum of what its calls waited for their allowance. */
  readonly waited: number;
}

/** What prices depend on, out of everything that is known. */
export function pricingFacts({ provider, maxCalls, estimates = noEstimates, staged }: ExplainFacts): PricingFacts {
  return { provider, maxCalls, estimates, ...(staged === undefined ? {} : { staged }) };
}
