import { iso } from '../clock.ts';
import type { JsonObject } from '../json.ts';
import type { Org } from '../org.ts';
import { Collection, type Entry } from '../store/collection.ts';
import { makeEvent } from './seed-events.ts';

const minute = 60_000;
const day = 1440 * minute;
/** Events of the last week, and of the rest of the time that events are kept. */
const recent = 300;
const older = 500;
const recentSpan = 7 * day;
const keptSpan = 90 * day;

/** The system log of an org: events before its start are computed, later ones are written by what is done. */
export function seedLog(org: Org): Collection {
  return new Collection({
    count: recent + older,
    idOf: (index) => eventId(org, index),
    indexOf: () => undefined,
    make: (index) => makeEvent(org, { index, uuid: eventId(org, index), published: iso(publishedAt(org, index)) }),
  });
}

/** All events of an org, oldest first. */
function logOf(org: Org): Collection {
  return org.collection('/api/v1/logs');
}

/** The events between two instants in milliseconds since 1970 (the first included), whose ordinal is greater than the given one. */
export function* eventsBetween(
  org: Org,
  range: { readonly since: number; readonly until: number; readonly after: number },
): Generator<Entry, void, undefined> {
  const start = Math.max(range.after, firstSince(org, range.since) - 1);
  for (const entry of logOf(org).after(start)) {
    const published = Date.parse(String(entry.item['published']));
    if (published >= range.until) return;
    if (published >= range.since) yield entry;
  }
}

/** Adds an event at the end of the log. */
export function appendEvent(org: Org, event: JsonObject): void {
  logOf(org).put(String(event['uuid']), event);
}

function eventId(org: Org, index: number): string {
  const digits = org.random
    .text(12, 'event', index)
    .toLowerCase()
    .replaceAll(/[^0-9a-f]/g, '0');
  return `${String(index).padStart(8, '0')}-5a0d-4b0c-8d0e-${digits}`;
}

/** Evenly spread over each of the two spans, the last one within the hour before the org was started. */
function publishedAt(org: Org, index: number): number {
  const end = Math.floor(org.clock.start / minute) * minute;
  if (index >= older) return end - Math.floor(((recent + older - index) * recentSpan) / recent);
  return end - recentSpan - Math.floor(((older - index) * (keptSpan - recentSpan)) / older);
}

/** First seeded event that is not older than an instant. */
function firstSince(org: Org, since: number): number {
  let [low, high] = [0, recent + older];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (publishedAt(org, middle) < since) low = middle + 1;
    else high = middle;
  }
  return low;
}
