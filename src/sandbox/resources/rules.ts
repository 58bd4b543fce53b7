import { seedAppGroups, seedAppUsers } from '../apps/assignments.ts';
import { seedConnections } from '../apps/connections.ts';
import { seedApplications } from '../apps/seed-applications.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { seedGroups, seedMembers } from '../groups/seed-groups.ts';
import { seedLog } from '../log/event-log.ts';
import { seedUsers } from '../users/seed-users.ts';
import { findUser } from '../users/user-store.ts';

/** Rules of all kinds of objects that need one, by collection template. */
export const rules: ResourceRules = {
  '/api/v1/apps': { prefix: '0oa', seed: seedApplications },
  '/api/v1/apps/{}/connections': { seed: seedConnections },
  '/api/v1/apps/{}/users': { seed: seedAppUsers },
  '/api/v1/apps/{}/groups': { seed: seedAppGroups },
  '/api/v1/users': { prefix: '00u', seed: seedUsers, alias: findUser },
  '/api/v1/groups': { prefix: '00g', seed: seedGroups },
  '/api/v1/groups/{}/users': { seed: seedMembers },
  '/api/v1/logs': { seed: seedLog },
};
