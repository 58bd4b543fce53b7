import type { BucketDescriptor, MethodDescriptor, ProviderDescriptor } from '../../catalog/descriptor.ts';
import { changeCalls } from '../change/change-calls.ts';
import type { ChangePlan, Plan, ScanPlan } from '../plan.ts';
import { type BucketCost, bucketCost } from './bucket-cost.ts';
import { atLeast, cut, type Figure, known, product, sum } from './figure.ts';
import { type CostFacts, type ScanCost, scanCost } from './scan-cost.ts';

/** What a statement takes. */
export interface PlanCost {
  readonly calls: Figure;
  /** Rows of a query's scans together, of what drives a change: its rows. */
  readonly rows: Figure;
  /** Calls by what counts them, in the order in which they are first made. */
  readonly buckets: readonly BucketCost[];
}

/** Calls of one method. */
interface Share {
  readonly method: MethodDescriptor;
  readonly calls: Figure;
}

/** What pricing a plan needs besides it. */
export interface PricingFacts extends CostFacts {
  readonly provider: ProviderDescriptor;
}

/** Prices a plan; every figure says how sure it is. */
export function planCost(plan: Plan, facts: PricingFacts): PlanCost {
  const { shares, rows } = sharesOf(plan, facts);
  const origins = [...new Set(scansOf(plan).flatMap(({ server }) => server.values.map(({ origin }) => origin)))];
  const names = [...new Set(shares.map(({ method }) => method.bucket ?? null))];
  return {
    calls: sum(shares.map(({ calls }) => calls)),
    rows,
    buckets: names.map((name) =>
      bucketCost(
        {
          name,
          bucket: bucketNamed(name, facts.provider),
          calls: sum(shares.filter(({ method }) => (method.bucket ?? null) === name).map(({ calls }) => calls)),
        },
        { origins, estimates: facts.estimates, share: facts.provider.rateLimits?.share ?? 1 },
      ),
    ),
  };
}

function bucketNamed(name: string | null, { rateLimits }: ProviderDescriptor): BucketDescriptor | undefined {
  return rateLimits?.buckets.find((bucket) => bucket.name === name);
}

interface Priced {
  readonly shares: readonly Share[];
  readonly rows: Figure;
}

function sharesOf(plan: Plan, facts: CostFacts): Priced {
  if (plan.kind === 'change') return changeShares(plan, facts);
  if (plan.kind === 'local') return plan.explains === undefined ? nothing : sharesOf(plan.explains, facts);
  return readShares(plan, facts);
}

const nothing: Priced = { shares: [], rows: known(0) };

/** What reads: a query, or a statement that wraps some. */
function readShares(plan: Plan, facts: CostFacts): Priced {
  const staged = stagedRows(plan, facts);
  const costs = scansOf(plan).map((scan) => bounded(scanCost(scan, { ...facts, staged }), plan));
  // Identical calls within a statement are made once: a list that is scanned anyway costs its children nothing.
  const distinct = new Map(costs.flatMap(withParents).map((cost) => [scanKey(cost.scan), cost]));
  const shares = [...distinct.values()].map(({ method, calls }): Share => ({ method, calls }));
  return { shares, rows: resultRows(plan, costs) };
}

/** Rows of a plan's tables by name, in the order in which they are staged: a look-up reads those before it. */
export function stagedRows(plan: Plan, facts: CostFacts): ReadonlyMap<string, Figure> {
  const staged = new Map<string, Figure>();
  if (!('tables' in plan)) return staged;
  for (const { name, source } of plan.tables) {
    if (source.kind === 'scan') staged.set(name, scanCost(source.scan, { ...facts, staged }).rows);
    else staged.set(name, source.kind === 'rows' ? known(source.rows.length) : atLeast(0));
  }
  return staged;
}

/** A reader that may stop early makes its first call and perhaps no other. */
function bounded(cost: ScanCost, plan: Plan): ScanCost {
  if (plan.kind !== 'paged' || plan.limit === null) return cost;
  if (plan.limit === 0) return { ...cost, calls: known(0), rows: known(0), parents: [] };
  const { least, likely, most } = cost.calls;
  return { ...cost, calls: { least: Math.min(least, 1), likely: likely === 1 ? 1 : null, most } };
}

/** Rows of the result where they can be told from those of the one scan. */
function resultRows(plan: Plan, costs: readonly ScanCost[]): Figure {
  const [only] = costs;
  if (!('scan' in plan) || only === undefined) return atLeast(0);
  const all = plan.kind === 'stream' || plan.scan.residual?.length === 0;
  const rows = all ? only.rows : { ...atLeast(0), most: only.rows.most };
  return plan.limit === null ? rows : cut(rows, plan.limit);
}

function withParents(cost: ScanCost): readonly ScanCost[] {
  return [...cost.parents.flatMap(withParents), cost];
}

/** Each object that is changed takes one call, and one more where it is read before or after. */
function changeShares(plan: ChangePlan, facts: CostFacts): Priced {
  const driver = plan.driver.kind === 'query' ? readShares(plan.driver.query, facts) : { shares: [], rows: known(constantCalls(plan)) };
  const servers = 'values' in plan.server ? plan.server.values.length : 1;
  const calls = plan.driver.kind === 'query' ? product([driver.rows, known(servers)]) : driver.rows;
  const read = plan.read === null ? [] : [{ method: plan.read.method, calls }];
  return { shares: [...driver.shares, ...read, { method: plan.target.method, calls }], rows: calls };
}

/** Calls for rows that the statement spells out; what a file or a call will supply does not change their number. */
function constantCalls(plan: ChangePlan): number {
  const rows = plan.driver.kind === 'rows' ? plan.driver.rows : [];
  return changeCalls(
    plan,
    rows.map((row) => row.map((value) => (typeof value === 'object' ? null : value))),
  ).length;
}

/** Scans of a plan, those of what drives a change included; parents not. */
export function scansOf(plan: Plan): readonly ScanPlan[] {
  if ('scan' in plan) return [plan.scan];
  if ('tables' in plan) {
    return plan.tables.flatMap(({ source }) =>
      source.kind === 'scan' ? [source.scan] : source.kind === 'stream' ? [source.query.scan] : [],
    );
  }
  if (plan.kind === 'change') return plan.driver.kind === 'query' ? scansOf(plan.driver.query) : [];
  return plan.kind === 'local' && plan.explains !== undefined ? scansOf(plan.explains) : [];
}

function scanKey({ target, server, bindings, expansions, complements, limit }: ScanPlan): string {
  return JSON.stringify([
    target.method.path,
    server.values.map(({ origin }) => origin),
    bindings.map(({ parameter, values }) => [parameter.name, values.map(String)]),
    expansions.map(({ from }) => (from.kind === 'lookup' ? from.sql : scanKey(from.scan))),
    complements,
    limit,
  ]);
}
