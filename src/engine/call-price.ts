import { refusedPrice } from '../executor/call-budget.ts';
import type { CallContext } from '../executor/call-context.ts';
import { probeLists } from '../executor/probe-lists.ts';
import type { Estimates } from '../planner/cost/estimates.ts';
import { figureText } from '../planner/cost/figure.ts';
import { planCost, scansOf } from '../planner/cost/plan-cost.ts';
import type { Plan } from '../planner/plan.ts';
import { sessionSetting } from '../planner/session-setting.ts';
import type { PlannedStatement } from './plan-script.ts';

/** Part of a budget of calls that may be spent on learning whether it is enough. */
const probingPart = 0.1;

/** Throws `refused` when a statement takes more calls than allowed, by what is certain or likely. */
export function refuseDear({ plan, facts }: PlannedStatement, maxCalls: number | undefined, estimates: Estimates): void {
  const priced = runs(plan);
  if (maxCalls === undefined || priced === undefined) return;
  // What an expansion may take at most is no guess of what it takes.
  const { calls } = planCost(priced, { provider: facts.provider, maxCalls: Number.MAX_SAFE_INTEGER, estimates });
  if (Math.max(calls.least, calls.likely ?? 0) > maxCalls) throw refusedPrice(figureText(calls), maxCalls);
}

/** Learns the sizes of lists, for a small part of the budget, and refuses what would not fit. */
export async function refuseDearByProbes(
  planned: PlannedStatement,
  maxCalls: number | undefined,
  { known, context }: { readonly known: Estimates; readonly context: CallContext },
): Promise<void> {
  const most = Math.floor((maxCalls ?? 0) * probingPart);
  const priced = runs(planned.plan);
  if (most < 1 || priced === undefined || sessionSetting('oktaql.probes', planned.facts) === 'off') return;
  const { client, signal } = context;
  refuseDear(planned, maxCalls, await probeLists(scansOf(priced), known, { client, signal, most }));
}

/** What a statement runs: nothing where it only explains. */
function runs(plan: Plan): Plan | undefined {
  return plan.kind === 'local' ? plan.analyzes : plan;
}
