import type { CallContext } from '../executor/call-context.ts';
import { probeLists } from '../executor/probe-lists.ts';
import { type ReadyQuery, readyQuery } from '../executor/run-query.ts';
import { createScanMeter } from '../executor/scan-meter.ts';
import type { Estimates } from '../planner/cost/estimates.ts';
import { scansOf } from '../planner/cost/plan-cost.ts';
import { explainPlan } from '../planner/explain/explain-plan.ts';
import type { Plan, QueryPlan } from '../planner/plan.ts';
import { sessionSetting } from '../planner/session-setting.ts';
import type { Column, Page } from '../values/value.ts';
import { methodsOf, mostProbes } from './call-price.ts';
import type { Progress } from './create-result.ts';
import type { PlannedStatement } from './plan-script.ts';
import type { ReadyOptions, ReadyStatement } from './ready-types.ts';

const columns: readonly Column[] = [{ name: 'plan', type: 'string' }];

/** What EXPLAIN needs of its surroundings. */
export interface ExplainOptions extends ReadyOptions {
  /** Gives pages that need calls a client and the limits of the run. */
  readonly calling: (pages: (context: CallContext, progress: Progress) => AsyncIterable<Page>) => ReadyStatement['run'];
}

/**
 * EXPLAIN when its turn comes: the plan with a price that rests on what was seen before and, where there is a credential and nobody turned it
 * off, on the first pages of lists whose size is unknown. The statement itself does not run.
 */
export function readyExplain({ facts }: PlannedStatement, plan: Plan, options: ExplainOptions): ReadyStatement {
  const { context, calling, run: given } = options;
  const lines = (estimates: Estimates): Page => asPage(explainPlan(plan, { ...facts, estimates }));
  const known = (): Estimates => context.sizes.estimates();
  const probing = given.dryRun !== true && sessionSetting('oktaql.probes', facts) === 'on' && scansOf(plan).length > 0;
  const probed = calling(async function* ({ client, signal }) {
    yield lines(await probeLists(scansOf(plan), known(), { client, signal, most: mostProbes, methodNamed: methodsOf(context) }));
  });
  const run: ReadyStatement['run'] = async function* (progress) {
    if (probing && (await hasCredential(options))) yield* probed(progress);
    else yield lines(known());
  };
  return { kind: 'rows', columns, run, close: async () => undefined };
}

async function hasCredential({ context }: ReadyOptions): Promise<boolean> {
  return await context.requireCredential().then(
    () => true,
    () => false,
  );
}

/** EXPLAIN ANALYZE: runs the query to its end, drops its rows, and gives the plan with what it took. */
export async function readyAnalyze(planned: PlannedStatement, plan: QueryPlan, options: ExplainOptions): Promise<ReadyStatement> {
  const { context, relational } = options;
  if (scansOf(plan).length > 0) await context.requireCredential();
  const query = await readyQuery(plan, relational, planned.parsed.source);
  const run: ReadyStatement['run'] = (progress) => {
    const counted = { calls: 0 };
    const counting: Progress = {
      ...progress,
      call() {
        counted.calls += 1;
        progress.call();
      },
    };
    return options.calling((calls) => analyzed(query, { planned, plan, calls, estimates: context.sizes.estimates(), counted }))(counting);
  };
  return { kind: 'rows', columns, run, close: () => query.close() };
}

interface Analysis {
  readonly planned: PlannedStatement;
  readonly plan: QueryPlan;
  readonly calls: CallContext;
  /** What was known before. */
  readonly estimates: Estimates;
  readonly counted: { readonly calls: number };
}

async function* analyzed(query: ReadyQuery, { planned, plan, calls, estimates, counted }: Analysis): AsyncGenerator<Page> {
  const meter = createScanMeter((call, rows) => calls.meter?.list(call, rows));
  const started = process.hrtime.bigint();
  let rows = 0;
  for await (const page of query.run({ ...calls, meter })) rows += page.length;
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  const ofScans = [...meter.actuals.values()].reduce((sum, scan) => sum + scan.calls, 0);
  const actual = { scans: meter.actuals, rows, otherCalls: counted.calls - ofScans, milliseconds };
  yield asPage(explainPlan(plan, { ...planned.facts, estimates, actual }));
}

function asPage(lines: readonly string[]): Page {
  return lines.map((line) => [line]);
}
