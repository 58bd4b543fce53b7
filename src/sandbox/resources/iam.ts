import { type Answer, type Behaviours, bodyObject, type Call, link, param } from '../call.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { isList, type JsonObject, textAt } from '../json.ts';
import { invalid } from '../okta-error.ts';
import type { Org } from '../org.ts';
import type { Collection } from '../store/collection.ts';
import { seedRows } from './seed-rows.ts';

const sets = '/api/v1/iam/resource-sets';
const roles = '/api/v1/iam/roles';
const hundred = { normal: 100, most: 100 };

/** Custom roles, resource sets and who has which role over what. */
export const iamRules: ResourceRules = {
  [roles]: {
    prefix: 'cr0',
    page: hundred,
    alias: byLabel,
    created: (call, item) => {
      refuseTakenLabel(call.org.collection(roles), item);
      for (const permission of texts(item['permissions'])) addPermission(call, String(item['id']), permission);
      return withoutKey(item, 'permissions');
    },
    seed: seedRows(
      'cr0',
      () => [
        { label: 'Password helper', description: 'May reset passwords' },
        { label: 'App owner', description: 'May manage applications' },
      ],
      { status: false },
    ),
  },
  [`${roles}/{}/permissions`]: {
    key: 'label',
    seed: seedRows(
      'prm',
      () => [
        { id: 'okta.users.read', label: 'okta.users.read' },
        { id: 'okta.users.credentials.manage', label: 'okta.users.credentials.manage' },
      ],
      {
        status: false,
      },
    ),
  },
  [sets]: {
    prefix: 'iam',
    page: hundred,
    alias: byLabel,
    created: (call, item) => {
      refuseTakenLabel(call.org.collection(sets), item);
      for (const resource of texts(item['resources'])) addResource(call, String(item['id']), resource);
      return withoutKey(item, 'resources');
    },
    seed: seedRows('iam', () => [{ label: 'Everyday people', description: 'All users and groups' }], { status: false }),
  },
  [`${sets}/{}/resources`]: {
    prefix: 'ire',
    page: hundred,
    seed: seedRows('ire', (org) => [{ orn: `orn:okta:directory:sandbox:users`, org: org.random.id('00o', 1) }], { status: false }),
  },
  [`${sets}/{}/bindings`]: {
    page: hundred,
    alias: (org, bindings, name) => {
      const id = byLabel(org, org.collection(roles), name);
      return id !== undefined && bindings.has(id) ? id : undefined;
    },
    seed: seedRows('cr0', (org) => [{ id: [...org.collection(roles).entries()][0]?.id ?? 'cr0' }], { times: false, status: false }),
  },
  [`${sets}/{}/bindings/{}/members`]: {
    prefix: 'irb',
    page: hundred,
    seed: seedRows('irb', (org) => [{ member: `/api/v1/users/${org.random.id('00u', 2)}` }], { status: false }),
  },
};

/** Bindings of roles to resource sets, whose bodies are lists of links. */
export const iam: Behaviours = {
  createResourceSetBinding,
  addMembersToBinding: (call) => {
    for (const member of texts(bodyObject(call)['additions'])) addMember(call, param(call, 'roleIdOrLabel'), member);
    return bindingAnswer(call);
  },
  addResourceSetResources: (call) => {
    const id = param(call, 'resourceSetIdOrLabel');
    for (const resource of texts(bodyObject(call)['additions'])) addResource(call, id, resource);
    return { body: { ...call.org.collection(sets).get(id), _links: { self: link(call, `${sets}/${id}`) } } };
  },
};

function createResourceSetBinding(call: Call): Answer {
  const body = bodyObject(call);
  const name = textAt(body, 'role') ?? '';
  const role = byLabel(call.org, call.org.collection(roles), name) ?? name;
  if (!call.org.collection(roles).has(role)) throw invalid(`role: there is no role '${name}'`);
  call.org.collection(`${sets}/{}/bindings`, [param(call, 'resourceSetIdOrLabel')]).put(role, { id: role });
  for (const member of texts(body['members'])) addMember(call, role, member);
  return bindingAnswer(call);
}

function bindingAnswer(call: Call): Answer {
  const set = `${sets}/${param(call, 'resourceSetIdOrLabel')}`;
  return {
    body: { _links: { self: link(call, `${set}/bindings`), 'resource-set': link(call, set), bindings: link(call, `${set}/bindings`) } },
  };
}

function addMember(call: Call, role: string, member: string): void {
  const id = call.org.newId('irb');
  const now = call.org.clock.tick();
  call.org
    .collection(`${sets}/{}/bindings/{}/members`, [param(call, 'resourceSetIdOrLabel'), role])
    .put(id, { id, member, created: now, lastUpdated: now });
}

function addResource(call: Call, set: string, resource: string): void {
  const id = call.org.newId('ire');
  const now = call.org.clock.tick();
  call.org.collection(`${sets}/{}/resources`, [set]).put(id, { id, orn: resource, created: now, lastUpdated: now });
}

function addPermission(call: Call, role: string, label: string): void {
  const now = call.org.clock.tick();
  call.org.collection(`${roles}/{}/permissions`, [role]).put(label, { label, created: now, lastUpdated: now });
}

function byLabel(_org: Org, collection: Collection, name: string): string | undefined {
  for (const { id, item } of collection.entries()) if (id === name || item['label'] === name) return id;
  return undefined;
}

function refuseTakenLabel(collection: Collection, item: JsonObject): void {
  for (const { item: other } of collection.entries())
    if (other['label'] === item['label']) throw invalid('label: another object has this label');
}

function withoutKey(item: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== key));
}

function texts(value: JsonObject[string] | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}
