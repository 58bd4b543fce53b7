import { refusedPrice } from '../executor/call-budget.ts';
import type { CallContext } from '../executor/call-context.ts';
import { type MethodsByName, probeLists } from '../executor/probe-lists.ts';
import { createReplay } from '../executor/replay.ts';
import type { ApiClient } from '../http/client.ts';
import type { Estimates } from '../planner/cost/estimates.ts';
import { figureText } from '../planner/cost/figure.ts';
import { planCost, scansOf } from '../planner/cost/plan-cost.ts';
import type { Plan } from '../planner/plan.ts';
import { sessionSetting } from '../planner/session-setting.ts';
import type { PlannedStatement } from './plan-script.ts';
import type { ProviderContext } from './provider-context.ts';

/** Most lists that are asked for their first page to learn a price. */
export const mostProbes = 10;

/** Throws `refused` when a statement takes more calls than allowed, by what is certain or likely. */
export function refuseDear({ plan, facts }: PlannedStatement, maxCalls: number | undefined, estimates: Estimates): void {
  const priced = runs(plan);
  if (maxCalls === undefined || priced === undefined) return;
  // What an expansion may take at most is no guess of what it takes.
  const { calls } = planCost(priced, { provider: facts.provider, maxCalls: Number.MAX_SAFE_INTEGER, estimates });
  if (Math.max(calls.least, calls.likely ?? 0) > maxCalls) throw refusedPrice(figureText(calls), maxCalls);
}

/**
 * Asks for the first pages of a statement's lists and refuses what would not fit into its budget. Resolves to the client to go on with, which
 * has these pages already; to the one it has where there is no budget or the session wants no probes.
 */
export async function clientWithinBudget(
  planned: PlannedStatement,
  maxCalls: number | undefined,
  { known, context, methodNamed }: { readonly known: Estimates; readonly context: CallContext; readonly methodNamed: MethodsByName },
): Promise<ApiClient> {
  const { client, signal } = context;
  const priced = runs(planned.plan);
  if (maxCalls === undefined || priced === undefined || sessionSetting('oktaql.probes', planned.facts) === 'off') return client;
  const { recording, replaying } = createReplay(client);
  const most = Math.min(mostProbes, maxCalls);
  refuseDear(planned, maxCalls, await probeLists(scansOf(priced), known, { client: recording, signal, most, methodNamed }));
  return replaying;
}

/** Finds methods by `service.resource.method` among a provider's descriptors, which are read as they are needed. */
export function methodsOf(context: ProviderContext): MethodsByName {
  return (name) => {
    const [service = '', resource = '', method = ''] = name.split('.');
    context.loadService(service);
    const found = context.services.get(service.toLowerCase());
    return found?.resources.find((one) => one.name === resource)?.methods.find((one) => one.name === method);
  };
}

/** What a statement runs: nothing where it only explains. */
function runs(plan: Plan): Plan | undefined {
  return plan.kind === 'local' ? plan.analyzes : plan;
}
