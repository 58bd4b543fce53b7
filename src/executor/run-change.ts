import { changedError, QueryError } from '../errors/query-error.ts';
import { pages } from '../http/pages.ts';
import { rowsOf } from '../http/rows.ts';
import { writeLines } from '../planner/explain/explain-write.ts';
import { bodyNotices } from '../planner/change/check-bodies.ts';
import { type ChangeCall, callKey, changeCalls } from '../planner/change/change-calls.ts';
import { refuseSelfInRows } from '../planner/change/self-identifier.ts';
import type { ChangePlan } from '../planner/plan.ts';
import { jsonText } from '../values/json-text.ts';
import type { Column, JsonValue, Page, Row } from '../values/value.ts';
import type { CallContext } from './call-context.ts';
import { type CarriedOut, carryOut } from './carry-out.ts';
import { type ChangeRecord, emptyRecord, tellAccepted, tellEffects, tellHowFar } from './change-record.ts';
import { guardedObjects } from './guarded-objects.ts';
import { callsToCome, conflictOf, type PreparedWrite, prepareWrite, readsOf, refuseLosses } from './merge-object.ts';
import { type ObjectReader, objectReader } from './object-reader.ts';
import { readObject } from './read-object.ts';
import { recheckedRows, tellSkipped } from './recheck-rows.ts';
import { type ReadyReturning, readyReturning } from './ready-returning.ts';
import { rowOfAnswer } from './row-of-answer.ts';
import { type ReadyQuery, readyQuery, type RelationalLoader } from './run-query.ts';
import { waitForAll } from './settle.ts';
import { effectLines } from './state-effect.ts';
import { tellMisfit } from './tell-misfit.ts';
import { tellWritten } from './tell-written.ts';

/** A change whose names and types are checked; no call was made yet. */
export interface ReadyChange {
  readonly columns: readonly Column[];
  /** Tells the calls that {@link run} would make, a line of text each, and makes none of them. */
  preview(context: CallContext): AsyncIterable<Page>;
  /** Makes the calls in order. `done` is told after each that changed something. */
  run(context: CallContext, done: () => void): AsyncIterable<Page>;
  close(): Promise<void>;
}

/** Makes a change ready: the queries that drive it and the expressions of RETURNING are prepared. */
export async function readyChange(plan: ChangePlan, relational: RelationalLoader, source: string): Promise<ReadyChange> {
  const driver = plan.driver.kind === 'query' ? await readyQuery(plan.driver.query, relational, source) : null;
  try {
    refuseOtherWidth(plan.driver, driver, source);
    const returning = await readyReturning(plan, relational, source);
    const driven: Driven = { plan, driver, relational, source };
    const close = async (): Promise<void> => {
      await driver?.close();
      await returning.close();
    };
    return {
      columns: returning.columns,
      run: (context, done) => runChange({ ...driven, returning }, context, done),
      preview: (context) => previewChange(driven, context),
      close,
    };
  } catch (error) {
    await driver?.close();
    throw error;
  }
}

/** INSERT … SELECT needs as many columns as its list names. */
function refuseOtherWidth(rows: ChangePlan['driver'], driver: ReadyQuery | null, source: string): void {
  if (rows.kind !== 'query' || rows.expected === null || driver === null || driver.columns.length === rows.expected.columns) return;
  const { columns, span } = rows.expected;
  throw new QueryError('syntax_error', `the query has ${driver.columns.length} columns for ${columns} in the list`, { span, source });
}

interface ChangeRun extends Driven {
  readonly returning: ReadyReturning;
}

/** A change with what its objects are chosen by. */
interface Driven {
  readonly plan: ChangePlan;
  readonly driver: ReadyQuery | null;
  readonly relational: RelationalLoader;
  /** The script's text. */
  readonly source: string;
}

async function* runChange(run: ChangeRun, context: CallContext, done: () => void): AsyncGenerator<Page> {
  const { plan, returning } = run;
  for (const notice of plan.notices) context.notice('change', notice);
  noticeDefaults(plan, context);
  const objects = objectReader(readsOf(plan), context);
  const calls = await callsOf(run, objects, context);
  const record = emptyRecord();
  const written: PreparedWrite[] = [];
  let asked = 0;
  try {
    for (const [index, call] of calls.entries()) {
      asked = index + 1;
      try {
        const write = await prepareWrite(plan, call, objects);
        for await (const rows of makeCall({ plan, write, record }, context)) {
          const page = await returning.page(rows);
          if (page.length > 0) yield page;
        }
        written.push(write);
      } catch (error) {
        throw midway(error, { index, count: calls.length, made: record.made.length });
      } finally {
        if (record.made.length > index) done();
      }
    }
    await waitForAll(record, plan, context);
  } catch (error) {
    tellHowFar(record, plan, { rest: calls.slice(asked), count: calls.length, context });
    throw error;
  } finally {
    tellWritten(plan, written, context);
    tellEffects(record, calls.length, context);
    tellAccepted(record, plan.target, context);
  }
  yield* returning.end(context);
}

/** The calls that a change would make, in order. Throws `refused` when they are more than allowed, or one of them may not be made. */
async function callsOf(run: Driven, objects: ObjectReader, context: CallContext): Promise<readonly ChangeCall[]> {
  const { plan } = run;
  const calls = await chosenCalls(run, objects, { ...context, client: objects.client });
  if (plan.driver.kind === 'query' && plan.read?.when !== 'merge') {
    const odd = new Set(calls.flatMap(({ body }) => bodyNotices(plan, body)));
    for (const notice of odd) context.notice('change', notice);
  }
  context.budget?.require(callsToCome(plan, calls, objects));
  await guardedObjects(plan, calls, objects);
  if (plan.read?.when === 'merge' && plan.write !== null && plan.write.lost.length > 0)
    for (const call of calls) refuseLosses(plan, await prepareWrite(plan, call, objects));
  return calls;
}

/** What was found with a delay is looked at again, so that nothing is changed for what it was. */
async function chosenCalls(run: Driven, objects: ObjectReader, context: CallContext): Promise<readonly ChangeCall[]> {
  const { plan } = run;
  const calls = callsOfRows(plan, await drivingRows(plan, run.driver, context), context);
  const { httpMethod } = plan.target.method;
  const onlyReads = httpMethod === 'GET' || httpMethod === 'HEAD';
  if (calls.length > 1 || !onlyReads) refuseTooMany(calls.length, plan, context);
  const rows = plan.recheck === true ? await recheckedRows({ ...run, objects }, calls, context) : null;
  if (rows === null) return calls;
  const checked = callsOfRows(plan, rows, context);
  tellSkipped(plan, { before: calls, after: checked }, context);
  return checked;
}

function callsOfRows(plan: ChangePlan, rows: readonly Row[], context: CallContext): readonly ChangeCall[] {
  refuseSelfInRows(plan, rows, context.client.provider);
  const all = changeCalls(plan, rows, context.serverOf);
  return plan.selects ? distinctCalls(plan, all) : all;
}

/** An object that several rows stand for is changed once. Throws `refused` where they would change it differently: no row is the last. */
function distinctCalls(plan: ChangePlan, calls: readonly ChangeCall[]): readonly ChangeCall[] {
  const seen = new Map<string, string>();
  return calls.filter((call) => {
    const object = callKey(call, plan.verb);
    const change = jsonText(call.assignments.map(({ path, value }) => [path.join('.'), value]));
    const earlier = seen.get(object);
    seen.set(object, change);
    if (earlier !== undefined && earlier !== change) throw severalChanges(plan, call.values);
    return earlier === undefined;
  });
}

function severalChanges({ verb, target }: ChangePlan, values: ChangeCall['values']): QueryError {
  const object = [...values].map(([name, value]) => `${name} = ${String(value)}`).join(', ');
  return new QueryError(
    'refused',
    `several rows give ${target.resource.name} ${object} different values in one ${verb.toUpperCase()}: nothing was changed`,
    { hint: 'Join on something that is unique, or take one value with max(…) in a sub-query.' },
  );
}

/** What a change would do, as lines of text: its selecting reads are made, its calls are not. */
async function* previewChange(run: Driven, context: CallContext): AsyncGenerator<Page> {
  const { plan } = run;
  const objects = objectReader(readsOf(plan), context);
  const writes: PreparedWrite[] = [];
  for (const call of await callsOf(run, objects, context)) writes.push(await prepareWrite(plan, call, objects));
  const lines = writes.length === 0 ? ['no requests'] : writes.flatMap((write) => writeLines(plan, write));
  const byState = await effectLines(
    plan,
    writes.map(({ change, before }) => ({ change, before: before ?? undefined })),
    context,
  );
  const effects = plan.read?.when === 'merge' ? [] : plan.target.method.effects.map((effect) => `effect: ${effect}`);
  yield [...lines, ...byState, ...effects].map((line) => [line]);
}

/** A default that decided which object is changed is told, as it stands nowhere in the statement. */
function noticeDefaults({ arguments: bound }: ChangePlan, context: CallContext): void {
  for (const { parameter, values } of bound) {
    if (values.kind === 'constants' && values.source === 'default') {
      context.notice('default_used', `${parameter.sqlName} = ${values.values.map(String).join(', ')} comes from a session default`);
    }
  }
}

async function drivingRows({ driver: plan }: ChangePlan, driver: ReadyQuery | null, context: CallContext): Promise<readonly Row[]> {
  if (plan.kind === 'rows' || driver === null) return plan.kind === 'rows' ? plan.rows : [];
  const rows: Row[] = [];
  for await (const page of driver.run(context)) rows.push(...page);
  return rows;
}

function refuseTooMany(count: number, plan: ChangePlan, { maxAffected }: CallContext): void {
  if (count <= maxAffected) return;
  throw new QueryError(
    'refused',
    `${plan.verb.toUpperCase()} would change ${count} ${count === 1 ? 'object' : 'objects'}, and ${maxAffected === 0 ? 'none is' : `${maxAffected} are`} allowed: nothing was changed`,
    {
      hint: `Allow it with --max-affected ${count}.`,
    },
  );
}

interface Progress {
  /** Of the call that failed. */
  readonly index: number;
  readonly count: number;
  /** Calls that were carried out, this one included where only what follows it failed. */
  readonly made: number;
}

/** A failure among many calls says how far they got. */
function midway(error: unknown, { index, count, made }: Progress): unknown {
  if (!QueryError.is(error)) return error;
  const carriedOut = made > index;
  const doubt = error.code === 'cancelled' && !carriedOut ? '; whether it was carried out is not known' : '';
  const own = carriedOut ? '; it was carried out, and only reading it back failed' : doubt;
  if (count === 1 && own === '') return error;
  const message = `${error.message} (call ${index + 1} of ${count}${own}; ${index === 0 ? 'none' : index} made before it)`;
  return changedError(error, { message, cause: error });
}

/** A call that is ready to be made. */
interface ReadyCall {
  readonly plan: ChangePlan;
  readonly write: PreparedWrite;
  readonly record: ChangeRecord;
}

/** Makes one call of a change, with the reads that go behind it, and gives the rows of RETURNING's table. */
async function* makeCall({ plan, write, record }: ReadyCall, context: CallContext): AsyncGenerator<Page> {
  const { read, returning, target } = plan;
  const { call, change, before } = write;
  const told = returning?.misfits === 'tell' ? { misfit: tellMisfit(call, context) } : {};
  const source = { call, server: change.server, ...told };
  const project = (answer: JsonValue): Row => rowOfAnswer(answer, returning?.columns ?? [], source);
  if (target.method.paging !== null) {
    for await (const page of pages(context.client, call, { signal: context.signal })) if (returning !== null) yield page.rows.map(project);
    return;
  }
  const { response, after } = await carriedOut({ plan, write, record }, context);
  if (returning === null) return;
  if (plan.answerColumns !== null) {
    const answer = project({});
    yield [plan.answerColumns.map((column, index) => (column === null ? (answer[index] ?? null) : (change.row[column] ?? null)))];
    return;
  }
  if (read?.when === 'before') yield before === null ? [] : [project(before)];
  else if (read?.when === 'after') yield [project(after ?? (await readObject(read.method, change, context)))];
  else yield rowsOf(target.method, response).map(project);
}

async function carriedOut({ plan, write, record }: ReadyCall, context: CallContext): Promise<CarriedOut> {
  const { change, call } = write;
  const before = plan.read === null || plan.read.when === 'after' ? undefined : (write.before ?? undefined);
  try {
    return await carryOut({ plan, change, call, before, record }, context);
  } catch (error) {
    throw conflictOf(error, plan, write);
  }
}
