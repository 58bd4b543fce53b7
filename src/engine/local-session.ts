import { QueryError } from '../errors/query-error.ts';
import type { RelationalLoader } from '../executor/run-query.ts';
import type { AttachRequest, LocalStore } from '../relational/local-store.ts';
import type { AttachedDatabase, LocalCatalog } from '../values/local-object.ts';

/** Tables, views and databases of one session; the database is loaded when the first of them is spoken of. */
export interface LocalSession {
  readonly relational: RelationalLoader;
  catalog(): Promise<LocalCatalog>;
  /** Makes the catalogs that new objects go to. */
  open(): Promise<void>;
  look(name: string, request: AttachRequest): Promise<AttachedDatabase>;
  attach(name: string, request: AttachRequest): Promise<void>;
  detach(name: string): Promise<void>;
  /** Drops what is not kept in a file. */
  close(): Promise<void>;
}

/** Starts without any objects but those of the engine's database file. */
export function openLocalSession(relational: RelationalLoader): LocalSession {
  let opened: Promise<LocalStore> | undefined;
  const store = async (): Promise<LocalStore> => {
    opened ??= relational().then((engine) => engine.localStore?.() ?? refuse());
    return opened;
  };
  return {
    relational,
    catalog: async () => (await store()).catalog(),
    open: async () => (await store()).open(),
    look: async (name, request) => (await store()).look(name, request),
    attach: async (name, request) => (await store()).attach(name, request),
    detach: async (name) => (await store()).detach(name),
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}

function refuse(): never {
  throw new QueryError('unsupported', 'this database keeps no tables and views of its own', {
    hint: 'Leave --backend out to have local objects.',
  });
}
