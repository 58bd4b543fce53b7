import { createCallBudget } from '../executor/call-budget.ts';
import type { CallContext } from '../executor/call-context.ts';
import { freshClient } from '../executor/fresh-client.ts';
import { type ReadyChange, readyChange } from '../executor/run-change.ts';
import { readyQuery } from '../executor/run-query.ts';
import { readyCopy } from '../executor/run-copy.ts';
import { readyLocalWrite } from '../executor/run-local-write.ts';
import { scansOfTables } from '../executor/stage-tables.ts';
import { createScanMeter } from '../executor/scan-meter.ts';
import { QueryError } from '../errors/query-error.ts';
import { unreachable } from '../errors/unreachable.ts';
import { defaultTimeout } from '../http/client.ts';
import type { RateLimitWait } from '../http/scheduler/rate-limit-wait.ts';
import type { AttachPlan, CopyPlan, DetachPlan, LocalWritePlan, Plan, QueryPlan, ScanPlan } from '../planner/plan.ts';
import { serverTarget } from '../planner/server-binding.ts';
import type { Page } from '../values/value.ts';
import { clientWithinBudget, methodsOf, refuseDear } from './call-price.ts';
import type { Progress } from './create-result.ts';
import { defaultMaxAffected, type PlannedStatement } from './plan-script.ts';
import { type ExplainOptions, readyAnalyze, readyExplain } from './ready-explain.ts';
import type { ReadyOptions, ReadyStatement } from './ready-types.ts';

/** Prepares a planned statement. Throws what is wrong with it that only the database or the credentials can tell. */
export async function readyStatement(planned: PlannedStatement, options: ReadyOptions): Promise<ReadyStatement> {
  const { plan, parsed } = planned;
  refuseDear(planned, options.run.maxCalls, options.context.sizes.estimates());
  const nothing = async (): Promise<void> => undefined;
  switch (plan.kind) {
    case 'local':
      if (plan.analyzes !== undefined) return await readyAnalyze(planned, plan.analyzes, explainOptions(planned, options));
      if (plan.explains !== undefined) {
        await checkedByDatabase(plan.explains, options, parsed.source);
        return readyExplain(planned, plan.explains, explainOptions(planned, options));
      }
      return { kind: 'rows', columns: plan.columns, run: () => onePage(plan.rows), close: nothing };
    case 'setting':
      return { kind: 'setting', columns: [], run: () => applied(() => options.set(plan)), close: nothing };
    case 'stream':
    case 'paged':
    case 'staged': {
      if (scansOf(plan).length > 0) await options.context.requireCredential();
      const query = await readyQuery(plan, options.relational, parsed.source);
      return {
        kind: 'rows',
        columns: query.columns,
        run: calling(planned, options, (context) => query.run(context)),
        close: () => query.close(),
      };
    }
    case 'change': {
      await options.context.requireCredential();
      const change = await readyChange(plan, options.relational, parsed.source);
      if (options.run.dryRun === true) return preview(planned, change, options);
      return {
        kind: plan.target.method.httpMethod === 'GET' ? 'rows' : 'change',
        columns: change.columns,
        run: calling(planned, options, (context, progress) => change.run(context, () => progress.changed())),
        close: () => change.close(),
      };
    }
    case 'local-write':
      return readyWrite(plan, planned, options);
    case 'copy':
      return readyFile(plan, planned, options);
    case 'attach':
    case 'detach':
      return readyDatabase(plan, options);
    default:
      return unreachable(plan);
  }
}

async function readyFile(plan: CopyPlan, planned: PlannedStatement, options: ReadyOptions): Promise<ReadyStatement> {
  if (scansOfTables(plan.tables).length > 0) await options.context.requireCredential();
  const copy = await readyCopy(plan, options.relational, planned.parsed.source);
  const pages: Pages = (context, progress) => copy.run(context, (rows) => progress.wrote(rows));
  return { kind: 'local', columns: [], run: calling(planned, options, pages), close: () => copy.close() };
}

function readyDatabase(plan: AttachPlan | DetachPlan, { local }: ReadyOptions): ReadyStatement {
  const work = async function* (progress: Progress): AsyncGenerator<Page> {
    if (plan.notice !== null) progress.notice('nothing_to_do', plan.notice);
    else if (plan.kind === 'detach') await local.detach(plan.name);
    else await local.attach(plan.name, plan);
    yield* [];
  };
  return { kind: 'local', columns: [], run: work, close: async () => undefined };
}

async function readyWrite(plan: LocalWritePlan, planned: PlannedStatement, options: ReadyOptions): Promise<ReadyStatement> {
  if (scansOfTables(plan.tables).length > 0) await options.context.requireCredential();
  const write = await readyLocalWrite(plan, options.relational, planned.parsed.source);
  const pages: Pages = async function* (context, progress) {
    await options.local.open();
    if (plan.notice !== null) progress.notice('nothing_to_do', plan.notice);
    const what = planned.parsed.statement.kind === 'delete' ? 'deleted' : 'written';
    yield* write.run(context, (rows) => progress.wrote(rows, what));
  };
  return { kind: 'local', columns: write.columns, run: calling(planned, options, pages), close: () => write.close() };
}

function preview(planned: PlannedStatement, change: ReadyChange, options: ReadyOptions): ReadyStatement {
  return {
    kind: 'rows',
    columns: [{ name: 'plan', type: 'string' }],
    run: calling(planned, options, (context) => change.preview(context)),
    close: () => change.close(),
  };
}

/** What EXPLAIN explains is prepared like what it would run, so that it fails where that would. */
async function checkedByDatabase(plan: Plan, { relational }: ReadyOptions, source: string): Promise<void> {
  if (plan.kind === 'staged' || plan.kind === 'paged') await (await readyQuery(plan, relational, source)).close();
  if (plan.kind === 'change') await (await readyChange(plan, relational, source)).close();
  if (plan.kind === 'local-write') await (await readyLocalWrite(plan, relational, source)).close();
  if (plan.kind === 'copy') await (await readyCopy(plan, relational, source)).close();
}

function scansOf(plan: QueryPlan): readonly ScanPlan[] {
  if (plan.kind !== 'staged') return [plan.scan];
  return plan.tables.flatMap(({ source }) => (source.kind === 'scan' ? [source.scan] : []));
}

async function* onePage(rows: Page): AsyncGenerator<Page> {
  if (rows.length > 0) yield rows;
}

async function* applied(effect: () => void): AsyncGenerator<Page> {
  effect();
  yield* [];
}

/** A stream stages nothing that could be looked up in. */
function noLookup(): never {
  throw new QueryError('internal', 'there are no staged rows to look up in');
}

/** EXPLAIN's own calls are no part of what the statement would take. */
function explainOptions(planned: PlannedStatement, options: ReadyOptions): ExplainOptions {
  return { ...options, calling: (pages) => calling(planned, options, pages) };
}

/** Shorter waits, in milliseconds, are not worth a word. */
const shortWait = 1_000;

function tellWait({ host, bucket, milliseconds }: RateLimitWait, progress: Progress): void {
  if (milliseconds >= shortWait) progress.notice('rate_limit', `waited for a rate limit of ${host}: ${bucket}`);
}

type Pages = (context: CallContext, progress: Progress) => AsyncIterable<Page>;

/** Gives pages that need calls a client and the limits of the run. */
function calling(planned: PlannedStatement, { context, run }: ReadyOptions, pages: Pages): ReadyStatement['run'] {
  const { facts } = planned;
  return async function* (progress) {
    const { clock, created, touched } = context;
    const timeout = run.timeout ?? defaultTimeout;
    const { sizes } = context;
    const bare = sizes.observing(
      await context.client({ timeout, onCall: () => progress.call(), onWait: (wait) => tellWait(wait, progress) }),
    );
    const budget = run.maxCalls === undefined ? undefined : createCallBudget(run.maxCalls);
    const client = budget?.client(bare) ?? bare;
    const calls: CallContext = {
      client: freshClient(client, { created, clock, timeout }),
      clock,
      created,
      touched,
      timeout,
      wait: run.wait ?? false,
      effect: (what) => progress.effect(what),
      signal: progress.signal,
      maxCalls: facts.maxCalls,
      meter: createScanMeter((call, rows) => sizes.saw(call, rows)),
      ...(budget === undefined ? {} : { budget }),
      maxAffected: run.maxAffected ?? defaultMaxAffected,
      system: context.system,
      lookup: noLookup,
      serverOf: (value) => serverTarget(value, facts, undefined),
      notice: (code, message) => progress.notice(code, message),
    };
    const priced = await clientWithinBudget(planned, run.maxCalls, {
      known: sizes.estimates(),
      context: calls,
      methodNamed: methodsOf(context),
    });
    yield* pages({ ...calls, client: priced }, progress);
  };
}
