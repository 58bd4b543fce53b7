import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../values/quote-name.ts';
import type { LocalColumn, LocalTable } from '../values/local-object.ts';
import { columnTypes, type ColumnType } from '../values/value.ts';
import { duckdbCalls } from './call-queue.ts';

/** Runs SQL of ours and gives its rows as texts; lists stay lists. */
export async function textRows(connection: DuckDBConnection, sql: string): Promise<readonly (readonly unknown[])[]> {
  const reader = await duckdbCalls.run(() => connection.runAndReadAll(sql));
  return reader.getRowsJS();
}

/** A table and the schema it is in. */
export interface FoundTable {
  readonly schema: string;
  readonly table: LocalTable;
}

/** The tables and views of a catalog, in no order; `catalog` is its plain name, `as` the quoted one that locations begin with. */
export async function tablesOf(connection: DuckDBConnection, catalog: string, as: string): Promise<readonly FoundTable[]> {
  const views = await textRows(
    connection,
    `SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = ${quoteText(catalog)} AND NOT internal`,
  );
  const isView = (schema: string, name: string): boolean => views.some((row) => row[0] === schema && row[1] === name);
  const rows = await textRows(
    connection,
    `SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()
     WHERE database_name = ${quoteText(catalog)} AND NOT internal ORDER BY schema_name, table_name, column_index`,
  );
  const found = new Map<string, { readonly schema: string; readonly name: string; readonly columns: LocalColumn[] }>();
  for (const row of rows) {
    const [schema = '', name = '', column = '', type = ''] = row.map(String);
    const key = JSON.stringify([schema, name]);
    const table = found.get(key) ?? { schema, name, columns: [] };
    found.set(key, table);
    table.columns.push(localColumn(column, type));
  }
  return [...found.values()].map(({ schema, name, columns }) => ({
    schema,
    table: {
      kind: 'table',
      form: isView(schema, name) ? 'foreign view' : 'table',
      name,
      columns,
      location: [as, quoteName(schema), quoteName(name)].join('.'),
      temporary: false,
      query: null,
    },
  }));
}

/** A column as DuckDB's catalog lists it. */
export function localColumn(name: string, sqlType: string): LocalColumn {
  return { name, type: columnTypeOfText(sqlType), sqlType };
}

/** Digits that a double holds exactly. */
const exactDigits = 15;

/** The same as for a result's columns, from the type's text. */
function columnTypeOfText(text: string): ColumnType {
  if (/\]$|^(STRUCT|MAP)\(/.test(text)) return 'json';
  const decimal = /^DECIMAL\((\d+),/.exec(text);
  if (decimal !== null) return Number(decimal[1]) <= exactDigits ? 'number' : 'decimal';
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(text)) return 'integer';
  if (text.startsWith('TIMESTAMP')) return 'timestamp';
  if (text.startsWith('TIME')) return 'time';
  if (text === 'FLOAT' || text === 'DOUBLE') return 'number';
  return columnTypes.find((type) => type === text.toLowerCase()) ?? 'string';
}
