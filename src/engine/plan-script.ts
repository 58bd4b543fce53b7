import { QueryError } from '../errors/query-error.ts';
import { type Facts, factsOf, type ServerFacts } from '../planner/facts.ts';
import type { Plan } from '../planner/plan.ts';
import { explained, plan, type Planned } from '../planner/plan-statement.ts';
import { atOrigin, inlineText } from '../sql/inline-text.ts';
import { type ParseOptions, parseScript } from '../sql/parse.ts';
import type { ParsedStatement } from '../sql/parsed-statement.ts';
import type { QueryReader } from '../sql/query-reader.ts';
import { bindsByKey } from './bind-values.ts';
import type { LocalSession } from './local-session.ts';
import { ScriptCatalog } from './script-catalog.ts';
import type { ProviderContext } from './provider-context.ts';
import type { RunOptions } from './public-types.ts';
import { type Settings, withSetting } from './settings.ts';

/** Most calls of an expansion unless the caller allows more. */
const defaultMaxCalls = 1_000;

/** Most objects that one statement changes unless the caller allows more. */
export const defaultMaxAffected = 100;

/** A statement with its plan and the facts the plan was made from. */
export interface PlannedStatement {
  readonly parsed: ParsedStatement;
  readonly plan: Plan;
  readonly facts: Facts;
}

/** What scripts are planned against. */
export interface PlanningContext {
  readonly context: ProviderContext;
  readonly settings: Settings;
  /** Reads queries that the built-in grammar does not. */
  readonly reader?: QueryReader;
  /** Tables and views of the session; there are none where it is absent. */
  readonly local?: LocalSession;
}

/** Parses and plans a whole script against the settings as they will be at each statement. Nothing is sent. */
export async function planScript(
  script: string,
  options: RunOptions,
  { context, settings, reader, local }: PlanningContext,
): Promise<readonly PlannedStatement[]> {
  const parsing: ParseOptions = { variables: options.variables ?? {}, ...(reader === undefined ? {} : { reader }) };
  const statements = await parseScript(script, parsing);
  const catalog = new ScriptCatalog(local);
  const binds = bindsByKey(options.parameters, statements);
  const planned: PlannedStatement[] = [];
  const now = Date.now();
  let current = settings;
  for (const parsed of statements) {
    const base = { binds, defaults: current, maxCalls: options.maxCalls ?? defaultMaxCalls, now };
    const next = await planOne(parsed, base, { context, catalog, parsing });
    planned.push(options.dryRun === true ? dryRun(next) : next);
    await catalog.apply(next.plan, next.parsed.source).catch((error: unknown) => rethrown(error, next.parsed));
    if (next.plan.kind === 'setting') current = withSetting(current, next.plan);
  }
  return planned;
}

/** A dry run shows the plan of what only reads; a change is previewed when its turn comes, as its rows have to be read for that. */
function dryRun(statement: PlannedStatement): PlannedStatement {
  const { kind } = statement.plan;
  return kind === 'setting' || kind === 'change' ? statement : { ...statement, plan: explained(statement.plan, statement.facts) };
}

function rethrown(error: unknown, parsed: ParsedStatement): never {
  throw QueryError.is(error) ? atOrigin(error, parsed) : error;
}

interface FactSources {
  readonly context: ProviderContext;
  readonly catalog: ScriptCatalog;
  readonly parsing: ParseOptions;
}

/** Asks the planner until it lacks nothing. */
async function planOne(
  written: ParsedStatement,
  base: Pick<Facts, 'binds' | 'defaults' | 'maxCalls' | 'now'>,
  { context, catalog, parsing }: FactSources,
): Promise<PlannedStatement> {
  let parsed = written;
  let server: ServerFacts | null = null;
  const files = new Map<string, Uint8Array | string>();
  for (;;) {
    const facts = factsOf(context.store.provider, { ...base, services: context.services, system: systemColumns(context), server, files, local: catalog.current });
    const result = asked(parsed, facts);
    if (result.kind === 'plan') return { parsed, plan: result.plan, facts };
    for (const need of result.needs) {
      if (need.kind === 'service') context.loadService(need.name);
      else if (need.kind === 'server') server = await context.server();
      else if (need.kind === 'local') await catalog.load();
      else if (need.kind === 'text') parsed = await inlineText(parsed, need, parsing);
      else files.set(need.path, await context.readFile(need.path));
    }
  }
}

/** Errors in the text of a view say so. */
function asked(parsed: ParsedStatement, facts: Facts): Planned {
  try {
    return plan(parsed, facts);
  } catch (error) {
    return rethrown(error, parsed);
  }
}

function systemColumns({ system }: ProviderContext): Facts['system'] {
  return new Map([...system].map(([key, source]) => [key, source.columns]));
}

/** Throws `usage` unless the script is one statement. */
export function onlyStatement<T>(statements: readonly T[]): T {
  const [first, ...rest] = statements;
  if (first !== undefined && rest.length === 0) return first;
  throw new QueryError(
    'usage',
    `one statement is wanted here, and there ${statements.length === 0 ? 'is none' : `are ${statements.length}`}`,
    {
      hint: 'Use run() for scripts.',
    },
  );
}
