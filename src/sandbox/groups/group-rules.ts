import { type Answer, type Behaviours, bodyObject, type Call, flagQuery, param } from '../call.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { isList, type JsonObject, objectAt, textAt, valueAt } from '../json.ts';
import { invalid, notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { seedRows } from '../resources/seed-rows.ts';
import { groupsOf, membersOf } from './group-store.ts';

const template = '/api/v1/groups/rules';

/** Group rules as objects. */
export const groupRuleRules: ResourceRules = {
  [template]: {
    prefix: '0pr',
    page: { normal: 50, most: 200 },
    initialStatus: 'INACTIVE',
    created: (_call, item) => ({ type: 'group_rule', ...item }),
    replaced: (_call, item, before) => {
      if (before['status'] === 'ACTIVE') throw new OktaError('E0000038', { causes: ['status: an active rule cannot be changed'] });
      return item;
    },
    seed: seedRows('0pr', (org) => [
      ruleFor(org, { name: 'Contractors to Support', expression: 'user.userType=="Contractor"', group: 5 }),
      { ...ruleFor(org, { name: 'Everybody in Lisbon', expression: 'user.city=="Lisbon"', group: 6 }), status: 'INACTIVE' },
    ]),
  },
};

/** What group rules do besides being stored: an active one puts the users it selects into its groups. */
export const groupRules: Behaviours = {
  createGroupRule,
  activateGroupRule: (call) => {
    const rule = ruleOf(call);
    const keep = compileExpression(textAt(objectAt(objectAt(rule, 'conditions'), 'expression'), 'value') ?? '');
    if (keep === null) {
      store(call, { ...rule, status: 'INVALID' });
      throw invalid('conditions.expression.value: the expression cannot be evaluated');
    }
    store(call, { ...rule, status: 'ACTIVE' });
    assign(call.org, rule, keep);
    return {};
  },
  deactivateGroupRule: (call) => {
    store(call, { ...ruleOf(call), status: 'INACTIVE' });
    return {};
  },
  deleteGroupRule: (call) => {
    const rule = ruleOf(call);
    if (rule['status'] === 'ACTIVE') throw new OktaError('E0000038', { causes: ['status: an active rule cannot be deleted'] });
    if (flagQuery(call, 'removeUsers', false)) release(call.org, rule);
    call.org.collection(template).remove(param(call, 'groupRuleId'));
    return {};
  },
};

function createGroupRule(call: Call): Answer {
  const body = bodyObject(call);
  const targets = groupIds(body);
  if (targets.length === 0) throw invalid('actions.assignUserToGroups.groupIds: at least one group is required');
  for (const id of targets) if (!groupsOf(call.org).has(id)) throw notFound(id, 'UserGroup');
  const id = call.org.newId('0pr');
  const now = call.org.clock.tick();
  const rule: JsonObject = { type: 'group_rule', ...body, id, status: 'INACTIVE', created: now, lastUpdated: now };
  call.org.collection(template).put(id, rule);
  return { body: rule };
}

function ruleOf(call: Call): JsonObject {
  const id = param(call, 'groupRuleId');
  const rule = call.org.collection(template).get(id);
  if (rule === undefined) throw notFound(id, 'GroupRule');
  return rule;
}

function store(call: Call, rule: JsonObject): void {
  call.org.collection(template).put(param(call, 'groupRuleId'), { ...rule, lastUpdated: call.org.clock.tick() });
}

function groupIds(rule: JsonObject): readonly string[] {
  const ids = objectAt(objectAt(rule, 'actions'), 'assignUserToGroups')['groupIds'];
  return isList(ids) ? ids.filter((id) => typeof id === 'string') : [];
}

function assign(org: Org, rule: JsonObject, keep: (user: JsonObject) => boolean): void {
  for (const groupId of groupIds(rule)) {
    const members = membersOf(org, groupId);
    for (const { id, item } of org.collection('/api/v1/users').entries())
      if (item['status'] !== 'DEPROVISIONED' && !members.has(id) && keep(item)) members.put(id, { id, ruleId: rule['id'] ?? null });
  }
}

function release(org: Org, rule: JsonObject): void {
  for (const groupId of groupIds(rule)) {
    const members = membersOf(org, groupId);
    for (const { id, item } of [...members.entries()]) if (item['ruleId'] === rule['id']) members.remove(id);
  }
}

/** Understands comparisons of profile attributes with texts, joined by `and` or `or`; null for any other expression. */
function compileExpression(expression: string): ((user: JsonObject) => boolean) | null {
  const alternatives = expression.split(/\s+(?:or|OR|\|\|)\s+/).map((part) => part.split(/\s+(?:and|AND|&&)\s+/).map(compileComparison));
  if (alternatives.some((part) => part.includes(null))) return null;
  return (user) => alternatives.some((part) => part.every((test) => test?.(user) === true));
}

function compileComparison(text: string): ((user: JsonObject) => boolean) | null {
  const found = /^\s*user\.([A-Za-z]+)\s*(==|!=)\s*"([^"]*)"\s*$/.exec(text);
  if (found === null) return null;
  const [, attribute = '', operator, value] = found;
  return (user) => (valueAt(user, `profile.${attribute}`) === value) === (operator === '==');
}

function ruleFor(org: Org, rule: { readonly name: string; readonly expression: string; readonly group: number }): JsonObject {
  const target = rule.group < org.sizes.groups ? rule.group : Math.max(0, org.sizes.groups - 1);
  return {
    type: 'group_rule',
    name: rule.name,
    status: 'ACTIVE',
    conditions: {
      people: { users: { exclude: [] }, groups: { exclude: [] } },
      expression: { value: rule.expression, type: 'urn:okta:expression:1.0' },
    },
    actions: { assignUserToGroups: { groupIds: [org.random.id('00g', target)] } },
  };
}
