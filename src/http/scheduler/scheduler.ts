import type { BucketDescriptor, MethodDescriptor, RateLimitDescriptor } from '../../catalog/descriptor.ts';
import { type HttpHeader, headerValue } from '../../request/http-message.ts';
import type { Clock } from '../clock.ts';
import { Bucket, type BucketState } from './bucket.ts';
import { BucketGate } from './bucket-gate.ts';
import { Concurrency } from './concurrency.ts';
import type { RateLimitWait } from './rate-limit-wait.ts';
import { ServerTime } from './server-time.ts';

/** What a scheduler is made of. */
export interface SchedulerOptions {
  /** Absent where nothing is known of limits: calls wait for each other only. */
  readonly limits?: RateLimitDescriptor;
  /** Whether calls wait for buckets at all. */
  readonly pacing: boolean;
  readonly clock: Clock;
  /** Told when calls begin to wait for a bucket, once for all that do. */
  readonly onWait?: (wait: RateLimitWait) => void;
}

/** What decides when a call goes. */
export interface ScheduledCall {
  readonly origin: string;
  readonly method: Pick<MethodDescriptor, 'bucket'>;
}

/** The turn of one request. */
export interface Turn {
  /** Milliseconds that its bucket was waited for. */
  readonly waited: number;
  /** Takes status and headers of the answer. */
  observe(status: number, headers: readonly HttpHeader[]): void;
  /** Has to be called once the answer is read or has failed; a second call does nothing. */
  end(): void;
}

/** Decides when calls of one engine are sent, so that no limit of the server's is met that its answers have told. */
export interface Scheduler {
  readonly clock: Clock;
  /**
   * Resolves when the call may be sent: its bucket has something left for us, and the host not too many calls at once. Rejects when the signal
   * is aborted first. `onWait` is told before a wait for the bucket.
   */
  turn(call: ScheduledCall, signal: AbortSignal, onWait?: (wait: RateLimitWait) => void): Promise<Turn>;
  /** Whether a further call would wait for its bucket now. */
  isUsedUp(call: ScheduledCall): boolean;
}

interface Host {
  readonly time: ServerTime;
  readonly concurrency: Concurrency;
  readonly gates: Map<string, BucketGate>;
}

/** A scheduler that has seen nothing yet. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { limits, clock } = options;
  const share = limits?.share ?? 1;
  const hosts = new Map<string, Host>();

  const hostOf = (origin: string): Host => {
    const host = hosts.get(origin) ?? { time: new ServerTime(), concurrency: new Concurrency(), gates: new Map() };
    hosts.set(origin, host);
    return host;
  };
  const gateOf = ({ origin, method }: ScheduledCall): BucketGate | null => {
    const descriptor = !options.pacing ? undefined : limits?.buckets.find(({ name }) => name === method.bucket);
    if (descriptor === undefined) return null;
    const { gates } = hostOf(origin);
    const gate = gates.get(descriptor.name) ?? newGate(descriptor, origin);
    gates.set(descriptor.name, gate);
    return gate;
  };
  const newGate = ({ title, perMinute }: BucketDescriptor, origin: string): BucketGate =>
    new BucketGate(new Bucket(perMinute, share), { host: new URL(origin).host, title, clock, onWait: options.onWait });

  return {
    clock,
    async turn(call, signal, onWait) {
      const { concurrency, time } = hostOf(call.origin);
      const gate = gateOf(call);
      const { number, waited } = await admitted(concurrency, gate, { clock, signal, onWait });
      let state: BucketState | null = null;
      let ended = false;
      return {
        waited,
        observe(status, headers) {
          const told = stateOf(headers, limits, { time, now: clock.now() });
          if (status === 429 && told?.limit === 0) concurrency.refused(number);
          else {
            if (status < 500 && status !== 429) concurrency.answered();
            state = told === null || told.limit === 0 ? null : told;
          }
        },
        end() {
          if (ended) return;
          ended = true;
          concurrency.give();
          gate?.left(state);
        },
      };
    },
    isUsedUp: (call) => gateOf(call)?.isShut() ?? false,
  };
}

interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWait: ((wait: RateLimitWait) => void) | undefined;
}

interface Admitted {
  /** The call's number at its host. */
  readonly number: number;
  /** Milliseconds that its bucket was waited for; waiting for own calls before it is none of it. */
  readonly waited: number;
}

/** Waits for the bucket first, as a call that waits a minute must not keep others from the host. */
async function admitted(concurrency: Concurrency, gate: BucketGate | null, { clock, signal, onWait }: Waiting): Promise<Admitted> {
  let waited = 0;
  for (;;) {
    const begun = clock.now();
    while (gate?.isShut() === true) await gate.opened(signal, onWait);
    waited += clock.now() - begun;
    const number = await concurrency.take(signal);
    if (gate?.isShut() !== true) {
      gate?.bucket.enter();
      return { number, waited };
    }
    concurrency.give();
  }
}

function stateOf(
  headers: readonly HttpHeader[],
  limits: RateLimitDescriptor | undefined,
  { time, now }: { readonly time: ServerTime; readonly now: number },
): BucketState | null {
  time.observe(headerValue(headers, 'date'), now);
  const [limit, remaining, reset] = [limits?.headers.limit, limits?.headers.remaining, limits?.headers.reset].map((name) =>
    countIn(name === undefined || name === null ? undefined : headerValue(headers, name)),
  );
  if (limit === undefined || remaining === undefined || reset === undefined) return null;
  return { limit, remaining, reset, resetAt: time.local(reset * 1000) };
}

function countIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,12}\s*$/.test(text) ? Number(text) : undefined;
}
