import { type Answer, type Behaviours, bodyObject, type Call, flagQuery, link, param, textQuery } from '../call.ts';
import { compileFilter, type FilterDialect } from '../filter/filter-dialect.ts';
import { listAnswer, takePage } from '../http/page.ts';
import { type JsonObject, objectAt, textAt, without } from '../json.ts';
import { notFound, OktaError } from '../okta-error.ts';
import type { Collection, Entry } from '../store/collection.ts';

const template = '/api/v1/apps';

const dialect: FilterDialect = {
  attributes: {
    id: ['eq'],
    status: ['eq'],
    name: ['eq'],
    'credentials.signing.kid': ['eq'],
    'settings.slo.enabled': ['eq'],
    'user.id': ['eq'],
  },
  caseSensitive: true,
  connectives: ['and', 'or'],
};

/** The org's applications. */
export function applicationsOf(call: Call): Collection {
  return call.org.collection(template);
}

/** The application that the path names. Throws OktaError E0000007. */
export function applicationOf(call: Call): JsonObject & { readonly id: string } {
  const id = param(call, 'appId');
  const app = applicationsOf(call).get(id);
  if (app === undefined) throw notFound(id, 'AppInstance');
  return { ...app, id };
}

/** Applications: list, create, read, replace, delete, activate, deactivate. */
export const applications: Behaviours = {
  listApplications,
  createApplication,
  getApplication: (call) => ({ body: presentApplication(call, applicationOf(call)) }),
  replaceApplication,
  deleteApplication,
  activateApplication: (call) => changeStatus(call, 'ACTIVE'),
  deactivateApplication: (call) => changeStatus(call, 'INACTIVE'),
};

function listApplications(call: Call): Answer {
  const keep = keeper(call);
  const all = applicationsOf(call);
  const page = takePage(call, { normal: 200, most: 200 }, { after: (ordinal) => all.after(ordinal), keep });
  return listAnswer(
    call,
    page.entries.map(({ item }) => presentApplication(call, item)),
    page.next,
  );
}

function keeper(call: Call): (entry: Entry) => boolean {
  const [q, filter] = [textQuery(call, 'q')?.toLowerCase(), textQuery(call, 'filter')];
  const test =
    filter === undefined ? undefined : compileFilter({ ...dialect, read: (item, name) => readAttribute(call, item, name) }, filter);
  return ({ item }) => (q === undefined || startsWith(item, q)) && (test === undefined || test(item));
}

function startsWith(item: JsonObject, prefix: string): boolean {
  return ['name', 'label'].some((key) => textAt(item, key)?.toLowerCase().startsWith(prefix) === true);
}

/** `user.id` is no property of an application: it asks who is assigned. */
function readAttribute(call: Call, item: JsonObject, attribute: string): string | boolean | readonly string[] | undefined {
  switch (attribute) {
    case 'user.id':
      return [...call.org.collection('/api/v1/apps/{}/users', [textAt(item, 'id') ?? '']).entries()].map(({ id }) => id);
    case 'credentials.signing.kid':
      return textAt(objectAt(objectAt(item, 'credentials'), 'signing'), 'kid');
    case 'settings.slo.enabled':
      return objectAt(objectAt(objectAt(item, 'settings'), 'signOn'), 'slo')['enabled'] === true;
    default:
      return textAt(item, attribute);
  }
}

function createApplication(call: Call): Answer {
  const id = call.org.newId('0oa');
  const now = call.org.clock.tick();
  const body = bodyObject(call);
  const created: JsonObject = {
    ...body,
    id,
    orn: `orn:okta:idp:sandbox:apps:${nameFor(body)}:${id}`,
    name: nameFor(body),
    status: flagQuery(call, 'activate', true) ? 'ACTIVE' : 'INACTIVE',
    created: now,
    lastUpdated: now,
    features: [],
    ...(textAt(body, 'signOnMode') === 'OPENID_CONNECT' ? { credentials: clientCredentials(call, body, id) } : {}),
  };
  applicationsOf(call).put(id, created);
  return { body: presentApplication(call, created) };
}

/** Catalogue apps are told by name; custom ones get a name made from their label. */
function nameFor(body: JsonObject): string {
  const label = textAt(body, 'label') ?? 'app';
  return textAt(body, 'name') ?? `sandbox_${label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '')}_1`;
}

function clientCredentials(call: Call, body: JsonObject, id: string): JsonObject {
  const credentials = objectAt(body, 'credentials');
  const client = objectAt(credentials, 'oauthClient');
  const secret = client['token_endpoint_auth_method'] === 'none' ? {} : { client_secret: call.org.random.text(40, 'secret', id) };
  return { ...credentials, oauthClient: { client_id: id, ...secret, ...client } };
}

const keptOnReplace = ['id', 'orn', 'name', 'status', 'created', 'features'] as const;

function replaceApplication(call: Call): Answer {
  const before = applicationOf(call);
  const kept = Object.fromEntries(keptOnReplace.map((key) => [key, before[key] ?? null]));
  const replaced: JsonObject = { ...bodyObject(call), ...kept, lastUpdated: call.org.clock.tick() };
  applicationsOf(call).put(before.id, replaced);
  return { body: presentApplication(call, replaced) };
}

function deleteApplication(call: Call): Answer {
  const app = applicationOf(call);
  if (app['status'] === 'ACTIVE')
    throw new OktaError('E0000056', { causes: [`status: the application '${app.id}' has to be deactivated before it is deleted`] });
  applicationsOf(call).remove(app.id);
  return {};
}

function changeStatus(call: Call, status: 'ACTIVE' | 'INACTIVE'): Answer {
  const app = applicationOf(call);
  if (app['status'] !== status) applicationsOf(call).put(app.id, { ...app, status, lastUpdated: call.org.clock.tick() });
  return {};
}

/** An application as it goes over the wire: with links, and without the secret that was shown once. */
export function presentApplication(call: Call, app: JsonObject): JsonObject {
  const path = `${template}/${textAt(app, 'id') ?? ''}`;
  const change = app['status'] === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    ...app,
    ...(app['credentials'] === undefined ? {} : { credentials: without(objectAt(app, 'credentials'), 'password') }),
    _links: {
      self: link(call, path),
      [change]: link(call, `${path}/lifecycle/${change}`),
      users: link(call, `${path}/users`),
      groups: link(call, `${path}/groups`),
      ...(String(app['signOnMode']).startsWith('SAML')
        ? { metadata: { ...link(call, `${path}/sso/saml/metadata`), type: 'application/xml' } }
        : {}),
    },
  };
}
