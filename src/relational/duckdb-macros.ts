import type { DuckDBConnection } from '@duckdb/node-api';
import { macrosIn } from '../sql/functions/function-table.ts';
import { functionCatalog } from '../sql/functions/stackql-function.ts';
import { duckdbCalls } from './call-queue.ts';

/** Makes the macros that SQL calls, in a catalog of their own, unless they are there. */
export type MacroMaker = (connection: DuckDBConnection, sql: string) => Promise<void>;

/**
 * Remembers which macros one instance has. Each is made when it is first called: all of them take longer than a query of one row. They do not
 * shadow the database's own functions, as much of SQL builds on those.
 */
export function createMacroMaker(): MacroMaker {
  const made = new Set<string>();
  return async (connection, sql) => {
    const missing = macrosIn(sql).filter(({ name }) => !made.has(name));
    if (missing.length === 0) return;
    const statements = [`ATTACH IF NOT EXISTS ':memory:' AS ${functionCatalog}`, ...missing.map(({ statement }) => statement)];
    await duckdbCalls.run(() => connection.run(statements.join(';\n')));
    for (const { name } of missing) made.add(name);
  };
}
