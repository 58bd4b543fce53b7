import { beforeAll, expect, test } from 'vitest';
import { type OktaOrg, openOktaOrg, runAll } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

interface Parameter {
  readonly name: string;
  readonly location: string;
  readonly required: boolean;
  readonly datatype: string;
  readonly title: string;
}

const names = (list: readonly Parameter[]): string => list.map(({ name }) => name).join(', ');

test('the catalog as relations says of every method what SHOW METHODS and DESCRIBE METHOD say', async () => {
  const methods = await org.rows('SELECT service, resource, name, verb, http_method, path FROM oktaql.catalog.methods');
  const parameters = new Map<string, Parameter[]>();
  for (const [service, resource, method, name, location, required, datatype, title] of await org.rows(
    'SELECT service, resource, method, name, location, required, datatype, title FROM oktaql.catalog.parameters',
  )) {
    const key = [service, resource, method].join('.');
    const one: Parameter = {
      name: String(name),
      location: String(location),
      required: required === true,
      datatype: String(datatype),
      title: String(title),
    };
    parameters.set(key, [...(parameters.get(key) ?? []), one]);
  }
  const resources = [...new Set(methods.map(([service, resource]) => `${String(service)}.${String(resource)}`))];
  const shown = await runAll(org.session, resources.map((name) => `SHOW METHODS EXTENDED IN okta.${name}`).join('; '));
  const listed = resources.flatMap((resource, index) => (shown[index]?.rows ?? []).map((row) => ({ resource, row })));
  expect(
    listed.map(({ resource, row: [name, verb, required, optional, request] }) => [resource, name, verb, required, optional, request]),
  ).toEqual(
    methods.map(([service, resource, name, verb, httpMethod, path]) => {
      const own = parameters.get([service, resource, name].join('.')) ?? [];
      return [
        [service, resource].join('.'),
        name,
        String(verb).toUpperCase(),
        names(own.filter(({ required }) => required)),
        names(own.filter(({ required }) => !required)),
        `${String(httpMethod)} ${String(path)}`,
      ];
    }),
  );
  const keys = methods.map(([service, resource, name]) => [service, resource, name].join('.'));
  const described = await runAll(org.session, keys.map((key) => `DESCRIBE METHOD okta.${key}`).join('; '));
  for (const [index, key] of keys.entries()) {
    const rows = (described[index]?.rows ?? []).filter(([, , location]) => location !== 'response');
    expect([key, rows]).toEqual([
      key,
      (parameters.get(key) ?? []).map(({ name, datatype, location, required, title }) => [
        name,
        datatype,
        location,
        required ? 'required' : '',
        title,
      ]),
    ]);
  }
  expect(keys).toHaveLength(732);
  expect(org.sent()).toEqual([]);
});
