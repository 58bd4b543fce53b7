import type { Call } from '../call.ts';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import type { Org } from '../org.ts';
import type { Collection, Entry } from '../store/collection.ts';

/** All groups of an org. */
export function groupsOf(org: Org): Collection {
  return org.collection('/api/v1/groups');
}

/** The members of a group, as objects with nothing but an `id`; people who are gone may still be among them. */
export function membersOf(org: Org, groupId: string): Collection {
  return org.collection('/api/v1/groups/{}/users', [groupId]);
}

/** The users who are members of a group, with their own records; deprovisioned ones have lost their membership. */
export function* memberUsers(org: Org, groupId: string, after: number): Generator<Entry, void, undefined> {
  const users = org.collection('/api/v1/users');
  for (const { ordinal, id } of membersOf(org, groupId).after(after)) {
    const item = users.get(id);
    if (item !== undefined && item['status'] !== 'DEPROVISIONED') yield { ordinal, id, item };
  }
}

/** The groups that a user is a member of. */
export function* groupsOfUser(org: Org, userId: string): Generator<Entry, void, undefined> {
  for (const entry of groupsOf(org).entries()) if (membersOf(org, entry.id).has(userId)) yield entry;
}

/** Notes that a group's members changed now. */
export function touchMembership(call: Call, groupId: string): void {
  const groups = groupsOf(call.org);
  const group = groups.get(groupId);
  if (group !== undefined) groups.put(groupId, { ...group, lastMembershipUpdated: call.org.clock.tick() });
}

/** Name in a group's profile; empty when it has none. */
export function nameOfGroup(group: JsonObject): string {
  return textAt(objectAt(group, 'profile'), 'name') ?? '';
}
