import { appFeatures } from './apps/app-features.ts';
import { appFiles } from './apps/app-files.ts';
import { applications } from './apps/applications.ts';
import { assignments } from './apps/assignments.ts';
import { connections } from './apps/connections.ts';
import type { Behaviour, Behaviours } from './call.ts';
import type { Generic } from './generic/generic-behaviour.ts';
import { groupRules } from './groups/group-rules.ts';
import { groups } from './groups/groups.ts';
import { eventLog } from './log/list-events.ts';
import { recordEvent } from './log/record-event.ts';
import { apiTokens } from './resources/api-tokens.ts';
import { customization } from './resources/customization.ts';
import { iam } from './resources/iam.ts';
import { orgSettings } from './resources/org-settings.ts';
import { organization } from './resources/organization.ts';
import { policies } from './resources/policies.ts';
import { enrollments } from './users/enrollments.ts';
import { factors } from './users/factors.ts';
import { linkedObjects } from './users/linked-objects.ts';
import { roleAssignments } from './users/role-assignments.ts';
import { userLinks } from './users/user-links.ts';
import { userLifecycle } from './users/user-lifecycle.ts';
import { users } from './users/users.ts';

const written: Behaviours = {
  ...organization,
  ...orgSettings,
  ...applications,
  ...connections,
  ...assignments,
  ...appFeatures,
  ...appFiles,
  ...users,
  ...userLifecycle,
  ...factors,
  ...enrollments,
  ...roleAssignments,
  ...linkedObjects,
  ...userLinks,
  ...customization,
  ...apiTokens,
  ...groups,
  ...groupRules,
  ...policies,
  ...iam,
  ...eventLog,
};

/** Answers any call of the API: by a behaviour written for its operation, else by what paths and schemas tell. */
export function responder(generic: Generic): Behaviour {
  return (call) => {
    const id = call.operation.operationId ?? '';
    const behaviour = Object.hasOwn(written, id) ? written[id] : undefined;
    const prepared = generic.prepare(call);
    const answer = (behaviour ?? generic.behave)(prepared);
    recordEvent(prepared, answer);
    return answer;
  };
}
