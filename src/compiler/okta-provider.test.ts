import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeProvider, decodeService } from '../catalog/decode.ts';
import type { MethodDescriptor, ResourceDescriptor, ServiceDescriptor } from '../catalog/descriptor.ts';
import { checkProvider } from './provider-folder.ts';
import { marksLine } from './report.ts';

const root = join(import.meta.dirname, '../..');
const outDir = join(root, 'provider/okta');
const { stale, report } = checkProvider({ openapiFile: join(root, 'openapi/okta.json'), overlayFiles: [join(outDir, 'overlay')], outDir });
const index = decodeProvider(readFileSync(join(outDir, 'index.json'), 'utf8'), 'index.json');
const services: readonly ServiceDescriptor[] = readdirSync(join(outDir, 'services')).map((name) =>
  decodeService(readFileSync(join(outDir, 'services', name), 'utf8'), name),
);
const resources = services.flatMap((service) =>
  service.resources.map((resource) => ({ key: `${service.name}.${resource.name}`, service, resource })),
);
const methods = resources.flatMap(({ key, resource }) => resource.methods.map((method) => ({ key, resource, method })));

function resourceAt(key: string): ResourceDescriptor {
  const found = resources.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`no resource ${key}`);
  return found.resource;
}

function methodAt(key: string, name: string): MethodDescriptor {
  const found = resourceAt(key).methods.find((method) => method.name === name);
  if (found === undefined) throw new Error(`no method ${key}.${name}`);
  return found;
}

test('what is committed is what document and overlays make, with nothing unmapped or undecided', () => {
  expect(stale).toEqual([]);
  expect(report).toMatchObject({ operations: 732, methods: 732, unmapped: [], problems: [], refused: false });
});

describe('marks', () => {
  test('are counted by the report, in every kind that calls need', () => {
    const kinds = [
      'collisions',
      'renamed',
      'roles',
      'parents',
      'effects',
      'repeats',
      'absent.operations',
      'sensitive',
      'caveats',
      'writes',
    ];
    expect(Object.keys(report.marks)).toEqual(expect.arrayContaining(kinds));
    for (const kind of kinds) expect(report.marks[kind], kind).toBeGreaterThan(0);
    expect(marksLine(report)).toMatch(/^marks: (?:[\w.]+ [1-9]\d*(?:, |$))+$/);
  });

  const changing = methods.filter(({ method }) => !['GET', 'HEAD'].includes(method.httpMethod));

  test('say of every call that takes options by a flag what the flag does, or that it does nothing besides', () => {
    const harmless = ['forDownload', 'provider', 'strict'];
    const untold = changing.flatMap(({ key, method }) =>
      method.parameters
        .filter(({ type, location, name }) => type === 'boolean' && location === 'query' && !harmless.includes(name))
        .filter(({ name }) => !method.effects.some((effect) => effect.includes(name)))
        .map(({ name }) => `${key}.${method.name}.${name}`),
    );
    expect(untold).toEqual([]);
  });

  test('say which answer is none for every read by path, and which bucket counts every call', () => {
    const reads = methods.filter(({ method }) => method.verb === 'select' && /[{]/.test(method.path));
    expect(reads.filter(({ method }) => method.absent.length === 0)).toEqual([]);
    expect(methods.filter(({ method }) => method.bucket === undefined)).toEqual([]);
  });

  test('keep a call from being repeated that does more the second time', () => {
    const states = changing.filter(({ method }) => method.byState !== undefined);
    expect(states.map(({ method }) => [method.name, method.repeat])).toEqual([['delete_user', 'unprocessed']]);
  });

  test('leave no field or parameter that is called like the server variable', () => {
    const names = methods.flatMap(({ method }) => [
      ...method.response.columns.map(({ name }) => name),
      ...(method.body?.fields ?? []).map(({ name }) => name),
      ...method.parameters.map(({ sqlName }) => sqlName),
    ]);
    expect(names.filter((name) => name.toLowerCase() === index.server.variable)).toEqual([]);
  });
});

test('the index names every service and resource', () => {
  expect(index.services.map(({ name }) => name)).toEqual(services.map(({ name }) => name).sort());
  const listed = index.services.flatMap((service) => service.resources.map(({ name }) => `${service.name}.${name}`));
  expect(listed.sort()).toEqual(resources.map(({ key }) => key).sort());
  expect([index.services.length, listed.length]).toEqual([57, 202]);
});

describe('slips in the subdomain are corrected', () => {
  /** As the descriptor's contract has it: the first pattern over the whole value, without case. */
  function correct(value: string): string | null | undefined {
    for (const { pattern, replacement } of index.server.corrections) {
      const match = new RegExp(`^(?:${pattern})$`, 'is').exec(value);
      if (match !== null) return replacement?.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '') ?? null;
    }
    return undefined;
  }

  const values: readonly (readonly [string, string | null | undefined, string])[] = [
    ['my-org', undefined, 'a label is right'],
    ['my-org.oktapreview.com', undefined, 'a host is right'],
    ['id.example.com', undefined, 'a custom domain is right'],
    ['dev-admins', undefined, 'admin inside a label is right'],
    ['https://my-org.okta.com', 'my-org', 'a pasted URL'],
    ['https://my-org-admin.okta.com/admin/dashboard', 'my-org', 'a pasted URL of the Admin Console'],
    ['HTTPS://My-Org.OktaPreview.com/?x=1', 'My-Org.OktaPreview.com', 'a pasted preview URL'],
    ['https://my-org-admin.oktapreview.com', 'my-org.oktapreview.com', 'a pasted preview URL of the Admin Console'],
    ['my-org-admin', 'my-org', 'the label of the Admin Console'],
    ['my-org-admin.okta.com', 'my-org', 'the host of the Admin Console'],
    ['my-org-admin.okta-emea.com', 'my-org.okta-emea.com', 'the host of the Admin Console elsewhere'],
    ['my-org.oktapreview', 'my-org.oktapreview.com', 'a bare preview label'],
    ['my-org.okta.com/', 'my-org.okta.com', 'a slash at the end'],
    ['{yourOktaDomain}', null, 'a placeholder of the documentation'],
    ['https://${yourOktaDomain}', null, 'the same in a URL'],
    ['yourOktaDomain', null, 'the same without braces'],
    ['evil.com/#', undefined, 'an attack is nothing to correct'],
  ];
  test.each(values)('%s → %s: %s', (value, expected) => {
    expect(correct(value)).toBe(expected);
  });
});

describe('names', () => {
  /** These DELETEs end everything of their parent, so that only EXEC reaches them; the table has them as deletes. */
  const moved = new Set([
    'deleteAllCustomizations',
    'revokeGrantsForUserAndClient',
    'revokeOAuth2TokensForApplication',
    'revokeRefreshTokensForAuthorizationServerAndClient',
    'revokeTokensForUserAndClient',
    'revokeUserGrants',
    'revokeCurrentApiToken',
  ]);

  test('service, resource, method, verb, HTTP method and path are those of the table of operations, row for row', () => {
    const [head = '', ...rows] = readFileSync(join(root, 'openapi/facts/operations.tsv'), 'utf8').trimEnd().split('\n');
    const at = (row: readonly string[], column: string): string => row[head.split('\t').indexOf(column)] ?? '';
    const expected = rows.map((line) => {
      const row = line.split('\t');
      const verb = moved.has(at(row, 'operation_id')) ? 'exec' : at(row, 'sql_verb');
      return [`${at(row, 'service')}.${at(row, 'resource')}`, at(row, 'method'), verb, at(row, 'http_method'), at(row, 'path')].join(' ');
    });
    const found = methods.map(({ key, method }) => [key, method.name, method.verb, method.httpMethod, method.path].join(' '));
    expect(found.sort()).toEqual(expected.sort());
  });

  test('a method that deletes names what it deletes in the last step of its path, or its parent has but one', () => {
    const open = methods.filter(({ method }) => method.verb === 'delete' && method.httpMethod === 'DELETE' && !method.path.endsWith('}'));
    expect(open.map(({ key, method }) => `${key} ${method.path.slice(method.path.lastIndexOf('/') + 1)}`)).toEqual([
      'brands.customized_error_page customized',
      'brands.preview_error_page preview',
      'brands.preview_sign_in_page preview',
      'brands.sign_in_page customized',
      'org.captcha_settings captcha',
      'ssf.ssf_streams stream',
    ]);
  });
});

describe('connections', () => {
  const connections = resourceAt('apps.connections');

  test('has the columns that the API answers with, links first', () => {
    expect(connections.columns.map(({ name, datatype }) => `${name} ${datatype}`)).toEqual([
      '_links object',
      'authScheme string',
      'baseUrl string',
      'profile object',
      'status string',
    ]);
  });

  test('takes an application from the list of applications', () => {
    expect(connections.parents).toEqual([{ parameter: 'appId', resource: 'apps.applications', column: 'id' }]);
  });

  test('tells its two bodies apart by the scheme inside the profile', () => {
    const { body, parameters, effects } = methodAt('apps.connections', 'update_default_provisioning_connection_for_application');
    expect(body?.schema.discriminator).toEqual({ property: 'profile.authScheme', mapping: { TOKEN: 0, OAUTH2: 1 } });
    expect(body?.fields).toMatchObject([
      { name: 'baseUrl', required: false },
      { name: 'profile', required: true, sensitive: true },
    ]);
    expect(parameters).toMatchObject([{ name: 'appId' }, { name: 'activate', role: 'option', type: 'boolean' }]);
    expect(effects).toEqual(['enables the connection when activate = true']);
  });

  test('takes path parameters from the path item, in the order of the path', () => {
    const { parameters } = methodAt('apps.connections', 'verify_provisioning_connection_for_application');
    expect(parameters.map(({ name, required }) => [name, required])).toEqual([
      ['appName', true],
      ['appId', true],
      ['code', false],
      ['state', false],
    ]);
  });
});

describe('applications', () => {
  test('are paged by the engine alone', () => {
    const { paging, parameters } = methodAt('apps.applications', 'list_applications');
    expect(paging).toEqual({ cursor: { kind: 'link-header' }, size: { parameter: 'limit', preferred: 200, maximum: 200 } });
    expect(parameters.filter(({ internal }) => internal).map(({ name }) => name)).toEqual(['after', 'limit']);
  });

  test('have the columns of every variant, and the variants in their body', () => {
    expect(resourceAt('apps.applications').columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['label', 'settings', 'credentials']),
    );
    const body = methodAt('apps.applications', 'create_application').body;
    const schema = services.find(({ name }) => name === 'apps')?.schemas[body?.schema.ref ?? ''];
    expect(Object.keys(schema?.discriminator?.mapping ?? {})).toHaveLength(9);
    expect(schema?.variants?.[schema.discriminator?.mapping['BOOKMARK'] ?? -1]).toEqual({ ref: 'BookmarkApplication' });
    expect(body?.fields.map(({ name }) => name)).not.toContain('created');
  });

  test('are found by id', () => {
    expect(methodAt('apps.applications', 'get_application').parameters[0]).toMatchObject({ name: 'appId', keyColumn: 'id' });
  });
});

test('lists inside an envelope are rows and page by the link in the body', () => {
  const { response, paging } = methodAt('iam.roles', 'list_roles');
  expect(response).toMatchObject({ shape: 'list', rowsPath: 'roles' });
  expect(paging?.cursor).toEqual({ kind: 'body-link', path: '_links.next.href' });
  expect(response.columns.map(({ name }) => name)).toContain('label');
});

test('every media type of the API has a body that can be filled', () => {
  const media = new Set(methods.flatMap(({ method }) => method.body?.mediaType ?? []));
  expect([...media].sort()).toEqual([
    'application/json',
    'application/merge-patch+json',
    'application/pkix-cert',
    'application/secevent+jwt',
    'application/x-x509-ca-cert',
    'multipart/form-data',
  ]);
});

describe('every service file stands alone', () => {
  test('schemas that are referred to are there, and each is referred to', () => {
    for (const service of services) {
      const text = JSON.stringify(service);
      const used = new Set([...text.matchAll(/"ref":"([^"]+)"/g)].map(([, name]) => name));
      expect([...used].sort(), service.name).toEqual(Object.keys(service.schemas).sort());
    }
  });

  test('a sensitive column is one wherever it is listed', () => {
    for (const { key, resource } of resources) {
      const inRows = new Set(
        resource.methods
          .filter(({ verb }) => verb === 'select')
          .flatMap(({ response }) => response.columns.filter((column) => column.sensitive).map(({ name }) => name)),
      );
      const inResource = resource.columns.filter((column) => column.sensitive).map(({ name }) => name);
      expect(inResource.sort(), key).toEqual([...inRows].sort());
    }
  });
});

describe('parents', () => {
  test('have the column that supplies the parameter, and an end: no relation is its own ancestor', () => {
    const ancestors = (key: string, seen: readonly string[]): void => {
      expect(seen, `${key} comes back to itself`).not.toContain(key);
      for (const link of resourceAt(key).parents) {
        expect(resourceAt(link.resource).columns.map(({ name }) => name)).toContain(link.column);
        ancestors(link.resource, [...seen, key]);
      }
    };
    for (const { key } of resources) ancestors(key, []);
  });

  test('are marked for nearly every relation below another', () => {
    const links = resources.flatMap(({ resource }) => resource.parents);
    expect(links.length).toBeGreaterThan(100);
  });
});

test('calls that count a list are there, and take the arguments that they are given', () => {
  const counted = methods.flatMap(({ method }) => (method.count === undefined ? [] : [{ name: method.name, count: method.count }]));
  expect(counted.map(({ name }) => name).sort()).toEqual(['list_assigned_applications_for_group', 'list_group_users', 'list_users']);
  for (const { count } of counted) {
    const [service = '', resource = '', name = ''] = count.method.split('.');
    const names = methodAt(`${service}.${resource}`, name).parameters.map((parameter) => parameter.name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(count.arguments)));
  }
});
