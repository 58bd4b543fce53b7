import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { examplesOn } from './page-example.fixture.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/resources/apps/connections.md', import.meta.url)), 'utf8');

/** Cells of the table under a heading, without their backquotes. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, rest = ''] = page.split(`\n## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.replaceAll('`', '')),
  );
}

function named(heading: string, name: string): readonly string[] {
  return rowsUnder(heading).find(([first]) => first === name) ?? [];
}

test('overview', () => {
  expect(rowsUnder('Overview')).toEqual([
    ['', ''],
    ['Name', 'connections'],
    ['Type', 'Resource'],
    ['Id', 'okta.apps.connections'],
  ]);
});

test.each([
  ['_links', 'object', /HAL/],
  ['authScheme', 'string', /token authentication/],
  ['baseUrl', 'string', /./],
  ['profile', 'object', /./],
  ['status', 'string', /DISABLED by default/],
])('field %s is of type %s', (name, datatype, description) => {
  expect(named('Fields', name)).toEqual([name, datatype, expect.stringMatching(description)]);
});

test('there are no other fields', () => {
  expect(rowsUnder('Fields').map(([name]) => name)).toEqual(['Name', '_links', 'authScheme', 'baseUrl', 'profile', 'status']);
});

// Besides what the page of old has: the path's own parameters, and the fields of the body.
const methods: readonly (readonly [string, string, string, string, RegExp])[] = [
  ['get_default_provisioning_connection_for_application', 'select', 'subdomain, appId', '', /default provisioning connection/],
  [
    'update_default_provisioning_connection_for_application',
    'update',
    'subdomain, appId, profile',
    'activate, baseUrl',
    /default provisioning connection/,
  ],
  ['activate_default_provisioning_connection_for_application', 'exec', 'subdomain, appId', '', /default provisioning connection/],
  ['deactivate_default_provisioning_connection_for_application', 'exec', 'subdomain, appId', '', /default provisioning connection/],
  [
    'verify_provisioning_connection_for_application',
    'exec',
    'subdomain, appName, appId',
    'code, state',
    /Finishes the OAuth 2\.0 consent.*office365, google, zoomus and slack only/,
  ],
];

test.each(methods)('method %s is accessible by %s, needs %s and takes [%s]', (name, verb, required, optional, description) => {
  expect(named('Methods', name).slice(0, 5)).toEqual([name, verb, required, optional, expect.stringMatching(description)]);
});

test('there are no other methods', () => {
  expect(rowsUnder('Methods').map(([name]) => name)).toEqual(['Name', ...methods.map(([name]) => name)]);
});

test.each([
  ['subdomain', 'server', 'string', /my-org.*my-org\.oktapreview\.com.*id\.example\.com/],
  ['appId', 'path', 'string', /okta\.apps\.applications/],
  ['appName', 'path', 'string', /google, office365, slack, zoomus/],
  ['activate', 'query', 'boolean', /enabled/],
  ['code', 'query', 'string', /./],
  ['state', 'query', 'string', /./],
])('parameter %s goes into the %s and is of type %s', (name, location, datatype, description) => {
  expect(named('Parameters', name)).toEqual([name, location, datatype, expect.stringMatching(description)]);
});

test('each method has an example in the section of its verb', () => {
  const sections = { select: 'SELECT', update: 'UPDATE', exec: 'Lifecycle methods' };
  const expected = methods.map(([name, verb]) => [Object.entries(sections).find(([key]) => key === verb)?.[1], name]);
  expect(examplesOn(page).map(({ section, method }) => [section, method])).toEqual(expected);
});
