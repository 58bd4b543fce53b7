import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type OpenApiDocument, readDocument } from '../openapi/document.ts';
import { responder } from './behaviours.ts';
import { Generic } from './generic/generic-behaviour.ts';
import { Clock } from './clock.ts';
import { type Fault, Faults } from './http/faults.ts';
import type { CreationLag } from './http/newborns.ts';
import type { RequestLogEntry } from './http/request-log.ts';
import { Router } from './http/router.ts';
import { serve } from './http/serve.ts';
import { Org } from './org.ts';
import { Random } from './random.ts';
import { rules } from './resources/rules.ts';
import { SchemaReader } from './schema/schema-reader.ts';
import { defaultAppCount } from './apps/seed-applications.ts';

export type { RequestLogEntry } from './http/request-log.ts';

/** How a sandbox org is made and served. */
export interface SandboxOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** Address to listen on; `127.0.0.1` unless said. */
  readonly host?: string;
  /** Orgs of one seed and the same sizes are equal; 1 unless said. */
  readonly seed?: number;
  /** Number of users; they are computed when looked at, up to a million. */
  readonly users?: number;
  readonly groups?: number;
  readonly apps?: number;
  /** The API token that requests have to carry; made up unless given. */
  readonly token?: string;
  /** The OpenAPI document: parsed, or the path of a JSON file. */
  readonly document?: unknown;
  /** Path of the OpenAPI document where {@link document} is not given; that of the source tree unless said. */
  readonly documentPath?: string;
  /** Called after each answer. */
  readonly log?: (entry: RequestLogEntry) => void;
  /** The org's time at its start, in milliseconds since 1970; the real time unless said. What happened lately is seeded relative to its day. */
  readonly now?: number;
  /** Answers 429 over a rate limit; otherwise requests are only counted. */
  readonly enforceRateLimits?: boolean;
  /** Requests a minute of buckets by name, instead of the documented ones. */
  readonly rateLimits?: Readonly<Record<string, number>>;
  /** Requests that are answered at once; more answer 429. No limit unless said. */
  readonly concurrencyLimit?: number;
  /** Milliseconds before each answer; 0 unless said. */
  readonly latency?: number;
  /** Milliseconds that pass for the org, from wherever; real time unless said. */
  readonly time?: () => number;
  /** For how long calls by identifier do not find what was just created; not at all unless said. */
  readonly creationLag?: CreationLag;
  /** Milliseconds for which users who are activated or deactivated are on their way; 0, the default, is at once. */
  readonly transitionTime?: number;
  /** What goes wrong with requests. */
  readonly faults?: readonly Fault[];
}

/** An org that is being served. */
export interface Sandbox extends AsyncDisposable {
  /** `http://127.0.0.1:1234`, without a slash at the end. */
  readonly url: string;
  readonly token: string;
  /** What was asked so far, the latest 10,000 requests. */
  readonly requests: readonly RequestLogEntry[];
  /** From now on only these faults happen. */
  setFaults(faults: readonly Fault[]): void;
  /** Stops serving and cuts open connections; a second call does nothing. */
  close(): Promise<void>;
}

const mostLogged = 10_000;

/** Starts an org in memory and serves it over HTTP. Rejects when the port is taken or the document cannot be read. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const document = await loadDocument(options);
  const token = options.token ?? `00${randomBytes(30).toString('base64url')}`;
  const requests: RequestLogEntry[] = [];
  const host = options.host ?? '127.0.0.1';
  let url = '';
  const router = new Router(document);
  const reader = new SchemaReader(document);
  const generic = new Generic(router, reader, rules);
  const faults = new Faults(options.faults ?? []);
  const listener = serve({
    router,
    reader,
    org: createOrg(generic, options),
    token,
    respond: responder(generic),
    origin: () => url,
    log: (entry) => {
      requests.push(entry);
      if (requests.length > mostLogged) requests.shift();
      options.log?.(entry);
    },
    enforceRateLimits: options.enforceRateLimits ?? false,
    rateLimits: options.rateLimits ?? {},
    concurrencyLimit: options.concurrencyLimit ?? Number.POSITIVE_INFINITY,
    latency: options.latency ?? 0,
    creationLag: options.creationLag ?? {},
    faults,
  });
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  url = `http://${host.includes(':') ? `[${host}]` : host}:${await listen(server, options.port ?? 0, host)}`;
  const close = closer(server);
  return { url, token, requests, setFaults: (next) => faults.set(next), close, [Symbol.asyncDispose]: close };
}

function createOrg(generic: Generic, options: SandboxOptions): Org {
  return new Org({
    random: new Random(options.seed ?? 1),
    clock: new Clock(options.now ?? Date.now(), options.time),
    reader: generic.context.reader,
    seedOf: generic.seedOf,
    transitionTime: options.transitionTime ?? 0,
    sizes: { users: options.users ?? 60, groups: options.groups ?? 8, apps: options.apps ?? defaultAppCount },
  });
}

async function loadDocument(options: SandboxOptions): Promise<OpenApiDocument> {
  const given = options.document;
  if (given !== undefined && typeof given !== 'string') return readDocument(given);
  return readDocument(await readFile(given ?? options.documentPath ?? new URL('../../openapi/okta.json', import.meta.url), 'utf8'));
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closer(server: Server): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () =>
    (closed ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }));
}
