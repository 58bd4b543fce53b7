import { unreachable } from '../../errors/unreachable.ts';
import { stagedRows } from '../cost/plan-cost.ts';
import { systemCatalog } from '../facts.ts';
import type { QueryPlan, StagedTable } from '../plan.ts';
import { type ExplainFacts, pricingFacts } from './explain-facts.ts';
import { explainScan } from './explain-scan.ts';
import { indent } from './text.ts';

/** A query: how it runs, its scans, what the database evaluates. */
export function explainQuery(plan: QueryPlan, facts: ExplainFacts): readonly string[] {
  if (plan.kind === 'stream') return [`Stream${boundsText(plan)}`, ...indent(explainScan(plan.scan, facts))];
  if (plan.kind === 'paged') {
    const table = [`Table "${plan.table}"`, ...indent(explainScan(plan.scan, facts))];
    return [`Page by page${boundsText(plan)}`, ...indent([...table, sqlText(plan.shown)])];
  }
  const staged = stagedRows(plan, pricingFacts(facts));
  const tables = plan.tables.flatMap((table) => tableLines(table, { ...facts, staged }));
  return ['Staged in DuckDB', ...indent([...tables, sqlText(plan.shown)])];
}

function tableLines({ name, source }: StagedTable, facts: ExplainFacts): readonly string[] {
  const title = `Table "${name}"`;
  switch (source.kind) {
    case 'scan':
      return [title, ...indent(explainScan(source.scan, facts))];
    case 'stream':
      return [title, ...indent(explainQuery(source.query, facts))];
    case 'rows':
      return [`${title}: ${source.rows.length} catalog rows`];
    case 'system':
      return [`${title}: rows of ${systemCatalog}.${source.key}`];
    case 'local':
      return [`${title}: a local table`];
    case 'response':
      return [`${title}: rows of the answers`];
    default:
      return unreachable(source);
  }
}

function sqlText(shown: string): string {
  return `SQL ${shown.replaceAll(/\s+/g, ' ').trim()}`;
}

function boundsText({ limit, offset }: { readonly limit: number | null; readonly offset: number }): string {
  return [limit === null ? '' : ` LIMIT ${limit}`, offset === 0 ? '' : ` OFFSET ${offset}`].join('');
}
