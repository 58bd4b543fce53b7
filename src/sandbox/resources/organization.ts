import type { Behaviours } from '../call.ts';

/** Facts of the org itself. */
export const organization: Behaviours = {
  getWellknownOrgMetadata: (call) => ({
    body: {
      id: call.org.random.id('00o', 1),
      pipeline: 'idx',
      settings: { analyticsCollectionEnabled: false, bugReportingEnabled: false, omEnabled: false },
      _links: { organization: { href: call.origin }, alternate: { href: call.origin } },
    },
  }),
};
