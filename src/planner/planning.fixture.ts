import { planScript } from '../engine/plan-script.ts';
import { openProviderContext } from '../engine/provider-context.ts';
import { type Settings, withSetting } from '../engine/settings.ts';
import type { Plan, ScanPlan } from './plan.ts';

/** Plans one statement on Okta's descriptors for the organization `my-org`; tells which services were read for it. */
export async function planned(
  sql: string,
  defaults: Readonly<Record<string, string>> = {},
): Promise<{ readonly plan: Plan; readonly services: readonly string[] }> {
  const context = openProviderContext({ environment: {}, credentials: { token: 'x' } }, async () => {
    throw new Error('planning sends nothing');
  });
  let settings: Settings = new Map([['subdomain', 'my-org']]);
  for (const [name, value] of Object.entries(defaults)) settings = withSetting(settings, { name, value });
  const [statement] = await planScript(sql, {}, { context, settings });
  if (statement === undefined) throw new Error('there is no statement');
  return { plan: statement.plan, services: [...context.services.keys()] };
}

/** The scans of a query plan, in the order of its tables. */
export function scansOf(found: Plan): readonly ScanPlan[] {
  if (found.kind === 'stream' || found.kind === 'paged') return [found.scan];
  if (found.kind !== 'staged') return [];
  return found.tables.flatMap(({ source }) => (source.kind === 'scan' ? [source.scan] : []));
}

/** Method, bindings and parents of a scan in one line. */
export function scanText({ target, bindings, expansions }: ScanPlan): string {
  const bound = bindings.map(({ parameter, values }) => `${parameter.sqlName}=${values.map(String).join('|')}`);
  return [
    target.method.name,
    ...bound,
    ...expansions.map(({ from }) => `<${from.kind === 'parent' ? from.scan.target.resource.name : 'lookup'}`),
  ].join(' ');
}
