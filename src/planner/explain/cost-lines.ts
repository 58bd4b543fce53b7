import type { BucketCost } from '../cost/bucket-cost.ts';
import type { Estimates } from '../cost/estimates.ts';
import { countText, type Figure, figureText, isKnown } from '../cost/figure.ts';
import { planCost, type PricingFacts, scansOf } from '../cost/plan-cost.ts';
import { sampleKeys, scanCost } from '../cost/scan-cost.ts';
import type { Plan, ScanPlan } from '../plan.ts';

/** What a scan is expected to give and to take: `about 14 rows, about 1 call of bucket apps (100 a minute)`. */
export function scanCostLine(scan: ScanPlan, facts: PricingFacts): string {
  const {
    calls,
    rows,
    method: { bucket },
  } = scanCost(scan, facts);
  return `${counted(rows, 'row')}, ${counted(calls, 'call')}${bucket === undefined ? '' : ` of bucket ${bucket}`}`;
}

/** A statement's price: its calls by bucket, the least time that they take, the scopes that they need, and what the figures rest on. */
export function totalLines(plan: Plan, facts: PricingFacts): readonly string[] {
  const { calls, buckets } = planCost(plan, facts);
  if (buckets.length === 0) return [];
  return [
    ...callLines(calls, buckets),
    ...timeLines(buckets, facts.provider.rateLimits?.share ?? 1),
    ...(buckets.every((bucket) => isKnown(bucket.calls)) ? [] : basisLines(plan, facts.estimates)),
    ...scopeLines(plan),
  ];
}

function callLines(calls: Figure, buckets: readonly BucketCost[]): readonly string[] {
  const [only, ...others] = buckets;
  const total = `Calls: ${figureText(calls)}`;
  if (only === undefined || only.name === null) return [total];
  if (others.length === 0) return [`${total} of bucket ${only.name} (${limitText(only)})`];
  return [total, ...buckets.map((bucket) => `  ${bucket.name ?? 'no bucket'}: ${figureText(bucket.calls)} (${limitText(bucket)})`)];
}

function limitText({ perMinute, observed }: BucketCost): string {
  return perMinute === null ? 'no limit is documented' : `${countText(perMinute)} a minute${observed ? ', as the server says' : ''}`;
}

function counted(figure: Figure, noun: string): string {
  const { least, most, likely } = figure;
  const text = figureText(figure);
  if (text === 'unknown') return `${noun}s unknown`;
  return `${text} ${(likely ?? most ?? least) === 1 ? noun : `${noun}s`}`;
}

/** Told where the calls need more than what a bucket allows at once, or might. */
function timeLines(buckets: readonly BucketCost[], share: number): readonly string[] {
  const paid = longest(buckets.map(({ minutes }) => minutes));
  const free = longest(buckets.map(({ minutesFree }) => minutesFree));
  const [slow, unpaid] = [paid, free].map((minutes) => (minutes === null ? null : (minutes.likely ?? minutes.least)));
  if (slow === undefined || slow === null || slow + (unpaid ?? 0) < 1) return [];
  const part = share === 1 ? '' : ` at ${Math.round(share * 100)} % of each bucket`;
  const more = unpaid === undefined || unpaid === null || unpaid <= slow ? '' : `; ${minutesText(unpaid)} on a free organization`;
  return [`Time: ${minutesText(slow)}${part}${more}`];
}

/** Buckets fill up side by side, so the slowest decides. */
function longest(minutes: readonly (Figure | null)[]): Figure | null {
  const figures = minutes.filter((figure) => figure !== null);
  if (figures.length === 0) return null;
  const likely = figures.map((figure) => figure.likely);
  return {
    least: Math.max(...figures.map(({ least }) => least)),
    likely: likely.includes(null) ? null : Math.max(...likely.map((count) => count ?? 0)),
    most: null,
  };
}

function minutesText(minutes: number): string {
  return minutes < 1 ? 'under a minute' : `at least ${countText(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}`;
}

function basisLines(plan: Plan, { probes, failures, rows }: Estimates): readonly string[] {
  const keys = scansOf(plan)
    .flatMap(withParents)
    .flatMap((scan) => scan.server.values.flatMap(({ origin }) => sampleKeys(scan, origin)));
  const seen = keys.some((key) => rows.get(key)?.source === 'seen') ? ['what was seen before'] : [];
  const asked = probes === 0 ? [] : [`${probes} ${probes === 1 ? 'probe' : 'probes'}`];
  const basis = [...asked, ...seen];
  return [
    ...(basis.length === 0 ? [] : [`Estimates: from ${basis.join(' and ')}`]),
    ...failures.map((failure) => `  not asked for: ${failure}`),
  ];
}

/** Any one scope of a line is enough for the calls that need it. */
function scopeLines(plan: Plan): readonly string[] {
  const scans = scansOf(plan).flatMap(withParents);
  const methods = [...scans.map(({ target }) => target.method), ...changedBy(plan)];
  const sets = new Set(methods.map(({ scopes }) => scopes.join(' or ')).filter((text) => text !== ''));
  return sets.size === 0 ? [] : [`OAuth scopes: ${[...sets].join('; ')}`];
}

function changedBy(plan: Plan): readonly ScanPlan['target']['method'][] {
  if (plan.kind !== 'change') return [];
  return [...(plan.read === null ? [] : [plan.read.method]), plan.target.method];
}

function withParents(scan: ScanPlan): readonly ScanPlan[] {
  return [...scan.expansions.flatMap(({ from }) => (from.kind === 'parent' ? withParents(from.scan) : [])), scan];
}
