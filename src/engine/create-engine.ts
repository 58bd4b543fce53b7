import { QueryError } from '../errors/query-error.ts';
import { createTransport, type ClosableTransport } from '../http/undici-transport.ts';
import type { DuckdbOptions } from '../relational/duckdb-engine.ts';
import type { RelationalEngine } from '../relational/relational-engine.ts';
import type { QueryReader } from '../sql/query-reader.ts';
import { openProviderContext } from './provider-context.ts';
import type { Engine, EngineOptions, Session } from './public-types.ts';
import { openSession } from './session.ts';

/**
 * Makes an engine over one provider. Nothing is sent and no credential is looked for before a statement needs it.
 * Throws `unknown_provider` and `invalid_descriptor` for descriptors that cannot be used, `usage` for a server URL that is none.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  const stop = new AbortController();
  const sessions = new Set<Session>();
  let network: ClosableTransport | undefined;
  let duckdb: Promise<RelationalEngine> | undefined;
  let backend: Promise<RelationalEngine> | undefined;
  let reader: Promise<QueryReader> | undefined;
  let closed: Promise<void> | undefined;

  const context = openProviderContext(options, async () => {
    if (options.transport !== undefined) return options.transport;
    network ??= createTransport();
    return network.send;
  });
  const duckdbOptions: DuckdbOptions = {
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.memoryLimit === undefined ? {} : { memoryLimit: memorySize(options.memoryLimit) }),
  };
  const loadDuckdb = (): Promise<RelationalEngine> => {
    duckdb ??= import('../relational/duckdb-engine.ts').then(({ createDuckdbEngine }) => createDuckdbEngine(duckdbOptions));
    return duckdb;
  };
  const loadRelational = (): Promise<RelationalEngine> => {
    const { backend: url } = options;
    if (url === undefined) return loadDuckdb();
    backend ??= import('../relational/postgres/postgres-engine.ts').then(({ createPostgresEngine }) => createPostgresEngine({ url }));
    return backend;
  };
  const readQuery: QueryReader['read'] = async (query) => {
    reader ??= import('../relational/duckdb-query-reader.ts').then(({ createDuckdbQueryReader }) => createDuckdbQueryReader(loadDuckdb));
    return (await reader).read(query);
  };
  const closeAll = async (): Promise<void> => {
    stop.abort(new QueryError('cancelled', 'the engine was closed'));
    await Promise.all([...sessions].map((session) => session.close()));
    await network?.close();
    await (await duckdb)?.close();
    await (await backend)?.close();
  };
  const close = (): Promise<void> => {
    closed ??= closeAll();
    return closed;
  };
  return {
    connect(sessionOptions = {}) {
      if (closed !== undefined) throw new QueryError('usage', 'the engine is closed');
      const session = openSession(
        { context, relational: loadRelational, reader: { read: readQuery }, signal: stop.signal },
        sessionOptions,
      );
      sessions.add(session);
      return session;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A size as DuckDB writes it. Throws `usage` for anything else. */
function memorySize(text: string): string {
  if (/^\d+(?:\.\d+)? ?[kmgt]i?b$/i.test(text)) return text;
  throw new QueryError('usage', `memoryLimit is no size: ${text}`, { hint: 'Write it like 512MB or 2GB.' });
}
