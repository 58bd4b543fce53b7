import pg from 'pg';
import { QueryError } from '../../errors/query-error.ts';
import type { RelationalEngine } from '../relational-engine.ts';
import type { Connections } from './postgres-place.ts';
import { openPostgresExecution } from './postgres-execution.ts';
import { connectionError } from './postgres-errors.ts';
import { postgresLocalStore } from './postgres-local-store.ts';

/** A database that speaks PostgreSQL's protocol. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=require`. */
  readonly url: string;
  /** Connections open at once; statements beyond them wait. 4 unless given. */
  readonly connections?: number;
}

/** Seconds to wait for a connection. */
const connectSeconds = 15;

/**
 * Runs the relational part on a database that speaks PostgreSQL's protocol: rows are staged in temporary tables of one transaction for each
 * statement. Statements have to keep to the portable subset. Throws `usage` for a URL that is none.
 */
export function createPostgresEngine({ url, connections: most = 4 }: PostgresOptions): RelationalEngine {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new QueryError('usage', 'the backend has to be given as postgres://user@host:port/database');
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: connectSeconds * 1000,
    application_name: 'oktaql',
  });
  // A connection that dies while nobody uses it is replaced when the next statement comes.
  pool.on('error', () => undefined);
  let closed: Promise<void> | undefined;
  const connections: Connections = {
    take: () =>
      pool.connect().catch((error: unknown) => {
        throw connectionError(error);
      }),
    async cancel(processId) {
      const other = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectSeconds * 1000 });
      try {
        await other.connect();
        await other.query('SELECT pg_cancel_backend($1)', [processId]);
      } finally {
        await other.end();
      }
    },
  };
  return {
    open: () => Promise.resolve(openPostgresExecution(connections)),
    localStore: () => postgresLocalStore(pool),
    close() {
      closed ??= pool.end();
      return closed;
    },
  };
}
