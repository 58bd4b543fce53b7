import type { PoolClient } from 'pg';
import type { Column } from '../../values/value.ts';
import type { PortableSql } from './portable-sql.ts';
import { statementError } from './postgres-errors.ts';

/** Connections to one database. */
export interface Connections {
  /** Throws `relational_error` when the database does not answer. */
  take(): Promise<PoolClient>;
  /** Ends what a connection runs, by another one. */
  cancel(processId: number): Promise<void>;
}

/** Text of our own, in which no place is anybody's. */
export function plain(text: string): PortableSql {
  return { text, offsetOf: () => 0 };
}

/** What one statement answered, every cell as the database's own text. */
export interface Answer {
  /** Rows that it read or wrote. */
  readonly count: number;
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Every cell comes as the database's own text. */
const cellText = { getTypeParser: () => (text: string) => text };

const beginning = ['BEGIN', "SET LOCAL TimeZone = 'UTC'", "SET LOCAL DateStyle = 'ISO'", "SET LOCAL bytea_output = 'hex'"];

/**
 * One transaction for one statement. A statement that is only checked so far holds no connection: a script checks all of its statements before
 * the first one runs, and may have more of them than there are connections. The tables are made again when it goes on.
 */
export class PostgresPlace {
  /** Staged tables by name. */
  readonly tables: Map<string, readonly Column[]> = new Map();
  readonly #connections: Connections;
  readonly #made: string[] = [];
  /** They would outlive the transaction, which temporary tables do not. */
  readonly #views: string[] = [];
  #client: PoolClient | undefined;
  #processId = 0;
  #running = false;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** Runs SQL. Throws `relational_error` and `unknown_column` with the place in the text it was made from. */
  async run(sql: PortableSql, values: readonly unknown[] = []): Promise<Answer> {
    const client = this.#client ?? (await this.#begin());
    return await answered(client, sql, values);
  }

  /** Runs SQL that makes an empty table, now and whenever the transaction begins anew. */
  async make(sql: string): Promise<void> {
    await this.run(plain(sql));
    this.#made.push(sql);
  }

  /** Lets a quoted name stand for a table that is kept, until the transaction ends. */
  async view(name: string, location: string): Promise<void> {
    await this.run(plain(`CREATE TEMPORARY VIEW ${name} AS SELECT * FROM ${location}`));
    this.#views.push(name);
  }

  /** From now on there is something that the transaction must not lose. */
  keep(): void {
    this.#running = true;
  }

  /** Gives the connection back while nothing is staged. */
  async rest(): Promise<void> {
    if (!this.#running) await this.leave();
  }

  /** Makes everything count that was done, and begins anew without what was staged. */
  async commit(): Promise<void> {
    for (const name of this.#views.splice(0)) await this.run(plain(`DROP VIEW ${name}`));
    await this.run(plain('COMMIT'));
    this.#made.length = 0;
    for (const sql of beginning) await this.run(plain(sql));
  }

  /** Ends what runs now. */
  async cancel(): Promise<void> {
    if (this.#client !== undefined) await this.#connections.cancel(this.#processId);
  }

  /** Takes everything back that was not committed. */
  async leave(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    try {
      await client.query('ROLLBACK');
      client.release();
    } catch (error) {
      client.release(error instanceof Error ? error : true);
    }
  }

  async #begin(): Promise<PoolClient> {
    const client = await this.#connections.take();
    this.#client = client;
    const { rows } = await answered(client, plain('SELECT pg_backend_pid()'), []);
    this.#processId = Number(rows[0]?.[0]);
    for (const sql of [...beginning, ...this.#made]) await answered(client, plain(sql), []);
    return client;
  }
}

async function answered(client: PoolClient, sql: PortableSql, values: readonly unknown[]): Promise<Answer> {
  try {
    const { fields, rows, rowCount } = await client.query({ text: sql.text, values: [...values], rowMode: 'array', types: cellText });
    return { fields, rows, count: rowCount ?? 0 };
  } catch (error) {
    throw statementError(error, sql);
  }
}
