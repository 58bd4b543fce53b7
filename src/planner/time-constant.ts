import type { Call, Expression } from '../sql/ast.ts';
import { normalTimestamp } from '../values/fit-value.ts';
import { constantOf } from './constant.ts';
import type { Facts } from './facts.ts';
import { timeCall } from './sqlite-time.ts';

const day = 86_400_000;

const millisecondsOf: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day,
  week: 604_800_000,
};

/**
 * The instant, in milliseconds since 1970, that an expression stands for without any row: a timestamp, `now()` or `current_date`, plus or minus
 * an interval. Undefined for everything else.
 */
export function timeConstant(expression: Expression, facts: Facts): number | undefined {
  if (expression.kind === 'call') return clockValue(expression.name, facts.now) ?? constantCall(expression, facts);
  if (expression.kind === 'cast') return castTime(expression.type, timeConstant(expression.operand, facts));
  if (expression.kind === 'binary' && (expression.operator === '+' || expression.operator === '-')) {
    const start = timeConstant(expression.left, facts);
    return start === undefined ? undefined : shifted(start, expression.right, expression.operator === '+' ? 1 : -1);
  }
  const value = constantOf(expression, facts)?.value;
  const text = typeof value === 'string' ? normalTimestamp(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value) : undefined;
  return text === undefined ? undefined : Date.parse(text);
}

/** `datetime('now', '-7 days')` and its like. */
function constantCall({ name, arguments: given }: Call, facts: Facts): number | undefined {
  const values = given.flatMap((argument) => constantOf(argument, facts) ?? []);
  return values.length < given.length
    ? undefined
    : timeCall(
        name,
        values.map(({ value }) => value),
        facts.now,
      )?.instant;
}

/** A day is its first instant. */
function castTime(type: string, instant: number | undefined): number | undefined {
  if (instant === undefined || !/^(timestamp|timestamptz|date|datetime)\b/i.test(type)) return undefined;
  return /^date$/i.test(type.trim()) ? Math.floor(instant / day) * day : instant;
}

/** Functions that tell the time, in lower case, and whether they tell the day alone. */
const clocks: ReadonlyMap<string, 'instant' | 'day'> = new Map([
  ['now', 'instant'],
  ['current_timestamp', 'instant'],
  ['get_current_timestamp', 'instant'],
  ['transaction_timestamp', 'instant'],
  ['current_date', 'day'],
  ['today', 'day'],
]);

/** What a function that tells the time gives at an instant, in milliseconds; undefined for other functions. */
export function clockValue(name: string, now: number): number | undefined {
  const kind = clocks.get(name.toLowerCase());
  if (kind === undefined) return undefined;
  return kind === 'instant' ? now : Math.floor(now / 86_400_000) * 86_400_000;
}

/** The same as a SQL literal. */
export function clockLiteral(name: string, now: number): string | undefined {
  const value = clockValue(name, now);
  if (value === undefined) return undefined;
  const text = new Date(value).toISOString();
  return clocks.get(name.toLowerCase()) === 'day' ? `DATE '${text.slice(0, 10)}'` : `TIMESTAMPTZ '${text}'`;
}

function shifted(start: number, interval: Expression, sign: 1 | -1): number | undefined {
  if (interval.kind !== 'typed-literal' || interval.type !== 'interval') return undefined;
  const parts = [...interval.text.matchAll(/(-?\d+)\s*([a-z]+?)s?\b/gi)];
  if (parts.length === 0 || parts.map(([part]) => part).join(' ').length < interval.text.trim().replaceAll(/\s+/g, ' ').length)
    return undefined;
  let instant: number | undefined = start;
  // Months go first, as in the database: a day more or less can be another month's end.
  const months = (unit = ''): number => (/^(month|year)$/i.test(unit) ? 0 : 1);
  for (const [, count = '0', unit = ''] of [...parts].sort(([, , a], [, , b]) => months(a) - months(b)))
    instant = instant === undefined ? undefined : addUnit(instant, sign * Number(count), unit.toLowerCase());
  return instant;
}

function addUnit(instant: number, count: number, unit: string): number | undefined {
  const step = millisecondsOf[unit];
  if (step !== undefined) return instant + count * step;
  const months = { month: count, year: 12 * count }[unit];
  if (months === undefined) return undefined;
  const date = new Date(instant);
  const dayOfMonth = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months, 1);
  // What would be the 31st of a shorter month is its last day.
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(dayOfMonth, last));
  return date.getTime();
}
