import { normalTimestamp } from '../values/fit-value.ts';
import type { ConstantValue } from './facts.ts';

const day = 86_400_000;

/** Milliseconds of the units that always have as many. */
const lengths: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day };

/** Functions that give an instant of the arguments of SQLite's functions of time, and how it is written. */
const writers: ReadonlyMap<string, (instant: Date) => { readonly sql: string; readonly instant: number }> = new Map([
  [
    'datetime',
    (instant) => ({
      sql: `'${instant.toISOString().slice(0, 19).replace('T', ' ')}'`,
      instant: Math.floor(instant.getTime() / 1_000) * 1_000,
    }),
  ],
  ['date', (instant) => ({ sql: `DATE '${instant.toISOString().slice(0, 10)}'`, instant: Math.floor(instant.getTime() / day) * day })],
]);

/** What `datetime(…)` or `date(…)` of constants stands for, in milliseconds since 1970, and the same as a SQL literal; undefined for others. */
export function timeCall(
  name: string,
  values: readonly ConstantValue[],
  now: number,
): { readonly sql: string; readonly instant: number } | undefined {
  const write = writers.get(name.toLowerCase());
  const instant = write === undefined ? undefined : sqliteInstant(values, now);
  return instant === undefined ? undefined : write?.(new Date(instant));
}

/** Functions that take the arguments of SQLite's functions of time: `'now'` among those is the statement's time. */
export const timeFunctionNames: ReadonlySet<string> = new Set(['datetime', 'date', 'time', 'julianday', 'unixepoch', 'strftime']);

/** The instant that a time and its modifiers stand for, in milliseconds since 1970; undefined where one is not understood. */
function sqliteInstant([time = 'now', ...modifiers]: readonly ConstantValue[], now: number): number | undefined {
  if (typeof time !== 'string') return undefined;
  const written = /^\d{4}-\d\d-\d\d$/.test(time) ? `${time}T00:00:00Z` : normalTimestamp(time);
  let instant = time.toLowerCase() === 'now' ? now : written === undefined ? undefined : Date.parse(written);
  for (const modifier of modifiers) instant = instant === undefined || typeof modifier !== 'string' ? undefined : moved(instant, modifier);
  return instant;
}

function moved(instant: number, modifier: string): number | undefined {
  const text = modifier.trim().toLowerCase();
  if (['utc', 'localtime', 'subsec', 'subsecond'].includes(text)) return instant;
  const [, unitStart] = /^start of (day|month|year)$/.exec(text) ?? [];
  if (unitStart !== undefined) return startOf(instant, unitStart);
  const [, weekday] = /^weekday ([0-6])$/.exec(text) ?? [];
  if (weekday !== undefined) return instant + ((Number(weekday) - new Date(instant).getUTCDay() + 7) % 7) * day;
  const [, count = '', unit = ''] = /^([+-]?\d+(?:\.\d+)?) (second|minute|hour|day|month|year)s?$/.exec(text) ?? [];
  const length = lengths[unit];
  if (length !== undefined) return instant + Number(count) * length;
  return unit === '' || count.includes('.') ? undefined : inMonths(instant, Number(count) * (unit === 'year' ? 12 : 1));
}

function startOf(instant: number, unit: string): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), unit === 'year' ? 0 : date.getUTCMonth(), unit === 'day' ? date.getUTCDate() : 1);
}

/** The same day of another month, or its last day: as the database adds months. */
function inMonths(instant: number, months: number): number {
  const date = new Date(instant);
  const own = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(own, last));
  return date.getTime();
}
