import type { StackqlFunction } from './stackql-function.ts';

/** Modifiers that a function of time takes at most. */
const mostModifiers = 5;

/** Text of a modifier's parameters: `, m1, m2`. */
function modifiers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `m${index + 1}`);
}

/** One overload for each number of modifiers, each applied to what the last gave. */
function overloads(result: (instant: string) => string): readonly string[] {
  return Array.from({ length: mostModifiers + 1 }, (_, count) => {
    const names = modifiers(count);
    const first = count === 0 ? 'stackql.moment(t)' : 'stackql.start(t, m1)';
    const moved = names.reduce((instant, name) => `stackql.moved(${instant}, ${name})`, first);
    return `(${['t', ...names].join(', ')}) AS ${result(moved)}`;
  });
}

/** A time as SQLite reads it: text of a timestamp or day, a timestamp, or a Julian day; a number of seconds before 'unixepoch'. NULL for others. */
const moment = [
  `(t) AS coalesce(CASE WHEN lower(CAST(t AS VARCHAR)) = 'now' THEN CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP) END,
    CAST(TRY_CAST(trim(CAST(t AS VARCHAR), '"') AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP),
    make_timestamp(CAST(round((TRY_CAST(CAST(t AS VARCHAR) AS DOUBLE) - 2440587.5) * 86400000) AS BIGINT) * 1000))`,
];

/** The same where a modifier may say what a number counts. */
const start = [
  `(t, m) AS CASE WHEN lower(m) = 'unixepoch' THEN make_timestamp(CAST(TRY_CAST(CAST(t AS VARCHAR) AS DOUBLE) * 1000000 AS BIGINT))
    ELSE stackql.moment(t) END`,
];

/** A time after one modifier; NULL for a modifier that SQLite does not know. Sessions are in UTC, so zones change nothing. */
const moved = [
  `(t, m) AS list_transform([{'t': t, 'm': lower(trim(m, ' +'))}], lambda v: CASE
    WHEN v.m IN ('start of day', 'start of month', 'start of year') THEN date_trunc(substr(v.m, 10), v.t)
    WHEN v.m LIKE 'weekday _' THEN v.t + to_days((TRY_CAST(substr(v.m, 9) AS INTEGER) - CAST(dayofweek(v.t) AS INTEGER) + 7) % 7)
    WHEN v.m IN ('unixepoch', 'utc', 'localtime', 'auto', 'subsec', 'subsecond') THEN v.t
    WHEN regexp_full_match(v.m, '-?[0-9]+[.][0-9]+ (second|minute|hour|day)s?') THEN v.t + to_microseconds(CAST(
      CAST(regexp_extract(v.m, '^[-0-9.]+') AS DOUBLE) * CASE
        WHEN v.m LIKE '%second%' THEN 1000000 WHEN v.m LIKE '%minute%' THEN 60000000
        WHEN v.m LIKE '%hour%' THEN 3600000000 ELSE 86400000000 END AS BIGINT))
    ELSE v.t + TRY_CAST(v.m AS INTERVAL) END)[1]`,
];

/** SQLite's specifiers that the database does not have, and those that mean the same. */
const specifiers: Readonly<Record<string, string>> = {
  '%F': '%Y-%m-%d',
  '%T': '%H:%M:%S',
  '%R': '%H:%M',
  '%f': '%S.%g',
  '%e': '%-d',
  '%k': '%-H',
  '%l': '%-I',
  '%P': '%p',
};

/** A format of SQLite's as the database writes it; undefined where it has a specifier that the database cannot put between others. */
export function databaseFormat(format: string): string | undefined {
  const parts = format.match(/%.|[^%]+|%$/gsu) ?? [];
  return parts.some((part) => part === '%s' || part === '%J') ? undefined : parts.map((part) => specifiers[part] ?? part).join('');
}

/** What the functions of time are made of; nobody calls them by name. */
export const timeParts: readonly StackqlFunction[] = [
  { name: 'moment', form: { kind: 'macro', definitions: moment } },
  { name: 'start', form: { kind: 'macro', definitions: start } },
  { name: 'moved', form: { kind: 'macro', definitions: moved } },
  { name: 'seconds', form: { kind: 'macro', definitions: ['(t) AS CAST(floor(epoch(t)) AS BIGINT)'] } },
  { name: 'instant', form: { kind: 'macro', definitions: overloads((t) => t) } },
];

/** Functions of time: SQLite's take text, timestamps or 'now', and modifiers behind them. */
export const timeFunctions: readonly StackqlFunction[] = [
  { name: 'datetime', form: { kind: 'macro', definitions: overloads((t) => `strftime(${t}, '%Y-%m-%d %H:%M:%S')`) } },
  { name: 'date', form: { kind: 'macro', as: 'day', definitions: overloads((t) => `CAST(${t} AS DATE)`) } },
  { name: 'time', form: { kind: 'macro', definitions: overloads((t) => `strftime(${t}, '%H:%M:%S')`) } },
  { name: 'julianday', form: { kind: 'macro', definitions: overloads((t) => `(2440587.5 + epoch(${t}) / 86400)`) } },
  { name: 'unixepoch', form: { kind: 'macro', definitions: overloads((t) => `stackql.seconds(${t})`) } },
  {
    name: 'strftime',
    form: { kind: 'format' },
    // DuckDB's order, the format last.
    isForeign: ([first = '', second = '']) => second.startsWith("'") && second.includes('%') && !first.startsWith("'"),
  },
];
