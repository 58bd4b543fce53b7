import type { ProviderDescriptor } from '../catalog/descriptor.ts';
import { QueryError } from '../errors/query-error.ts';
import { explainPlan } from '../planner/explain/explain-plan.ts';
import { refuseUnknownSetting } from '../planner/default-name.ts';
import type { Column, Row, Value } from '../values/value.ts';
import { openLocalSession } from './local-session.ts';
import { onlyStatement } from './plan-script.ts';
import type { Result, RowObject, RunOptions, Session, SessionOptions } from './public-types.ts';
import { closeAll, scriptRunner, type SessionContext } from './script-runner.ts';
import { type Settings, withSetting } from './settings.ts';

/** Opens a session. Throws `unknown_parameter` for a default that no method has a parameter of, `unsupported` for a setting's value. */
export function openSession(shared: Omit<SessionContext, 'local'>, options: SessionOptions): Session {
  const stop = new AbortController();
  const signal = AbortSignal.any([shared.signal, stop.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const local = openLocalSession(shared.relational);
  const scripts = scriptRunner({ ...shared, local, signal }, settingsOf(options, shared.context.store.provider));

  async function* run(script: string, options: RunOptions = {}): AsyncGenerator<Result> {
    yield* scripts.run(await scripts.plan(script, options), options);
  }

  async function* stream<R extends object = RowObject>(sql: string, options: RunOptions = {}): AsyncGenerator<R> {
    const statement = onlyStatement(await scripts.plan(sql, options));
    for await (const result of scripts.run([statement], options)) {
      const names = uniqueNames(result.columns);
      for await (const page of result.rows) for (const row of page) yield rowObject<R>(names, row);
    }
  }

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stop.abort(new QueryError('cancelled', 'the session was closed'));
    closed ??= local.close();
    await closed;
  };

  return {
    run,
    stream,
    async query<R extends object = RowObject>(sql: string, options: RunOptions = {}) {
      const rows: R[] = [];
      for await (const row of stream<R>(sql, options)) rows.push(row);
      return rows;
    },
    async explain(sql, options = {}) {
      const { plan, facts } = onlyStatement(await scripts.plan(sql, { ...options, dryRun: false }, 'show'));
      return explainPlan(plan, { ...facts, estimates: shared.context.sizes.estimates() });
    },
    async prepare(sql, options = {}) {
      const statements = await scripts.ready(await scripts.plan(sql, options, 'show'), options);
      await closeAll(statements);
      return statements.map(({ kind, columns }) => ({ kind, columns }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function settingsOf({ defaults = {} }: SessionOptions, provider: ProviderDescriptor): Settings {
  for (const [name, value] of Object.entries(defaults)) refuseUnknownSetting(name, value, provider);
  return Object.entries(defaults).reduce<Settings>((settings, [name, value]) => withSetting(settings, { name, value }), new Map());
}

function uniqueNames(columns: readonly Column[]): readonly string[] {
  const names = columns.map((column) => column.name);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated === undefined) return names;
  throw new QueryError('usage', `two columns are called ${repeated}: a row object can hold one`, {
    hint: 'Give one of them an alias with AS.',
  });
}

/** The caller says what its rows look like; nothing here can know better. */
function rowObject<R extends object>(names: readonly string[], row: Row): R {
  const object: Record<string, Value> = {};
  for (const [index, name] of names.entries()) object[name] = row[index] ?? null;
  return object as R;
}
