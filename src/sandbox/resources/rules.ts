import { seedAppGroups, seedAppUsers } from '../apps/assignments.ts';
import { seedConnections } from '../apps/connections.ts';
import { seedApplications } from '../apps/seed-applications.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { groupRuleRules } from '../groups/group-rules.ts';
import { seedGroups, seedMembers } from '../groups/seed-groups.ts';
import { seedLog } from '../log/event-log.ts';
import { factorRules } from '../users/factors.ts';
import { roleRules } from '../users/role-assignments.ts';
import { seedUsers } from '../users/seed-users.ts';
import { userLinkRules } from '../users/user-links.ts';
import { findUser } from '../users/user-store.ts';
import { authorizationServerRules } from './authorization-servers.ts';
import { apiTokenRules } from './api-tokens.ts';
import { customizationRules } from './customization.ts';
import { iamRules } from './iam.ts';
import { namedRules } from './org-settings.ts';
import { policyRules } from './policies.ts';
import { securityRules } from './security.ts';

/** Rules of all kinds of objects that need one, by collection template. */
export const rules: ResourceRules = {
  ...namedRules,
  ...securityRules,
  ...policyRules,
  ...authorizationServerRules,
  ...groupRuleRules,
  ...factorRules,
  ...roleRules,
  ...iamRules,
  ...customizationRules,
  ...userLinkRules,
  ...apiTokenRules,
  '/api/v1/apps': { prefix: '0oa', seed: seedApplications },
  '/api/v1/apps/{}/connections': { seed: seedConnections },
  '/api/v1/apps/{}/features': { key: 'name', count: 0 },
  '/api/v1/apps/{}/users': { seed: seedAppUsers },
  '/api/v1/apps/{}/groups': { seed: seedAppGroups },
  '/api/v1/users': { prefix: '00u', seed: seedUsers, alias: findUser },
  '/api/v1/groups': { prefix: '00g', seed: seedGroups },
  '/api/v1/groups/{}/users': { seed: seedMembers },
  '/api/v1/logs': { seed: seedLog },
  '/api/v1/realms': {
    search: {
      attributes: {
        id: ['eq'],
        'profile.name': ['eq', 'sw', 'co'],
        lastUpdated: ['eq', 'gt', 'ge', 'lt', 'le'],
        created: ['eq', 'gt', 'ge', 'lt', 'le'],
      },
      caseSensitive: false,
      connectives: ['and', 'or'],
    },
    page: { normal: 200, most: 200 },
  },
  '/api/v1/mappings': { page: { normal: 20, most: 200 }, equals: { sourceId: 'source.id', targetId: 'target.id' } },
};
