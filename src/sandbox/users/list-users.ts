import type { JsonValue } from '../../values/value.ts';
import { type Answer, type Call, textQuery } from '../call.ts';
import { compileFilter, type FilterDialect } from '../filter/filter-dialect.ts';
import { certainEquals } from '../filter/filter-dialect.ts';
import type { ComparisonOperator } from '../filter/parse-filter.ts';
import { listAnswer, takePage } from '../http/page.ts';
import { isObject, type JsonObject, objectAt, textAt, valueAt } from '../json.ts';
import { invalid } from '../okta-error.ts';
import type { Org } from '../org.ts';
import type { Entry } from '../store/collection.ts';
import { presentUser } from './present-user.ts';
import { findUser, searchable, searchVersion, usersOf } from './user-store.ts';

const common: readonly ComparisonOperator[] = ['eq', 'ge', 'gt', 'le', 'lt', 'sw', 'pr'];
const withContains: readonly ComparisonOperator[] = [...common, 'co'];
const ranges: readonly ComparisonOperator[] = ['eq', 'ge', 'gt', 'le', 'lt'];

const searchDialect: FilterDialect = {
  attributes: {
    id: common,
    status: common,
    created: common,
    activated: common,
    statusChanged: common,
    lastUpdated: common,
    'type.id': common,
    'profile.firstName': withContains,
    'profile.lastName': withContains,
    'profile.email': withContains,
    'profile.login': withContains,
    'profile.*': common,
  },
  caseSensitive: false,
  connectives: ['and', 'or'],
};

const filterDialect: FilterDialect = {
  attributes: {
    status: ['eq'],
    lastUpdated: ranges,
    id: ['eq'],
    'profile.login': ['eq'],
    'profile.email': ['eq'],
    'profile.firstName': ['eq'],
    'profile.lastName': ['eq'],
  },
  caseSensitive: true,
  connectives: ['and', 'or'],
};

const pageSize = { normal: 200, most: 200 };
/** Rows that `q` gives unless `limit` says otherwise; there is no further page. */
const quickRows = 10;

/** Lists users: by `search`, by `filter`, by the prefix `q`, or all that are not deprovisioned. */
export function listUsers(call: Call): Answer {
  const [search, filter, q] = [textQuery(call, 'search'), textQuery(call, 'filter'), textQuery(call, 'q')];
  if (search !== undefined) return searchUsers(call, search);
  if (textQuery(call, 'sortBy') !== undefined) throw invalid('sortBy: goes with search only');
  if (filter !== undefined) return pageOf(call, { text: filter, keep: compileFilter(filterDialect, filter) });
  if (q !== undefined) return quickUsers(call, q);
  return pageOf(call, { text: '', keep: isLive });
}

function isLive(user: JsonObject): boolean {
  return user['status'] !== 'DEPROVISIONED';
}

function pageOf(call: Call, condition: { readonly text: string; readonly keep: (user: JsonObject) => boolean }): Answer {
  const page = takePage(call, pageSize, {
    after: (ordinal) => candidates(call, condition.text, ordinal),
    keep: ({ item }) => condition.keep(item),
  });
  return listAnswer(
    call,
    page.entries.map(({ item }) => row(call, item)),
    page.next,
  );
}

/** A condition that names the identifier or the login needs no look at anybody else. */
function candidates(call: Call, condition: string, ordinal: number): Iterable<Entry> {
  const users = usersOf(call.org);
  const certain = condition === '' ? new Map<string, string>() : certainEquals(condition);
  const login = certain.get('profile.login');
  const id = certain.get('id') ?? (login?.includes('@') === true ? (findUser(call.org, users, login) ?? 'nobody') : undefined);
  if (id === undefined) return users.after(ordinal);
  const item = users.get(id);
  return item === undefined || ordinal >= 0 ? [] : [{ ordinal: 0, id, item }];
}

function searchUsers(call: Call, search: string): Answer {
  const test = compileFilter(searchDialect, search);
  const sortBy = textQuery(call, 'sortBy');
  const after =
    sortBy === undefined
      ? (ordinal: number): Iterable<Entry> => seen(call, candidates(call, search, ordinal))
      : sorted(call, { search, sortBy, test });
  const page = takePage(call, pageSize, { after, keep: ({ item }) => test(item) });
  return listAnswer(
    call,
    page.entries.map(({ item }) => row(call, item)),
    page.next,
  );
}

function* seen(call: Call, entries: Iterable<Entry>): Generator<Entry, void, undefined> {
  for (const entry of entries) {
    const item = searchable(call.org, entry.id, entry.item);
    if (item !== undefined) yield { ...entry, item };
  }
}

interface SortedSearch {
  readonly search: string;
  readonly sortBy: string;
  readonly test: (user: JsonObject) => boolean;
}

/** The latest sorted search of an org: its pages would otherwise each sort all over again. */
const latest = new WeakMap<Org, { readonly name: string; readonly ids: readonly string[] }>();

/** The places in the sorted list are the ordinals that its pages count by. */
function sorted(call: Call, search: SortedSearch): (ordinal: number) => Iterable<Entry> {
  const descending = textQuery(call, 'sortOrder')?.toLowerCase() === 'desc';
  const name = [search.search, search.sortBy, descending, searchVersion(call.org)].join('\n');
  const known = latest.get(call.org);
  const ids = known?.name === name ? known.ids : sortedIds(call, search, descending);
  latest.set(call.org, { name, ids });
  return (ordinal) => entriesOf(call, ids, ordinal);
}

/** Only identifiers and sort keys are held at a time, not the users. */
function sortedIds(call: Call, search: SortedSearch, descending: boolean): readonly string[] {
  const rows: (readonly [key: string, id: string])[] = [];
  for (const { id, item } of seen(call, candidates(call, search.search, -1)))
    if (search.test(item)) rows.push([String(valueAt(item, search.sortBy) ?? '').toLowerCase(), id]);
  const sign = descending ? -1 : 1;
  rows.sort(([one], [other]) => (one < other ? -sign : one > other ? sign : 0));
  return rows.map(([, id]) => id);
}

function* entriesOf(call: Call, ids: readonly string[], ordinal: number): Generator<Entry, void, undefined> {
  const users = usersOf(call.org);
  for (let place = ordinal + 1; place < ids.length; place += 1) {
    const id = ids[place] ?? '';
    const item = users.get(id);
    const visible = item === undefined ? undefined : searchable(call.org, id, item);
    if (visible !== undefined) yield { ordinal: place, id, item: visible };
  }
}

function quickUsers(call: Call, q: string): Answer {
  const prefix = q.toLowerCase();
  const limit = call.query['limit'];
  const most = typeof limit === 'number' ? Math.min(limit, pageSize.most) : quickRows;
  const rows: JsonValue[] = [];
  for (const { item } of usersOf(call.org).entries()) {
    if (rows.length === most) break;
    const profile = objectAt(item, 'profile');
    const matches = ['firstName', 'lastName', 'email'].some((name) => textAt(profile, name)?.toLowerCase().startsWith(prefix) === true);
    if (matches && isLive(item)) rows.push(row(call, item));
  }
  return listAnswer(call, rows, null);
}

function row(call: Call, user: JsonObject): JsonObject {
  const shown = presentUser(call, user);
  const fields = textQuery(call, 'fields');
  return fields === undefined ? shown : project(shown, fields);
}

/** `id,profile:(firstName,city)`: some properties of the user and of its profile. */
function project(user: JsonObject, fields: string): JsonObject {
  const inside = /profile:\(([^)]*)\)/.exec(fields)?.[1];
  const names = fields
    .replace(/profile:\([^)]*\)/, '')
    .split(',')
    .map((name) => name.trim());
  const shown = Object.fromEntries(Object.entries(user).filter(([name]) => names.includes(name)));
  const profile = user['profile'];
  if (inside === undefined || !isObject(profile)) return shown;
  const wanted = inside.split(',').map((name) => name.trim());
  return { ...shown, profile: Object.fromEntries(Object.entries(profile).filter(([name]) => wanted.includes(name))) };
}
