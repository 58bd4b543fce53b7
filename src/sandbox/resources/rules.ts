import type { ResourceRules } from '../generic/resource-rule.ts';
import { seedApplications } from '../seed/applications.ts';
import { seedConnections } from './connections.ts';

/** Rules of all kinds of objects that need one, by collection template. */
export const rules: ResourceRules = {
  '/api/v1/apps': { prefix: '0oa', seed: seedApplications },
  '/api/v1/apps/{}/connections': { seed: seedConnections },
};
