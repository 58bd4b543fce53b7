import type { Call } from '../call.ts';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import type { Org } from '../org.ts';
import type { Collection } from '../store/collection.ts';
import { seededIdOf, userPrefix } from './seed-users.ts';

/** Milliseconds until a change can be found by `search`. */
const searchLag = 1000;

interface Change {
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  /** The user before it; undefined for one that was created. */
  readonly before: JsonObject | undefined;
}

/** What is known of an org's users besides the users themselves. */
interface Side {
  readonly idByLogin: Map<string, string>;
  readonly changes: Map<string, Change>;
  /** Grows with every change of any user. */
  version: number;
}

const sides = new WeakMap<Org, Side>();

/** All users of an org. */
export function usersOf(org: Org): Collection {
  return org.collection('/api/v1/users');
}

/** Identifier of the user that calls the API: the owner of the token. */
export function callerId(org: Org): string {
  return org.random.id(userPrefix, 0);
}

/** Finds a user by `me`, login, or the part of a login before the `@`; gives its identifier. */
export function findUser(org: Org, users: Collection, name: string): string | undefined {
  if (name === 'me') return users.has(callerId(org)) ? callerId(org) : undefined;
  const login = name.toLowerCase();
  const known = sideOf(org).idByLogin.get(login);
  if (known !== undefined) return known;
  const seeded = seededIdOf(org, login);
  const user = seeded === undefined ? undefined : users.get(seeded);
  if (user === undefined) return undefined;
  const current = loginOf(user);
  return current === login || current.split('@')[0] === login ? seeded : undefined;
}

/** Stores a user, new or changed, and remembers what `search` still sees. */
export function putUser(call: Call, id: string, after: JsonObject): void {
  const { org } = call;
  const users = usersOf(org);
  const side = sideOf(org);
  const before = users.get(id);
  side.version += 1;
  side.changes.set(id, { at: Date.now(), before });
  if (before !== undefined) side.idByLogin.delete(loginOf(before));
  side.idByLogin.set(loginOf(after), id);
  users.put(id, after);
}

/** Removes a user for good. */
export function removeUser(call: Call, id: string): void {
  const users = usersOf(call.org);
  const before = users.get(id);
  const side = sideOf(call.org);
  side.version += 1;
  if (before !== undefined) side.idByLogin.delete(loginOf(before));
  users.remove(id);
}

/** A number that is another one after every change of any user, and while a change is too young for `search`. */
export function searchVersion(org: Org): string {
  const { version, changes } = sideOf(org);
  const settling = [...changes.values()].some(({ at }) => Date.now() - at < searchLag);
  return settling ? `${version} at ${Date.now()}` : String(version);
}

/** A user as `search` sees it: as it was before a change that is too young; undefined when it cannot be found yet. */
export function searchable(org: Org, id: string, user: JsonObject): JsonObject | undefined {
  const change = sideOf(org).changes.get(id);
  return change === undefined || Date.now() - change.at >= searchLag ? user : change.before;
}

function loginOf(user: JsonObject): string {
  return (textAt(objectAt(user, 'profile'), 'login') ?? '').toLowerCase();
}

function sideOf(org: Org): Side {
  let side = sides.get(org);
  if (side === undefined) sides.set(org, (side = { idByLogin: new Map(), changes: new Map(), version: 0 }));
  return side;
}
