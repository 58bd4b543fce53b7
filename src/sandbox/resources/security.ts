import type { FilterDialect } from '../filter/filter-dialect.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import type { JsonObject } from '../json.ts';
import { OktaError } from '../okta-error.ts';
import { seedRows } from './seed-rows.ts';

const twenty = { normal: 20, most: 200 };

function equality(...attributes: readonly string[]): FilterDialect {
  return {
    attributes: Object.fromEntries(attributes.map((name) => [name, ['eq'] as const])),
    caseSensitive: true,
    connectives: ['and', 'or'],
  };
}

const onOff = { activate: { to: 'ACTIVE' }, deactivate: { to: 'INACTIVE' } };

/** Zones, origins, hooks, log streams, identity providers and what else guards an org. */
export const securityRules: ResourceRules = {
  '/api/v1/zones': {
    prefix: 'nzo',
    page: { normal: 1000, most: 1000 },
    filter: equality('id', 'usage', 'system', 'type', 'name'),
    actions: onOff,
    deleted: refuseSystem,
    seed: seedRows('nzo', () => [
      { name: 'Offices', type: 'IP', usage: 'POLICY', system: false, gateways: [{ type: 'CIDR', value: '192.0.2.0/24' }], proxies: null },
      {
        name: 'BlockedIpZone',
        type: 'IP',
        usage: 'BLOCKLIST',
        system: true,
        gateways: [{ type: 'RANGE', value: '203.0.113.1-203.0.113.9' }],
        proxies: null,
      },
      {
        name: 'Home countries',
        type: 'DYNAMIC',
        usage: 'POLICY',
        system: false,
        proxyType: 'Any',
        asns: [],
        locations: [{ country: 'PT', region: null }],
      },
      {
        name: 'Anonymizers',
        type: 'DYNAMIC_V2',
        usage: 'BLOCKLIST',
        system: false,
        asns: { include: [], exclude: [] },
        locations: { include: [], exclude: [] },
        ipServiceCategories: { include: ['ALL_ANONYMIZERS'], exclude: [] },
      },
    ]),
  },
  '/api/v1/trustedOrigins': {
    prefix: 'tos',
    filter: equality('id', 'name', 'origin', 'status'),
    q: ['name', 'origin'],
    actions: onOff,
    seed: seedRows('tos', () => [
      { name: 'Intranet', origin: 'https://intranet.example.com', scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }] },
      { name: 'Old portal', origin: 'https://portal.example.com', scopes: [{ type: 'CORS' }], status: 'INACTIVE' },
    ]),
  },
  '/api/v1/eventHooks': {
    prefix: 'who',
    actions: { ...onOff, verify: { to: 'ACTIVE' } },
    deletableIn: ['INACTIVE'],
    created: (_call, item) => ({ ...item, verificationStatus: 'UNVERIFIED' }),
    seed: seedRows('who', () => [
      hook('Sign-in watcher', 'VERIFIED', ['user.session.start']),
      { ...hook('Joiners and leavers', 'UNVERIFIED', ['user.lifecycle.create', 'user.lifecycle.deactivate']), status: 'INACTIVE' },
    ]),
  },
  '/api/v1/inlineHooks': { prefix: 'cal', equals: { type: 'type' }, actions: onOff, deletableIn: ['INACTIVE'], initialStatus: 'ACTIVE' },
  '/api/v1/logStreams': { prefix: '0oa', page: twenty, filter: equality('status', 'type'), actions: onOff, initialStatus: 'ACTIVE' },
  '/api/v1/idps': {
    prefix: '0oa',
    page: twenty,
    q: ['name'],
    equals: { type: 'type' },
    actions: onOff,
    initialStatus: 'ACTIVE',
    deletableIn: ['INACTIVE', 'ACTIVE'],
  },
  '/api/v1/behaviors': { prefix: 'abe', actions: onOff, initialStatus: 'ACTIVE' },
  '/api/v1/captchas': { prefix: 'cap' },
  '/api/v1/device-assurances': { prefix: 'dae' },
  '/api/v1/authenticators': { prefix: 'aut', actions: onOff },
  '/api/v1/authenticators/{}/methods': { key: 'type', actions: onOff },
  '/api/v1/features': { prefix: 'ftr', actions: { ENABLE: { to: 'ENABLED' }, DISABLE: { to: 'DISABLED' } } },
  '/api/v1/devices': {
    prefix: 'guo',
    page: { normal: 200, most: 200 },
    search: {
      attributes: {
        id: ['eq', 'sw'],
        status: ['eq'],
        lastUpdated: ['eq', 'gt', 'ge', 'lt', 'le'],
        'profile.*': ['eq', 'sw', 'co', 'pr'],
      },
      caseSensitive: false,
      connectives: ['and', 'or'],
    },
    actions: {
      activate: { to: 'ACTIVE', from: ['CREATED', 'DEACTIVATED'] },
      deactivate: { to: 'DEACTIVATED', from: ['ACTIVE', 'SUSPENDED', 'UNSUSPENDED'] },
      suspend: { to: 'SUSPENDED', from: ['ACTIVE', 'UNSUSPENDED'] },
      unsuspend: { to: 'UNSUSPENDED', from: ['SUSPENDED'] },
    },
    deletableIn: ['DEACTIVATED'],
    seed: seedRows('guo', () => [
      device('Laptop of Ada', 'MACOS', 'ACTIVE'),
      device('Tablet at reception', 'IOS', 'SUSPENDED'),
      device('Workstation 7', 'WINDOWS', 'ACTIVE'),
      device('Lost phone', 'ANDROID', 'DEACTIVATED'),
    ]),
  },
};

function hook(name: string, verificationStatus: string, items: readonly string[]): JsonObject {
  return {
    name,
    verificationStatus,
    events: { type: 'EVENT_TYPE', items: [...items], filter: null },
    channel: { type: 'HTTP', version: '1.0.0', config: { uri: 'https://hooks.example.com/okta', headers: [], method: 'POST' } },
    createdBy: 'sandbox',
  };
}

function device(displayName: string, platform: string, status: string): JsonObject {
  return {
    status,
    profile: {
      displayName,
      platform,
      registered: true,
      manufacturer: 'Example',
      model: 'Model 1',
      osVersion: '1.0.0',
      secureHardwarePresent: true,
    },
    resourceType: 'UDDevice',
    resourceDisplayName: { value: displayName, sensitive: false },
    resourceAlternateId: displayName,
  };
}

/** What the org itself made stays. */
export function refuseSystem(_call: unknown, item: JsonObject): void {
  if (item['system'] === true) throw new OktaError('E0000038', { causes: ['system: objects that the system made cannot be deleted'] });
}
