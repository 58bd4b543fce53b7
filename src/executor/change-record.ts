import type { ChangeCall } from '../planner/change/change-calls.ts';
import type { ChangePlan } from '../planner/plan.ts';
import type { CallContext } from './call-context.ts';
import type { Pending } from './pending.ts';

/** What one change has done so far, for those who have to be told. */
export interface ChangeRecord {
  /** A text for each object that was changed, in order. */
  readonly made: string[];
  /** What happened to which objects, where the method does several things. */
  readonly effects: Map<string, string[]>;
  /** Objects that the server has accepted to change and is still changing. */
  readonly pending: Pending[];
  /** Until when objects on their way are waited for, in milliseconds since 1970; null before the first is. */
  deadline: number | null;
}

/** Most objects that one notice lists. */
const mostListed = 100;

/** A record of nothing. */
export function emptyRecord(): ChangeRecord {
  return { made: [], effects: new Map(), pending: [], deadline: null };
}

/** Tells what happened to which objects, where that is not the same for all. */
export function tellEffects({ effects }: ChangeRecord, count: number, context: CallContext): void {
  if (count > 1) for (const [what, objects] of effects) context.notice('effect', `${what}: ${listed(objects)}`);
}

/** Tells which objects the server has only accepted to change. */
export function tellAccepted({ pending }: ChangeRecord, { resource }: ChangePlan['target'], context: CallContext): void {
  const kind = resource.transition?.object ?? 'object';
  for (const state of new Set(pending.map((one) => one.state))) {
    const objects = pending.filter((one) => one.state === state).map(({ name }) => name);
    const [first] = objects;
    const are = objects.length === 1 ? `${kind} ${first} is on its way` : `${objects.length} ${kind}s are on their way`;
    const which = objects.length === 1 ? '' : `: ${listed(objects)}`;
    context.notice('accepted', `accepted; ${are} to ${state}${which}${context.wait ? '' : ' (--wait waits for that)'}`);
    for (const _ of objects) context.effect('accepted and still on the way');
  }
}

/** Tells row by row how far a change of several objects got that failed: what was done before, and what was never asked for. */
export function tellHowFar({ made }: ChangeRecord, { target }: ChangePlan, { rest, count, context }: Unfinished): void {
  if (count < 2 || target.method.httpMethod === 'GET') return;
  if (made.length > 0) context.notice('done', `done: ${listed(made)}`);
  const open = rest.map((call) => objectText(target, call)).filter((text) => text !== '');
  if (rest.length > 0)
    context.notice('not_done', `not asked for: ${open.length < rest.length ? `the last ${rest.length} of ${count}` : listed(open)}`);
}

/** A change that ended early. */
export interface Unfinished {
  /** Calls that were not made. */
  readonly rest: readonly ChangeCall[];
  readonly count: number;
  readonly context: CallContext;
}

/** Names the object that a call is about by what its path takes; empty for a call whose path takes nothing. */
export function objectText({ method }: ChangePlan['target'], { values }: Pick<ChangeCall, 'values'>): string {
  return method.parameters
    .filter(({ location, name }) => location === 'path' && values.has(name))
    .map(({ name, sqlName, keyColumn }) => `${keyColumn ?? sqlName} = '${String(values.get(name))}'`)
    .join(' and ');
}

function listed(texts: readonly string[]): string {
  const more = texts.length > mostListed ? ` and ${texts.length - mostListed} more` : '';
  return `${texts.slice(0, mostListed).join(', ')}${more}`;
}
