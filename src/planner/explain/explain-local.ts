import type { Facts } from '../facts.ts';
import type { LocalObjectPlan } from '../plan.ts';
import { explainQuery } from './explain-query.ts';
import { indent } from './text.ts';

/** A statement about local objects: what it reads, and the SQL that the database carries out. */
export function explainLocal(plan: LocalObjectPlan, facts: Facts): readonly string[] {
  switch (plan.kind) {
    case 'local-write': {
      const { title, statements, tables, notice } = plan;
      const [first] = statements;
      if (first === undefined) return [`${title}: ${notice ?? 'nothing to do'}`];
      return [title, ...indent(explainQuery({ kind: 'staged', tables, ...first }, facts))];
    }
    case 'copy':
      return [`Write ${plan.path}`, ...indent(explainQuery({ kind: 'staged', tables: plan.tables, ...plan.statement(plan.path) }, facts))];
    case 'attach':
      return [`Attach ${plan.path} as ${plan.name}`];
    case 'detach':
      return [`Detach ${plan.name}`];
  }
}
