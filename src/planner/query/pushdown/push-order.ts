import type { SortDescriptor } from '../../../catalog/pushdown-descriptor.ts';
import type { Query } from '../../../sql/ast.ts';
import { sessionSetting } from '../../session-setting.ts';
import type { ParameterBinding, ScanOrder, ScanPlan } from '../../plan.ts';
import { conjunctsOf } from '../conjuncts.ts';
import type { UseAccess } from '../plan-scan.ts';
import { type PlannedQuery, rowBounds } from '../planned-query.ts';
import { rowWiseSelect } from '../row-wise.ts';
import { type PushedPredicates, pushPredicates, usableFilters } from './push-predicates.ts';

/** The access and the order of a scan that ends where LIMIT does. */
export interface OrderedAccess {
  readonly access: UseAccess;
  order(columns: ScanPlan['columns']): ScanOrder | null;
}

/**
 * Lets a list sort, for a query over one scan that wants the first rows in the order of a column on which server and SQL agree, when the list
 * also answers every condition exactly. Rows of equal rank at the end are all read, so that the database picks among them as the text says.
 */
export function pushOrder(planned: PlannedQuery): OrderedAccess | undefined {
  const { query } = planned.text;
  const bounds = rowBounds(query, planned.facts);
  const select =
    query.orderBy.length === 0 ? undefined : rowWiseSelect({ ...planned, text: { ...planned.text, query: { ...query, orderBy: [] } } });
  if (select === undefined || bounds === undefined || bounds.limit === null) return undefined;
  if (sessionSetting('oktaql.pushdown', planned.facts) === 'off') return undefined;
  const { access } = select;
  const sort = access.path.method.pushdown?.sort;
  const column = sort === undefined ? undefined : sortColumn(query, sort, planned);
  const pushed = sort === undefined || column === undefined ? undefined : sortable(access, sort, planned);
  const open = conjunctsOf(select.body.where).filter((conjunct) => !planned.answered.includes(conjunct.span));
  if (sort === undefined || column === undefined || pushed === undefined || !open.every((one) => pushed.exact.includes(one)))
    return undefined;
  const direction = query.orderBy[0]?.direction === 'desc' ? 'desc' : 'asc';
  const bindings = sortBindings(sort, { column, direction, access });
  const own = access.path.bindings.filter((binding) => !access.pushdown.bindings.includes(binding));
  const all = [...own, ...pushed.bindings, ...bindings];
  if (!isOneList(access, all)) return undefined;
  const rows = bounds.limit + bounds.offset;
  return {
    access: { ...access, pushdown: pushed, path: { ...access.path, bindings: all } },
    order: (columns) => {
      const index = columns.findIndex(({ origin, from }) => origin === 'field' && from === column);
      return index < 0 ? null : { index, direction, rows };
    },
  };
}

/** The column that rows are sorted by first, unless SELECT gives its name to something else. */
function sortColumn({ orderBy, body }: Query, { columns }: SortDescriptor, { analysis }: PlannedQuery): string | undefined {
  const expression = orderBy[0]?.expression;
  const meaning = expression?.kind === 'column' ? analysis.meanings.get(expression) : undefined;
  if (meaning === undefined || meaning.keys.length > 0 || meaning.column.origin !== 'field') return undefined;
  const { name } = meaning.column;
  const renamed = body.kind === 'select' && body.items.some(({ alias }) => alias?.name.toLowerCase() === name.toLowerCase());
  return renamed || columns[name] === undefined ? undefined : name;
}

/** The conditions in the parameter that an order needs; one that lets all rows through where there is no condition. */
function sortable(
  { pushRequest, pushdown }: UseAccess,
  { needs, by, direction }: SortDescriptor,
  { facts }: PlannedQuery,
): PushedPredicates | undefined {
  if ([by, direction.parameter].some((name) => name !== null && pushRequest.bound.includes(name))) return undefined;
  if (needs === null) return pushdown;
  const free = usableFilters(pushRequest).some(({ parameter }) => parameter === needs.parameter);
  if (!free) return undefined;
  const pushed = pushPredicates({ ...pushRequest, only: needs.parameter });
  if (pushed.bindings.length > 0) return pushed;
  const parameter = pushRequest.method.parameters.find(({ name }) => name === needs.parameter);
  if (parameter === undefined || facts.provider.filterLanguages === undefined) return undefined;
  return { ...pushed, bindings: [{ parameter, values: [needs.everything], source: 'pushdown' }] };
}

interface Sorting {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
  readonly access: UseAccess;
}

function sortBindings(
  { by, direction: words, columns }: SortDescriptor,
  { column, direction, access }: Sorting,
): readonly ParameterBinding[] {
  const bind = (name: string | null, value: string): readonly ParameterBinding[] => {
    const parameter = access.path.method.parameters.find((candidate) => candidate.name === name);
    return parameter === undefined ? [] : [{ parameter, values: [value], source: 'pushdown' }];
  };
  return [...bind(by, columns[column] ?? column), ...bind(words.parameter, direction === 'desc' ? words.descending : words.ascending)];
}

/** Several lists are each in order, but not one after the other. */
function isOneList({ server, path }: UseAccess, bindings: readonly ParameterBinding[]): boolean {
  const complements = path.method.complements?.unless.some((name) => bindings.some(({ parameter }) => parameter.name === name)) ?? true;
  return server.values.length === 1 && path.expansions.length === 0 && bindings.every(({ values }) => values.length === 1) && complements;
}
