import { join } from 'node:path';
import { openProvider } from '../catalog/provider-store.ts';
import type { ServiceDescriptor } from '../catalog/descriptor.ts';
import { parseScript } from '../sql/parse.ts';
import type { ConstantValue, Facts, ServerFacts } from './facts.ts';
import type { Plan, ScanPlan } from './plan.ts';
import { plan } from './plan-statement.ts';

const store = openProvider(join(import.meta.dirname, '..', '..', 'provider', 'okta'));

/** What a test of the planner may set. */
export interface PlanningOptions {
  readonly defaults?: Readonly<Record<string, ConstantValue>>;
  readonly server?: Partial<ServerFacts>;
}

/** Plans one statement on Okta's descriptors, giving the planner every fact that it asks for; tells which those were. */
export async function planned(
  sql: string,
  options: PlanningOptions = {},
): Promise<{ readonly plan: Plan; readonly asked: readonly string[] }> {
  const [parsed] = await parseScript(sql, { variables: {} });
  if (parsed === undefined) throw new Error('there is no statement');
  const services = new Map<string, ServiceDescriptor>();
  const asked: string[] = [];
  let server: ServerFacts | null = null;
  for (;;) {
    const facts: Facts = {
      provider: store.provider,
      services,
      system: new Map(),
      narrowing: true,
      defaults: new Map(Object.entries({ subdomain: 'my-org', ...options.defaults }).map(([name, value]) => [name.toLowerCase(), value])),
      binds: new Map(),
      server,
      maxCalls: 1_000,
    };
    const result = plan(parsed, facts);
    if (result.kind === 'plan') return { plan: result.plan, asked };
    for (const need of result.needs) {
      asked.push(need.kind === 'service' ? need.name : 'server');
      if (need.kind === 'service') services.set(need.name.toLowerCase(), store.service(need.name));
      else server = { fixedOrigin: null, configured: null, boundOrigin: null, allowedHosts: [], ...options.server };
    }
  }
}

/** The scans of a query plan, in the order of its tables. */
export function scansOf(found: Plan): readonly ScanPlan[] {
  if (found.kind === 'stream') return [found.scan];
  if (found.kind !== 'staged') return [];
  return found.tables.flatMap(({ source }) => (source.kind === 'scan' ? [source.scan] : []));
}

/** Method and bindings of a scan in one line. */
export function scanText({ target, bindings, expansions }: ScanPlan): string {
  const bound = bindings.map(({ parameter, values }) => `${parameter.sqlName}=${values.map(String).join('|')}`);
  return [
    target.method.name,
    ...bound,
    ...expansions.map(({ parameter, parent }) => `${parameter.sqlName}<${parent.target.resource.name}`),
  ].join(' ');
}
