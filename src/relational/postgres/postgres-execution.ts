import { QueryError } from '../../errors/query-error.ts';
import { lex } from '../../sql/lexer.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { Column, Page } from '../../values/value.ts';
import type { Execution, PreparedQuery } from '../relational-engine.ts';
import { type PortableSql, portableSql } from './portable-sql.ts';
import { type Answer, type Connections, plain, PostgresPlace } from './postgres-place.ts';
import { placed } from './postgres-locations.ts';
import { postgresLocalExecution } from './postgres-local-execution.ts';
import { columnTypeOf, fromPostgres, sqlTypes, toPostgres } from './postgres-values.ts';

/** Rows fetched from a cursor at once. */
const pageRows = 2_048;
/** Rows sent by one INSERT. */
const insertRows = 5_000;

/** Stages and runs one statement in temporary tables of a transaction that is rolled back at close. */
export function openPostgresExecution(connections: Connections): Execution {
  const place = new PostgresPlace(connections);
  return {
    async createTable(name, columns) {
      const list = columns.map((column) => `${quoteName(column.name.toLowerCase())} ${sqlTypes[column.type]}`).join(', ');
      await place.make(`CREATE TEMPORARY TABLE ${quoteName(name)} (${list}) ON COMMIT DROP`);
      place.tables.set(name, columns);
    },
    append: (table, rows) => insert(place, table, rows),
    async prepare(sql) {
      const prepared = await (isChange(sql) ? prepareChange(place, sql) : prepare(place, sql));
      await place.rest();
      return prepared;
    },
    local: postgresLocalExecution(place),
    close: () => place.leave(),
  };
}

/** One parameter a column, so that no row's number of values meets the protocol's limit. */
async function insert(place: PostgresPlace, table: string, rows: Page): Promise<void> {
  place.keep();
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
    await place.run(sql, values);
  }
}

/** A cursor that is declared binds names and types, and computes nothing before it is read. */
async function prepare(place: PostgresPlace, sql: string): Promise<PreparedQuery> {
  const portable = portableSql(sql);
  const names = spellings(sql, place);
  await place.run(declared(portable));
  const { fields } = await place.run(plain('FETCH 0 FROM oktaql'));
  await place.run(plain('CLOSE oktaql'));
  const columns = columnsOf(fields, names);
  const pages = (signal: AbortSignal): AsyncIterable<Page> => pagesOf(place, { portable, columns, signal });
  return {
    columns,
    run: pages,
    async *over(table, rows, signal) {
      await insert(place, table, rows);
      try {
        yield* pages(signal);
      } finally {
        await place.run(plain(`TRUNCATE ${quoteName(table)}`));
      }
    },
  };
}

/** Is it a change of a local table, which no cursor takes? */
function isChange(sql: string): boolean {
  return /^\s*(?:INSERT|UPDATE|DELETE)\b/i.test(sql);
}

/** Describes a change by carrying it out on the empty copy of its table and taking that back; carries it out for good when it is run. */
async function prepareChange(place: PostgresPlace, sql: string): Promise<PreparedQuery> {
  const portable = portableSql(placed(sql));
  const names = spellings(sql, place);
  let columns: readonly Column[] = [];
  if (portable.text.includes('pg_temp."')) {
    await place.run(plain('SAVEPOINT described'));
    const { fields } = await place.run(portable);
    columns = columnsOf(fields, names);
    await place.run(plain('ROLLBACK TO SAVEPOINT described'));
  }
  async function* carriedOut(): AsyncGenerator<Page> {
    place.keep();
    const { fields, rows } = await place.run(portable);
    const types = columnsOf(fields, names);
    await place.commit();
    if (rows.length > 0) yield rows.map((row) => types.map(({ type }, index) => fromPostgres(row[index] ?? null, type)));
  }
  return { columns, run: carriedOut, over: carriedOut };
}

function columnsOf(fields: Answer['fields'], names: ReadonlyMap<string, string>): readonly Column[] {
  return fields.map(({ name, dataTypeID }) => ({ name: names.get(name) ?? name, type: columnTypeOf(dataTypeID) }));
}

const declaration = 'DECLARE oktaql NO SCROLL CURSOR FOR ';

function declared({ text, offsetOf }: PortableSql): PortableSql {
  return { text: declaration + text, offsetOf: (offset) => offsetOf(Math.max(0, offset - declaration.length)) };
}

/** How names were spelled before the database took them without regard to case; what AS gives wins. */
function spellings(sql: string, { tables }: PostgresPlace): ReadonlyMap<string, string> {
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

async function* pagesOf(place: PostgresPlace, { portable, columns, signal }: RunningQuery): AsyncGenerator<Page> {
  const interrupt = (): void => {
    void place.cancel().catch(() => undefined);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    signal.throwIfAborted();
    place.keep();
    await place.run(declared(portable));
    for (;;) {
      const { rows } = await place.run(plain(`FETCH ${pageRows} FROM oktaql`));
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
    await place.run(plain('CLOSE oktaql')).catch(() => undefined);
  }
}
