import { changedError, QueryError } from '../errors/query-error.ts';
import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { type HttpHeader, type HttpRequest, headerValue } from '../request/http-message.ts';
import { wasNeverSent } from './network-error.ts';

/** How often one call is sent at most, refusals for too many calls apart. */
const mostTries = 5;
/** The same where the server says that there are too many calls, which passes. */
const mostRefusals = 10;
/** Repeats of a call to a host that nobody has reached yet, and milliseconds that they may take in all: it is probably not there. */
const mostUnreached = 2;
const longestUnreached = 5_000;
/** Milliseconds before the second try, doubled for each further one, and the longest such pause. */
const firstPause = 500;
const longestPause = 8_000;
/** Longest that an answer's own wish for a pause is followed, in milliseconds. */
const longestWish = 120_000;

/** What a failure means for sending the same request again. `lost`: it may have been carried out. */
type Failure = 'unsent' | 'refused' | 'lost' | 'final';

/** What is known about a failed try. */
export interface FailedTry {
  readonly error: QueryError;
  /** Of the answer; empty where none came. */
  readonly headers: readonly HttpHeader[];
  /** Milliseconds that the call has taken so far, waits for rate limits left out. */
  readonly spent: number;
  /** Whether the host has ever answered this engine. */
  readonly reached: boolean;
  /** Whether the next try has to wait for its rate limit anyway. */
  readonly usedUp: boolean;
}

/** A pause before the next try, in milliseconds; `limited`: the server asked for it because of its limits. */
export interface Pause {
  readonly milliseconds: number;
  readonly limited: boolean;
}

/** Decides whether one call is sent again: what does no more the second time after any failure, everything else when it certainly did nothing. */
export class Repeats {
  readonly #always: boolean;
  readonly #changes: boolean;
  readonly #limit: number;
  #tries = 0;
  #refusals = 0;
  #lost: QueryError | null = null;
  #requestId: string | undefined;

  /** `limit` is the time for the whole call, in milliseconds. */
  constructor(method: MethodDescriptor, request: HttpRequest, limit: number) {
    // Sent a second time, a condition on what the object was is not met because the first time met it.
    const isConditional = headerValue(request.headers, 'if-match') !== undefined;
    this.#always = !isConditional && (method.repeat ?? byHttpMethod(method)) === 'always';
    this.#changes = method.httpMethod !== 'GET' && method.httpMethod !== 'HEAD';
    this.#limit = limit;
  }

  /** Times that the request was sent again so far. */
  get count(): number {
    return this.#tries;
  }

  /** Identifier that the server gave the first try that failed. */
  get firstRequest(): string | undefined {
    return this.#requestId;
  }

  /** The pause before the next try. Throws the error that the call ends with when there is to be none. */
  after(failed: FailedTry): Pause {
    const { error } = failed;
    const failure = this.#meaning(error);
    this.#tries += 1;
    if (failure === 'refused') this.#refusals += 1;
    if (failure === 'lost' && this.#changes) this.#lost = error;
    this.#requestId ??= error.remote?.requestId;
    const pause = this.#pause(failure, failed);
    if (pause !== null) return pause;
    // A refusal of the second try does not tell what the first one did.
    const last = this.#lost ?? error;
    throw this.#tries === 1 ? last : changedError(last, { message: `${last.message} (tried ${this.#tries} times)` });
  }

  #meaning(error: QueryError): Failure {
    if (wasNeverSent(error)) return error.retryable ? 'unsent' : 'final';
    const status = error.remote?.status ?? 0;
    if (status === 429) return 'refused';
    const isLost = error.code === 'connection_failed' || error.code === 'timeout' || error.code === 'outcome_unknown';
    return isLost || passing.has(status) ? 'lost' : 'final';
  }

  #pause(failure: Failure, { headers, spent, reached, usedUp }: FailedTry): Pause | null {
    if (failure === 'final' || (failure === 'lost' && !this.#always)) return null;
    if (failure === 'refused' ? this.#refusals >= mostRefusals : this.#tries - this.#refusals >= mostTries) return null;
    const wish = retryAfter(headers);
    if (failure === 'refused' && (usedUp || wish !== null)) return { milliseconds: wish ?? 0, limited: true };
    const growing = Math.min(longestPause, firstPause * 2 ** Math.min(10, this.#tries - 1));
    const milliseconds = wish ?? growing * (0.5 + Math.random() / 2);
    if (spent + milliseconds >= this.#limit) return null;
    const isHopeless = failure === 'unsent' && !reached && (this.#tries > mostUnreached || spent + milliseconds >= longestUnreached);
    return isHopeless ? null : { milliseconds, limited: false };
  }
}

/** Statuses of servers that are out of order for a while. */
const passing: ReadonlySet<number> = new Set([500, 502, 503, 504]);

function byHttpMethod({ httpMethod }: MethodDescriptor): 'always' | 'unprocessed' {
  return httpMethod === 'POST' || httpMethod === 'PATCH' ? 'unprocessed' : 'always';
}

/** RFC 9110, section 10.2.3, as seconds; a date says nothing without the server's clock and is passed over. */
function retryAfter(headers: readonly HttpHeader[]): number | null {
  const text = headerValue(headers, 'retry-after')?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Math.min(longestWish, Number(text) * 1000) : null;
}
