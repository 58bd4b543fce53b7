import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import duckdb from '@duckdb/node-api';
import { duckdbCalls } from './call-queue.ts';
import { createMacroMaker } from './duckdb-macros.ts';
import { openExecution } from './duckdb-execution.ts';
import type { RelationalEngine } from './relational-engine.ts';

/** Limits of the embedded database. */
export interface DuckdbOptions {
  /** As DuckDB writes sizes; 2 GB unless given. What does not fit spills to a private folder. */
  readonly memoryLimit?: string;
}

/** Opens one in-memory DuckDB that executions attach their catalogs to; the instance is made by the first of them. */
export function createDuckdbEngine(options: DuckdbOptions = {}): RelationalEngine {
  let instance: Promise<DuckDBInstance> | undefined;
  let spill: string | undefined;
  let count = 0;
  const makeMacros = createMacroMaker();

  const open = async (): Promise<DuckDBInstance> => {
    spill = await mkdtemp(join(tmpdir(), 'oktaql-'));
    const folder = spill;
    return duckdbCalls.run(() =>
      duckdb.DuckDBInstance.create(':memory:', {
        memory_limit: options.memoryLimit ?? '2GB',
        temp_directory: folder,
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        errors_as_json: 'true',
      }),
    );
  };
  return {
    async open() {
      instance ??= open();
      const connection = await (await instance).connect();
      await duckdbCalls.run(() => connection.run("SET TimeZone = 'UTC'"));
      count += 1;
      return openExecution(connection, `execution ${count}`, makeMacros);
    },
    async close() {
      const opened = instance;
      instance = undefined;
      if (opened !== undefined) (await opened).closeSync();
      if (spill !== undefined) await rm(spill, { recursive: true, force: true });
      spill = undefined;
    },
  };
}
