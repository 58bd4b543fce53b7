import { type ChangeCall, changeCalls } from '../change/change-calls.ts';
import type { ChangePlan, QueryPlan } from '../plan.ts';
import type { ExplainFacts } from './explain-facts.ts';
import { explainQuery } from './explain-query.ts';
import { bodyText, explainWrite } from './explain-write.ts';
import { requestText } from './request-text.ts';
import { indent, list, origin, relationName } from './text.ts';

/** Calls of one change that are listed one by one. */
const listedCalls = 20;

const verbNames: Readonly<Record<ChangePlan['verb'], string>> = {
  insert: 'Insert into',
  update: 'Update',
  replace: 'Replace',
  delete: 'Delete from',
  exec: 'Execute on',
};

/** A change: its parameters, what drives it, its requests as far as they are known, what they do besides. */
export function explainChange(plan: ChangePlan, facts: ExplainFacts): readonly string[] {
  const { target, verb } = plan;
  return [
    `${verbNames[verb]} ${relationName(target)} using ${target.method.name}`,
    ...indent([
      ...changeArguments(plan, facts),
      ...(plan.read === null ? [] : [readText(plan.read)]),
      ...(plan.recheck === true
        ? ['objects are read again by their identifiers before the first call, and left out where they no longer fulfil WHERE']
        : []),
      ...explainWrite(plan),
      ...(plan.guard === null
        ? []
        : [`each object's ${plan.guard.column} has to be ${plan.guard.values.join(' or ')}, or nothing is deleted`]),
      ...aroundCall(plan),
      ...(plan.driver.kind === 'query' ? driverText(plan, plan.driver.query, facts) : constantCalls(plan, plan.driver.rows)),
      ...(plan.read?.when === 'merge' ? [] : target.method.effects.map((effect) => `effect: ${effect}`)),
      ...plan.notices.map((notice) => `notice: ${notice}`),
    ]),
  ];
}

function changeArguments({ arguments: bound, server }: ChangePlan, facts: ExplainFacts): readonly string[] {
  const { variable } = facts.provider.server;
  return [
    server.source === 'rows'
      ? `${variable} = of each row`
      : `${variable} = ${list(server.values.map(({ value }) => value ?? 'as configured'))}${origin(server.source)}`,
    ...bound.map(({ parameter, values }) =>
      values.kind === 'column'
        ? `${parameter.sqlName} = of each row`
        : `${parameter.sqlName} = ${list(values.values.map(String))}${origin(values.source)}`,
    ),
  ];
}

function readText(read: NonNullable<ChangePlan['read']>): string {
  const reasons = {
    before: 'each object is read before',
    after: 'each object is read after, for RETURNING',
    merge: 'each object is read and merged with what SET names',
  };
  return `${reasons[read.when]}: ${read.method.httpMethod} ${read.method.path}`;
}

/** What is read besides to say what the calls have done. */
function aroundCall({ target }: ChangePlan): readonly string[] {
  const { byState, name } = target.method;
  const { transition } = target.resource;
  return [
    ...(byState === undefined ? [] : [`each object's ${byState.column} is read before, as it decides what is done`]),
    ...(transition?.methods.includes(name) === true ? [`done when ${transition.column} is null, accepted till then`] : []),
  ];
}

function driverText(plan: ChangePlan, query: QueryPlan, facts: ExplainFacts): readonly string[] {
  const calls = `one ${plan.target.method.httpMethod} ${plan.target.method.path} for each row`;
  return [`rows from`, ...indent(explainQuery(query, facts)), calls];
}

function constantCalls(plan: ChangePlan, rows: readonly (readonly unknown[])[]): readonly string[] {
  const calls = changeCalls(
    plan,
    rows.map((row) => row.map((value) => (isConstant(value) ? value : null))),
  );
  return callLines(plan, calls, listedCalls);
}

/** The requests of a change as text, at most so many, without secrets. */
function callLines(plan: ChangePlan, calls: readonly ChangeCall[], most: number): readonly string[] {
  const shown = calls.slice(0, most).flatMap(({ origin: originUrl, values, body }) => {
    const { url } = requestText({ method: plan.target.method, origin: originUrl, arguments: values, body: null }, null);
    const merges = plan.read?.when === 'merge' ? 'the object as it is read, with ' : '';
    return [`${plan.target.method.httpMethod} ${url}`, ...(body === null ? [] : [`  ${merges}${bodyText(plan, body)}`])];
  });
  if (calls.length === 0) return ['no requests'];
  return [...shown, ...(calls.length > most ? [`… ${calls.length} calls in all`] : [])];
}

function isConstant(value: unknown): value is null | string | number | boolean | bigint {
  return value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}
