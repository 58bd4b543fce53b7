import { type Answer, type Behaviours, type Call, param } from '../call.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { notFound } from '../okta-error.ts';
import { callerId } from '../users/user-store.ts';
import { seedRows } from './seed-rows.ts';

const template = '/api/v1/api-tokens';
/** Identifier of the token that the sandbox was started with. */
const ownId = '00Tsandboxtokenitself';

/** API tokens. The first one is that which the org was started with. */
export const apiTokenRules: ResourceRules = {
  [template]: {
    prefix: '00T',
    seed: seedRows(
      '00T',
      (org) => [
        {
          id: ownId,
          name: 'Sandbox',
          clientName: 'Okta API',
          userId: callerId(org),
          tokenWindow: 'P30D',
          network: { connection: 'ANYWHERE' },
        },
        {
          name: 'Nightly export',
          clientName: 'Okta API',
          userId: org.random.id('00u', 1),
          tokenWindow: 'P30D',
          network: { connection: 'ANYWHERE' },
        },
      ],
      { status: false },
    ),
  },
};

/**
 * Revoking tokens. The one that the sandbox was started with leaves the list, but is taken all the same: a script that tries everything
 * should not lock everybody out.
 */
export const apiTokens: Behaviours = {
  revokeCurrentApiToken: (call) => {
    call.org.collection(template).remove(ownId);
    return {};
  },
  revokeApiToken: (call) => revoke(call, param(call, 'apiTokenId')),
};

function revoke(call: Call, id: string): Answer {
  if (!call.org.collection(template).remove(id)) throw notFound(id, 'ApiToken');
  return {};
}
