import { duckdbCalls } from './call-queue.ts';
import { openExecution } from './duckdb-execution.ts';
import { type DuckdbOptions, type InstanceLease, leaseInstance } from './duckdb-instance.ts';
import { duckdbLocalStore } from './duckdb-local-store.ts';
import type { RelationalEngine } from './relational-engine.ts';

export type { DuckdbOptions } from './duckdb-instance.ts';

/** Opens one in-memory DuckDB that executions attach their catalogs to; the instance is made by the first of them. */
export function createDuckdbEngine(options: DuckdbOptions = {}): RelationalEngine {
  let lease: InstanceLease | undefined;
  const leased = (): InstanceLease => {
    lease ??= leaseInstance(options);
    return lease;
  };
  return {
    async open() {
      const shared = leased();
      const connection = await (await shared.instance()).connect();
      await duckdbCalls.run(() => connection.run("SET TimeZone = 'UTC'"));
      return openExecution(connection, `execution ${shared.next()}`, shared.makeMacros);
    },
    localStore() {
      const shared = leased();
      return duckdbLocalStore({
        instance: () => shared.instance(),
        attached: shared.attached,
        database: options.database ?? null,
        number: shared.next(),
      });
    },
    async close() {
      const taken = lease;
      lease = undefined;
      await duckdbCalls.settled();
      await taken?.release();
    },
  };
}
