import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Behaviour, Call } from '../call.ts';
import { OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import type { SchemaReader } from '../schema/schema-reader.ts';
import { readBody, readQuery } from './check-request.ts';
import type { Fault, Faults } from './faults.ts';
import { type CreationLag, Newborns } from './newborns.ts';
import { RateLimits } from './rate-limit.ts';
import { headersForLog, type RequestLogEntry } from './request-log.ts';
import type { Match, Router } from './router.ts';

const largestBody = 16 * 1024 * 1024;
/** The operation whose body may be an empty object where the document demands more, if `activate` is sent with it. */
const lenientOperation = 'updateDefaultProvisioningConnectionForApplication';

/** What a server needs to answer. */
export interface ServeParts {
  readonly router: Router;
  readonly reader: SchemaReader;
  readonly org: Org;
  readonly token: string;
  /** Answers calls that fit the document. */
  readonly respond: Behaviour;
  /** Own origin, known once the server listens. */
  readonly origin: () => string;
  readonly log: (entry: RequestLogEntry) => void;
  /** Refuses requests over a rate limit instead of only counting them. */
  readonly enforceRateLimits: boolean;
  readonly faults: Faults;
  readonly rateLimits: Readonly<Record<string, number>>;
  readonly concurrencyLimit: number;
  /** Milliseconds. */
  readonly latency: number;
  readonly creationLag: CreationLag;
}

/** Makes the listener of the HTTP server: reads a request, checks it against the document, lets the org answer, writes and logs. */
export function serve(parts: ServeParts): (request: IncomingMessage, response: ServerResponse) => void {
  const limits = new RateLimits(parts.rateLimits);
  const busy = { requests: 0 };
  const newborns = new Newborns(parts.creationLag);
  return (request, response) => {
    void handle(request, response, { ...parts, limits, newborns, busy });
  };
}

interface Context extends ServeParts {
  readonly limits: RateLimits;
  readonly newborns: Newborns;
  /** Requests that are being answered. */
  readonly busy: { requests: number };
}

async function handle(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  let bytes: Uint8Array = new Uint8Array();
  const requestId = context.org.newId('req');
  const fault = context.faults.take(request.method ?? '', splitUrl(request.url ?? '/')[0]);
  response.setHeader('x-okta-request-id', requestId);
  response.setHeader('date', new Date(context.org.clock.now()).toUTCString());
  context.busy.requests += 1;
  try {
    bytes = await readBytes(request);
    if (context.busy.requests > context.concurrencyLimit) refuseConcurrency(response);
    if (context.latency > 0) await new Promise((resolve) => setTimeout(resolve, context.latency));
    const answer = fault?.when === 'before' ? {} : answerTo(request, response, { ...context, bytes });
    if (fault === undefined) write(response, { status: 200, ...answer });
    else spoil(response, fault);
  } catch (error) {
    const refusal = error instanceof OktaError ? error : unexpected(error);
    writeJson(response, refusal.status, refusal.toBody(`oae${requestId.slice(3)}`));
  } finally {
    context.busy.requests -= 1;
  }
  const { method = '', url = '' } = request;
  context.log({
    method,
    path: url,
    headers: headersForLog(request.headers),
    body: Buffer.from(bytes).toString('utf8'),
    status: response.statusCode,
  });
}

/** What tells a refusal for too many requests at once from one of a bucket: there are no numbers. */
function refuseConcurrency(response: ServerResponse): never {
  response.setHeader('x-rate-limit-limit', '0');
  response.setHeader('x-rate-limit-remaining', '0');
  response.setHeader('x-rate-limit-reset', String(Math.ceil(Date.now() / 1000)));
  throw new OktaError('E0000047');
}

function spoil(response: ServerResponse, { what = 'drop', status = 500 }: Fault): void {
  if (what === 'error' && status === 429) refuseConcurrency(response);
  if (what === 'error') throw new OktaError('E0000009', { status });
  if (what === 'broken') return write(response, { status: 200, text: '[{"id":"0', mediaType: 'application/json' });
  if (what === 'html') return write(response, { status: 200, text: '<html><body>Sign in</body></html>', mediaType: 'text/html' });
  if (what === 'text') return write(response, { status: 200, text: 'all is well', mediaType: 'text/plain' });
  if (what === 'stall') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('[{"id":');
    return;
  }
  if (what === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"id":');
  }
  // What was written has to leave the process before the connection goes.
  setImmediate(() => response.destroy());
}

function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context & { readonly bytes: Uint8Array },
): Required<Pick<Answer, 'status'>> & Answer {
  const { method = 'GET', url = '/' } = request;
  const [path, query] = splitUrl(url);
  countRequest(response, context, { method, path });
  const route = context.router.match(method, path);
  if (route === 'unknown-path') throw new OktaError('E0000007', { summary: `Nothing is served at ${path}` });
  if (route === 'wrong-method') throw new OktaError('E0000022', { summary: `${path} does not take ${method}` });
  if (route.operation.security.length > 0) checkCredential(request, context.token);
  checkLength(request, context.bytes);
  context.newborns.refuseHidden(path);
  const call = readCall(request, context, { ...route, path, query });
  const answer = context.respond(call);
  context.newborns.remember(call, answer);
  return { ...answer, status: answer.status ?? successStatus(route) };
}

function readCall(
  request: IncomingMessage,
  context: Context & { readonly bytes: Uint8Array },
  target: Match & { readonly path: string; readonly query: string },
): Call {
  const { operation, params } = target;
  const search = new URLSearchParams(target.query);
  const contentType = request.headers['content-type'];
  const lenient = operation.operationId === lenientOperation && search.has('activate');
  return {
    operation,
    params,
    path: target.path,
    search,
    query: readQuery(context.reader, operation, search),
    headers: flatHeaders(request),
    body: readBody(context.reader, operation, { bytes: context.bytes, contentType, lenient }),
    bytes: context.bytes,
    origin: context.origin(),
    org: context.org,
  };
}

function countRequest(response: ServerResponse, context: Context, target: { readonly method: string; readonly path: string }): void {
  const state = context.limits.count(target.method, target.path, context.org.clock.now());
  response.setHeader('x-rate-limit-limit', String(state.limit));
  response.setHeader('x-rate-limit-remaining', String(state.remaining));
  response.setHeader('x-rate-limit-reset', String(state.reset));
  if (state.exceeded && context.enforceRateLimits) throw new OktaError('E0000047');
}

/** The org has one token, which is taken as an API token and as an access token. */
function checkCredential(request: IncomingMessage, token: string): void {
  const given = /^(?:SSWS|Bearer) (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (given !== token) throw new OktaError('E0000011');
}

/** A POST or PUT has to say how long its body is, even when it has none; a chunked body that holds something says it by itself. */
function checkLength(request: IncomingMessage, bytes: Uint8Array): void {
  const needsLength = request.method === 'POST' || request.method === 'PUT';
  if (needsLength && request.headers['content-length'] === undefined && bytes.length === 0) throw new OktaError('E0000411');
}

function successStatus({ operation }: Match): number {
  const status = operation.responses.map((response) => Number(response.status)).find((code) => code >= 200 && code < 300);
  return status ?? 200;
}

function splitUrl(url: string): readonly [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const bytes of request as AsyncIterable<Buffer>) {
    length += bytes.length;
    if (length > largestBody) throw new OktaError('E0000001', { summary: 'The body is too large', status: 413 });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function write(response: ServerResponse, answer: Answer & { readonly status: number }): void {
  for (const [name, value] of answer.headers ?? []) response.appendHeader(name, value);
  if (answer.body !== undefined) return writeJson(response, answer.status, answer.body);
  const text = answer.text ?? '';
  response.statusCode = answer.status;
  if (answer.mediaType !== undefined) response.setHeader('content-type', answer.mediaType);
  if (answer.status !== 204) response.setHeader('content-length', Buffer.byteLength(text));
  response.end(text);
}

function writeJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', Buffer.byteLength(text));
  response.end(text);
}

function unexpected(error: unknown): OktaError {
  return new OktaError('E0000009', { causes: [error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'] });
}
