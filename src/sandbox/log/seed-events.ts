import type { JsonObject } from '../json.ts';
import type { Org } from '../org.ts';
import { nameOf } from '../users/user-names.ts';

interface Kind {
  readonly eventType: string;
  readonly displayMessage: string;
  readonly severity: 'INFO' | 'WARN';
  readonly result: string;
  readonly reason?: string;
  /** Whether it is about an application. */
  readonly app?: boolean;
}

const signIn: Kind = { eventType: 'user.session.start', displayMessage: 'A user signed in', severity: 'INFO', result: 'SUCCESS' };

/** What happened, by place among twenty events. */
const kinds: readonly Kind[] = [
  signIn,
  { ...signIn, displayMessage: 'A sign-in failed', severity: 'WARN', result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
  { eventType: 'user.authentication.sso', displayMessage: 'A user opened an application', severity: 'INFO', result: 'SUCCESS', app: true },
  { eventType: 'user.authentication.auth_via_mfa', displayMessage: 'A factor was verified', severity: 'INFO', result: 'SUCCESS' },
  signIn,
  { eventType: 'user.authentication.sso', displayMessage: 'A user opened an application', severity: 'INFO', result: 'SUCCESS', app: true },
  { eventType: 'policy.evaluate_sign_on', displayMessage: 'A sign-on policy was evaluated', severity: 'INFO', result: 'ALLOW' },
  { ...signIn, displayMessage: 'A sign-in failed', severity: 'WARN', result: 'FAILURE', reason: 'VERIFICATION_ERROR' },
  signIn,
  { eventType: 'user.session.end', displayMessage: 'A user signed out', severity: 'INFO', result: 'SUCCESS' },
  { eventType: 'user.account.lock', displayMessage: 'An account was locked', severity: 'WARN', result: 'FAILURE', reason: 'LOCKED_OUT' },
  {
    eventType: 'application.user_membership.add',
    displayMessage: 'A user was assigned to an application',
    severity: 'INFO',
    result: 'SUCCESS',
    app: true,
  },
];

const addresses = ['192.0.2.10', '198.51.100.23', '203.0.113.77'] as const;

/** Makes the seeded event with an index. */
export function makeEvent(org: Org, event: { readonly index: number; readonly uuid: string; readonly published: string }): JsonObject {
  const kind = kinds[event.index % kinds.length] ?? signIn;
  const user = org.random.below(Math.max(1, Math.min(org.sizes.users, 50)), 'actor', event.index);
  const { first, last, login } = nameOf(org.random, user);
  return eventOf(org, {
    uuid: event.uuid,
    published: event.published,
    eventType: kind.eventType,
    displayMessage: kind.displayMessage,
    severity: kind.severity,
    outcome: { result: kind.result, ...(kind.reason === undefined ? {} : { reason: kind.reason }) },
    actor: { id: org.random.id('00u', user), type: 'User', alternateId: login, displayName: `${first} ${last}` },
    target: kind.app === true ? [appTarget(org, event.index)] : [],
    address: org.random.pick(addresses, 'address', event.index),
  });
}

/** What an event says; the rest is the same for all of them. */
export interface EventFacts {
  readonly uuid: string;
  readonly published: string;
  readonly eventType: string;
  readonly displayMessage: string;
  readonly severity: string;
  readonly outcome: JsonObject;
  readonly actor: JsonObject;
  readonly target: readonly JsonObject[];
  readonly address: string;
}

/** An event of the system log as it goes over the wire. */
export function eventOf(org: Org, facts: EventFacts): JsonObject {
  return {
    uuid: facts.uuid,
    published: facts.published,
    eventType: facts.eventType,
    version: '0',
    displayMessage: facts.displayMessage,
    severity: facts.severity,
    actor: facts.actor,
    client: {
      ipAddress: facts.address,
      device: 'Computer',
      zone: 'null',
      userAgent: { rawUserAgent: 'sandbox', os: 'Unknown', browser: 'UNKNOWN' },
    },
    outcome: facts.outcome,
    target: [...facts.target],
    transaction: { type: 'WEB', id: org.random.text(20, 'transaction', facts.uuid), detail: {} },
    debugContext: { debugData: { requestId: org.random.text(20, 'request', facts.uuid) } },
    authenticationContext: { authenticationStep: 0, externalSessionId: org.random.text(20, 'session', facts.uuid) },
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: false },
    request: { ipChain: [{ ip: facts.address, version: 'V4' }] },
  };
}

function appTarget(org: Org, index: number): JsonObject {
  const apps = [
    ...org.collection('/api/v1/apps').after(org.random.below(Math.max(1, Math.min(org.sizes.apps, 10)), 'app', index) - 1),
  ].slice(0, 1);
  const app = apps[0]?.item ?? {};
  return {
    id: String(app['id'] ?? ''),
    type: 'AppInstance',
    alternateId: String(app['label'] ?? ''),
    displayName: String(app['label'] ?? ''),
  };
}
