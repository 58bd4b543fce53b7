import { unreachable } from '../../errors/unreachable.ts';
import type { MethodCall, RequestBody } from '../../request/method-call.ts';
import type { Difference } from '../change/object-difference.ts';
import type { ChangePlan } from '../plan.ts';
import { maskedJson, maskedValue } from './mask.ts';
import { requestText } from './request-text.ts';

/** What is known of a write before any object was read: what it changes, what it leaves alone, what it cannot write back. */
export function explainWrite(plan: ChangePlan): readonly string[] {
  const { write, read, body } = plan;
  if (write === null) return [];
  const merges = read?.when === 'merge';
  const set = body.kind === 'fields' ? body.assignments.map(({ path }) => path.join('.')) : [];
  return [
    ...(merges ? [`changes ${set.length === 0 ? 'nothing' : listed(set)}; everything else is written back as read`] : []),
    ...(write.replaces === null
      ? []
      : [`each object is read before, and what the statement leaves out is removed: ${callText(write.replaces)}`]),
    ...(merges && write.kept.length > 0 ? [`not shown by the API, not written back, kept by the server: ${listed(write.kept)}`] : []),
    ...lostLines(plan),
    ...(write.etag === null || (read === null && write.replaces === null && plan.recheck !== true)
      ? []
      : [`${write.etag.name} is the ETag of that read: an object that changed meanwhile is not written`]),
  ];
}

function lostLines({ write, read }: ChangePlan): readonly string[] {
  const places = [...new Set((write?.lost ?? []).map(({ path }) => path))];
  if (write === null || places.length === 0) return [];
  if (read?.when === 'merge') {
    const end = write.losses === 'allowed' ? 'lost where an object holds it' : 'refused where an object holds it, unless SET names it';
    return [`not shown by the API, not written back, ${end}: ${listed(places)}`];
  }
  return write.replaces === null ? [] : [`removed unseen where an object holds it: ${listed(places)}`];
}

function callText({ httpMethod, path }: { readonly httpMethod: string; readonly path: string }): string {
  return `${httpMethod} ${path}`;
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}

/** A call that would be made, and what is known of what it does to its object. */
export interface WriteToShow {
  readonly call: MethodCall;
  readonly changes: readonly Difference[];
  readonly removes: readonly Difference[];
  readonly loses: readonly string[];
}

/** One call as a dry run shows it: the request, what changes or goes, the body as it would be sent but for its secrets. */
export function writeLines(plan: ChangePlan, { call, changes, removes, loses }: WriteToShow): readonly string[] {
  const { method } = plan.target;
  const { url } = requestText({ ...call, body: null }, null);
  const etag = call.arguments.get(plan.write?.etag?.name ?? '');
  const merges = plan.read?.when === 'merge';
  return [
    `${method.httpMethod} ${url}`,
    ...(merges && changes.length === 0 ? ['  nothing changes'] : changes.map((difference) => `  ${differenceText(plan, difference)}`)),
    ...removes.map((difference) => `  ${differenceText(plan, difference)}`),
    ...loses.map((place) => `  ${place}: lost, as the API does not show it`),
    ...(etag === undefined ? [] : [`  ${plan.write?.etag?.name ?? ''}: ${String(etag)}`]),
    ...(call.body === null ? [] : [`  ${bodyText(plan, call.body)}`]),
  ];
}

function differenceText({ target, verb }: ChangePlan, { path, before, after }: Difference): string {
  const text = (value: Difference['before']): string => maskedValue(target.method, path, value);
  return `${path.join('.')}: ${text(before)} → ${after === undefined && verb === 'replace' ? 'removed' : text(after)}`;
}

/** A body as plans show it. */
export function bodyText({ target }: ChangePlan, body: RequestBody): string {
  switch (body.kind) {
    case 'json':
      return maskedJson(target.method, body.value);
    case 'form':
      return body.parts
        .map(({ name, fileName, mediaType, bytes }) => `${name}: ${fileName ?? ''} ${mediaType}, ${bytes.length} bytes`)
        .join('; ');
    case 'text':
    case 'bytes':
      return `${body.mediaType ?? target.method.body?.mediaType ?? ''}, ${body.value.length} ${body.kind === 'text' ? 'characters' : 'bytes'}`;
    default:
      return unreachable(body);
  }
}
