import type { StreamPlan } from '../planner/plan.ts';
import type { Page } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { runScan } from './run-scan.ts';

/** Hands on the projected rows between OFFSET and LIMIT; the fetch ends with the last of them. */
export async function* runStream({ scan, output, limit, offset }: StreamPlan, context: CallContext): AsyncGenerator<Page> {
  if (limit === 0) return;
  let skip = offset;
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const page of runScan(scan, context)) {
    const rows = page.slice(skip, skip + left);
    skip -= Math.min(skip, page.length);
    left -= rows.length;
    if (rows.length > 0) yield rows.map((row) => output.map(({ index }) => row[index] ?? null));
    if (left <= 0) return;
  }
}
