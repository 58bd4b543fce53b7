/** How large the org is, and some identifiers of it. */
export interface OrgFacts {
  readonly users: number;
  readonly groups: number;
  readonly apps: number;
  readonly administrators: number;
  readonly passwordPolicies: number;
  readonly userId: string;
  readonly login: string;
  readonly appId: string;
  readonly groupId: string;
  readonly otherGroupId: string;
}

/** A question with the fewest calls that answer it. */
export interface CallQuestion {
  readonly title: string;
  readonly sql: (facts: OrgFacts) => string;
  /** Counted by hand: no single page here holds more than all of a list. */
  readonly needed: (facts: OrgFacts) => number;
  /** Why more calls than that are made. */
  readonly reason?: string;
}

/** The questions of the bench, in the order they are asked. */
export const callQuestions: readonly CallQuestion[] = [
  {
    title: 'one user by identifier',
    sql: ({ userId }) => `SELECT status FROM okta.users.users WHERE id = '${userId}'`,
    needed: () => 1,
  },
  {
    title: 'one user by login',
    sql: ({ login }) => `SELECT id, status FROM okta.users.users WHERE profile->>'login' = '${login}'`,
    needed: () => 1,
  },
  {
    title: 'locked-out users',
    sql: () => "SELECT profile->>'login' AS login FROM okta.users.users WHERE status = 'LOCKED_OUT'",
    needed: () => 1,
  },
  {
    title: 'every user, the deprovisioned too',
    sql: () => 'SELECT id, status FROM okta.users.users',
    needed: () => 1,
    reason: 'the consistent list leaves out the deprovisioned, a second one asks for them; one search would do and may be late by seconds',
  },
  {
    title: 'the first two users',
    sql: () => 'SELECT id FROM okta.users.users LIMIT 2',
    needed: () => 1,
  },
  {
    title: 'users of a department',
    sql: () => "SELECT profile->>'login' AS login FROM okta.users.users WHERE profile->>'department' = 'Sales' AND status = 'ACTIVE'",
    needed: () => 1,
  },
  {
    title: 'stale users',
    sql: () => 'SELECT id FROM okta.users.users WHERE lastLogin IS NULL OR lastLogin < now() - INTERVAL 90 DAY',
    needed: () => 1,
    reason: 'the consistent list leaves out the deprovisioned, a second one asks for them',
  },
  {
    title: 'users of a group by its name',
    sql: () =>
      "SELECT profile->>'login' AS login FROM okta.groups.users WHERE groupId IN (SELECT id FROM okta.groups.groups WHERE profile->>'name' = 'Legal')",
    needed: () => 2,
  },
  {
    title: 'groups of a person by login',
    sql: ({ login }) =>
      `SELECT g.profile->>'name' AS name FROM okta.users.users u JOIN okta.users.user_groups g ON g.userId = u.id WHERE u.profile->>'login' = '${login}'`,
    needed: () => 2,
  },
  {
    title: 'every user with the groups',
    sql: () =>
      "SELECT u.profile->>'email' AS email, g.profile->>'name' AS name FROM okta.users.users u JOIN okta.users.user_groups g ON g.userId = u.id",
    needed: ({ groups }) => 2 + groups,
    reason: 'the deprovisioned take a second list of users, and a call each, as lists of members leave them out',
  },
  {
    title: 'members of one group that are not in another',
    sql: ({ groupId, otherGroupId }) =>
      `SELECT id FROM okta.groups.users WHERE groupId = '${groupId}' EXCEPT SELECT id FROM okta.groups.users WHERE groupId = '${otherGroupId}'`,
    needed: () => 2,
  },
  {
    title: 'applications without a connection',
    sql: () => 'SELECT a.label FROM okta.apps.applications a LEFT JOIN okta.apps.connections c ON c.appId = a.id WHERE c.status IS NULL',
    needed: ({ apps }) => 1 + apps,
  },
  {
    title: 'the connection of one application',
    sql: ({ appId }) => `SELECT status FROM okta.apps.connections WHERE appId = '${appId}'`,
    needed: () => 1,
  },
  {
    title: 'users of each application',
    sql: () =>
      'SELECT a.label, count(u.id) AS n FROM okta.apps.applications a LEFT JOIN okta.apps.application_users u ON u.appId = a.id GROUP BY 1',
    needed: ({ apps }) => 1 + apps,
  },
  {
    title: 'administrators without a factor',
    sql: () =>
      'SELECT x.id FROM okta.iam.users_with_role_assignments x WHERE NOT EXISTS (SELECT 1 FROM okta.users.factors f WHERE f.userId = x.id)',
    needed: ({ administrators }) => 1 + administrators,
  },
  {
    title: 'names of the administrators',
    sql: () => "SELECT u.profile->>'login' AS login FROM okta.iam.users_with_role_assignments x JOIN okta.users.users u ON u.id = x.id",
    needed: () => 2,
  },
  {
    title: 'people and their managers',
    sql: () =>
      "SELECT u.profile->>'login' AS login, m.profile->>'login' AS manager FROM okta.users.users u LEFT JOIN okta.users.users m ON m.id = u.profile->>'managerId'",
    needed: () => 1,
    reason: 'the users take a second call for the deprovisioned',
  },
  {
    title: 'sizes of the groups',
    sql: () => 'SELECT groupId, count(*) AS n FROM okta.groups.users GROUP BY groupId',
    needed: ({ groups }) => 1 + groups,
  },
  {
    title: 'failed sign-ins of a day',
    sql: () =>
      "SELECT actor->>'id' AS actor, count(*) AS n FROM okta.logs.system_log_events WHERE published > now() - INTERVAL 1 DAY AND eventType = 'user.session.start' AND outcome->>'result' = 'FAILURE' GROUP BY 1",
    needed: () => 1,
  },
  {
    title: 'active rules of password policies',
    sql: () =>
      "SELECT r.name FROM okta.policies.policies p JOIN okta.policies.policy_rules r ON r.policyId = p.id WHERE p.type = 'PASSWORD'",
    needed: ({ passwordPolicies }) => 1 + passwordPolicies,
  },
];
