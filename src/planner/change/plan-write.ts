import { isUnder } from '../../catalog/dotted-path.ts';
import type { Facts } from '../facts.ts';
import type { BodyPlan, ChangeArgument, ChangePlan, MethodReference, WritePlan } from '../plan.ts';
import { sessionSetting } from '../session-setting.ts';
import { keyedRead } from './plan-returning.ts';

/** Plans what UPDATE and REPLACE have to know of the objects; null for methods that nothing is known of and that replace nothing. */
export function planWrite({ verb, target, body, bound }: WriteRequest, facts: Facts): WritePlan | null {
  const { method } = target;
  const { write } = method;
  const wholes = verb === 'replace' && method.httpMethod === 'PUT' && body.kind !== 'none';
  if (verb !== 'update' && verb !== 'replace') return null;
  const places = method.verb === 'replace' ? (write?.unread ?? []).filter(({ path }) => !isSet(path, body)) : [];
  const keeps = write?.keeps ?? [];
  const etag = method.parameters.find(({ name }) => name === write?.etag);
  return {
    replaces: wholes ? (keyedRead(target) ?? null) : null,
    etag: etag === undefined || bound.some(({ parameter }) => parameter === etag) ? null : etag,
    kept: [...new Set(places.filter(({ path }) => isUnder(path, keeps)).map(({ path }) => path))],
    lost: places.filter(({ path }) => !isUnder(path, keeps)),
    losses: sessionSetting('oktaql.lose_secrets', facts) === 'on' ? 'allowed' : 'refused',
  };
}

/** What is planned so far. */
export interface WriteRequest {
  readonly verb: ChangePlan['verb'];
  readonly target: MethodReference;
  readonly body: BodyPlan;
  readonly bound: readonly ChangeArgument[];
}

/** Does an assignment set the very place? One that sets what is around it may leave it out. */
function isSet(place: string, body: BodyPlan): boolean {
  return body.kind === 'fields' && body.assignments.some(({ path }) => path.join('.') === place);
}
