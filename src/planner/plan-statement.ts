import { QueryError } from '../errors/query-error.ts';
import type { ExplainStatement, SetStatement, ShowStatement } from '../sql/ast.ts';
import type { ParsedStatement } from '../sql/parsed-statement.ts';
import { withCheckedBodies } from './change/check-bodies.ts';
import { composeSql } from './query/compose-sql.ts';
import { bindValues, constantOf } from './constant.ts';
import { refuseUnknownDefault } from './default-name.ts';
import { explainPlan } from './explain/explain-plan.ts';
import { type Facts, MissingFact, type Need } from './facts.ts';
import { nameSpan } from './find-relation.ts';
import type { LocalPlan, Plan, QueryPlan, SettingPlan } from './plan.ts';
import { planLocalStatement, planOnLocal } from './local/plan-local.ts';
import { planChange } from './change/plan-change.ts';
import { planExec } from './change/plan-exec.ts';
import { planInsert } from './change/plan-insert.ts';
import { withRecheck } from './change/with-recheck.ts';
import { planSessionSetting } from './plan-session-setting.ts';
import { planQuery } from './query/plan-query.ts';
import { planDescribe, planShow } from './show/plan-show.ts';

/** A plan, or the facts that are missing for one. */
export type Planned = { readonly kind: 'plan'; readonly plan: Plan } | { readonly kind: 'needs'; readonly needs: readonly Need[] };

/**
 * Plans a statement without any input or output: the same text and facts give the same plan. Where a fact is missing it names it and is
 * called again with it. Throws QueryErrors whose spans count in the script.
 */
export function plan(parsed: ParsedStatement, facts: Facts): Planned {
  try {
    return { kind: 'plan', plan: planStatement(parsed, parsed.statement, facts) };
  } catch (error) {
    if (error instanceof MissingFact) return { kind: 'needs', needs: [error.need] };
    throw QueryError.is(error) ? error.withSource(parsed.source) : error;
  }
}

function planStatement(parsed: ParsedStatement, statement: ParsedStatement['statement'], facts: Facts): Plan {
  const local = planOnLocal(parsed, statement, facts);
  if (local !== undefined) return local;
  switch (statement.kind) {
    case 'select-statement':
      return planQuery({ query: statement.query, segments: statement.segments ?? [parsed.span] }, parsed, facts);
    case 'insert':
      return withCheckedBodies(planInsert(parsed, statement, facts), statement);
    case 'update':
    case 'delete':
      return withRecheck(withCheckedBodies(planChange(parsed, statement, facts), statement));
    case 'exec':
      return withRecheck(withCheckedBodies(planExec(parsed, statement, facts), statement));
    case 'show':
      return filteredShow(parsed, statement, facts);
    case 'describe':
      return planDescribe(statement, facts);
    case 'explain':
      return planExplain(parsed, statement, facts);
    case 'set':
      return planSetting(statement, facts);
    default:
      return planLocalStatement(parsed, statement, facts);
  }
}

/** WHERE of a SHOW is evaluated like any other, over the rows that SHOW has. */
function filteredShow(parsed: ParsedStatement, statement: ShowStatement, facts: Facts): Plan {
  const table = planShow(statement, facts);
  if (statement.where === null) return table;
  const segments = ['SELECT * FROM "show" WHERE ', statement.where.span];
  const composed = composeSql({ segments, source: parsed.source, splices: parsed.splices, binds: bindValues(parsed, facts) });
  return { kind: 'staged', tables: [{ name: 'show', columns: table.columns, source: { kind: 'rows', rows: table.rows } }], ...composed };
}

function planExplain(parsed: ParsedStatement, statement: ExplainStatement, facts: Facts): LocalPlan {
  const inner = statement.statement;
  const text = { ...parsed, statement: inner, span: inner.span };
  const plan = planStatement(text, inner, facts);
  const shown = explained(plan, facts);
  return statement.analyze ? { ...shown, analyzes: analyzable(plan, statement) } : shown;
}

/** EXPLAIN ANALYZE runs what it explains, so it takes what only reads. */
function analyzable(plan: Plan, { span }: ExplainStatement): QueryPlan {
  if (plan.kind === 'stream' || plan.kind === 'paged' || plan.kind === 'staged') return plan;
  throw new QueryError('refused', 'EXPLAIN ANALYZE runs the statement, so it takes queries only', {
    span,
    hint: 'EXPLAIN shows the plan of a change, --dryrun its calls; neither makes them.',
  });
}

/** A plan as the rows that EXPLAIN gives: a line each. */
export function explained(plan: Plan, facts: Facts): LocalPlan {
  return {
    kind: 'local',
    explains: plan,
    columns: [{ name: 'plan', type: 'string' }],
    rows: explainPlan(plan, facts).map((line) => [line]),
  };
}

function planSetting(statement: SetStatement, facts: Facts): SettingPlan {
  const own = planSessionSetting(statement, facts);
  if (own !== undefined) return own;
  const { name, value, span } = statement;
  const [first, second, ...rest] = name;
  const variable = second ?? first;
  if (
    first === undefined ||
    variable === undefined ||
    rest.length > 0 ||
    (second !== undefined && first.name.toLowerCase() !== facts.provider.name)
  ) {
    throw new QueryError('unsupported', `there is no setting ${name.map((part) => part.name).join('.')}`, {
      span: nameSpan(name),
      hint: `SET ${facts.provider.name}.<parameter> = '…' sets a parameter's default.`,
    });
  }
  const constant = constantOf(value, facts);
  if (constant === undefined)
    throw new QueryError('unsupported', 'SET takes a constant', { span: value.span.start < 0 ? span : value.span });
  refuseUnknownDefault(variable.name, facts.provider, nameSpan(name));
  return { kind: 'setting', name: variable.name.toLowerCase(), value: constant.value };
}
