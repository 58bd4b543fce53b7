import { setMaxListeners } from 'node:events';
import { inspect } from 'node:util';
import type { ProviderDescriptor } from '../catalog/descriptor.ts';
import { changedError, QueryError } from '../errors/query-error.ts';
import { buildRequest } from '../request/build-request.ts';
import type { HttpRequest, Transport } from '../request/http-message.ts';
import type { MethodCall } from '../request/method-call.ts';
import type { ApiResponse, CallEntry } from './answered-call.ts';
import { authorize, type BoundCredential } from './authorization.ts';
import { exchange } from './exchange.ts';
import { redactor } from './redact.ts';
import type { RateLimitWait } from './scheduler/rate-limit-wait.ts';
import { sendRepeatedly, type Traffic } from './send-repeatedly.ts';

export type { ApiResponse, CallEntry } from './answered-call.ts';

/** What a client is made of. */
export interface ClientOptions {
  /** Sends the requests. */
  readonly transport: Transport;
  readonly provider: ProviderDescriptor;
  readonly credential: BoundCredential | null;
  /** Hosts that the credential may go to besides its own. */
  readonly allowHosts?: readonly string[];
  /** Seconds for one call to answer completely, repeats included and waits for rate limits left out; 60 unless given. */
  readonly timeout?: number;
  /** When requests go and how often they are repeated, shared by all clients of an engine; without it each goes at once, and once. */
  readonly traffic?: Traffic;
  /** Told before a call waits for a rate limit. */
  readonly onWait?: (wait: RateLimitWait) => void;
  /** `oktaql/<version>`. */
  readonly userAgent?: string;
  /** Told of every request once it is answered or has failed; has nothing secret in it. */
  readonly onCall?: (entry: CallEntry) => void;
}

/** How one call is sent. */
export interface SendOptions {
  readonly signal: AbortSignal;
  /** Path and query to ask instead of the call's own, for later pages; the origin stays the call's. */
  readonly target?: string;
  /** Told of the request like {@link ClientOptions.onCall}; not where another's answer is shared. */
  readonly onCall?: (entry: CallEntry) => void;
}

/** Makes calls of one provider with one credential. */
export interface ApiClient {
  readonly provider: ProviderDescriptor;
  /**
   * Makes one request and reads its answer. Everything but a documented success is a QueryError; one that the server gave has `remote`.
   * Credential and host are checked before anything is sent.
   */
  send(call: MethodCall, options: SendOptions): Promise<ApiResponse>;
}

/** Seconds for one call to answer completely, unless said. */
export const defaultTimeout = 60;

/** A client over a transport. */
export function createClient(options: ClientOptions): ApiClient {
  const redact = redactor(options.credential === null ? [] : [options.credential.token]);
  return {
    provider: options.provider,
    async send(call, sending) {
      // As many calls wait under one signal as are asked for at once.
      setMaxListeners(0, sending.signal);
      const { target } = sending;
      const bare = retarget(call, buildRequest(call, options.userAgent === undefined ? {} : { userAgent: options.userAgent }), target);
      const { provider, credential, allowHosts = [] } = options;
      const request = authorize({ provider, credential, allowHosts }, call.method, bare);
      try {
        return await sendOnce(options, call, { request, url: bare.url, ...sending });
      } catch (error) {
        throw QueryError.is(error) ? redacted(withNeeds(error, call, credential), redact) : error;
      }
    },
  };
}

/** A refusal of permission tells what the method needs and what it was given. */
function withNeeds(error: QueryError, { method }: MethodCall, credential: BoundCredential | null): QueryError {
  if (error.code !== 'permission_denied' || credential === null) return error;
  const scope = method.scopes.length === 0 ? '' : `, and where tokens have scopes, ${method.scopes.join(' or ')}`;
  return changedError(error, {
    hint: `${method.name} needs a role that allows it${scope}; the credential is of kind ${credential.scheme}, from ${credential.source}.`,
  });
}

function retarget(call: MethodCall, request: HttpRequest, target: string | undefined): HttpRequest {
  if (target === undefined) return request;
  if (!target.startsWith('/')) throw new QueryError('internal', `${target} is not a path from the root`);
  return { ...request, url: call.origin + target };
}

/** With the engine's traffic rules where there are any, else a single time. */
async function sendOnce(options: ClientOptions, call: MethodCall, sending: Sending): Promise<ApiResponse> {
  const { provider, transport, traffic, timeout = defaultTimeout } = options;
  const onCall = (entry: CallEntry): void => {
    options.onCall?.(entry);
    sending.onCall?.(entry);
  };
  const common = { call, provider, transport, signal: sending.signal, onCall };
  if (traffic === undefined)
    return await exchange({ ...common, request: sending.request, url: sending.url, timeout, allowed: timeout, waited: 0 });
  return await sendRepeatedly({ ...common, request: sending.request, url: sending.url, timeout, traffic, onWait: options.onWait });
}

interface Sending extends SendOptions {
  readonly request: HttpRequest;
  /** Without the credential. */
  readonly url: string;
}

/** The same error with secrets masked in what a server may have echoed, and without a cause that holds one. */
function redacted(error: QueryError, redact: (text: string) => string): QueryError {
  const message = redact(error.message);
  const causeText = inspect(error.cause, { depth: 10 });
  const keepCause = error.cause !== undefined && redact(causeText) === causeText;
  if (message === error.message && (keepCause || error.cause === undefined)) return error;
  const hint = error.hint === undefined ? undefined : redact(error.hint);
  return changedError(error, { message, hint, cause: keepCause ? error.cause : undefined });
}
