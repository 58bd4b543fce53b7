import { planned, scansOf } from '../../planning.fixture.ts';
import type { ScanPlan } from '../../plan.ts';

/** The first scan of a query's plan on Okta's descriptors. */
export async function scanOfQuery(sql: string, settings: Readonly<Record<string, string>> = {}): Promise<ScanPlan> {
  const [scan] = scansOf((await planned(sql, settings)).plan);
  if (scan === undefined) throw new Error('there is no scan');
  return scan;
}

/** What a scan sends besides what the statement binds itself: `parameter: value`, a line a value. */
export function sentBy({ bindings }: ScanPlan): readonly string[] {
  return bindings
    .filter(({ source, parameter }) => source === 'pushdown' && parameter.name !== 'fields')
    .flatMap(({ parameter, values }) => values.map((value) => `${parameter.name}: ${String(value)}`));
}
