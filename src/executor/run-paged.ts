import type { PagedPlan } from '../planner/plan.ts';
import type { PreparedQuery } from '../relational/relational-engine.ts';
import type { Page } from '../values/value.ts';
import { batched } from './batched.ts';
import type { CallContext } from './call-context.ts';
import { runScan } from './run-scan.ts';

/** Rows of a scan that the database sees at once; each batch costs it about a millisecond besides. */
const batchRows = 8_000;

/** Milliseconds that rows wait for others. */
const batchWait = 50;

/**
 * Runs the SQL over batches of the scan's rows and hands on the result's rows between OFFSET and LIMIT. A page is fetched only when the rows
 * at hand cannot be enough, even if the SQL kept all of them.
 */
export async function* runPaged(
  { scan, table, limit, offset }: PagedPlan,
  prepared: PreparedQuery,
  context: CallContext,
): AsyncGenerator<Page> {
  if (limit === 0) return;
  let skip = offset;
  let left = limit ?? Number.POSITIVE_INFINITY;
  let seen = 0;
  const wanted = (): number => skip + left;
  let evaluating = false;
  // While a batch is evaluated, the page ahead of it is read and no other: whoever leaves then has one fetched in vain.
  const demanded = (): number => (evaluating ? 0 : seen + wanted());
  const open = (signal: AbortSignal): AsyncIterable<Page> => runScan(scan, { ...context, signal }, demanded);
  const size = { rows: () => Math.min(batchRows, wanted()), wait: batchWait, ahead: limit === null };
  for await (const batch of batched(open, size, context.signal)) {
    evaluating = true;
    for await (const page of prepared.over(table, batch, context.signal)) {
      const rows = page.slice(skip, skip + left);
      skip -= Math.min(skip, page.length);
      left -= rows.length;
      if (rows.length > 0) yield rows;
      if (left <= 0) return;
    }
    evaluating = false;
    seen += batch.length;
  }
}
