import type { ColumnDescriptor } from '../catalog/descriptor.ts';
import { nameOnWire } from '../catalog/lookup.ts';
import { plan } from '../planner/plan-statement.ts';
import { sessionSetting } from '../planner/session-setting.ts';
import { type Misfit, misfitOf } from '../values/misfit.ts';
import type { Page } from '../values/value.ts';
import type { Progress } from './create-result.ts';
import type { PlannedStatement } from './plan-script.ts';
import { readyStatement } from './ready-statement.ts';
import type { ReadyOptions, ReadyStatement } from './ready-types.ts';

/**
 * With `SET oktaql.types = 'lenient'` a query begins before its columns are told, as what answers hold decides their types: a column in which
 * something does not fit is read as JSON, and the query is planned anew. Gives the statement as it was in every other case.
 */
export async function withLenientTypes(
  planned: PlannedStatement,
  ready: ReadyStatement,
  options: ReadyOptions & { readonly signal: AbortSignal },
): Promise<ReadyStatement> {
  const { kind } = planned.plan;
  if (sessionSetting('oktaql.types', planned.facts) !== 'lenient' || (kind !== 'staged' && kind !== 'stream' && kind !== 'paged'))
    return ready;
  const loose = new Set<ColumnDescriptor>();
  const progress = heldProgress(options.signal);
  let current = ready;
  for (;;) {
    const pages = current.run(progress)[Symbol.asyncIterator]();
    try {
      const first = await pages.next();
      return { ...current, run: (taker) => begun(first, pages, () => progress.release(taker)) };
    } catch (error) {
      const misfit = misfitOf(error);
      const column = misfit === undefined ? undefined : columnOf(misfit, planned);
      if (column === undefined || loose.has(column)) return { ...current, run: (taker) => failed(error, () => progress.release(taker)) };
      loose.add(column);
      progress.notice('type_mismatch', `column ${column.name} holds what is no ${column.type}: it is read as JSON`);
      const next = await readyAnew(planned, loose, options);
      await current.close();
      current = next;
    }
  }
}

async function readyAnew(
  planned: PlannedStatement,
  looseColumns: ReadonlySet<ColumnDescriptor>,
  options: ReadyOptions,
): Promise<ReadyStatement> {
  const facts = { ...planned.facts, looseColumns };
  const result = plan(planned.parsed, facts);
  return await readyStatement(result.kind === 'plan' ? { ...planned, facts, plan: result.plan } : planned, options);
}

/** The column of a relation that shows the field. */
function columnOf({ method, field }: Misfit, { facts }: PlannedStatement): ColumnDescriptor | undefined {
  const resources = [...facts.services.values()].flatMap((service) => service.resources);
  const owner = resources.find(({ methods }) => methods.some((candidate) => candidate === method));
  return owner?.columns.find((column) => nameOnWire(column) === field);
}

async function* begun(first: IteratorResult<Page>, pages: AsyncIterator<Page>, release: () => void): AsyncGenerator<Page> {
  release();
  try {
    for (let next = first; next.done !== true; next = await pages.next()) yield next.value;
  } finally {
    await pages.return?.();
  }
}

async function* failed(error: unknown, release: () => void): AsyncGenerator<Page> {
  release();
  yield* [];
  throw error;
}

/** Keeps what is reported until there is somebody to take it. */
function heldProgress(signal: AbortSignal): Progress & { release(taker: Progress): void } {
  let taker: Progress | undefined;
  const held: ((taker: Progress) => void)[] = [];
  const tell = (report: (taker: Progress) => void): void => {
    if (taker === undefined) held.push(report);
    else report(taker);
  };
  return {
    signal,
    notice: (code, message) => tell((to) => to.notice(code, message)),
    call: () => tell((to) => to.call()),
    changed: () => tell((to) => to.changed()),
    wrote: (rows) => tell((to) => to.wrote(rows)),
    effect: (what) => tell((to) => to.effect(what)),
    release(to) {
      taker = to;
      for (const report of held.splice(0)) report(to);
    },
  };
}
