import { scansOf } from '../cost/plan-cost.ts';
import type { ChangePlan } from '../plan.ts';

/** Marks a change whose objects are picked by way of an index that follows changes with a delay: each has to be looked at once more. */
export function withRecheck(plan: ChangePlan): ChangePlan {
  const lags = plan.selects && scansOf(plan).some(({ consistency }) => consistency === 'eventual');
  return lags ? { ...plan, recheck: true } : plan;
}
