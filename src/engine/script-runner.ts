import { QueryError } from '../errors/query-error.ts';
import type { RelationalLoader } from '../executor/run-query.ts';
import { atOrigin } from '../sql/inline-text.ts';
import type { ParsedStatement } from '../sql/parsed-statement.ts';
import type { QueryReader } from '../sql/query-reader.ts';
import { asQueryError, createResult, type RunnableResult } from './create-result.ts';
import { hideValues } from './hide-values.ts';
import type { LocalSession } from './local-session.ts';
import { type PlannedStatement, planScript } from './plan-script.ts';
import type { ProviderContext } from './provider-context.ts';
import type { RunOptions } from './public-types.ts';
import { withLenientTypes } from './lenient-types.ts';
import { readyStatement } from './ready-statement.ts';
import type { ReadyStatement } from './ready-types.ts';
import { type Settings, withSetting } from './settings.ts';
import type { Row } from '../values/value.ts';
import { unlessAborted } from './unless-aborted.ts';

/** What a session shares with the engine it belongs to. */
export interface SessionContext {
  readonly context: ProviderContext;
  readonly relational: RelationalLoader;
  /** Tables and views of the session. */
  readonly local: LocalSession;
  /** Reads queries that the built-in grammar does not. */
  readonly reader: QueryReader;
  /** Aborted when the engine closes. */
  readonly signal: AbortSignal;
}

/** Takes scripts through their stages with the settings of one session, which SET changes. */
export interface ScriptRunner {
  /**
   * Parses and plans a script whole. What is only to be shown makes no call; a PIVOT without values makes some where it is to be run.
   * Throws QueryError with its place.
   */
  plan(script: string, run: RunOptions, purpose?: 'run' | 'show'): Promise<readonly PlannedStatement[]>;
  /** Prepares all statements before any runs. Who takes them closes them. Throws QueryError with its place. */
  ready(statements: readonly PlannedStatement[], run: RunOptions): Promise<readonly ReadyStatement[]>;
  /** Prepares all, then runs one after the other; the next begins when the last is done. */
  run(statements: readonly PlannedStatement[], run: RunOptions): AsyncGenerator<RunnableResult>;
}

/** Starts with a session's first settings; `signal` ends whatever runs. */
export function scriptRunner({ context, relational, local, reader, signal }: SessionContext, initial: Settings): ScriptRunner {
  let settings = initial;
  const set = (setting: Parameters<typeof withSetting>[1]): void => {
    settings = withSetting(settings, setting);
  };
  const ready: ScriptRunner['ready'] = async (statements, run) => {
    const prepared: ReadyStatement[] = [];
    const own = AbortSignal.any([signal, ...(run.signal === undefined ? [] : [run.signal])]);
    try {
      for (const statement of statements) {
        const { parsed } = statement;
        const ready = unlessAborted(readyStatement(statement, { context, relational, local, run, set }), own);
        prepared.push(await ready.catch((error: unknown) => rethrown(asQueryError(error, parsed.source, own), parsed)));
      }
    } catch (error) {
      await closeAll(prepared);
      throw hideValues(asQueryError(error, statements[0]?.parsed.source ?? '', own), run);
    }
    return prepared;
  };
  const rowsNow = async (planned: PlannedStatement, run: RunOptions): Promise<readonly Row[]> => {
    const statement = await readyStatement(planned, { context, relational, local, run, set });
    try {
      const rows: Row[] = [];
      const nothing = (): void => undefined;
      const told = { notice: nothing, call: nothing, changed: nothing, wrote: nothing, effect: nothing };
      const runSignal = AbortSignal.any([signal, ...(run.signal === undefined ? [] : [run.signal])]);
      for await (const page of statement.run({ signal: runSignal, ...told })) rows.push(...page);
      return rows;
    } finally {
      await statement.close();
    }
  };
  return {
    async plan(script, run, purpose = 'run') {
      if (signal.aborted) throw new QueryError('cancelled', 'the session is closed');
      try {
        return await planScript(script, run, {
          context,
          settings,
          reader,
          local,
          ...(purpose === 'show' ? {} : { rowsOf: (planned) => rowsNow(planned, run) }),
        });
      } catch (error) {
        throw asQueryError(error, script, signal);
      }
    },
    ready,
    async *run(statements, run) {
      const runSignal = AbortSignal.any([signal, ...(run.signal === undefined ? [] : [run.signal])]);
      const settle: Settle = (planned, statement) =>
        withLenientTypes(planned, statement, { context, relational, local, run, set, signal: runSignal });
      yield* inOrder(statements, [...(await ready(statements, run))], { ...run, signal: runSignal, settle });
    },
  };
}

/** Takes a statement through what has to be known before its columns are told. */
type Settle = (planned: PlannedStatement, statement: ReadyStatement) => Promise<ReadyStatement>;

async function* inOrder(
  statements: readonly PlannedStatement[],
  prepared: ReadyStatement[],
  run: RunOptions & { readonly signal: AbortSignal; readonly settle: Settle },
): AsyncGenerator<RunnableResult> {
  let current: RunnableResult | undefined;
  try {
    for (const [index, waiting] of prepared.entries()) {
      const planned = statements[index];
      const parsed = planned?.parsed;
      const source = parsed?.source ?? '';
      const hide = (error: QueryError): QueryError => hideValues(parsed === undefined ? error : atOrigin(error, parsed), run);
      const statement = planned === undefined ? waiting : await run.settle(planned, waiting);
      prepared[index] = statement;
      current = createResult({ ...statement, hide, index, source, signal: run.signal });
      yield current;
      const { error } = await current.finish();
      if (error !== null) throw error;
    }
  } finally {
    await current?.close();
    await closeAll(prepared);
  }
}

function rethrown(error: QueryError, parsed: ParsedStatement): never {
  throw atOrigin(error, parsed);
}

/** Gives back what prepared statements hold. */
export async function closeAll(statements: readonly ReadyStatement[]): Promise<void> {
  for (const statement of statements) await statement.close();
}
