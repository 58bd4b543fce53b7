import { inspect } from 'node:util';
import type { ProviderDescriptor } from '../catalog/descriptor.ts';
import { changedError, QueryError } from '../errors/query-error.ts';
import { buildRequest } from '../request/build-request.ts';
import type { HttpHeader, HttpRequest, HttpResponse, Transport } from '../request/http-message.ts';
import { headerValue } from '../request/http-message.ts';
import type { MethodCall } from '../request/method-call.ts';
import { readJson } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import { authorize, type BoundCredential } from './authorization.ts';
import { withinLimits } from './call-scope.ts';
import { remoteError } from './error-answer.ts';
import { abortError, lostAnswer, networkError } from './network-error.ts';
import { readText, successBody } from './read-answer.ts';
import { redactor } from './redact.ts';

/** What a client is made of. */
export interface ClientOptions {
  /** Sends the requests; waiting and repeating are for a transport that wraps another one. */
  readonly transport: Transport;
  readonly provider: ProviderDescriptor;
  readonly credential: BoundCredential | null;
  /** Hosts that the credential may go to besides its own. */
  readonly allowHosts?: readonly string[];
  /** Seconds for one call to answer completely; 60 unless given. */
  readonly timeout?: number;
  /** `oktaql/<version>`. */
  readonly userAgent?: string;
  /** Told of every request once it is answered or has failed; has nothing secret in it. */
  readonly onCall?: (entry: CallEntry) => void;
}

/** One request that was sent. */
export interface CallEntry {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly host: string;
  /** Null when no answer came. */
  readonly status: number | null;
  /** From sending to the answer's end or the failure. */
  readonly milliseconds: number;
  /** Of the answer's body, uncompressed; 0 when it was not read to its end. */
  readonly bytes: number;
  /** Milliseconds that the call waited before it was sent; 0 unless said. */
  readonly waited?: number;
}

/** How one call is sent. */
export interface SendOptions {
  readonly signal: AbortSignal;
  /** Path and query to ask instead of the call's own, for later pages; the origin stays the call's. */
  readonly target?: string;
  /** Told of the request like {@link ClientOptions.onCall}; not where another's answer is shared. */
  readonly onCall?: (entry: CallEntry) => void;
}

/** A successful answer, read to its end. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  /** JSON, or text for methods that answer text; undefined when there was none. */
  readonly body: JsonValue | undefined;
  /** Absolute URL that was asked, without the credential. */
  readonly url: string;
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
    async send(call, { signal, target, onCall }) {
      const bare = retarget(call, buildRequest(call, options.userAgent === undefined ? {} : { userAgent: options.userAgent }), target);
      const { provider, credential, allowHosts = [] } = options;
      const request = authorize({ provider, credential, allowHosts }, call.method, bare);
      try {
        return await exchange(options, call, { request, url: bare.url, signal, ...(onCall === undefined ? {} : { onCall }) });
      } catch (error) {
        throw QueryError.is(error) ? redacted(error, redact) : error;
      }
    },
  };
}

function retarget(call: MethodCall, request: HttpRequest, target: string | undefined): HttpRequest {
  if (target === undefined) return request;
  if (!target.startsWith('/')) throw new QueryError('internal', `${target} is not a path from the root`);
  return { ...request, url: call.origin + target };
}

interface Exchange {
  readonly request: HttpRequest;
  /** Without the credential. */
  readonly url: string;
  readonly signal: AbortSignal;
  readonly onCall?: (entry: CallEntry) => void;
}

async function exchange(options: ClientOptions, call: MethodCall, { request, url, signal, onCall }: Exchange): Promise<ApiResponse> {
  const { host, pathname } = new URL(url);
  const place = { host, call: `${request.method} ${pathname}` };
  const limits = { signal, timeout: options.timeout ?? defaultTimeout, describe: () => `${place.call}: ${host} did not answer completely` };
  const started = process.hrtime.bigint();
  let status: number | null = null;
  let bytes = 0;
  try {
    return await withinLimits(limits, async (inner) => {
      const response = await sent(options.transport, request, { signal: inner, place });
      status = response.status;
      const text = await readText(response, place.call);
      bytes = Buffer.byteLength(text);
      if (status !== call.method.response.status) refuseFailure(options.provider, { response, text, call: place.call });
      return { status, headers: response.headers, body: successBody(call.method, { response, text, call: place.call }), url };
    });
  } catch (error) {
    throw QueryError.is(error) ? lostAnswer(error, place) : error;
  } finally {
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    const entry: CallEntry = { method: request.method, path: pathname, host, status, milliseconds, bytes };
    options.onCall?.(entry);
    onCall?.(entry);
  }
}

/** Transports of others may reject with anything. */
async function sent(
  transport: Transport,
  request: HttpRequest,
  { signal, place }: { readonly signal: AbortSignal; readonly place: { readonly host: string; readonly call: string } },
): Promise<HttpResponse> {
  try {
    if (signal.aborted) throw abortError(signal);
    return await transport(request, signal);
  } catch (error) {
    if (QueryError.is(error)) throw error;
    throw signal.aborted ? abortError(signal) : networkError(error, place);
  }
}

function refuseFailure(
  provider: ProviderDescriptor,
  { response, text, call }: { readonly response: HttpResponse; readonly text: string; readonly call: string },
): void {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400) throw redirectError(response, call);
  throw remoteError(provider, { status, headers, body: readJson(text), call });
}

function redirectError({ status, headers }: HttpResponse, call: string): QueryError {
  const location = headerValue(headers, 'location') ?? '';
  const where = URL.canParse(location) ? `to ${new URL(location).host}` : 'elsewhere';
  return new QueryError('remote_error', `${call} answered ${status}, a redirection ${where}, which is not followed`, {
    hint: 'Check that the host is the API itself, not a sign-in page or a proxy.',
    remote: { status, call },
  });
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
