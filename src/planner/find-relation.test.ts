import { describe, expect, it } from 'vitest';
import { QueryError } from '../errors/query-error.ts';
import { planned } from './planning.fixture.ts';

describe('a name that no relation has', () => {
  it.each<[name: string, hint: RegExp, why: string]>([
    ['okta.apps.users', /^There is okta\.apps\.application_users, .*okta\.users\.users/, 'the named service comes first'],
    ['okta.apps.groups', /^There is okta\.apps\.group_assignments, okta\.groups\.groups and/, 'in another number'],
    ['okta.apps.aplications', /^Did you mean `applications`\?$/, 'a slip'],
    ['okta.apps.nonsense', /^SHOW RESOURCES IN okta\.apps lists them\.$/, 'nothing near'],
    ['applications', /^There is okta\.apps\.applications\.$/, 'without service and provider'],
    ['USERS', /^There is okta\.users\.users, /, 'a service of the same name first'],
    ['apps', /^SHOW RESOURCES IN okta\.apps lists its relations\.$/, 'a service'],
    ['nonsense', /^SHOW TABLES lists yours; relations are named okta\.service\.resource\.$/, 'nothing near'],
    ['apps.applications', /^Write okta\.apps\.applications\.$/, 'without the provider'],
    ['okta.apps', /^SHOW RESOURCES IN okta\.apps lists/, 'without the resource'],
  ])('%s: %s, %s', async (name, hint) => {
    const error: unknown = await planned(`SELECT * FROM ${name}`).catch((reason: unknown) => reason);
    if (!QueryError.is(error)) throw error;
    expect(error).toMatchObject({ code: 'unknown_resource', hint: expect.stringMatching(hint) });
  });
});
