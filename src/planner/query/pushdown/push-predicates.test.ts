import { describe, expect, test } from 'vitest';
import { scanOfQuery, sentBy } from './pushdown.fixture.ts';

const users = (where: string): string => `SELECT id FROM okta.users.users u WHERE ${where}`;
const logs = (where: string): string => `SELECT uuid FROM okta.logs.system_log_events WHERE ${where}`;

describe('conditions on users', () => {
  test.each([
    ["status = 'ACTIVE'", 'filter: status eq "ACTIVE"', 'the consistent parameter is preferred'],
    ["'ACTIVE' = status", 'filter: status eq "ACTIVE"', 'sides change places'],
    [
      "status IN ('ACTIVE', 'STAGED', 'ACTIVE', NULL)",
      'filter: status eq "ACTIVE" or status eq "STAGED"',
      'once each, and nothing equals NULL',
    ],
    ["status = 'ACTIVE' OR status = 'STAGED'", 'filter: status eq "ACTIVE" or status eq "STAGED"', 'alternatives'],
    ["profile.login = 'A@b.c' AND profile.city = 'Oslo'", 'filter: profile.login eq "A@b.c"', 'one row needs no index'],
    ["profile->>'city' = 'Oslo'", 'search: profile.city eq "Oslo"', 'an arrow'],
    ["u.profile.city = 'Oslo'", 'search: profile.city eq "Oslo"', 'a dotted path'],
    ["json_extract_string(profile, '$.city') = 'Oslo'", 'search: profile.city eq "Oslo"', 'a function'],
    ["json_extract(u.profile, '$.city') = 'Oslo'", 'search: profile.city eq "Oslo"', 'the function as StackQL has it'],
    ["profile->>'$.city' = 'Oslo'", 'search: profile.city eq "Oslo"', 'a path behind an arrow'],
    ["type->>'id' = 'oty1'", 'search: type.id eq "oty1"', 'another JSON column'],
    [
      "status = 'ACTIVE' AND profile.city IN ('Oslo', 'Rome')",
      'search: status eq "ACTIVE" and (profile.city eq "Oslo" or profile.city eq "Rome")',
      'the parameter that takes more, in brackets where needed',
    ],
    ['profile.title = \'a "b" \\ c\'', 'search: profile.title eq "a \\"b\\" \\\\ c"', 'literals are JSON strings'],
    ["profile.city LIKE 'Os%'", 'search: profile.city sw "Os"', 'a prefix'],
    ["profile.city LIKE 'Os_o%'", 'search: profile.city sw "Os"', 'what stands before the first wildcard'],
    ["profile.city LIKE 'Oslo'", 'search: profile.city eq "Oslo"', 'no wildcard'],
    ["profile.city LIKE 'a#%b%' ESCAPE '#'", 'search: profile.city sw "a%b"', 'an escaped wildcard'],
    ["profile.city ILIKE 'os%'", 'search: profile.city sw "os"', 'the index ignores case anyway'],
    ["starts_with(profile.city, 'Os')", 'search: profile.city sw "Os"', 'a function for a prefix'],
    ["lower(profile.city) = 'oslo'", 'search: profile.city eq "oslo"', 'lower() is what the index does'],
    ["created >= '2026-01-01'", 'search: created ge "2026-01-01T00:00:00.000Z"', 'a day is its first instant'],
    ["created > TIMESTAMP '2026-01-01 10:00:00' - INTERVAL '1 day'", 'search: created gt "2025-12-31T10:00:00.000Z"', 'shifted constants'],
    [
      "created BETWEEN '2026-01-01' AND '2026-02-01'",
      'search: created ge "2026-01-01T00:00:00.000Z" and created le "2026-02-01T00:00:00.000Z"',
      'both ends',
    ],
    ["'2026-01-01' < lastUpdated", 'filter: lastUpdated gt "2026-01-01T00:00:00.000Z"', 'sides change places with their sign'],
    [
      "NOT (created < '2026-01-01' OR status <> 'ACTIVE')",
      'search: created ge "2026-01-01T00:00:00.000Z" and status eq "ACTIVE"',
      'De Morgan',
    ],
    ['activated IS NOT NULL', 'search: activated pr', 'presence of a time'],
    ["status = 'ACTIVE' AND profile.city <> 'Oslo'", 'filter: status eq "ACTIVE"', 'what can be of a conjunction'],
    [
      "(status = 'ACTIVE' AND profile.city LIKE '%o') OR status = 'STAGED'",
      'filter: status eq "ACTIVE" or status eq "STAGED"',
      'inside a branch too',
    ],
    ["profile.shoes = 'blue'", 'search: profile.shoes eq "blue"', 'attributes that organizations add'],
  ])('%s sends %s: %s', async (where, sent) => {
    expect(sentBy(await scanOfQuery(users(where)))).toEqual([sent]);
  });

  test.each([
    ["status = 'active'", 'a value that there is none of: a server may refuse it'],
    ["status <> 'ACTIVE'", 'a server may know more values'],
    ["NOT status = 'ACTIVE'", 'the same'],
    ["status NOT IN ('ACTIVE')", 'the same'],
    ["profile.city <> 'Oslo'", 'the index ignores case and would leave oslo out'],
    ["profile.city > 'M'", 'the index orders texts by rules of its own'],
    ["id > '00u'", 'identifiers too'],
    ["profile.city = 'Oslo' OR profile.city LIKE '%o'", 'a branch that cannot be pushed could add rows'],
    ["profile.city LIKE '%slo'", 'no prefix'],
    ["profile.city LIKE '%'", 'an empty prefix'],
    ["profile.city NOT LIKE 'O%'", 'the index would leave those out that begin with o'],
    ["lower(id) = '00u1'", 'the case of an identifier may count there'],
    ['profile.city IS NULL', 'there is no word for absence'],
    ['profile.city IS NOT NULL', 'an empty text counts as absent there'],
    ["profile->>'employeeNumber' = 10001", 'the database casts the text'],
    ["profile.shoes = '5'", 'may be a number, whose text only SQL sees'],
    ["profile.shoes = 'true'", 'may be a boolean'],
    ['profile.shoes = \'["a"]\'', 'may be a list'],
    ["profile->'city' = '\"Oslo\"'", 'JSON is no text'],
    ["upper(profile.city) = 'OSLO'", 'another function'],
    ['profile.city = profile.state', 'no constant'],
    ["profile.city = 'Os' || 'lo'", 'no constant that is known before'],
    ["created > '2026-01-01T00:00:00.0004Z'", 'servers count milliseconds'],
    ["created::date = '2026-01-01'", 'a day is no instant'],
    ["lastLogin > '2026-01-01'", 'an attribute that no parameter takes'],
    ['profile."a b" = \'x\'', 'a name that would need quotes'],
    ['status = NULL', 'never true'],
  ])('%s sends nothing: %s', async (where) => {
    expect(sentBy(await scanOfQuery(users(where)))).toEqual([]);
  });
});

describe('conditions on the log', () => {
  test.each([
    ["eventType = 'user.session.start'", 'filter: eventType eq "user.session.start"', 'equality'],
    ["outcome->>'result' <> 'SUCCESS'", 'filter: outcome.result ne "SUCCESS"', 'values in capitals have one spelling'],
    ["severity NOT IN ('INFO', 'DEBUG')", 'filter: severity ne "INFO" and severity ne "DEBUG"', 'the same of a list'],
    ["actor.alternateId = 'a@b.c'", 'filter: actor.alternateId eq "a@b.c"', 'a dotted path'],
  ])('%s sends %s: %s', async (where, sent) => {
    expect(sentBy(await scanOfQuery(logs(where)))).toEqual([sent]);
  });

  test.each([
    ["severity <> 'info'", 'the log ignores case: INFO differs from info in SQL alone'],
    ["eventType <> 'user.session.start'", 'its values come in both cases'],
  ])('%s sends nothing: %s', async (where) => {
    expect(sentBy(await scanOfQuery(logs(where)))).toEqual([]);
  });
});

describe('which parameter', () => {
  test('SET okta.consistency = strong keeps away from the index', async () => {
    const sql = users("status = 'ACTIVE' AND profile.city = 'Oslo'");
    expect(sentBy(await scanOfQuery(sql, { consistency: 'strong' }))).toEqual(['filter: status eq "ACTIVE"']);
  });

  test('SET oktaql.pushdown = off turns it off', async () => {
    const scan = await scanOfQuery(users("status = 'ACTIVE'"), { 'oktaql.pushdown': 'off' });
    expect(scan).toMatchObject({ pushed: [], bindings: [], complements: [{ filter: 'status eq "DEPROVISIONED"' }] });
  });

  test.each([
    ["search = 'x pr' AND status = 'ACTIVE'", 'search excludes filter'],
    ["filter = 'status eq \"ACTIVE\"' AND profile.city = 'Oslo'", 'filter excludes search'],
    ["q = 'a' AND status = 'ACTIVE'", 'q excludes both'],
  ])('%s is left as it is: %s', async (where) => {
    expect(sentBy(await scanOfQuery(users(where)))).toEqual([]);
  });

  test('a parameter that only the engine fills has no value in SQL', async () => {
    const scan = await scanOfQuery("SELECT filter, id FROM okta.users.users WHERE status = 'ACTIVE'");
    expect(scan.columns.find(({ name }) => name === 'filter')).toMatchObject({ origin: 'parameter', from: '' });
  });

  test('DEPROVISIONED users are asked for apart only where no filter includes them', async () => {
    expect((await scanOfQuery(users("created > '2026-01-01'"))).complements).toEqual([]);
    expect((await scanOfQuery(users("lastLogin > '2026-01-01'"))).complements).toHaveLength(1);
  });
});

describe('what is told of it', () => {
  test.each<[string, boolean, 'strong' | 'eventual', string]>([
    ["status = 'ACTIVE'", true, 'strong', 'filter compares as SQL does'],
    ["profile.city = 'Oslo'", false, 'eventual', 'the index ignores case'],
    ["created > '2026-01-01'", true, 'eventual', 'times have no case'],
    ["profile.email = 'a@b.c'", true, 'strong', 'texts with their case'],
  ])('%s is exact: %s, consistency %s: %s', async (where, exact, consistency) => {
    const scan = await scanOfQuery(users(where));
    expect(scan.consistency).toBe(consistency);
    expect(scan.pushed).toMatchObject([{ exact, consistency }]);
  });

  test('the condition as SQL and as the server reads it', async () => {
    const { pushed } = await scanOfQuery(users("profile->>'city' in ('Oslo')"));
    expect(pushed).toEqual([
      {
        parameter: 'search',
        text: "profile ->> 'city' IN ('Oslo')",
        expression: 'profile.city eq "Oslo"',
        exact: false,
        consistency: 'eventual',
      },
    ]);
  });
});

describe('outer joins', () => {
  const join = (type: string, where: string): string =>
    `SELECT a.id FROM okta.apps.applications a ${type} JOIN okta.groups.groups g ON g.profile.name = a.label AND g.type = 'OKTA_GROUP' WHERE ${where}`;

  test.each([
    ['LEFT', 'TRUE', ['filter: type eq "OKTA_GROUP"'], 'a condition of the join narrows the side that may be NULL'],
    ['RIGHT', 'TRUE', [], 'it does not drop rows of the side that is kept'],
    ['LEFT', "g.id = '00g1'", ['filter: type eq "OKTA_GROUP"'], 'an identifier is asked for by itself'],
    ['FULL', 'TRUE', [], 'nor on either side of a full join'],
  ])('%s JOIN … WHERE %s sends %j: %s', async (type, where, sent) => {
    const { plan } = await import('../../planning.fixture.ts').then(({ planned }) => planned(join(type, where)));
    const scans = plan.kind === 'staged' ? plan.tables.flatMap(({ source }) => (source.kind === 'scan' ? [source.scan] : [])) : [];
    const groups = scans.find(({ target }) => target.resource.name === 'groups');
    expect(groups === undefined || groups.target.method.response.shape === 'object' ? sent : sentBy(groups)).toEqual(sent);
  });
});
