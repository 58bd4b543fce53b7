import { countText } from '../cost/figure.ts';
import type { ScanPlan } from '../plan.ts';
import type { Actuals, ScanActual } from './explain-facts.ts';

/** What a scan really took: `actual: 14 rows, 1 call, 32,770 bytes, 12 ms in calls`. */
export function actualScanLine({ columns }: ScanPlan, { scans }: Actuals): string {
  const actual = scans.get(columns);
  return actual === undefined ? 'actual: never asked' : `actual: ${countsText(actual)}`;
}

/** What the statement really took, in all. */
export function actualTotalLines({ scans, rows, otherCalls, milliseconds }: Actuals): readonly string[] {
  const all = [...scans.values()];
  const sum = (count: (scan: ScanActual) => number): number => all.reduce((total, scan) => total + count(scan), 0);
  const waited = sum((scan) => scan.waited);
  const parts = [
    counted(rows, 'row'),
    counted(sum(({ calls }) => calls) + otherCalls, 'call'),
    counted(
      sum(({ bytes }) => bytes),
      'byte',
    ),
    ...(waited === 0 ? [] : [`${time(waited)} of waiting`]),
  ];
  return [`Actual: ${parts.join(', ')} in ${time(milliseconds)}`];
}

function countsText({ calls, shared, rows, bytes, milliseconds, waited }: ScanActual): string {
  return [
    counted(rows, 'row'),
    counted(calls, 'call'),
    ...(shared === 0 ? [] : [`${countText(shared)} shared`]),
    counted(bytes, 'byte'),
    `${time(milliseconds)} in calls`,
    ...(waited === 0 ? [] : [`${time(waited)} of waiting`]),
  ].join(', ');
}

function counted(count: number, noun: string): string {
  return `${countText(count)} ${count === 1 ? noun : `${noun}s`}`;
}

function time(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(2)} s`;
}
