import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openProvider, type ProviderStore } from '../catalog/provider-store.ts';
import type { ServiceDescriptor } from '../catalog/descriptor.ts';
import { type CredentialSources, findCredential, type FoundCredential, noCredentials } from '../credentials/find-credential.ts';
import { findServer, type NotFound } from '../credentials/find-server.ts';
import { QueryError } from '../errors/query-error.ts';
import { type ApiClient, type CallEntry, createClient } from '../http/client.ts';
import { KnownHosts } from '../http/host-check.ts';
import type { RateLimitWait } from '../http/scheduler/rate-limit-wait.ts';
import { createScheduler } from '../http/scheduler/scheduler.ts';
import type { ServerFacts } from '../planner/facts.ts';
import type { Transport } from '../request/http-message.ts';
import { parseServerUrl } from '../request/server-url.ts';
import { type Clock, systemClock } from '../http/clock.ts';
import { CreatedObjects } from '../executor/created-objects.ts';
import { TouchedObjects } from '../executor/touched-objects.ts';
import { type RelationSource, sourceKey } from '../executor/relation-source.ts';
import { catalogRelations } from './catalog-relations.ts';
import { createListSizes, type ListSizes } from './list-sizes.ts';
import { packageRoot } from './package-root.ts';
import type { EngineOptions } from './public-types.ts';

/** A provider as one engine uses it: descriptors, server, credential. Everything is read when it is first needed, and once. */
export interface ProviderContext {
  readonly store: ProviderStore;
  /** Services read so far, by lower-case name. */
  readonly services: ReadonlyMap<string, ServiceDescriptor>;
  loadService(name: string): void;
  /** Relations of the process itself, by lower-case `schema.name`. */
  readonly system: ReadonlyMap<string, RelationSource>;
  server(): Promise<ServerFacts>;
  /** Throws `no_credentials` unless there is a credential or none is needed. */
  requireCredential(): Promise<void>;
  client(options: ClientRequest): Promise<ApiClient>;
  readonly clock: Clock;
  /** What was created lately. */
  readonly created: CreatedObjects;
  /** What was changed lately. */
  readonly touched: TouchedObjects;
  /** What was seen of lists and limits. */
  readonly sizes: ListSizes;
  /** Contents of a file that a statement names, or why it cannot be read. */
  readFile(path: string): Promise<Uint8Array | string>;
}

/** What one statement's client differs in. */
export interface ClientRequest {
  readonly timeout: number | undefined;
  readonly onCall: (entry: CallEntry) => void;
  /** Told before a call waits for a rate limit. */
  readonly onWait: (wait: RateLimitWait) => void;
}

/** Opens the provider that the options name. Throws `unknown_provider`, `invalid_descriptor`, `usage`. */
export function openProviderContext(options: EngineOptions, transport: () => Promise<Transport>): ProviderContext {
  const folder = options.providerDir ?? join(packageRoot(), 'provider', providerFolder(options.provider ?? 'okta'));
  const store = withShare(openProvider(folder), options.maxCapacity);
  const clock = options.clock ?? systemClock;
  const { rateLimits } = store.provider;
  const { onWait } = options;
  const scheduler = createScheduler({
    clock,
    ...(rateLimits === undefined ? {} : { limits: rateLimits }),
    pacing: options.pacing ?? true,
    ...(onWait === undefined ? {} : { onWait }),
  });
  const traffic = { scheduler, hosts: new KnownHosts() };
  const fixedOrigin = options.serverUrl === undefined ? null : serverOrigin(options.serverUrl);
  const environment = options.environment ?? process.env;
  const sources: CredentialSources = {
    provider: store.provider,
    environment,
    home: environment['HOME'] ?? homedir(),
    readFile: readSettings,
    ...(options.credentials === undefined ? {} : { explicit: options.credentials }),
    ...(fixedOrigin === null ? {} : { serverUrl: fixedOrigin }),
  };
  const services = new Map<string, ServiceDescriptor>();
  let credential: Promise<FoundCredential | NotFound> | undefined;
  let server: Promise<ServerFacts> | undefined;
  let system: ReadonlyMap<string, RelationSource> | undefined;
  const credentialFound = (): Promise<FoundCredential | NotFound> => {
    credential ??= findCredential(sources);
    return credential;
  };
  const context: ProviderContext = {
    store,
    services,
    clock,
    created: new CreatedObjects(),
    sizes: createListSizes(store.provider),
    touched: new TouchedObjects(),
    get system() {
      system ??= new Map(catalogRelations(store).map((source) => [sourceKey(source), source]));
      return system;
    },
    loadService: (name) => void services.set(name.toLowerCase(), store.service(name)),
    server() {
      server ??= serverFacts(sources, fixedOrigin, { allowHosts: options.allowHosts ?? [], credential: credentialFound });
      return server;
    },
    async requireCredential() {
      const found = await credentialFound();
      if (!('credential' in found) && store.provider.authentication.length > 0) throw noCredentials(store.provider, found);
    },
    readFile: (path) => fileContents(path, options.readFile ?? readFile),
    async client({ timeout, onCall, onWait: told }) {
      const found = await credentialFound();
      return createClient({
        transport: await transport(),
        provider: store.provider,
        credential: 'credential' in found ? found.credential : null,
        allowHosts: options.allowHosts ?? [],
        onCall,
        onWait: told,
        traffic,
        ...(timeout === undefined ? {} : { timeout }),
      });
    },
  };
  return context;
}

/** The provider as if its own share of each rate limit were the one that was asked for. Throws `usage` for what is none. */
function withShare(store: ProviderStore, share: number | undefined): ProviderStore {
  if (share === undefined) return store;
  if (!(share > 0 && share <= 1)) throw new QueryError('usage', `maxCapacity has to be above 0 and up to 1, not ${share}`);
  const { provider } = store;
  if (provider.rateLimits === undefined) return store;
  return { provider: { ...provider, rateLimits: { ...provider.rateLimits, share } }, service: (name) => store.service(name) };
}

function serverOrigin(url: string): string {
  try {
    return parseServerUrl(url);
  } catch (error) {
    if (!QueryError.is(error)) throw error;
    throw new QueryError('usage', error.message, { cause: error, hint: error.hint });
  }
}

/** A provider's name is a folder's name here, so it has to be a plain one. */
function providerFolder(name: string): string {
  if (/^[a-z0-9_-]+$/i.test(name)) return name.toLowerCase();
  throw new QueryError('unknown_provider', `there is no provider ${name}`);
}

async function readSettings(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(() => null);
}

async function fileContents(path: string, read: (path: string) => Promise<Uint8Array>): Promise<Uint8Array | string> {
  try {
    return await read(path);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface ServerInputs {
  readonly allowHosts: readonly string[];
  readonly credential: () => Promise<FoundCredential | NotFound>;
}

async function serverFacts(
  sources: CredentialSources,
  fixedOrigin: string | null,
  { allowHosts, credential }: ServerInputs,
): Promise<ServerFacts> {
  const server = fixedOrigin === null ? await findServer(sources) : null;
  const configured = server !== null && 'value' in server ? server : null;
  const found = fixedOrigin === null ? await credential() : null;
  const bound = found !== null && 'credential' in found ? found.credential.origin : null;
  return {
    fixedOrigin,
    configured: configured?.value ?? null,
    boundOrigin: bound,
    allowedHosts: allowHosts.map((host) => host.toLowerCase()),
  };
}
