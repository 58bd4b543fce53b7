import type { Behaviour, Behaviours } from './call.ts';
import type { Match } from './http/router.ts';
import type { Seed } from './org.ts';
import { OktaError } from './okta-error.ts';
import { applications } from './resources/applications.ts';
import { connections, seedConnections } from './resources/connections.ts';
import { organization } from './resources/organization.ts';
import { seedApplications } from './seed/applications.ts';

const written: Behaviours = { ...organization, ...applications, ...connections };

/** First contents of the collections that have some. */
export const seeds: Readonly<Record<string, Seed>> = {
  '/api/v1/apps': seedApplications,
  '/api/v1/apps/{}/connections': seedConnections,
};

/** The behaviour of an operation. */
export function behaviourOf({ operation }: Match): Behaviour {
  const id = operation.operationId ?? '';
  const behaviour = Object.hasOwn(written, id) ? written[id] : undefined;
  return behaviour ?? notPlayed;
}

function notPlayed(): never {
  throw new OktaError('E0000009', { summary: 'The sandbox does not play this endpoint yet', status: 501 });
}
