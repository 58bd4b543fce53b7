import type { BucketDescriptor, MethodDescriptor, RateLimitDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { entries, isPresent, member, number, onlyKeys, optionalText, type OverlayValue, text, texts, wrong } from './overlay-value.ts';

/** Which calls a bucket counts: an HTTP method or `*`, and a path with `{}` for any template and a last step `**` for everything below. */
interface BucketRule {
  readonly bucket: string;
  /** As it was written: `GET /api/v1/users/{}`. */
  readonly source: string;
  readonly httpMethod: string;
  readonly steps: readonly string[];
  readonly open: boolean;
}

type Call = Pick<MethodDescriptor, 'httpMethod' | 'path'>;

/** Rate-limit buckets of an API, and which of them counts a call. Remembers which rules were of use. */
export class BucketRules {
  readonly descriptor: RateLimitDescriptor;
  private readonly rules: readonly BucketRule[];
  private readonly used = new Set<BucketRule>();

  constructor(descriptor: RateLimitDescriptor, rules: readonly BucketRule[]) {
    this.descriptor = descriptor;
    this.rules = rules;
  }

  /** The buckets of the most specific rules that fit: one, unless the rules leave the call out or contradict each other. */
  bucketsOf(call: Call): readonly string[] {
    const fitting = this.rules.filter((rule) => fits(rule, call)).sort(bySpecificity);
    const [best] = fitting;
    if (best === undefined) return [];
    const equal = fitting.filter((rule) => bySpecificity(rule, best) === 0);
    for (const rule of equal) this.used.add(rule);
    return [...new Set(equal.map((rule) => rule.bucket))];
  }

  /** Rules that decided nothing, as they were written. */
  get unused(): readonly string[] {
    return this.rules.filter((rule) => !this.used.has(rule)).map(({ bucket, source }) => `${bucket}: ${source}`);
  }
}

/** Reads the `rateLimits:` section, which stands in one file; null where there is none. Throws `invalid_descriptor`. */
export function readRateLimits(nodes: readonly OverlayValue[]): BucketRules | null {
  const [node, second] = nodes;
  if (node === undefined) return null;
  if (second !== undefined) throw new QueryError('invalid_descriptor', `${second.at}: said a second time`);
  onlyKeys(node, ['headers', 'share', 'freeFactor', 'repeatHeaders', 'buckets']);
  const headers = member(node, 'headers');
  onlyKeys(headers, ['limit', 'remaining', 'reset']);
  const freeFactor = fraction(member(node, 'freeFactor'));
  const buckets = entries(member(node, 'buckets'));
  return new BucketRules(
    {
      headers: {
        limit: optionalText(member(headers, 'limit')),
        remaining: optionalText(member(headers, 'remaining')),
        reset: optionalText(member(headers, 'reset')),
      },
      share: fraction(member(node, 'share')),
      ...repeatHeaders(member(node, 'repeatHeaders')),
      buckets: buckets.map(([name, bucket]) => readBucket(name, bucket, freeFactor)),
    },
    buckets.flatMap(([name, bucket]) => texts(member(bucket, 'calls')).map((source) => readRule(name, source, bucket))),
  );
}

function repeatHeaders(node: OverlayValue): Pick<RateLimitDescriptor, 'repeatHeaders'> {
  if (!isPresent(node)) return {};
  onlyKeys(node, ['count', 'request']);
  return { repeatHeaders: { count: optionalText(member(node, 'count')), request: optionalText(member(node, 'request')) } };
}

function readBucket(name: string, node: OverlayValue, freeFactor: number): BucketDescriptor {
  onlyKeys(node, ['title', 'perMinute', 'perMinuteFree', 'calls']);
  const perMinute = optionalCount(member(node, 'perMinute'));
  const free = optionalCount(member(node, 'perMinuteFree'));
  return {
    name,
    title: text(member(node, 'title')),
    perMinute,
    perMinuteFree: free ?? (perMinute === null ? null : Math.max(1, Math.floor(perMinute * freeFactor))),
  };
}

function optionalCount(node: OverlayValue): number | null {
  if (!isPresent(node)) return null;
  const value = number(node);
  if (!Number.isSafeInteger(value) || value < 1) throw wrong(node, 'a whole number above 0');
  return value;
}

function fraction(node: OverlayValue): number {
  const value = isPresent(node) ? number(node) : 1;
  if (value <= 0 || value > 1) throw wrong(node, 'a number above 0 and up to 1');
  return value;
}

function readRule(bucket: string, source: string, node: OverlayValue): BucketRule {
  const [, httpMethod, path] = /^([A-Z]+|\*) (\/\S*)$/.exec(source) ?? [];
  if (httpMethod === undefined || path === undefined) throw wrong(member(node, 'calls'), `METHOD /path, not ${source}`);
  const steps = stepsOf(path);
  const open = steps.at(-1) === '**';
  return { bucket, source, httpMethod, steps: open ? steps.slice(0, -1) : steps, open };
}

function stepsOf(path: string): readonly string[] {
  return path.split('/').slice(1);
}

function fits({ httpMethod, steps, open }: BucketRule, call: Call): boolean {
  if (httpMethod !== '*' && httpMethod !== call.httpMethod) return false;
  const given = stepsOf(call.path);
  if (open ? given.length < steps.length : given.length !== steps.length) return false;
  return steps.every((step, index) => {
    const other = given[index] ?? '';
    return step === other || (step === '{}' && /^\{[^{}]+\}$/.test(other));
  });
}

/** More steps first, then a path that ends there before one that goes on, then a certain HTTP method before any. */
function bySpecificity(left: BucketRule, right: BucketRule): number {
  return (
    right.steps.length - left.steps.length ||
    Number(left.open) - Number(right.open) ||
    Number(left.httpMethod === '*') - Number(right.httpMethod === '*')
  );
}
