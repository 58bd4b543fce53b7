import { changedError, QueryError } from '../errors/query-error.ts';
import { describeObject } from '../executor/run-local-write.ts';
import type { AttachPlan, CatalogEffect } from '../planner/plan.ts';
import type { Plan } from '../planner/plan.ts';
import type { AttachedDatabase, LocalCatalog, LocalObject } from '../values/local-object.ts';
import type { LocalSession } from './local-session.ts';

/** The local objects as each statement of a script will find them, which is known before any of them runs. */
export class ScriptCatalog {
  readonly #session: LocalSession | undefined;
  #current: LocalCatalog | null = null;

  constructor(session: LocalSession | undefined) {
    this.#session = session;
  }

  /** What the statements so far leave; null until it was asked for. */
  get current(): LocalCatalog | null {
    return this.#current;
  }

  /** Looks up what there is before the script. */
  async load(): Promise<void> {
    this.#current ??= (await this.#session?.catalog()) ?? noObjects;
  }

  /** Takes a statement's effect into account. Throws where its objects cannot be described, or its database not be opened. */
  async apply(plan: Plan, source: string): Promise<void> {
    const current = this.#current;
    const session = this.#session;
    if (current === null || session === undefined) return;
    if (plan.kind === 'local-write') {
      const columns = await describeObject(plan, session.relational, source);
      this.#current = afterEffect(current, withColumns(plan.effect, columns));
    }
    if (plan.kind === 'attach' && plan.notice === null) {
      const found = await look(session, plan, source);
      this.#current = { ...current, databases: new Map([...current.databases, [plan.name.toLowerCase(), found]]) };
    }
    if (plan.kind === 'detach') {
      this.#current = { ...current, databases: without(current.databases, plan.name) };
    }
  }
}

async function look(session: LocalSession, { name, span, path, type, readOnly }: AttachPlan, source: string): Promise<AttachedDatabase> {
  try {
    return await session.look(name, { path, type, readOnly });
  } catch (error) {
    throw QueryError.is(error) ? changedError(error, { span, source }) : error;
  }
}

const noObjects: LocalCatalog = {
  objects: new Map(),
  temporary: new Map(),
  databases: new Map(),
  homes: { permanent: '"main"', temporary: '"main"' },
};

function withColumns(effect: CatalogEffect, columns: Extract<LocalObject, { kind: 'table' }>['columns']): CatalogEffect {
  return effect.kind === 'put' && effect.object.kind === 'table' ? { ...effect, object: { ...effect.object, columns } } : effect;
}

function afterEffect(catalog: LocalCatalog, effect: CatalogEffect): LocalCatalog {
  if (effect.kind === 'none') return catalog;
  const change = <T>(items: ReadonlyMap<string, T>, key: string, item: T | undefined): ReadonlyMap<string, T> =>
    item === undefined ? without(items, key) : new Map([...items, [key.toLowerCase(), item]]);
  const object = effect.kind === 'put' ? effect.object : undefined;
  const name = effect.kind === 'put' ? effect.object.name : effect.name;
  const isTemporary = effect.kind === 'put' ? effect.object.temporary : effect.temporary;
  if (effect.database === null && isTemporary) return { ...catalog, temporary: change(catalog.temporary, name, object) };
  if (effect.database === null) return { ...catalog, objects: change(catalog.objects, name, object) };
  const database = catalog.databases.get(effect.database.toLowerCase());
  if (database === undefined) return catalog;
  const tables = change(database.tables, `${effect.schema}.${name}`, object?.kind === 'table' ? object : undefined);
  return { ...catalog, databases: change(catalog.databases, effect.database, { ...database, tables }) };
}

function without<T>(items: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  return new Map([...items].filter(([name]) => name !== key.toLowerCase()));
}
