import type { ArgumentValue } from '../../request/method-call.ts';
import type { Expansion, ScanPlan } from '../plan.ts';
import { keysOfList } from '../query/set-reads.ts';
import { actualScanLine } from './actual-lines.ts';
import { scanCostLine } from './cost-lines.ts';
import { type ExplainFacts, pricingFacts } from './explain-facts.ts';
import { requestText } from './request-text.ts';
import { indent, list, origin, relationName } from './text.ts';
import { caveatLines, pushedLines, warningLines } from './warnings.ts';

/** A scan and what supplies its parameters. A parent is told briefly: its caveats are about rows that nobody sees. */
export function explainScan(scan: ScanPlan, facts: ExplainFacts, detail: 'full' | 'brief' = 'full'): readonly string[] {
  const { target } = scan;
  const { variable } = facts.provider.server;
  return [
    `Scan ${relationName(target)} using ${target.method.name}`,
    ...indent([
      `${variable} = ${list(scan.server.values.map(({ value }) => value ?? 'as configured'))}${origin(scan.server.source)}`,
      ...scan.bindings.map(({ parameter, values, source }) => `${parameter.sqlName} = ${list(values.map(String))}${origin(source)}`),
      ...scan.expansions.flatMap(suppliedText),
      ...pushedLines(scan),
      ...(scan.residual ?? []).map((text) => `filter: ${text}`),
      `columns: ${scan.columns.map((column) => column.name).join(', ')}`,
      ...scan.expansions.flatMap(({ from }) => (from.kind === 'parent' ? explainScan(from.scan, facts, 'brief') : [])),
      ...scanRequests(scan),
      ...setLines(scan),
      scanCostLine(scan, pricingFacts(facts)),
      ...(facts.actual === undefined ? [] : [actualScanLine(scan, facts.actual)]),
      ...(detail === 'brief' ? [] : warningLines(scan, facts.maxCalls)),
      ...(detail === 'brief' ? [] : caveatLines(scan)),
    ]),
  ];
}

function suppliedText({ supplies, from }: Expansion): readonly string[] {
  return supplies.map(({ parameter, index, path }) => {
    if (from.kind === 'lookup') return `${parameter.sqlName} = look-up ${from.shown.replaceAll(/\s+/g, ' ').trim()}`;
    const inside = path === undefined ? '' : `.${path}`.replace('.[]', '[]');
    return `${parameter.sqlName} = each ${from.scan.columns[index]?.name ?? ''}${inside} of ${relationName(from.scan.target)}`;
  });
}

/** How many values are asked for with fewer calls, which is decided when it is known how many there are. */
function setLines({ sets, otherwise }: ScanPlan): readonly string[] {
  const lines = sets.map((set) =>
    set.kind === 'filter'
      ? `many at once: ${set.list.name} with ${set.filter} on ${set.attribute}, about ${keysOfList(set)} values a call`
      : `many at once: ${set.members.method.name} for each row of ${relationName(set.owners)}, where that takes half the calls`,
  );
  return [...lines, ...(otherwise === null ? [] : [`too many: ${otherwise.target.method.name} reads all`])];
}

function scanRequests(scan: ScanPlan): readonly string[] {
  const calls =
    (1 + scan.complements.length) * scan.server.values.length * scan.bindings.reduce((product, { values }) => product * values.length, 1);
  const [server] = scan.server.values;
  if (server === undefined || calls === 0 || scan.limit === 0) return ['no requests'];
  const each = scan.expansions
    .map(({ from }) => `once for each row of ${from.kind === 'parent' ? relationName(from.scan.target) : 'the look-up'}`)
    .join(', ');
  const more = [
    ...(calls > 1 ? [`${calls} calls of this form`] : []),
    ...(each === '' ? [] : [each]),
    ...(scan.target.method.paging === null ? [] : ['following pages']),
  ];
  return [`${scan.target.method.httpMethod} ${scanUrl(scan, server.origin)}${more.length === 0 ? '' : ` (${more.join('; ')})`}`];
}

/** URL of the first call, path parameters that rows will supply left as templates. */
function scanUrl(scan: ScanPlan, originUrl: string): string {
  const known = new Map<string, ArgumentValue>();
  for (const { parameter, values } of scan.bindings) {
    const [first] = values;
    if (first !== undefined) known.set(parameter.name, first);
  }
  return requestText({ method: scan.target.method, origin: originUrl, arguments: known, body: null }, scan.limit).url;
}
