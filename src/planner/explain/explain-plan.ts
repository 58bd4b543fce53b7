import { unreachable } from '../../errors/unreachable.ts';
import type { Plan } from '../plan.ts';
import { actualTotalLines } from './actual-lines.ts';
import { totalLines } from './cost-lines.ts';
import { explainChange } from './explain-change.ts';
import { type ExplainFacts, pricingFacts } from './explain-facts.ts';
import { explainLocal } from './explain-local.ts';
import { explainQuery } from './explain-query.ts';

/** Prints a plan as indented lines: what is read how, what is left to the database, the requests in their order; then what it costs. */
export function explainPlan(plan: Plan, facts: ExplainFacts): readonly string[] {
  const actual = facts.actual === undefined ? [] : actualTotalLines(facts.actual);
  return [...treeLines(plan, facts), ...totalLines(plan, pricingFacts(facts)), ...actual];
}

function treeLines(plan: Plan, facts: ExplainFacts): readonly string[] {
  switch (plan.kind) {
    case 'stream':
    case 'paged':
    case 'staged':
      return explainQuery(plan, facts);
    case 'local':
      return [`Catalog rows: ${plan.rows.length}`, '  no requests'];
    case 'change':
      return explainChange(plan, facts);
    case 'local-write':
    case 'copy':
    case 'attach':
    case 'detach':
      return explainLocal(plan, facts);
    case 'setting':
      return [`Set ${facts.provider.name}.${plan.name}`, '  no requests'];
    default:
      return unreachable(plan);
  }
}
