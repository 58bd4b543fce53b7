import type { PoolClient } from 'pg';
import { QueryError } from '../../errors/query-error.ts';
import { lex } from '../../sql/lexer.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { Column, Page } from '../../values/value.ts';
import type { Execution, PreparedQuery } from '../relational-engine.ts';
import { type PortableSql, portableSql } from './portable-sql.ts';
import { statementError } from './postgres-errors.ts';
import { columnTypeOf, fromPostgres, sqlTypes, toPostgres } from './postgres-values.ts';

/** Cancels what the connection runs, by another one. */
export type Canceller = () => Promise<void>;

/** Rows fetched from a cursor at once. */
const pageRows = 2_048;
/** Rows sent by one INSERT. */
const insertRows = 5_000;

interface Place {
  readonly client: PoolClient;
  readonly cancel: Canceller;
  readonly tables: Map<string, readonly Column[]>;
}

/** Stages and runs one statement in temporary tables of a transaction that is rolled back at close. */
export async function openPostgresExecution(client: PoolClient, cancel: Canceller): Promise<Execution> {
  const place: Place = { client, cancel, tables: new Map() };
  let closed: Promise<void> | undefined;
  const leave = async (): Promise<void> => {
    try {
      await client.query('ROLLBACK');
      client.release();
    } catch (error) {
      client.release(error instanceof Error ? error : true);
    }
  };
  for (const setting of ['BEGIN', "SET LOCAL TimeZone = 'UTC'", "SET LOCAL DateStyle = 'ISO'", "SET LOCAL bytea_output = 'hex'"]) {
    await run(place, plain(setting));
  }
  return {
    async createTable(name, columns) {
      const list = columns.map((column) => `${quoteName(column.name.toLowerCase())} ${sqlTypes[column.type]}`).join(', ');
      await run(place, plain(`CREATE TEMPORARY TABLE ${quoteName(name)} (${list})`));
      place.tables.set(name, columns);
    },
    append: (table, rows) => insert(place, table, rows),
    prepare: (sql) => prepare(place, sql),
    close() {
      closed ??= leave();
      return closed;
    },
  };
}

/** Text of our own, in which no place is anybody's. */
function plain(text: string): PortableSql {
  return { text, offsetOf: () => 0 };
}

interface Answer {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Every cell comes as the database's own text. */
const cellText = { getTypeParser: () => (text: string) => text };

async function run({ client }: Place, sql: PortableSql, values: readonly unknown[] = []): Promise<Answer> {
  try {
    return await client.query({ text: sql.text, values: [...values], rowMode: 'array', types: cellText });
  } catch (error) {
    throw statementError(error, sql);
  }
}

/** One parameter a column, so that no row's number of values meets the protocol's limit. */
async function insert(place: Place, table: string, rows: Page): Promise<void> {
  const columns = place.tables.get(table);
  if (columns === undefined) throw new QueryError('internal', `no staged table ${table}`);
  const cells = columns.map(({ type }, index) => `c${index}::${sqlTypes[type].replace(' COLLATE "C"', '')}`);
  const lists = columns.map((_, index) => `$${index + 1}::text[]`);
  const names = columns.map((_, index) => `c${index}`);
  const source = `unnest(${lists.join(', ')}) AS staged(${names.join(', ')})`;
  const sql = plain(`INSERT INTO ${quoteName(table)} SELECT ${cells.join(', ')} FROM ${source}`);
  for (let start = 0; start < rows.length; start += insertRows) {
    const part = rows.slice(start, start + insertRows);
    const values = columns.map(({ type }, index) => part.map((row) => toPostgres(row[index] ?? null, type)));
    await run(place, sql, values);
  }
}

/** A cursor that is declared binds names and types, and computes nothing before it is read. */
async function prepare(place: Place, sql: string): Promise<PreparedQuery> {
  const portable = portableSql(sql);
  const names = spellings(sql, place);
  await run(place, declared(portable));
  const { fields } = await run(place, plain('FETCH 0 FROM oktaql'));
  await run(place, plain('CLOSE oktaql'));
  const columns = fields.map(({ name, dataTypeID }): Column => ({ name: names.get(name) ?? name, type: columnTypeOf(dataTypeID) }));
  const pages = (signal: AbortSignal): AsyncIterable<Page> => pagesOf(place, { portable, columns, signal });
  return {
    columns,
    run: pages,
    async *over(table, rows, signal) {
      await insert(place, table, rows);
      try {
        yield* pages(signal);
      } finally {
        await run(place, plain(`TRUNCATE ${quoteName(table)}`));
      }
    },
  };
}

const declaration = 'DECLARE oktaql NO SCROLL CURSOR FOR ';

function declared({ text, offsetOf }: PortableSql): PortableSql {
  return { text: declaration + text, offsetOf: (offset) => offsetOf(Math.max(0, offset - declaration.length)) };
}

/** How names were spelled before the database took them without regard to case; what AS gives wins. */
function spellings(sql: string, { tables }: Place): ReadonlyMap<string, string> {
  const names = new Map([...tables.values()].flat().map(({ name }): [string, string] => [name.toLowerCase(), name]));
  const { tokens } = lex(sql, () => '');
  for (const [index, { kind, value }] of tokens.entries()) {
    if ((kind === 'word' || kind === 'name') && tokens[index - 1]?.keyword === 'AS') names.set(String(value).toLowerCase(), String(value));
  }
  return names;
}

interface RunningQuery {
  readonly portable: PortableSql;
  readonly columns: readonly Column[];
  readonly signal: AbortSignal;
}

async function* pagesOf(place: Place, { portable, columns, signal }: RunningQuery): AsyncGenerator<Page> {
  const interrupt = (): void => {
    void place.cancel().catch(() => undefined);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    signal.throwIfAborted();
    await run(place, declared(portable));
    for (;;) {
      const { rows } = await run(place, plain(`FETCH ${pageRows} FROM oktaql`));
      signal.throwIfAborted();
      if (rows.length === 0) break;
      yield rows.map((row) => columns.map(({ type }, index) => fromPostgres(row[index] ?? null, type)));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    throw QueryError.is(signal.reason) ? signal.reason : new QueryError('cancelled', 'the statement was cancelled', { cause: error });
  } finally {
    signal.removeEventListener('abort', interrupt);
    // A failure before this one has ended the transaction already.
    await place.client.query('CLOSE oktaql').catch(() => undefined);
  }
}
