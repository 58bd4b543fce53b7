import { quoteName } from '../../values/quote-name.ts';

/**
 * Local objects are placed as `"catalog"."main"."table"`. A database here has no catalogs beside its own: each is a schema of it, `main` is
 * left out, and the records about views stand in a table of that schema.
 */
export function placed(sql: string): string {
  return sql
    .replaceAll(
      /CREATE SCHEMA IF NOT EXISTS "(oktaql[^"]*)"\."oktaql"/g,
      (_, schema: string) => `CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`,
    )
    .replaceAll(/"(oktaql[^"]*)"\."oktaql"\."objects"/g, (_, schema: string) => `${quoteName(schema)}.${quoteName(recordTable)}`)
    .replaceAll(/"(oktaql[^"]*)"\."main"\./g, (_, schema: string) => `${quoteName(schema)}.`)
    .replaceAll(/"target"\."/g, 'pg_temp."')
    .replace(/^CREATE OR REPLACE TABLE ("[^"]*"\."(?:[^"]|"")*")/, 'DROP TABLE IF EXISTS $1; CREATE TABLE $1')
    .replace(/VALUES \((.*), \[(.*)\]::VARCHAR\[\]\)$/s, 'VALUES ($1, ARRAY[$2]::VARCHAR[])');
}

/** Table with what is kept of views, in the schema of what they are about. */
export const recordTable = 'oktaql objects';

/** Schema of objects that are kept. */
export const keptSchema = 'oktaql';
