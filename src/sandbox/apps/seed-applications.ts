import type { JsonObject } from '../json.ts';
import type { Org } from '../org.ts';
import { Collection } from '../store/collection.ts';

/** What the API says of an app's default provisioning connection. `none` answers 404, `unsupported` answers with status UNKNOWN. */
export type SeedConnection =
  | { readonly kind: 'none' }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'TOKEN' | 'OAUTH2'; readonly status: 'ENABLED' | 'DISABLED'; readonly baseUrl: string | null };

interface SeedApp {
  readonly name: string;
  readonly label: string;
  readonly signOnMode: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly settings: JsonObject;
  readonly features: readonly string[];
  readonly connection: SeedConnection;
}

const none: SeedConnection = { kind: 'none' };
const unsupported: SeedConnection = { kind: 'unsupported' };
const push = ['PUSH_NEW_USERS', 'PUSH_PROFILE_UPDATES', 'PUSH_USER_DEACTIVATION'];
const saml = {
  allowMultipleAcsEndpoints: false,
  assertionSigned: true,
  honorForceAuthn: true,
  requestCompressed: false,
  responseSigned: true,
  signatureAlgorithm: 'RSA_SHA256',
  digestAlgorithm: 'SHA256',
};

/** Identifier that the documentation's examples use; in the default org it is an app that all five connection methods work on. */
const exampleId = '0oa1gjh63g214q0Hq0g4';
const exampleIndex = 1;

const table: readonly SeedApp[] = [
  app('office365', 'Microsoft Office 365', 'SAML_1_1', {
    settings: { app: { domain: 'example.com', msftTenant: 'example' } },
    features: push,
    connection: { kind: 'OAUTH2', status: 'ENABLED', baseUrl: null },
  }),
  app('google', 'Google Workspace', 'SAML_2_0', {
    settings: { app: { domain: 'example.com' }, signOn: saml },
    features: push,
    connection: { kind: 'OAUTH2', status: 'DISABLED', baseUrl: null },
  }),
  app('zoomus', 'Zoom', 'SAML_2_0', {
    settings: { app: { subDomain: 'example' }, signOn: saml },
    features: push,
    connection: { kind: 'OAUTH2', status: 'ENABLED', baseUrl: null },
  }),
  app('slack', 'Slack', 'SAML_2_0', {
    settings: { app: { domain: 'example' }, signOn: saml },
    features: push,
    connection: { kind: 'TOKEN', status: 'DISABLED', baseUrl: 'https://api.slack.example/scim/v2' },
  }),
  app('salesforce', 'Salesforce', 'SAML_2_0', {
    settings: { app: { integrationType: 'STANDARD', instanceType: 'PRODUCTION' }, signOn: saml },
    features: push,
    connection: { kind: 'TOKEN', status: 'ENABLED', baseUrl: 'https://login.salesforce.example' },
  }),
  app('workday', 'Workday', 'SAML_2_0', { settings: { app: {}, signOn: saml }, features: ['IMPORT_NEW_USERS'], connection: unsupported }),
  app('bookmark', 'Cafeteria menu', 'BOOKMARK', { settings: { app: { url: 'https://menu.example.com', requestIntegration: false } } }),
  app('oidc_client', 'Expense reports', 'OPENID_CONNECT', { settings: oidc('web', 'https://expenses.example.com') }),
  app('example_intranet_1', 'Intranet', 'SAML_2_0', { settings: { app: {}, signOn: saml }, connection: unsupported }),
  app('oidc_client', 'Travel booking', 'OPENID_CONNECT', { settings: oidc('browser', 'https://travel.example.com') }),
  app('bookmark', 'Old wiki', 'BOOKMARK', {
    settings: { app: { url: 'https://wiki.example.com', requestIntegration: false } },
    status: 'INACTIVE',
  }),
  app('template_sps', 'Parking permits', 'SECURE_PASSWORD_STORE', {
    settings: { app: { url: 'https://parking.example.com/login', usernameField: 'user', passwordField: 'password' } },
  }),
  app('template_basic_auth', 'Print server', 'BASIC_AUTH', {
    settings: { app: { url: 'https://print.example.com', authURL: 'https://print.example.com/auth' } },
    connection: unsupported,
  }),
  app('example_payroll_1', 'Payroll', 'SAML_2_0', { settings: { app: {}, signOn: saml }, status: 'INACTIVE' }),
];

/** Number of apps in an org unless said. */
export const defaultAppCount: number = table.length;

/** Names of catalogue apps whose provisioning can be set up, including by those created later. */
export const provisionedAppNames: readonly string[] = ['office365', 'google', 'zoomus', 'slack', 'salesforce'];

/** The applications of an org: the first ones are written by hand, further ones are bookmarks, web apps and SAML apps in turn. */
export function seedApplications(org: Org): Collection {
  const idOf = (index: number): string => (index === exampleIndex ? exampleId : org.random.id('0oa', index));
  return new Collection({
    count: org.sizes.apps,
    idOf,
    indexOf: (id) => (id === exampleId ? exampleIndex : org.random.indexOf('0oa', id)),
    make: (index) => makeApplication(org, index, idOf(index)),
  });
}

/** Index of the application that a new org has under this identifier; undefined when it has none. */
export function seededAppIndex(org: Org, appId: string): number | undefined {
  const index = appId === exampleId ? exampleIndex : org.random.indexOf('0oa', appId);
  return index === undefined || index >= org.sizes.apps ? undefined : index;
}

/** The connection that the app with this identifier starts with; `none` for apps that were created later. */
export function seedConnection(org: Org, appId: string): SeedConnection {
  const index = seededAppIndex(org, appId);
  return index === undefined ? none : seedApp(index).connection;
}

function makeApplication(org: Org, index: number, id: string): JsonObject {
  const seed = seedApp(index);
  const created = new Date(Date.UTC(2024, 0, 8 + (index % 300), 9, 0, org.random.below(60, 'app', index))).toISOString();
  return {
    id,
    orn: `orn:okta:idp:sandbox:apps:${seed.name}:${id}`,
    name: seed.name,
    label: seed.label,
    status: seed.status,
    lastUpdated: created,
    created,
    accessibility: { selfService: false },
    visibility: { autoLaunch: false, autoSubmitToolbar: false, hide: { iOS: false, web: false }, appLinks: { login: true } },
    features: [...seed.features],
    signOnMode: seed.signOnMode,
    credentials: credentialsOf(org, seed, id),
    settings: { ...seed.settings, notifications: { vpn: { network: { connection: 'DISABLED' } } } },
    profile: {},
  };
}

function credentialsOf(org: Org, seed: SeedApp, id: string): JsonObject {
  const userNameTemplate = { template: '${source.login}', type: 'BUILT_IN' };
  if (seed.signOnMode === 'OPENID_CONNECT')
    return {
      oauthClient: { client_id: id, autoKeyRotation: true, token_endpoint_auth_method: 'client_secret_basic', pkce_required: true },
    };
  if (seed.signOnMode.startsWith('SAML')) return { userNameTemplate, signing: { kid: org.random.text(43, 'kid', id) } };
  return { userNameTemplate };
}

function seedApp(index: number): SeedApp {
  const written = table[index];
  if (written !== undefined) return written;
  const label = `Application ${index + 1}`;
  const host = `https://app-${index + 1}.example.com`;
  if (index % 3 === 0) return app('bookmark', label, 'BOOKMARK', { settings: { app: { url: host, requestIntegration: false } } });
  if (index % 3 === 1) return app('oidc_client', label, 'OPENID_CONNECT', { settings: oidc('web', host) });
  return app(`example_app_${index + 1}`, label, 'SAML_2_0', { settings: { app: {}, signOn: saml } });
}

function app(
  ...[name, label, signOnMode, rest]: readonly [string, string, string, Partial<SeedApp> & { readonly settings: JsonObject }]
): SeedApp {
  return { name, label, signOnMode, status: 'ACTIVE', features: [], connection: none, ...rest };
}

function oidc(type: string, host: string): JsonObject {
  return {
    oauthClient: {
      client_uri: host,
      redirect_uris: [`${host}/callback`],
      post_logout_redirect_uris: [host],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      application_type: type,
      consent_method: 'REQUIRED',
      issuer_mode: 'ORG_URL',
      wildcard_redirect: 'DISABLED',
    },
  };
}
