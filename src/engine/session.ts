import { QueryError } from '../errors/query-error.ts';
import type { RelationalLoader } from '../executor/run-query.ts';
import { explainPlan } from '../planner/explain-plan.ts';
import type { Column, Row, Value } from '../values/value.ts';
import { asQueryError, createResult, type RunnableResult } from './create-result.ts';
import { onlyStatement, planScript } from './plan-script.ts';
import type { ProviderContext } from './provider-context.ts';
import type { Result, RowObject, RunOptions, Session, SessionOptions } from './public-types.ts';
import { type ReadyOptions, type ReadyStatement, readyStatement } from './ready-statement.ts';
import { type Settings, withSetting } from './settings.ts';

/** What a session shares with the engine it belongs to. */
export interface SessionContext {
  readonly context: ProviderContext;
  readonly relational: RelationalLoader;
  /** Aborted when the engine closes. */
  readonly signal: AbortSignal;
}

/** Opens a session. */
export function openSession({ context, relational, signal: engineSignal }: SessionContext, options: SessionOptions): Session {
  const stop = new AbortController();
  const signal = AbortSignal.any([engineSignal, stop.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  let settings: Settings = new Map();
  for (const [name, value] of Object.entries(options.defaults ?? {})) settings = withSetting(settings, { name, value });

  async function ready(script: string, run: RunOptions): Promise<readonly ReadyStatement[]> {
    if (signal.aborted) throw new QueryError('cancelled', 'the session is closed');
    const planned = await planScript(script, run, { context, settings });
    const own: ReadyOptions = { context, relational, run, set: (plan) => void (settings = withSetting(settings, plan)) };
    const statements: ReadyStatement[] = [];
    try {
      for (const statement of planned) statements.push(await readyStatement(statement, own));
    } catch (error) {
      await closeAll(statements);
      throw error;
    }
    return statements;
  }

  async function* run(script: string, runOptions: RunOptions = {}): AsyncGenerator<Result> {
    const statements = await ready(script, runOptions).catch((error: unknown) => {
      throw asQueryError(error, script, signal);
    });
    const runSignal = AbortSignal.any([signal, ...(runOptions.signal === undefined ? [] : [runOptions.signal])]);
    let current: RunnableResult | undefined;
    try {
      for (const [index, statement] of statements.entries()) {
        current = createResult({ ...statement, index, source: script, signal: runSignal });
        yield current;
        const { error } = await current.finish();
        if (error !== null) throw error;
      }
    } finally {
      await current?.close();
      await closeAll(statements);
    }
  }

  async function* stream<R extends object = RowObject>(sql: string, runOptions: RunOptions = {}): AsyncGenerator<R> {
    for await (const result of run(sql, runOptions)) {
      if (result.index > 0) throw new QueryError('usage', 'one statement is wanted here', { hint: 'Use run() for scripts.' });
      const names = uniqueNames(result.columns);
      for await (const page of result.rows) for (const row of page) yield rowObject<R>(names, row);
    }
  }

  return {
    run,
    stream,
    async query<R extends object = RowObject>(sql: string, runOptions: RunOptions = {}) {
      onlyStatement(await plannedOnly(sql, runOptions));
      const rows: R[] = [];
      for await (const row of stream<R>(sql, runOptions)) rows.push(row);
      return rows;
    },
    async explain(sql, runOptions = {}) {
      const { plan, facts } = onlyStatement(await plannedOnly(sql, runOptions));
      return explainPlan(plan, facts);
    },
    async prepare(sql, runOptions = {}) {
      const statements = await ready(sql, runOptions);
      await closeAll(statements);
      return statements.map(({ kind, columns }) => ({ kind, columns }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };

  function plannedOnly(sql: string, runOptions: RunOptions): ReturnType<typeof planScript> {
    return planScript(sql, { ...runOptions, dryRun: false }, { context, settings });
  }

  async function close(): Promise<void> {
    stop.abort(new QueryError('cancelled', 'the session was closed'));
  }
}

async function closeAll(statements: readonly ReadyStatement[]): Promise<void> {
  for (const statement of statements) await statement.close();
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
