import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../src/values/quote-name.ts';
import { jsonText, plainText } from '../../src/values/json-text.ts';
import type { OktaOrg, Ran } from '../okta-org.fixture.ts';

/** A DuckDB that holds everything an org has, and answers the same text without knowing of calls. */
export interface Oracle {
  /** Rows as comparable text, sorted. */
  answer(sql: string): Promise<readonly string[]>;
}

const tables = {
  applications: 'SELECT id, appId, label, status, signOnMode, visibility FROM okta.apps.applications',
  connections: 'SELECT appId, status, authScheme, profile FROM okta.apps.connections',
};

/** Loads applications and connections of an org, as they are now. */
export async function loadOracle(org: OktaOrg): Promise<Oracle> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("ATTACH ':memory:' AS okta; CREATE SCHEMA okta.apps");
  for (const [name, sql] of Object.entries(tables)) {
    const [all] = await org.run(sql);
    if (all === undefined) throw new Error(`${name} gave no result`);
    await load(connection, `okta.apps.${name}`, all);
  }
  return {
    async answer(sql) {
      const reader = await connection.runAndReadAll(duckdbText(sql));
      return comparable(reader.getRows());
    },
  };
}

/** Rows as sorted text: what a query without ORDER BY promises is a bag. */
export function comparable(rows: readonly (readonly unknown[])[]): readonly string[] {
  const cell = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
  return rows.map((row) => JSON.stringify(row.map(cell))).sort();
}

async function load(connection: DuckDBConnection, table: string, { columns, types, rows }: Ran): Promise<void> {
  const declared = columns.map((name, index) => `${quoteName(name)} ${types[index] === 'json' ? 'JSON' : 'VARCHAR'}`);
  await connection.run(`CREATE TABLE ${table} (${declared.join(', ')})`);
  for (const row of rows) {
    const cells = row.map((value, index) =>
      value === null ? 'NULL' : quoteText(types[index] === 'json' ? jsonText(value) : plainText(value)),
    );
    await connection.run(`INSERT INTO ${table} VALUES (${cells.join(', ')})`);
  }
}

/** DuckDB binds arrows more loosely than `=`, and knows no dotted paths into JSON. */
function duckdbText(sql: string): string {
  return sql.replaceAll('.profile.authScheme', ".profile->>'authScheme'").replace(/\w+\.\w+(?:->>?'\w+')+/g, '($&)');
}
