import type { ProviderDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import type { HttpRequest, HttpResponse, Transport } from '../request/http-message.ts';
import { isJsonObject, readJson } from '../values/json-text.ts';
import { withinLimits } from './call-scope.ts';
import type { CallEntry } from './answered-call.ts';
import { readText } from './read-answer.ts';

/** Seconds that the question may take. */
const longest = 10;

/** Hosts of one engine: which have answered as the API does. */
export class KnownHosts {
  readonly #reached = new Set<string>();
  readonly #confirmed = new Set<string>();
  readonly #asked = new Map<string, Promise<boolean>>();

  /** An answer came from the origin, of whatever kind. */
  reach(origin: string): void {
    this.#reached.add(origin);
  }

  wasReached(origin: string): boolean {
    return this.#reached.has(origin);
  }

  /** A call to the origin has succeeded. */
  confirm(origin: string): void {
    this.#confirmed.add(origin);
  }

  /**
   * Asks, once and before anything was answered well, whether the origin is one of the API's; `ask` sends the question. Gives false only when
   * the answer says that it is none.
   */
  async isThere(origin: string, ask: () => Promise<boolean | null>): Promise<boolean> {
    if (this.#confirmed.has(origin)) return true;
    const asked = this.#asked.get(origin) ?? this.#ask(origin, ask);
    this.#asked.set(origin, asked);
    return await asked;
  }

  async #ask(origin: string, ask: () => Promise<boolean | null>): Promise<boolean> {
    const answer = await ask();
    if (answer === true) this.#confirmed.add(origin);
    // What was not answered now may be later.
    else this.#asked.delete(origin);
    return answer ?? true;
  }
}

/** Does an error say something about objects or credentials that is only to be believed of the API itself? */
export function isDoubtful(error: unknown): error is QueryError {
  return QueryError.is(error) && (error.remote?.status === 401 || error.remote?.status === 404);
}

/** What asking an origin needs. */
export interface HostQuestion {
  readonly provider: ProviderDescriptor;
  readonly transport: Transport;
  readonly origin: string;
  readonly signal: AbortSignal;
  readonly onCall: (entry: CallEntry) => void;
}

/**
 * Asks an origin, without a credential, for what only the API itself answers. True when it does, false when it says that there is nothing of the
 * kind, null when nobody can tell or the provider has no such question.
 */
export async function askHost(question: HostQuestion): Promise<boolean | null> {
  const { provider, origin, signal } = question;
  const { probePath } = provider.server;
  if (probePath === null) return null;
  const request: HttpRequest = { method: 'GET', url: origin + probePath, headers: [['accept', 'application/json']], body: null };
  const limits = { signal, timeout: longest, describe: () => `${probePath} was not answered` };
  try {
    return await withinLimits(limits, (inner) => answerTo(request, { ...question, signal: inner }));
  } catch {
    return null;
  }
}

async function answerTo(request: HttpRequest, { transport, signal, onCall }: HostQuestion): Promise<boolean | null> {
  const { host, pathname: path } = new URL(request.url);
  const started = process.hrtime.bigint();
  let status: number | null = null;
  let bytes = 0;
  try {
    const response: HttpResponse = await transport(request, signal);
    status = response.status;
    const text = await readText(response, path);
    bytes = Buffer.byteLength(text);
    if (status === 429 || status >= 500) return null;
    return status === 200 && isJsonObject(readJson(text));
  } finally {
    onCall({ method: 'GET', path, host, status, milliseconds: Number(process.hrtime.bigint() - started) / 1e6, bytes });
  }
}

/** The error of a call to a host where the API is not. */
export function nobodyThere(provider: ProviderDescriptor, origin: string, cause: QueryError): QueryError {
  return new QueryError('no_server', `there is no ${provider.title} organization at ${new URL(origin).host}`, {
    cause,
    hint: `Check the name of the organization (${provider.server.variable}): ${provider.server.probePath ?? ''} of an organization would answer.`,
  });
}
