import type { JsonValue } from '../../values/value.ts';
import { type Answer, type Behaviours, type Call, textQuery } from '../call.ts';
import { compileFilter, type FilterDialect } from '../filter/filter-dialect.ts';
import { comparisonOperators } from '../filter/parse-filter.ts';
import { listAnswer, takePage } from '../http/page.ts';
import { isList, isObject, type JsonObject } from '../json.ts';
import { invalid } from '../okta-error.ts';
import type { Entry } from '../store/collection.ts';
import { eventsBetween } from './event-log.ts';

const day = 86_400_000;
const defaultSpan = 7 * day;
const oldestSince = 180 * day;
const pageSize = { normal: 100, most: 1000, least: 0 };

const dialect: FilterDialect = {
  attributes: Object.fromEntries(
    ['uuid', 'published', 'eventType', 'version', 'severity', 'displayMessage', 'legacyEventType']
      .concat(
        ['actor', 'client', 'outcome', 'target', 'transaction', 'debugContext', 'authenticationContext', 'securityContext', 'request'].map(
          (name) => `${name}.*`,
        ),
      )
      .map((name) => [name, comparisonOperators]),
  ),
  caseSensitive: false,
  connectives: ['and', 'or', 'not'],
  read: readThroughLists,
};

/** The system log. */
export const eventLog: Behaviours = { listLogEvents };

/**
 * Events of a time span. Without `since` it begins a week before its end; without `until` and in ascending order there is always a next
 * page, on which later events will turn up.
 */
function listLogEvents(call: Call): Answer {
  const range = spanOf(call);
  const keep = keeper(call);
  const descending = textQuery(call, 'sortOrder')?.toUpperCase() === 'DESCENDING';
  const page = descending
    ? takePage(call, pageSize, { after: backwards(call, range), keep })
    : takePage(call, pageSize, { after: (ordinal) => eventsBetween(call.org, { ...range, after: ordinal }), keep });
  const endless = !descending && range.open;
  const next = page.next ?? (endless ? cursorAfter(page.entries, call) : null);
  return listAnswer(
    call,
    page.entries.map(({ item }) => item),
    next,
  );
}

interface Span {
  readonly since: number;
  readonly until: number;
  /** Whether no end was asked for. */
  readonly open: boolean;
}

function spanOf(call: Call): Span {
  const until = instant(call, 'until');
  const end = until ?? Number.POSITIVE_INFINITY;
  const now = call.org.clock.now();
  const since = instant(call, 'since') ?? (until ?? now) - defaultSpan;
  if (since < now - oldestSince) throw invalid('since: may not be more than 180 days ago');
  if (since > end) throw invalid('since: is later than until');
  return { since, until: end, open: until === undefined };
}

function instant(call: Call, name: string): number | undefined {
  const text = textQuery(call, name);
  if (text === undefined) return undefined;
  const value = /^\d{4}-\d\d-\d\d(T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(value)) throw invalid(`${name}: must be an ISO-8601 date and time`);
  return value;
}

function keeper(call: Call): (entry: Entry) => boolean {
  const filter = textQuery(call, 'filter');
  const test = filter === undefined ? undefined : compileFilter(dialect, filter);
  const words = (textQuery(call, 'q') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return ({ item }) => (test?.(item) ?? true) && (words.length === 0 || containsAll(item, words));
}

function containsAll(event: JsonObject, words: readonly string[]): boolean {
  const text = JSON.stringify(event).toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Places counted from the newest event are the ordinals that pages in descending order count by. */
function backwards(call: Call, range: Span): (ordinal: number) => readonly Entry[] {
  const newestFirst = [...eventsBetween(call.org, { ...range, after: -1 })].toReversed();
  return (ordinal) => newestFirst.map((entry, place) => ({ ...entry, ordinal: place })).slice(ordinal + 1);
}

function cursorAfter(entries: readonly Entry[], call: Call): string {
  const last = entries.at(-1)?.ordinal;
  const asked = textQuery(call, 'after');
  if (last === undefined && asked !== undefined) return asked;
  const newest = last ?? call.org.collection('/api/v1/logs').newest;
  return Buffer.from(`after:${newest}`, 'latin1').toString('base64url');
}

/** Targets are a list: a path through it gives all the values it leads to. */
function readThroughLists(item: JsonObject, attribute: string): JsonValue | undefined {
  let current: readonly JsonValue[] = [item];
  for (const key of attribute.split('.'))
    current = current
      .flatMap((value) => (isList(value) ? [...value] : [value]))
      .flatMap((value) => (isObject(value) && value[key] !== undefined ? [value[key]] : []));
  return current.length === 1 ? current[0] : current.length === 0 ? undefined : current;
}
