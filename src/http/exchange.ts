import type { ProviderDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { type HttpHeader, type HttpRequest, type HttpResponse, headerValue, type Transport } from '../request/http-message.ts';
import type { MethodCall } from '../request/method-call.ts';
import { readJson } from '../values/json-text.ts';
import { withinLimits } from './call-scope.ts';
import type { ApiResponse, CallEntry } from './answered-call.ts';
import { remoteError } from './error-answer.ts';
import { abortError, lostAnswer, networkError } from './network-error.ts';
import { readText, successBody } from './read-answer.ts';

/** One request that is to be sent, and who is told of it. */
export interface Exchange {
  readonly call: MethodCall;
  readonly provider: ProviderDescriptor;
  readonly transport: Transport;
  /** With the credential. */
  readonly request: HttpRequest;
  /** Without the credential. */
  readonly url: string;
  readonly signal: AbortSignal;
  /** Seconds that are left for the whole answer. */
  readonly timeout: number;
  /** Seconds that the call was given, for the error's text. */
  readonly allowed: number;
  /** Milliseconds that were waited before. */
  readonly waited: number;
  /** Takes status and headers as soon as they are there. */
  readonly observe?: (status: number, headers: readonly HttpHeader[]) => void;
  readonly onCall: (entry: CallEntry) => void;
}

/** Sends one request and reads its answer. Everything but a documented success is a QueryError. */
export async function exchange(options: Exchange): Promise<ApiResponse> {
  const { call, request, url, signal, waited } = options;
  const { host, pathname } = new URL(url);
  const place = { host, call: `${request.method} ${pathname}` };
  const describe = (): string => `${place.call}: ${host} did not answer completely`;
  const started = process.hrtime.bigint();
  let status: number | null = null;
  let bytes = 0;
  try {
    return await withinLimits({ signal, timeout: options.timeout, allowed: options.allowed, describe }, async (inner) => {
      const response = await sent(options.transport, request, { signal: inner, place });
      status = response.status;
      options.observe?.(status, response.headers);
      const text = await readText(response, place.call);
      bytes = Buffer.byteLength(text);
      if (status !== call.method.response.status) refuseFailure(options.provider, { response, text, call: place.call });
      return { status, headers: response.headers, body: successBody(call.method, { response, text, call: place.call }), url };
    });
  } catch (error) {
    throw QueryError.is(error) ? lostAnswer(error, place) : error;
  } finally {
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    options.onCall({ method: request.method, path: pathname, host, status, milliseconds, bytes, ...(waited === 0 ? {} : { waited }) });
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
