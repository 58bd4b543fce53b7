import { quoteName, quoteText } from '../../values/quote-name.ts';
import type { LocatedSql } from '../plan.ts';
import { joinedSql } from './local-sql.ts';

/** What is kept of a view besides its rows. */
export interface ObjectRecord {
  readonly name: string;
  readonly form: 'view' | 'materialized view';
  readonly query: string;
  readonly columns: readonly string[];
}

/** Schema and table that records are kept in, in the catalog of what they are about. */
const recordTable = { schema: 'oktaql', name: 'objects' } as const;

/** Statements that keep a record, in the place of one of the same name. */
export function remembering(catalog: string, { name, form, query, columns }: ObjectRecord): readonly LocatedSql[] {
  const table = recordName(catalog);
  const list = columns.map(quoteText).join(', ');
  return [
    `CREATE SCHEMA IF NOT EXISTS ${catalog}.${quoteName(recordTable.schema)}`,
    `CREATE TABLE IF NOT EXISTS ${table} (name VARCHAR, form VARCHAR, query VARCHAR, columns VARCHAR[])`,
    `DELETE FROM ${table} WHERE lower(name) = lower(${quoteText(name)})`,
    `INSERT INTO ${table} VALUES (${quoteText(name)}, ${quoteText(form)}, ${quoteText(query)}, [${list}]::VARCHAR[])`,
  ].map((sql) => joinedSql([sql]));
}

/** Statements that drop a record. */
export function forgetting(catalog: string, name: string): readonly LocatedSql[] {
  return [joinedSql([`DELETE FROM ${recordName(catalog)} WHERE lower(name) = lower(${quoteText(name)})`])];
}

function recordName(catalog: string): string {
  return [catalog, quoteName(recordTable.schema), quoteName(recordTable.name)].join('.');
}
