import { quoteName } from '../../values/quote-name.ts';
import type { LocalExecution } from '../local-store.ts';
import { plain, type PostgresPlace } from './postgres-place.ts';
import { placed } from './postgres-locations.ts';
import { portableSql } from './portable-sql.ts';
import { localColumn } from './postgres-values.ts';

/** Local tables as one execution sees them. */
export function postgresLocalExecution(place: PostgresPlace): LocalExecution {
  return {
    async createEmpty(name, columns) {
      const list = columns.map((column) => `${quoteName(column.name)} ${column.sqlType}`).join(', ');
      await place.make(`CREATE TEMPORARY TABLE ${quoteName(name)} (${list}) ON COMMIT DROP`);
    },
    async readFrom(name, location) {
      const view = quoteName(name);
      place.keep();
      await place.run(plain(`DROP TABLE IF EXISTS ${view}`));
      await place.view(view, portableSql(placed(location)).text);
    },
    async columnsMadeBy(sql, table) {
      await place.run(portableSql(sql.replace(/^CREATE TABLE/, 'CREATE TEMPORARY TABLE')));
      const { rows } = await place.run(
        plain(
          `SELECT attname, atttypid, format_type(atttypid, atttypmod) FROM pg_attribute
           WHERE attrelid = 'pg_temp.${table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
        ),
      );
      await place.run(plain(`DROP TABLE pg_temp.${quoteName(table)}`));
      await place.rest();
      return rows.map(([name, id, type]) => localColumn(name ?? '', Number(id), type ?? 'text'));
    },
    async transaction(signal, work) {
      place.keep();
      await work(async (sql) => {
        signal.throwIfAborted();
        return await execute(place, placed(sql));
      });
      signal.throwIfAborted();
      await place.commit();
    },
  };
}

/** One statement or several; the rows that the last of them wrote. */
async function execute(place: PostgresPlace, sql: string): Promise<number> {
  const drop = /^DROP TABLE IF EXISTS [^;]*; /.exec(sql)?.[0] ?? '';
  if (drop !== '') await place.run(plain(drop.slice(0, -2)));
  return (await place.run(portableSql(sql.slice(drop.length)))).count;
}
