import { iso } from '../clock.ts';
import type { JsonObject } from '../json.ts';
import type { Org } from '../org.ts';
import { Collection, type GeneratedItems } from '../store/collection.ts';

const day = 86_400_000;
/** Groups that are no departments, by index. */
const everyone = 0;
const administrators = 1;
const firstDepartment = 2;
/** Users that {@link administrators} starts with. */
const administratorCount = 3;
const departments = ['Engineering', 'Sales', 'Finance', 'Support', 'Marketing', 'Legal'] as const;

/** Prefix of group identifiers. */
const groupPrefix = '00g';

/** The groups of an org: everyone, the administrators, and the departments, of which there are as many as groups are wanted. */
export function seedGroups(org: Org): Collection {
  return new Collection({
    count: org.sizes.groups,
    idOf: (index) => org.random.id(groupPrefix, index),
    indexOf: (id) => org.random.indexOf(groupPrefix, id),
    make: (index) => makeGroup(org, index),
  });
}

/** Department of a seeded user: the name of the group it is in besides the common ones. */
export function departmentOf(org: Org, userIndex: number): string {
  const count = org.sizes.groups - firstDepartment;
  return departmentName(firstDepartment + (count > 0 ? userIndex % count : 0));
}

/**
 * The members that a group starts with, as objects with nothing but an `id`. Department members are every n-th user, so that both a
 * group's members and a user's groups are found without looking at anybody else.
 */
export function seedMembers(org: Org, [groupId = '']: readonly string[]): Collection {
  const index = org.random.indexOf(groupPrefix, groupId);
  return new Collection(index === undefined || index >= org.sizes.groups ? nobody : membersOf(org, index));
}

const nobody: GeneratedItems = { count: 0, idOf: () => '', indexOf: () => undefined, make: () => ({}) };

function membersOf(org: Org, group: number): GeneratedItems {
  const { users, groups } = org.sizes;
  if (group === everyone) return everyNth(org, { first: 0, step: 1, count: users });
  if (group === administrators) return everyNth(org, { first: 0, step: 1, count: Math.min(users, administratorCount) });
  const step = groups - firstDepartment;
  const first = group - firstDepartment;
  return everyNth(org, { first, step, count: Math.max(0, Math.ceil((users - first) / step)) });
}

/** Users at regular distances as members of something. */
export function everyNth(org: Org, range: { readonly first: number; readonly step: number; readonly count: number }): GeneratedItems {
  const idOf = (place: number): string => org.random.id('00u', range.first + place * range.step);
  return {
    count: range.count,
    idOf,
    indexOf: (id) => {
      const user = org.random.indexOf('00u', id);
      const place = user === undefined ? Number.NaN : (user - range.first) / range.step;
      return Number.isInteger(place) && place >= 0 ? place : undefined;
    },
    make: (place) => ({ id: idOf(place) }),
  };
}

function makeGroup(org: Org, index: number): JsonObject {
  const created = iso(Date.UTC(2022, 0, 3, 8) + index * 60_000);
  const changed = iso(Date.UTC(2024, 0, 3, 8) + org.random.below(500, 'group', index) * day);
  return {
    id: org.random.id(groupPrefix, index),
    created,
    lastUpdated: changed,
    lastMembershipUpdated: changed,
    objectClass: ['okta:user_group'],
    type: index === everyone ? 'BUILT_IN' : 'OKTA_GROUP',
    profile: profileOf(index),
  };
}

function profileOf(index: number): JsonObject {
  if (index === everyone) return { name: 'Everyone', description: 'All users of the org' };
  if (index === administrators) return { name: 'Administrators', description: 'People who keep the org running' };
  return { name: departmentName(index), description: `People who work in ${departmentName(index)}` };
}

function departmentName(index: number): string {
  return departments[index - firstDepartment] ?? `Team ${index - firstDepartment + 1}`;
}
