import type { QueryPlan } from '../plan.ts';
import type { ExplainFacts } from './explain-facts.ts';
import { explainScan } from './explain-scan.ts';
import { indent } from './text.ts';

/** A query: how it runs, its scans, what the database evaluates. */
export function explainQuery(plan: QueryPlan, facts: ExplainFacts): readonly string[] {
  if (plan.kind === 'stream') return [`Stream${boundsText(plan)}`, ...indent(explainScan(plan.scan, facts))];
  if (plan.kind === 'paged') {
    const table = [`Table "${plan.table}"`, ...indent(explainScan(plan.scan, facts))];
    return [`Page by page${boundsText(plan)}`, ...indent([...table, sqlText(plan.shown)])];
  }
  const scans = plan.tables.flatMap(({ name, source }) => {
    if (source.kind === 'scan') return [`Table "${name}"`, ...indent(explainScan(source.scan, facts))];
    return [`Table "${name}": ${source.kind === 'rows' ? `${source.rows.length} catalog rows` : 'rows of the answers'}`];
  });
  return ['Staged in DuckDB', ...indent([...scans, sqlText(plan.shown)])];
}

function sqlText(shown: string): string {
  return `SQL ${shown.replaceAll(/\s+/g, ' ').trim()}`;
}

function boundsText({ limit, offset }: { readonly limit: number | null; readonly offset: number }): string {
  return [limit === null ? '' : ` LIMIT ${limit}`, offset === 0 ? '' : ` OFFSET ${offset}`].join('');
}
