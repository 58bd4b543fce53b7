import { QueryError } from '../errors/query-error.ts';
import type { RelationalLoader } from '../executor/run-query.ts';
import { explainPlan } from '../planner/explain-plan.ts';
import type { Column, Row, Value } from '../values/value.ts';
import { asQueryError, createResult, type RunnableResult } from './create-result.ts';
import { hideValues } from './hide-values.ts';
import { onlyStatement, type PlannedStatement, planScript } from './plan-script.ts';
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

  const planned = async (script: string, run: RunOptions): Promise<readonly PlannedStatement[]> => {
    if (signal.aborted) throw new QueryError('cancelled', 'the session is closed');
    try {
      return await planScript(script, run, { context, settings });
    } catch (error) {
      throw asQueryError(error, script, signal);
    }
  };
  const ready = async (statements: readonly PlannedStatement[], run: RunOptions): Promise<readonly ReadyStatement[]> => {
    const set: ReadyOptions['set'] = (plan) => void (settings = withSetting(settings, plan));
    const prepared: ReadyStatement[] = [];
    try {
      for (const statement of statements) prepared.push(await readyStatement(statement, { context, relational, run, set }));
    } catch (error) {
      await closeAll(prepared);
      throw hideValues(asQueryError(error, statements[0]?.parsed.source ?? '', signal), run);
    }
    return prepared;
  };

  async function* runPlanned(statements: readonly PlannedStatement[], run: RunOptions): AsyncGenerator<RunnableResult> {
    const prepared = await ready(statements, run);
    const runSignal = AbortSignal.any([signal, ...(run.signal === undefined ? [] : [run.signal])]);
    let current: RunnableResult | undefined;
    try {
      for (const [index, statement] of prepared.entries()) {
        current = createResult({
          ...statement,
          hide: (error) => hideValues(error, run),
          index,
          source: statements[index]?.parsed.source ?? '',
          signal: runSignal,
        });
        yield current;
        const { error } = await current.finish();
        if (error !== null) throw error;
      }
    } finally {
      await current?.close();
      await closeAll(prepared);
    }
  }

  async function* run(script: string, options: RunOptions = {}): AsyncGenerator<Result> {
    yield* runPlanned(await planned(script, options), options);
  }

  async function* stream<R extends object = RowObject>(sql: string, options: RunOptions = {}): AsyncGenerator<R> {
    const statement = onlyStatement(await planned(sql, options));
    for await (const result of runPlanned([statement], options)) {
      const names = uniqueNames(result.columns);
      for await (const page of result.rows) for (const row of page) yield rowObject<R>(names, row);
    }
  }

  const close = async (): Promise<void> => {
    stop.abort(new QueryError('cancelled', 'the session was closed'));
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
      const { plan, facts } = onlyStatement(await planned(sql, { ...options, dryRun: false }));
      return explainPlan(plan, facts);
    },
    async prepare(sql, options = {}) {
      const statements = await ready(await planned(sql, options), options);
      await closeAll(statements);
      return statements.map(({ kind, columns }) => ({ kind, columns }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
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
