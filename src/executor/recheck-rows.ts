import { type ChangeCall, callKey } from '../planner/change/change-calls.ts';
import { keyedRead } from '../planner/change/plan-returning.ts';
import type { ChangePlan, QueryPlan, ScanPlan, StagedPlan, StagedTable } from '../planner/plan.ts';
import type { ArgumentValue } from '../request/method-call.ts';
import type { Row } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { keysText } from './merge-object.ts';
import type { ObjectReader } from './object-reader.ts';
import { rowOfAnswer } from './row-of-answer.ts';
import { readyQuery, type RelationalLoader } from './run-query.ts';

/** What looking at objects again needs. */
export interface Recheck {
  readonly plan: ChangePlan;
  readonly objects: ObjectReader;
  readonly relational: RelationalLoader;
  /** The script's text. */
  readonly source: string;
}

/**
 * Reads the objects of calls again by their identifiers and evaluates the conditions on what they are now, for all of them together. Gives
 * the driving rows of those that still fulfil them; null where the conditions cannot be evaluated again, as nothing of them is left to the
 * database.
 */
export async function recheckedRows(
  { plan, objects, relational, source }: Recheck,
  calls: readonly ChangeCall[],
  context: CallContext,
): Promise<readonly Row[] | null> {
  const read = keyedRead(plan.target);
  const found = plan.driver.kind === 'query' ? ownTable(plan.driver.query, plan) : undefined;
  if (read === undefined || found === undefined) return null;
  const rows: Row[] = [];
  for (const call of calls) {
    const object = await objects.readIfThere(read, call);
    if (object !== null)
      rows.push(rowOfAnswer(object.value, found.scan.columns, { call: scanCall(found.scan, call), server: call.server }));
  }
  const tables = found.query.tables.map(
    (table): StagedTable => (table.name === found.table ? { ...table, source: { kind: 'rows', rows } } : table),
  );
  const again = await readyQuery({ ...found.query, tables }, relational, source);
  try {
    const driving: Row[] = [];
    for await (const page of again.run(context)) driving.push(...page);
    return driving;
  } finally {
    await again.close();
  }
}

/** Calls for what was found, and for what it is now. */
export interface Compared {
  readonly before: readonly ChangeCall[];
  readonly after: readonly ChangeCall[];
}

/** Tells which objects are left out, as they are no longer what was looked for. */
export function tellSkipped(plan: ChangePlan, { before, after }: Compared, { notice }: CallContext): void {
  const still = new Set(after.map((call) => callKey(call)));
  for (const call of before) {
    if (still.has(callKey(call))) continue;
    notice('skipped', `the object with ${keysText(plan.target.method, call)} was found, but no longer fulfils WHERE: it is left out`);
  }
}

interface OwnTable {
  readonly query: StagedPlan;
  readonly table: string;
  readonly scan: ScanPlan;
}

/** The table of the relation that is changed: the first reference in the driving query. */
function ownTable(plan: QueryPlan, { target }: ChangePlan): OwnTable | undefined {
  const query = stagedQuery(plan);
  if (query === undefined) return undefined;
  const own = query.tables.flatMap(({ name, source }) =>
    source.kind === 'scan' && source.scan.target.resource === target.resource ? [{ query, table: name, scan: source.scan }] : [],
  );
  return own.sort((a, b) => a.table.localeCompare(b.table, 'en', { numeric: true }))[0];
}

/** The query over a table that is filled before it runs; undefined where the calls answer all of it. */
function stagedQuery(plan: QueryPlan): StagedPlan | undefined {
  if (plan.kind !== 'paged') return plan.kind === 'staged' ? plan : undefined;
  const { scan, table, sql, shown, locate } = plan;
  const columns = scan.columns.map(({ name, type }) => ({ name, type }));
  return { kind: 'staged', tables: [{ name: table, columns, source: { kind: 'scan', scan } }], sql, shown, locate };
}

/** What the columns that stand for parameters show: what the list was asked with, and the object's own identifiers. */
function scanCall({ target, bindings }: ScanPlan, { origin, values }: ChangeCall): Parameters<typeof rowOfAnswer>[2]['call'] {
  const asked = bindings.flatMap(({ parameter, values: [value, another] }): [string, ArgumentValue][] =>
    value === undefined || another !== undefined ? [] : [[parameter.name, value]],
  );
  return { method: target.method, origin, arguments: new Map([...asked, ...values]), body: null };
}
