import { changedError, QueryError } from '../errors/query-error.ts';
import { type Facts, factsOf, type InlinedText, type PivotValues, type ServerFacts } from '../planner/facts.ts';
import type { Plan } from '../planner/plan.ts';
import { explained, plan, type Planned } from '../planner/plan-statement.ts';
import { atOrigin, inlineText } from '../sql/inline-text.ts';
import { type ParseOptions, parseScript } from '../sql/parse.ts';
import type { ParsedStatement } from '../sql/parsed-statement.ts';
import type { QueryReader } from '../sql/query-reader.ts';
import { bindsByKey } from './bind-values.ts';
import type { LocalSession } from './local-session.ts';
import { ScriptCatalog } from './script-catalog.ts';
import { pivotList, unknownValues } from './pivot-values.ts';
import type { ProviderContext } from './provider-context.ts';
import type { RunOptions } from './public-types.ts';
import { type Settings, withSetting } from './settings.ts';
import type { Row } from '../values/value.ts';

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
  /** Runs a query now, for what the plan of another depends on. */
  readonly rowsOf?: (planned: PlannedStatement) => Promise<readonly Row[]>;
}

/** Parses and plans a whole script against the settings as they will be at each statement. Nothing is sent. */
export async function planScript(
  script: string,
  options: RunOptions,
  { context, settings, reader, local, rowsOf }: PlanningContext,
): Promise<readonly PlannedStatement[]> {
  const parsing: ParseOptions = { variables: options.variables ?? {}, ...(reader === undefined ? {} : { reader }) };
  const statements = await parseScript(script, parsing);
  const catalog = new ScriptCatalog(local);
  const binds = bindsByKey(options.parameters, statements);
  const planned: PlannedStatement[] = [];
  const now = context.clock.now();
  let current = settings;
  for (const parsed of statements) {
    const base = { binds, defaults: current, maxCalls: options.maxCalls ?? defaultMaxCalls, now };
    const changes = planned.some(({ plan: { kind } }) => kind === 'change');
    const asks = options.dryRun !== true && parsed.statement.kind !== 'explain';
    const next = await planOne(parsed, base, { context, catalog, parsing, pivots: { rowsOf: asks ? rowsOf : undefined, changes } });
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
  /** How values of pivots are found out, if at all, and whether earlier statements of the script could change them. */
  readonly pivots: { readonly rowsOf: PlanningContext['rowsOf']; readonly changes: boolean };
}

/** Asks the planner until it lacks nothing. */
async function planOne(
  written: ParsedStatement,
  base: Pick<Facts, 'binds' | 'defaults' | 'maxCalls' | 'now'>,
  sources: FactSources,
): Promise<PlannedStatement> {
  const { context, catalog, parsing } = sources;
  let parsed = written;
  let server: ServerFacts | null = null;
  const files = new Map<string, Uint8Array | string>();
  for (;;) {
    const facts = factsOf(context.store.provider, {
      ...base,
      services: context.services,
      system: systemColumns(context),
      server,
      files,
      local: catalog.current,
    });
    const result = asked(parsed, facts);
    if (result.kind === 'plan') return { parsed, plan: result.plan, facts };
    for (const need of result.needs) {
      if (need.kind === 'service') context.loadService(need.name);
      else if (need.kind === 'server') server = await context.server();
      else if (need.kind === 'local') await catalog.load();
      else if (need.kind === 'pivot') parsed = await inlineText(parsed, await pivotText(parsed, need, { base, sources }), parsing);
      else if (need.kind === 'text') parsed = await inlineText(parsed, need, parsing);
      else files.set(need.path, await context.readFile(need.path));
    }
  }
}

interface Planning {
  readonly base: Parameters<typeof planOne>[1];
  readonly sources: FactSources;
}

/** Finds out what a PIVOT makes columns of; a plan that is only shown has one column in the place of them all. */
async function pivotText(parsed: ParsedStatement, need: PivotValues, { base, sources }: Planning): Promise<InlinedText> {
  const { rowsOf, changes } = sources.pivots;
  if (rowsOf === undefined) return pivotList(need, unknownValues, parsed.source);
  if (changes) {
    throw new QueryError('unsupported', 'PIVOT without a list of values cannot follow a change in one script', {
      span: need.span,
      source: parsed.source,
      hint: 'Its columns have to be known before the first call. List them with IN (…), or run it as a script of its own.',
    });
  }
  try {
    const [query] = await parseScript(need.sql, sources.parsing);
    if (query === undefined) throw new QueryError('internal', 'no query for the values of a PIVOT');
    refuseNumberedBinds(query, need, parsed.source);
    return pivotList(need, await rowsOf(await planOne(query, base, sources)), parsed.source);
  } catch (error) {
    // The query for the values is nobody's text.
    throw QueryError.is(error) ? changedError(error, { span: need.span, source: parsed.source }) : error;
  }
}

/** A `?` is counted from the script's beginning, and only a part of that is run here. */
function refuseNumberedBinds({ splices, source }: ParsedStatement, { span }: PivotValues, script: string): void {
  const isNumbered = splices.some((splice) => splice.bind !== undefined && source.slice(splice.span.start, splice.span.end) === '?');
  if (!isNumbered) return;
  throw new QueryError('unsupported', 'PIVOT without a list of values takes no ?', {
    span,
    source: script,
    hint: 'Name the values: :name.',
  });
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
