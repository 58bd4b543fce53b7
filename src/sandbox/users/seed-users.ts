import { iso } from '../clock.ts';
import { departmentOf } from '../groups/seed-groups.ts';
import type { JsonObject } from '../json.ts';
import type { Org } from '../org.ts';
import { Collection } from '../store/collection.ts';
import { indexOfLogin, nameOf } from './user-names.ts';

const day = 86_400_000;
const firstHire = Date.UTC(2022, 0, 3, 9);
const titles = ['Engineer', 'Analyst', 'Manager', 'Specialist', 'Coordinator', 'Consultant'] as const;
const places = [
  ['Lisbon', 'PT'],
  ['Berlin', 'DE'],
  ['Nairobi', 'KE'],
  ['Osaka', 'JP'],
  ['Austin', 'US'],
] as const;

/** Status of users by their place among twenty; all others are active. */
const rareStatuses: Readonly<Record<number, string>> = {
  5: 'LOCKED_OUT',
  7: 'SUSPENDED',
  9: 'STAGED',
  11: 'PROVISIONED',
  13: 'DEPROVISIONED',
  15: 'PASSWORD_EXPIRED',
  17: 'RECOVERY',
};

/** Prefix of user identifiers. */
export const userPrefix = '00u';

/** The users of an org. Nothing is stored: each is computed from its index when looked at. */
export function seedUsers(org: Org): Collection {
  return new Collection({
    count: org.sizes.users,
    idOf: (index) => org.random.id(userPrefix, index),
    indexOf: (id) => org.random.indexOf(userPrefix, id),
    make: (index) => makeUser(org, index),
  });
}

/** Identifier of the seeded user with this login, or part of it before the `@`; undefined when there is none. */
export function seededIdOf(org: Org, login: string): string | undefined {
  const index = indexOfLogin(org.random, login);
  return index === undefined || index >= org.sizes.users ? undefined : org.random.id(userPrefix, index);
}

/** Status that a seeded user starts with. */
function seededStatus(index: number): string {
  return rareStatuses[index % 20] ?? 'ACTIVE';
}

function makeUser(org: Org, index: number): JsonObject {
  const { random } = org;
  const draw = random.draws('user', index);
  const status = seededStatus(index);
  const created = firstHire + draw(900) * day + draw(28_800) * 1000;
  const neverUsed = status === 'STAGED' || status === 'PROVISIONED';
  const changed = created + 3_600_000 + draw(200) * day;
  return {
    id: random.id(userPrefix, index),
    status,
    created: iso(created),
    activated: status === 'STAGED' ? null : iso(created + 60_000),
    statusChanged: status === 'STAGED' ? null : iso(status === 'ACTIVE' ? created + 60_000 : changed),
    lastLogin: neverUsed ? null : lastLogin(org, { index, created, draw }),
    lastUpdated: iso(changed),
    transitioningToStatus: null,
    passwordChanged: neverUsed ? null : iso(created + 120_000),
    type: { id: random.id('oty', 0) },
    profile: makeProfile(org, index, draw),
    credentials: { ...(neverUsed ? {} : { password: {} }), provider: { type: 'OKTA', name: 'OKTA' } },
  };
}

/** Relative to the day the org was started, so that "not seen for 90 days" always finds somebody. */
function lastLogin(org: Org, user: { readonly index: number; readonly created: number; readonly draw: (limit: number) => number }): string {
  const today = Math.floor(org.clock.start / day) * day;
  const ago = user.index % 7 === 6 ? 95 + user.draw(300) : user.draw(60);
  return iso(Math.max(user.created + 180_000, today - ago * day - user.draw(28_800) * 1000));
}

function makeProfile(org: Org, index: number, draw: (limit: number) => number): JsonObject {
  const { first, last, login } = nameOf(org.random, index);
  const [city, countryCode] = places[draw(places.length)] ?? ['Lisbon', 'PT'];
  return {
    firstName: first,
    lastName: last,
    displayName: `${first} ${last}`,
    login,
    email: login,
    mobilePhone: index % 4 === 3 ? null : `+1555${String(1_000_000 + (index % 9_000_000))}`,
    title: titles[draw(titles.length)] ?? 'Engineer',
    department: departmentOf(org, index),
    userType: index % 6 === 4 ? 'Contractor' : 'Employee',
    ...managerOf(org, index),
    employeeNumber: String(10_000 + index),
    organization: 'Example Ltd',
    city,
    countryCode,
  };
}

/** The first user leads the org; everybody else reports to a user that came before, five to each. */
function managerOf({ random }: Org, index: number): JsonObject {
  if (index === 0) return {};
  const manager = Math.floor((index - 1) / 5);
  const { first, last } = nameOf(random, manager);
  return { manager: `${first} ${last}`, managerId: random.id(userPrefix, manager) };
}
