import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import type { ArgumentValue } from '../../request/method-call.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { Expansion, FilteredSet, InverseSet, ScanPlan } from '../plan.ts';
import { keysOfList } from '../query/set-reads.ts';
import { type Estimates, listKey, type RowEstimate } from './estimates.ts';
import { atLeast, cut, estimated, type Figure, known, mapped, product, sum } from './figure.ts';

/** What reading one relation takes. */
export interface ScanCost {
  readonly scan: ScanPlan;
  /** The method that is called: the scan's own, or the list that takes many keys at once. */
  readonly method: MethodDescriptor;
  /** Calls of {@link method}. */
  readonly calls: Figure;
  /** Rows that it gives. */
  readonly rows: Figure;
  /** Scans of parents, in the order of the expansions that list one. */
  readonly parents: readonly ScanCost[];
}

/** What prices depend on besides plans. */
export interface CostFacts {
  readonly estimates: Estimates;
  /** Most calls of a scan over the rows of others: more are refused. */
  readonly maxCalls: number;
  /** Rows of the tables that look-ups read, by name. */
  readonly staged?: ReadonlyMap<string, Figure>;
}

/** Prices a scan with the parents that it lists. */
export function scanCost(scan: ScanPlan, facts: CostFacts): ScanCost {
  const { method } = scan.target;
  if (scan.limit === 0) return { scan, method, calls: known(0), rows: known(0), parents: [] };
  const parents = scan.expansions.flatMap(({ from }) => (from.kind === 'parent' ? [scanCost(from.scan, facts)] : []));
  const servers = scan.server.values.length;
  const each = scan.bindings.reduce((count, { values }) => count * values.length, 1);
  const asked = product([
    known(servers * each),
    ...scan.expansions.map((expansion) => suppliedRows(expansion, { parents, servers, facts })),
  ]);
  const lists = scan.expansions.length === 0 ? asked : cut(asked, facts.maxCalls * servers);
  const one = callCost(scan, facts.estimates);
  const calls = product([lists, scan.expansions.length > 0 ? shortList(one.calls) : one.calls]);
  const rows = product([lists, one.rows]);
  if (scan.limit !== null) return { scan, method, ...limited(scan, { lists, calls, rows }, scan.limit), parents };
  return { scan, method, calls, rows, ...atOnce(scan, { asked, calls }, facts.estimates), parents };
}

/** Where nothing tells how long the lists are that belong to another's rows: most fit one page. */
function shortList(calls: Figure): Figure {
  return calls.likely === null ? { ...calls, likely: Math.max(1, calls.least) } : calls;
}

/** What is asked for each value by itself. */
interface Singly {
  /** Values. */
  readonly asked: Figure;
  readonly calls: Figure;
}

type AtOnce = Partial<Pick<ScanCost, 'method' | 'calls' | 'rows'>>;

/** What reading many at once makes of a read for each. */
function atOnce(scan: ScanPlan, { asked, calls }: Singly, estimates: Estimates): AtOnce {
  if ((asked.likely ?? asked.most ?? 2) < 2) return {};
  for (const set of scan.sets) return set.kind === 'filter' ? filtered(scan, set, asked) : inverted(scan, { set, calls }, estimates);
  return {};
}

/** The members of every owner, where those are known to be fewer; as long as nobody knows, it may be either. */
function inverted(
  { server }: ScanPlan,
  { set, calls }: { readonly set: InverseSet; readonly calls: Figure },
  estimates: Estimates,
): AtOnce {
  const origins = server.values.map(({ origin }) => estimates.rows.get(listKey(origin, set.owners.method, ownerArguments(set))));
  const owners = origins.reduce(
    (total: number | null, found) => (total === null || found?.whole !== true ? null : total + found.rows + 1),
    0,
  );
  const least = Math.min(calls.least, server.values.length);
  if (owners === null || calls.likely === null) return { calls: { ...calls, least, likely: null } };
  return owners < calls.likely ? { method: set.members.method, calls: estimated(owners, least) } : { calls: { ...calls, least } };
}

/** Arguments of the list of owners that an inverse read asks for. */
export function ownerArguments({ inverse }: InverseSet): ReadonlyMap<string, ArgumentValue> {
  return new Map(Object.entries(inverse.count.arguments));
}

/** What a list that takes many keys at once makes of a read for each. */
function filtered({ otherwise, expansions }: ScanPlan, set: FilteredSet, asked: Figure): AtOnce {
  const calls = mapped(asked, (keys) => Math.ceil(keys / keysOfList(set)));
  // Where keys are too many to be asked for, all of the list is read.
  return {
    method: set.list,
    calls: otherwise === null && expansions.length === 0 ? calls : { ...calls, most: null },
    rows: { ...asked, least: 0 },
  };
}

interface Suppliers {
  readonly parents: readonly ScanCost[];
  readonly servers: number;
  readonly facts: CostFacts;
}

/** A look-up gives each value once, so no more than the one table that it reads has rows; what joins several may give any number. */
function lookedUp(sql: string, staged: ReadonlyMap<string, Figure>): Figure {
  const [rows, ...others] = [...staged].flatMap(([name, figure]) => (sql.includes(quoteName(name)) ? [figure] : []));
  return rows === undefined || others.length > 0 ? atLeast(0) : { ...rows, least: 0 };
}

/** Distinct rows of a parent or a look-up for one server. */
function suppliedRows({ from }: Expansion, { parents, servers, facts: { staged } }: Suppliers): Figure {
  if (from.kind === 'lookup') return lookedUp(from.sql, staged ?? new Map());
  const parent = parents.find(({ scan }) => scan === from.scan);
  return parent === undefined ? atLeast(0) : mapped(parent.rows, (rows) => rows / Math.max(1, servers));
}

interface CallCost {
  /** Calls for one combination of arguments: pages. */
  readonly calls: Figure;
  readonly rows: Figure;
}

/** What one combination of arguments takes, further calls that show what the first leaves out included. */
function callCost(scan: ScanPlan, estimates: Estimates): CallCost {
  const { method } = scan.target;
  if (method.response.shape !== 'list' && method.paging === null) return { calls: known(1), rows: { least: 0, likely: 1, most: 1 } };
  const [origin = ''] = scan.server.values.map((server) => server.origin);
  const lists = sampleKeys(scan, origin).map((key) => {
    const seen = estimates.rows.get(key);
    return seen === undefined ? atLeast(0) : rowFigure(seen);
  });
  const calls = method.paging === null ? known(lists.length) : completed(lists.map((rows) => pagesOf(rows, method)));
  return { calls, rows: completed(lists) };
}

/** A list and those that complete it: how long the first one is makes a guess, though the others may be longer than was seen. */
function completed(lists: readonly Figure[]): Figure {
  const whole = sum(lists);
  const [first, ...others] = lists;
  if (whole.likely !== null || first === undefined || first.likely === null) return whole;
  return { ...whole, likely: others.reduce((total, { least, likely }) => total + (likely ?? least), first.likely) };
}

/** Keys of a scan's first list and of those that complete it: the first value of each binding, what rows supply left out. */
export function sampleKeys(scan: SampledScan, origin: string): readonly string[] {
  return samples(scan).map((values) => listKey(origin, scan.target.method, values));
}

/** Arguments of a scan's first list and of those that complete it. */
export function samples({ bindings, complements }: SampledScan): readonly ReadonlyMap<string, ArgumentValue>[] {
  const first = bindings.flatMap(({ parameter, values: [value] }): [string, ArgumentValue][] =>
    value === undefined ? [] : [[parameter.name, value]],
  );
  return [{}, ...complements].map((extra) => new Map([...first, ...Object.entries(extra)]));
}

type SampledScan = Pick<ScanPlan, 'target' | 'bindings' | 'complements'>;

/** Lists change: what was seen of one is a guess, however whole it was; only a probe of this very statement counts as certain. */
function rowFigure({ rows, whole, source }: RowEstimate): Figure {
  if (whole) return estimated(rows);
  return atLeast(source === 'probe' ? rows + 1 : 0);
}

/** Pages of a list; even an empty one is asked once. */
function pagesOf(rows: Figure, { paging }: MethodDescriptor): Figure {
  const size = paging?.size?.preferred ?? null;
  if (size === null) return atLeast(1);
  const pages = mapped(rows, (count) => Math.max(1, Math.ceil(count / size)));
  return { ...pages, most: null };
}

interface Bounded {
  /** Combinations of arguments. */
  readonly lists: Figure;
  readonly calls: Figure;
  readonly rows: Figure;
}

/**
 * A reader that wants few rows stops asking. A server may give shorter pages than it was asked for and none for some keys, so nothing but the
 * first call is certain.
 */
function limited({ target: { method } }: ScanPlan, { lists, calls, rows }: Bounded, limit: number): CallCost {
  const wanted = cut(rows, limit);
  const size = method.paging?.size?.preferred ?? null;
  const single = method.response.shape !== 'list' && method.paging === null;
  const few = single ? limit : size === null || lists.most !== 1 ? null : Math.ceil(limit / size);
  const likely = few === null ? null : Math.min(calls.likely ?? few, few);
  return { calls: { least: Math.min(calls.least, single ? limit : 1), likely, most: calls.most }, rows: wanted };
}
