import type { Facts } from '../facts.ts';
import type { QueryPlan } from '../plan.ts';
import { explainScan } from './explain-scan.ts';
import { indent } from './text.ts';

/** A query: how it runs, its scans, what the database evaluates. */
export function explainQuery(plan: QueryPlan, facts: Facts): readonly string[] {
  if (plan.kind === 'stream') {
    const bounds = [plan.limit === null ? '' : ` LIMIT ${plan.limit}`, plan.offset === 0 ? '' : ` OFFSET ${plan.offset}`].join('');
    return [`Stream${bounds}`, ...indent(explainScan(plan.scan, facts))];
  }
  const scans = plan.tables.flatMap(({ name, source }) => {
    if (source.kind === 'scan') return [`Table "${name}"`, ...indent(explainScan(source.scan, facts))];
    return [`Table "${name}": ${source.kind === 'rows' ? `${source.rows.length} catalog rows` : 'rows of the answers'}`];
  });
  return ['Staged in DuckDB', ...indent([...scans, `SQL ${plan.shown.replaceAll(/\s+/g, ' ').trim()}`])];
}
