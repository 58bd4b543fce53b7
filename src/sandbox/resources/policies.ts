import { type Answer, type Behaviours, type Call, link, param, textQuery } from '../call.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { listAnswer, takePage } from '../http/page.ts';
import { type JsonObject, textAt } from '../json.ts';
import { invalid, notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { presentApplication } from '../apps/applications.ts';
import { refuseSystem } from './security.ts';
import { seededId, seedRows } from './seed-rows.ts';

const template = '/api/v1/policies';
const policyPrefix = '00p';
const everyone = { people: { groups: { include: [] } } };
const onOff = { activate: { to: 'ACTIVE' }, deactivate: { to: 'INACTIVE' } };

/** Policy types of the org, each with a system policy and the actions of its default rule. */
const types: readonly (readonly [type: string, ruleType: string, actions: JsonObject])[] = [
  ['OKTA_SIGN_ON', 'SIGN_ON', { signon: { access: 'ALLOW', requireFactor: false } }],
  [
    'PASSWORD',
    'PASSWORD',
    { passwordChange: { access: 'ALLOW' }, selfServicePasswordReset: { access: 'ALLOW' }, selfServiceUnlock: { access: 'DENY' } },
  ],
  ['MFA_ENROLL', 'MFA_ENROLL', { enroll: { self: 'CHALLENGE' } }],
  ['ACCESS_POLICY', 'ACCESS_POLICY', { appSignOn: { access: 'ALLOW' } }],
  ['PROFILE_ENROLLMENT', 'PROFILE_ENROLLMENT', {}],
  ['IDP_DISCOVERY', 'IDP_DISCOVERY', {}],
  ['POST_AUTH_SESSION', 'POST_AUTH_SESSION', {}],
  ['ENTITY_RISK', 'ENTITY_RISK', {}],
  ['DEVICE_SIGNAL_COLLECTION', 'DEVICE_SIGNAL_COLLECTION', {}],
  ['SESSION_VIOLATION_DETECTION', 'SESSION_VIOLATION_DETECTION', {}],
  ['CLIENT_UPDATE', 'CLIENT_UPDATE', {}],
];

/** Policy types that exist but are not switched on in this org. */
const switchedOff: readonly string[] = ['IDENTITY_CLAIM_SOURCING'];

/** Policies and their rules. */
export const policyRules: ResourceRules = {
  [template]: {
    prefix: policyPrefix,
    q: ['name'],
    actions: onOff,
    created: (_call, item) => ({ priority: 1, ...item, system: false, status: item['status'] ?? 'ACTIVE' }),
    deleted: refuseSystem,
    seed: seedRows(policyPrefix, (org) => [...types.map(([type]) => systemPolicy(org, type)), ...ownPolicies(org)]),
  },
  '/api/v1/policies/{}/rules': {
    prefix: '0pr',
    actions: onOff,
    created: (_call, item) => ({ priority: 1, ...item, system: false, status: item['status'] ?? 'ACTIVE' }),
    deleted: refuseSystem,
    seed: seedRows('0pr', defaultRules),
  },
  '/api/v1/apps/{}/policies': { count: 0 },
  '/api/v1/policies/{}/mappings': { prefix: 'rsm', count: 0 },
};

/** What policies do besides being stored. */
export const policies: Behaviours = { listPolicies, clonePolicy, listPolicyApps, assignApplicationPolicy };

/** A list is of one type, which has to be said; types that are switched off are refused. */
function listPolicies(call: Call): Answer {
  const type = textQuery(call, 'type') ?? '';
  if (switchedOff.includes(type)) throw new OktaError('E0000015', { causes: [`type: ${type} policies are not switched on in this org`] });
  if (!types.some(([known]) => known === type)) throw invalid(`type: '${type}' is no policy type`);
  const [status, q] = [textQuery(call, 'status'), textQuery(call, 'q')?.toLowerCase()];
  const all = call.org.collection(template);
  const page = takePage(
    call,
    { normal: 20, most: 50 },
    {
      after: (ordinal) => all.after(ordinal),
      keep: ({ item }) =>
        item['type'] === type &&
        (status === undefined || item['status'] === status) &&
        (q === undefined || textAt(item, 'name')?.toLowerCase().startsWith(q) === true),
    },
  );
  const rows = page.entries.map(({ item }) => present(call, item));
  return listAnswer(call, textQuery(call, 'expand') === 'rules' ? rows.map((row) => withRules(call, row)) : rows, page.next);
}

function present(call: Call, policy: JsonObject): JsonObject {
  const path = `${template}/${textAt(policy, 'id') ?? ''}`;
  return { ...policy, _links: { self: link(call, path, 'GET', 'PUT'), rules: link(call, `${path}/rules`, 'GET', 'POST') } };
}

function withRules(call: Call, policy: JsonObject): JsonObject {
  const rules = call.org.collection('/api/v1/policies/{}/rules', [textAt(policy, 'id') ?? '']);
  return { ...policy, _embedded: { rules: [...rules.entries()].map(({ item }) => item) } };
}

function clonePolicy(call: Call): Answer {
  const all = call.org.collection(template);
  const source = all.get(param(call, 'policyId')) ?? {};
  const id = call.org.newId(policyPrefix);
  const now = call.org.clock.tick();
  const copy = { ...source, id, name: `[cloned] ${textAt(source, 'name') ?? ''}`, system: false, created: now, lastUpdated: now };
  all.put(id, copy);
  return { body: present(call, copy) };
}

/** Each application has one access policy: the one assigned last, or the system's. */
function listPolicyApps(call: Call): Answer {
  const id = param(call, 'policyId');
  const isDefault = id === seededId(call.org, policyPrefix, ['ACCESS_POLICY']);
  const rows: JsonObject[] = [];
  for (const { id: appId, item } of call.org.collection('/api/v1/apps').entries()) {
    const assigned = [...call.org.collection('/api/v1/apps/{}/policies', [appId]).entries()].at(-1)?.id;
    if (assigned === id || (assigned === undefined && isDefault && item['status'] === 'ACTIVE')) rows.push(presentApplication(call, item));
  }
  return listAnswer(call, rows, null);
}

/** An assignment takes the place of the one before. */
function assignApplicationPolicy(call: Call): Answer {
  const [appId, policyId] = [param(call, 'appId'), param(call, 'policyId')];
  if (!call.org.collection(template).has(policyId)) throw notFound(policyId, 'Policy');
  const assigned = call.org.collection('/api/v1/apps/{}/policies', [appId]);
  for (const { id } of [...assigned.entries()]) assigned.remove(id);
  assigned.put(policyId, { id: policyId });
  return {};
}

function systemPolicy(org: Org, type: string): JsonObject {
  const word = type.replaceAll('_', ' ').toLowerCase();
  return {
    id: seededId(org, policyPrefix, [type]),
    type,
    name: 'Default Policy',
    description: `Holds for everybody: ${word}`,
    priority: 99,
    system: true,
    ...(type === 'ACCESS_POLICY' || type === 'PROFILE_ENROLLMENT' ? {} : { conditions: everyoneIn(org) }),
  };
}

function everyoneIn(org: Org): JsonObject {
  return { ...everyone, people: { groups: { include: [org.random.id('00g', 0)] } } };
}

function ownPolicies(org: Org): readonly JsonObject[] {
  const administrators = { people: { groups: { include: [org.random.id('00g', 1)] } } };
  return [
    {
      type: 'OKTA_SIGN_ON',
      name: 'Administrators',
      description: 'Always two factors',
      priority: 1,
      system: false,
      conditions: administrators,
    },
    { type: 'PASSWORD', name: 'Long passwords', description: 'For administrators', priority: 1, system: false, conditions: administrators },
    {
      type: 'ACCESS_POLICY',
      name: 'Payroll access',
      description: 'Two factors for payroll',
      priority: 1,
      system: false,
      status: 'INACTIVE',
    },
  ];
}

function defaultRules(org: Org, [policyId = '']: readonly string[]): readonly JsonObject[] {
  const type = org.collection(template).get(policyId)?.['type'];
  const found = types.find(([known]) => known === type);
  if (found === undefined) return [];
  const [, ruleType, actions] = found;
  return [{ type: ruleType, name: 'Catch-all Rule', priority: 99, system: true, conditions: {}, actions }];
}
