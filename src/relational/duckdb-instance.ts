import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import duckdb from '@duckdb/node-api';
import { duckdbCalls } from './call-queue.ts';
import { createMacroMaker, type MacroMaker } from './duckdb-macros.ts';
import type { AttachedFiles } from './duckdb-local-store.ts';

/** Limits of the embedded database. */
export interface DuckdbOptions {
  /** As DuckDB writes sizes, such as `512MB`; 2 GB unless given. What does not fit spills to a private folder, of mode 0700. */
  readonly memoryLimit?: string;
  /** File that local objects are kept in; made when it is not there. */
  readonly database?: string;
}

/** One embedded database with what its users share. */
export interface InstanceLease {
  /** Made when it is first asked for. */
  instance(): Promise<DuckDBInstance>;
  readonly attached: AttachedFiles;
  readonly makeMacros: MacroMaker;
  /** A number that nobody else gets. */
  next(): number;
  /** Gives the instance back; the last one closes it. A second call does nothing. */
  release(): Promise<void>;
}

interface Shared extends Omit<InstanceLease, 'release'> {
  users: number;
  close(): Promise<void>;
}

/** Instances that have a database file open, by the file: two instances on one file lose what the other wrote. */
const byFile = new Map<string, Shared>();

/** Takes an instance: that of the database file where another engine of the process has it open, else one of its own. */
export function leaseInstance(options: DuckdbOptions): InstanceLease {
  const file = options.database === undefined ? null : wholePath(options.database);
  const shared = (file === null ? undefined : byFile.get(file)) ?? newInstance(options, file);
  shared.users += 1;
  let released: Promise<void> | undefined;
  const release = async (): Promise<void> => {
    shared.users -= 1;
    if (shared.users > 0) return;
    if (file !== null) byFile.delete(file);
    await shared.close();
  };
  return {
    instance: () => shared.instance(),
    attached: shared.attached,
    makeMacros: shared.makeMacros,
    next: () => shared.next(),
    release() {
      released ??= release();
      return released;
    },
  };
}

/** DuckDB counts its buffers alone; what it and rows on their way take beside them is up to a quarter as much. */
const bufferShare = 0.8;

function bufferLimit(memoryLimit: string): string {
  const [, number = '', unit = ''] = /^([\d.]+) ?(\w+)$/.exec(memoryLimit) ?? [];
  return number === '' ? memoryLimit : `${(Number(number) * bufferShare).toFixed(3)}${unit}`;
}

function wholePath(path: string): string {
  const whole = resolve(path);
  return existsSync(whole) ? realpathSync(whole) : whole;
}

function newInstance({ memoryLimit = '2GB' }: DuckdbOptions, file: string | null): Shared {
  let instance: Promise<DuckDBInstance> | undefined;
  let spill: string | undefined;
  let count = 0;
  const open = async (): Promise<DuckDBInstance> => {
    spill = await mkdtemp(join(tmpdir(), 'oktaql-'));
    const folder = spill;
    return duckdbCalls.run(() =>
      duckdb.DuckDBInstance.create(':memory:', {
        memory_limit: bufferLimit(memoryLimit),
        temp_directory: folder,
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        errors_as_json: 'true',
      }),
    );
  };
  const shared: Shared = {
    users: 0,
    attached: { byPath: new Map(), count: 0 },
    makeMacros: createMacroMaker(),
    instance() {
      instance ??= open();
      return instance;
    },
    next() {
      count += 1;
      return count;
    },
    async close() {
      if (instance !== undefined) (await instance).closeSync();
      if (spill !== undefined) await rm(spill, { recursive: true, force: true });
    },
  };
  if (file !== null) byFile.set(file, shared);
  return shared;
}
