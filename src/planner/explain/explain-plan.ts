import { unreachable } from '../../errors/unreachable.ts';
import type { Facts } from '../facts.ts';
import type { Plan } from '../plan.ts';
import { explainChange } from './explain-change.ts';
import { explainQuery } from './explain-query.ts';

/** Prints a plan as indented lines: what is read how, what is left to the database, the requests in their order. */
export function explainPlan(plan: Plan, facts: Facts): readonly string[] {
  switch (plan.kind) {
    case 'stream':
    case 'paged':
    case 'staged':
      return explainQuery(plan, facts);
    case 'local':
      return [`Catalog rows: ${plan.rows.length}`, '  no requests'];
    case 'change':
      return explainChange(plan, facts);
    case 'setting':
      return [`Set ${facts.provider.name}.${plan.name}`, '  no requests'];
    default:
      return unreachable(plan);
  }
}
