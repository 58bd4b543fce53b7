import { unreachable } from '../errors/unreachable.ts';
import type { ArgumentValue, MethodCall, RequestBody } from '../request/method-call.ts';
import { buildRequest } from '../request/build-request.ts';
import { fillPath } from '../catalog/path-template.ts';
import { jsonText } from '../values/json-text.ts';
import type { JsonValue } from '../values/value.ts';
import { withPageSize } from '../request/page-size.ts';
import { type ChangeCall, changeCalls } from './change/change-calls.ts';
import type { Facts } from './facts.ts';
import type { ChangePlan, Expansion, MethodReference, Plan, QueryPlan, ScanPlan } from './plan.ts';

/** Calls of one change that are listed one by one. */
const listedCalls = 20;

/** Prints a plan as indented lines: what is read how, what is left to the database, the requests in their order. */
export function explainPlan(plan: Plan, facts: Facts): readonly string[] {
  switch (plan.kind) {
    case 'stream':
    case 'staged':
      return explainQuery(plan, facts);
    case 'local':
      return [`Catalog rows: ${plan.rows.length}`, '  no requests'];
    case 'change':
      return explainChange(plan, facts);
    case 'setting':
      return [`Set ${facts.provider.name}.${plan.name}`, '  no requests'];
    default:
      return unreachable(plan);
  }
}

function explainQuery(plan: QueryPlan, facts: Facts): readonly string[] {
  if (plan.kind === 'stream') {
    const bounds = [plan.limit === null ? '' : ` LIMIT ${plan.limit}`, plan.offset === 0 ? '' : ` OFFSET ${plan.offset}`].join('');
    return [`Stream${bounds}`, ...indent(explainScan(plan.scan, facts))];
  }
  const scans = plan.tables.flatMap(({ name, source }) => {
    if (source.kind === 'scan') return [`Table "${name}"`, ...indent(explainScan(source.scan, facts))];
    return [`Table "${name}": ${source.kind === 'rows' ? `${source.rows.length} catalog rows` : 'rows of the answers'}`];
  });
  return ['Staged in DuckDB', ...indent([...scans, `SQL ${plan.shown.replaceAll(/\s+/g, ' ').trim()}`])];
}

function relationName({ service, resource }: MethodReference): string {
  return `${service.provider}.${service.name}.${resource.name}`;
}

/** A parent's caveats are about rows that nobody sees. */
function explainScan(scan: ScanPlan, facts: Facts, detail: 'full' | 'brief' = 'full'): readonly string[] {
  const { target } = scan;
  const { variable } = facts.provider.server;
  return [
    `Scan ${relationName(target)} using ${target.method.name}`,
    ...indent([
      `${variable} = ${list(scan.server.values.map(({ value }) => value ?? 'as configured'))}${origin(scan.server.source)}`,
      ...scan.bindings.map(({ parameter, values, source }) => `${parameter.sqlName} = ${list(values.map(String))}${origin(source)}`),
      ...scan.expansions.flatMap(suppliedText),
      `columns: ${scan.columns.map((column) => column.name).join(', ')}`,
      ...scan.expansions.flatMap(({ from }) => [
        `at most ${facts.maxCalls} calls over its rows`,
        ...(from.kind === 'parent' ? explainScan(from.scan, facts, 'brief') : []),
      ]),
      ...scanRequests(scan),
      ...(detail === 'brief' ? [] : target.resource.caveats.map((caveat) => `caveat: ${caveat}`)),
    ]),
  ];
}

function suppliedText({ supplies, from }: Expansion): readonly string[] {
  return supplies.map(({ parameter, index }) =>
    from.kind === 'lookup'
      ? `${parameter.sqlName} = look-up ${from.shown.replaceAll(/\s+/g, ' ').trim()}`
      : `${parameter.sqlName} = each ${from.scan.columns[index]?.name ?? ''} of ${relationName(from.scan.target)}`,
  );
}

function origin(source: string): string {
  return source === 'statement' ? '' : ` (${source})`;
}

function list(values: readonly string[]): string {
  if (values.length === 0) return 'nothing: no call is made';
  return values.length > 5 ? `${values.slice(0, 5).join(', ')}, … (${values.length})` : values.join(', ');
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

function requestText(call: MethodCall, limit: number | null): { readonly url: string; readonly open: readonly string[] } {
  const open: string[] = [];
  const marked = new Map(call.arguments);
  fillPath(call.method.path, (name) => {
    if (!marked.has(name)) {
      open.push(name);
      marked.set(name, `{${name}}`);
    }
    return '';
  });
  const { url } = buildRequest({ ...call, arguments: withPageSize(call.method, marked, limit) });
  return { url: open.reduce((text, name) => text.replace(encodeURIComponent(`{${name}}`), `{${name}}`), url), open };
}

const verbNames: Readonly<Record<ChangePlan['verb'], string>> = {
  insert: 'Insert into',
  update: 'Update',
  replace: 'Replace',
  delete: 'Delete from',
  exec: 'Execute on',
};

function explainChange(plan: ChangePlan, facts: Facts): readonly string[] {
  const { target, verb } = plan;
  return [
    `${verbNames[verb]} ${relationName(target)} using ${target.method.name}`,
    ...indent([
      ...changeArguments(plan, facts),
      ...(plan.read === null ? [] : [readText(plan.read)]),
      ...(plan.guard === null
        ? []
        : [`each object's ${plan.guard.column} has to be ${plan.guard.values.join(' or ')}, or nothing is deleted`]),
      ...(plan.driver.kind === 'query' ? driverText(plan, plan.driver.query, facts) : constantCalls(plan, plan.driver.rows)),
      ...(plan.read?.when === 'merge' ? [] : target.method.effects.map((effect) => `effect: ${effect}`)),
      ...plan.notices.map((notice) => `notice: ${notice}`),
    ]),
  ];
}

function changeArguments({ arguments: bound, server }: ChangePlan, facts: Facts): readonly string[] {
  const { variable } = facts.provider.server;
  return [
    server.source === 'rows'
      ? `${variable} = of each row`
      : `${variable} = ${list(server.values.map(({ value }) => value ?? 'as configured'))}${origin(server.source)}`,
    ...bound.map(({ parameter, values }) =>
      values.kind === 'column'
        ? `${parameter.sqlName} = of each row`
        : `${parameter.sqlName} = ${list(values.values.map(String))}${origin(values.source)}`,
    ),
  ];
}

function readText(read: NonNullable<ChangePlan['read']>): string {
  const reasons = {
    before: 'each object is read before',
    after: 'each object is read after, for RETURNING',
    merge: 'each object is read and merged with what SET names',
  };
  return `${reasons[read.when]}: ${read.method.httpMethod} ${read.method.path}`;
}

function driverText(plan: ChangePlan, query: QueryPlan, facts: Facts): readonly string[] {
  const calls = `one ${plan.target.method.httpMethod} ${plan.target.method.path} for each row`;
  return [`rows from`, ...indent(explainQuery(query, facts)), calls];
}

function constantCalls(plan: ChangePlan, rows: readonly (readonly unknown[])[]): readonly string[] {
  const calls = changeCalls(
    plan,
    rows.map((row) => row.map((value) => (isConstant(value) ? value : null))),
  );
  return callLines(plan, calls, listedCalls);
}

/** The requests of a change as text, at most so many; values of sensitive fields are masked. */
export function callLines(plan: ChangePlan, calls: readonly ChangeCall[], most: number): readonly string[] {
  const shown = calls.slice(0, most).flatMap(({ origin: originUrl, values, body }) => {
    const { url } = requestText({ method: plan.target.method, origin: originUrl, arguments: values, body: null }, null);
    const merges = plan.read?.when === 'merge' ? 'the object as it is read, with ' : '';
    return [`${plan.target.method.httpMethod} ${url}`, ...(body === null ? [] : [`  ${merges}${maskedBody(plan, body)}`])];
  });
  if (calls.length === 0) return ['no requests'];
  return [...shown, ...(calls.length > most ? [`… ${calls.length} calls in all`] : [])];
}

function isConstant(value: unknown): value is null | string | number | boolean | bigint {
  return value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}

function maskedBody(plan: ChangePlan, body: RequestBody): string {
  switch (body.kind) {
    case 'json':
      return maskedJson(plan, body.value);
    case 'form':
      return body.parts
        .map(({ name, fileName, mediaType, bytes }) => `${name}: ${fileName ?? ''} ${mediaType}, ${bytes.length} bytes`)
        .join('; ');
    case 'text':
    case 'bytes':
      return `${body.mediaType ?? plan.target.method.body?.mediaType ?? ''}, ${body.value.length} ${body.kind === 'text' ? 'characters' : 'bytes'}`;
    default:
      return unreachable(body);
  }
}

function maskedJson(plan: ChangePlan, body: JsonValue): string {
  const sensitive = new Set((plan.target.method.body?.fields ?? []).filter((field) => field.sensitive === true).map((field) => field.name));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return jsonText(body);
  return jsonText(Object.fromEntries(Object.entries(body).map(([name, value]) => [name, sensitive.has(name) ? '•••' : value])));
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
