import { countText } from '../cost/figure.ts';
import type { Expansion, PushedPredicate, ScanPlan } from '../plan.ts';
import { relationName } from './text.ts';

/** What the list evaluates too: `pushed: status = 'ACTIVE' by filter (exact)`. */
export function pushedLines({ pushed, order, columns }: ScanPlan): readonly string[] {
  const sorted = order === null ? [] : [`pushed: ORDER BY ${columns[order.index]?.name ?? ''} ${order.direction.toUpperCase()}`];
  return [...pushed.map(pushedText), ...sorted];
}

function pushedText({ text, parameter, exact }: PushedPredicate): string {
  return `pushed: ${text} by ${parameter} (${exact ? 'exact' : 'inexact'})`;
}

/** What makes a scan dear or its rows doubtful. */
export function warningLines(scan: ScanPlan, maxCalls: number): readonly string[] {
  const single = scan.sets.length > 0 ? [] : scan.expansions.map((one) => expansionText(one, maxCalls));
  return [...single, ...fullScan(scan), ...doubt(scan)].map((text) => `warning: ${text}`);
}

/** What to know of the rows: a caveat that begins with a parameter's name is about calls that send it, one that begins with EXEC about no scan. */
export function caveatLines({ target: { resource }, bindings, pushed }: ScanPlan): readonly string[] {
  const sent = new Set([...bindings.map(({ parameter }) => parameter.name), ...pushed.map(({ parameter }) => parameter)]);
  const known = new Set(resource.methods.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const concerns = ([word = '']: readonly string[]): boolean => word !== 'EXEC' && (!known.has(word) || sent.has(word));
  return resource.caveats.filter((caveat) => concerns(caveat.split(' ', 1))).map((caveat) => `caveat: ${caveat}`);
}

function expansionText({ from }: Expansion, maxCalls: number): string {
  const source = from.kind === 'parent' ? `row of ${relationName(from.scan.target)}` : 'distinct value of the look-up';
  return `one call for each ${source}; more than ${countText(maxCalls)} are refused`;
}

/** A list that could have been asked for less. */
function fullScan({ target: { method }, bindings, expansions, pushed, limit, residual = [] }: ScanPlan): readonly string[] {
  if (method.paging === null || limit !== null || expansions.length > 0 || pushed.length > 0) return [];
  if (bindings.some(({ source }) => source === 'statement' || source === 'around' || source === 'default')) return [];
  return residual.length === 0 ? [] : ['the whole list is read: no condition goes into the call'];
}

function doubt({ consistency, pushed }: ScanPlan): readonly string[] {
  if (consistency === 'strong') return [];
  const names = [...new Set(pushed.filter((one) => one.consistency === 'eventual').map(({ parameter }) => parameter))];
  return [`${names.length === 0 ? 'the list' : names.join(' and ')} follows changes with a delay: rows changed just now may be missing`];
}
