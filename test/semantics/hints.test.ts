import { beforeAll, describe, expect, test } from 'vitest';
import { readMetaCommand } from '../../src/repl/meta-command.ts';
import { type OktaOrg, openOktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

describe('the error for what another database would take names what to write here', () => {
  test.each<[sql: string, hint: string]>([
    ['SHOW DATABASES', 'SHOW PROVIDERS lists what stands first in names, SHOW SERVICES what stands second.'],
    ['SHOW SCHEMAS', 'SHOW SERVICES lists what stands second in names.'],
    ['SHOW COLUMNS FROM okta.users.users', 'DESCRIBE name lists the columns of a relation.'],
    ['DESCRIBE okta.users', 'SHOW RESOURCES IN okta.users lists its relations.'],
    ['DESC users.users', 'Write okta.users.users.'],
    ['DESCRIBE connections', 'There is okta.apps.connections.'],
    [
      'DESCRIBE okta.users.users.suspend_user',
      'DESCRIBE METHOD okta.users.users.suspend_user describes the method; the relation is okta.users.users.',
    ],
    ['DESCRIBE METHOD okta.users.users', 'SHOW METHODS IN okta.users.users lists its methods.'],
    ['DESCRIBE METHOD users.users.suspend_user', 'Write okta.users.users.suspend_user.'],
    ['SHOW RESOURCES', 'SHOW SERVICES IN okta lists the services; SHOW RESOURCES IN okta.<service> lists relations.'],
    ['SHOW RESOURCES IN users', 'Write okta.users.'],
    ['SHOW METHODS IN okta.users', 'SHOW RESOURCES IN okta.users lists its relations.'],
    ['SELECT * FROM okta.users', 'SHOW RESOURCES IN okta.users lists its relations.'],
    ['SELECT * FROM users.users', 'Write okta.users.users.'],
    ['SELECT * FROM users', 'There is okta.users.users, okta.groups.users and okta.identity_sources.users.'],
    ['EXEC okta.users.users.suspend', 'Did you mean `suspend_user`?'],
    ["EXEC okta.users.users.suspend_user @id IN ('a', 'b')", "Write the values as rows: IN (VALUES ('…'), ('…'))."],
    ['DESCRIBE oktaql.catalog.methods', 'DESCRIBE SELECT * FROM oktaql.… tells the columns of its relations.'],
    ['EXEC users.users.suspend_user', 'Write okta.users.users.suspend_user.'],
    ["INSERT INTO okta.groups.groups VALUES ('x')", 'SHOW INSERT INTO okta.groups.groups writes one out.'],
    [
      '\\d okta.users.users',
      'DESCRIBE name and SHOW SERVICES tell what there is; the shell takes commands with a backslash at the start of a line.',
    ],
  ])('%s', async (sql, hint) => {
    expect((await org.fails(sql)).hint).toBe(hint);
  });

  test('EXEC of a relation lists its methods', async () => {
    expect((await org.fails('EXEC okta.apps.connections')).hint).toMatch(
      /^Write okta\.apps\.connections\.<method>: get_default_provisioning_connection_for_application, .+; SHOW METHODS IN okta\.apps\.connections lists all\.$/,
    );
  });

  test.each([
    ['\\d okta.users.users;', 'DESCRIBE okta.users.users;'],
    ['\\d', 'SHOW SERVICES;'],
    ['\\dt', 'SHOW RESOURCES IN …;'],
    ['\\d+ x', 'DESCRIBE x;'],
    ['\\l', 'SHOW PROVIDERS;'],
  ])('%s in the shell', (line, instead) => {
    const [name] = line.split(' ');
    expect(readMetaCommand(line)).toEqual({ kind: 'message', text: `there is no command ${name ?? ''}: write ${instead}\n` });
  });
});
