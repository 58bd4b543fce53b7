import { beforeAll, describe, expect, test } from 'vitest';
import { apps, openOktaOrg, type OktaOrg } from '../okta-org.fixture.ts';

let org: OktaOrg;

beforeAll(async () => {
  org = await openOktaOrg();
  return () => org[Symbol.asyncDispose]();
});

/** Labels with the status of their connection, as `label:status`. */
async function joined(sql: string): Promise<readonly string[]> {
  const rows = await org.rows(`SELECT a.label, c.status FROM ${sql} ORDER BY a.label, c.status`);
  return rows.map(([label, status]) => `${String(label)}:${String(status)}`);
}

const both = 'okta.apps.applications a LEFT JOIN okta.apps.connections c ON c.appId = a.id';
const unprovisioned = ['Cafeteria menu', 'Expense reports', 'Old wiki', 'Parking permits', 'Payroll', 'Travel booking'];

test('the server parameter in WHERE, unqualified or of either side, drops no row', async () => {
  const expected = await joined(both);
  expect(expected).toHaveLength(14);
  expect(expected.filter((row) => row.endsWith(':null'))).toEqual(unprovisioned.map((label) => `${label}:null`));
  for (const where of [
    "subdomain = 'my-org'",
    "a.subdomain = 'my-org'",
    "c.subdomain = 'my-org'",
    "a.subdomain = 'my-org' AND c.subdomain = 'my-org'",
  ])
    expect(await joined(`${both} WHERE ${where}`)).toEqual(expected);
  for (const on of ["c.subdomain = 'my-org'", "subdomain = 'my-org'"]) expect(await joined(`${both} AND ${on}`)).toEqual(expected);
});

test('a server parameter of the kept side in ON could not choose where that side is read, and is refused', async () => {
  const error = await org.fails(
    "SELECT a.label FROM okta.apps.applications a LEFT JOIN okta.apps.connections c ON c.appId = a.id AND a.subdomain = 'other'",
  );
  expect(error).toMatchObject({ code: 'invalid_parameter' });
});

test('a parameter of the null-supplied side in ON binds it and keeps the others', async () => {
  const rows = await joined(`${both} AND c.appId = '${apps.slack}'`);
  expect(rows).toHaveLength(14);
  expect(rows.filter((row) => !row.endsWith(':null'))).toEqual(['Slack:DISABLED']);
});

test('in WHERE it binds it and drops the NULL rows, as SQL has it', async () => {
  expect(await joined(`${both} WHERE c.appId = '${apps.slack}'`)).toEqual(['Slack:DISABLED']);
  expect(await joined(`${both} WHERE c.appId IN ('${apps.slack}', '${apps.menu}')`)).toEqual(['Slack:DISABLED']);
});

test('a condition of the kept side in ON drops no row and binds nothing', async () => {
  const rows = await joined(`${both} AND a.id = '${apps.slack}'`);
  expect(rows).toHaveLength(14);
  expect(rows.filter((row) => !row.endsWith(':null'))).toEqual(['Slack:DISABLED']);
});

test('in WHERE it binds the kept side', async () => {
  org.sent();
  expect(await joined(`${both} WHERE a.id = '${apps.menu}'`)).toEqual(['Cafeteria menu:null']);
  expect(org.sent()[0]).toBe(`GET /api/v1/apps/${apps.menu}`);
});

test('IS NULL finds what has no partner', async () => {
  const expected = unprovisioned.map((label) => `${label}:null`);
  expect(await joined(`${both} WHERE c.status IS NULL`)).toEqual(expected);
  expect(await joined(`${both} WHERE c.appId IS NULL`)).toEqual(expected);
});

describe('RIGHT and FULL', () => {
  const right = 'okta.apps.connections c RIGHT JOIN okta.apps.applications a ON c.appId = a.id';
  test('RIGHT is LEFT turned round', async () => {
    expect(await joined(right)).toEqual(await joined(both));
    expect(await joined(`${right} AND c.appId = '${apps.slack}'`)).toEqual(await joined(`${both} AND c.appId = '${apps.slack}'`));
    expect(await joined(`${right} WHERE c.subdomain = 'my-org'`)).toEqual(await joined(both));
  });

  test('FULL keeps both sides', async () => {
    const full = `okta.apps.connections c FULL JOIN okta.apps.applications a ON c.appId = a.id AND a.status = 'INACTIVE'`;
    const rows = await joined(full);
    expect(rows).toHaveLength(22);
    expect(await joined(`${full} WHERE subdomain = 'my-org'`)).toEqual(rows);
  });

  test('a condition in ON of a FULL join binds neither side', async () => {
    const rows = await joined(`okta.apps.connections c FULL JOIN okta.apps.applications a ON c.appId = a.id AND a.id = '${apps.slack}'`);
    expect(rows).toHaveLength(21);
    expect(rows.filter((row) => row === 'Slack:DISABLED')).toHaveLength(1);
  });
});

test('ANTI and SEMI join', async () => {
  const from = (kind: string): string =>
    `SELECT label FROM okta.apps.applications a ${kind} JOIN okta.apps.connections c ON c.appId = a.id ORDER BY 1`;
  expect((await org.rows(from('ANTI'))).map(([label]) => label)).toEqual(unprovisioned);
  expect(await org.rows(from('SEMI'))).toHaveLength(8);
});

test('three in a row', async () => {
  const rows = await org.rows(
    `SELECT a.label, c.status, b.label FROM okta.apps.applications a
       LEFT JOIN okta.apps.connections c ON c.appId = a.id
       LEFT JOIN okta.apps.applications b ON b.id = c.appId AND b.id = '${apps.slack}'
     WHERE subdomain = 'my-org' AND a.label IN ('Slack', 'Zoom', 'Payroll') ORDER BY 1`,
  );
  expect(rows).toEqual([
    ['Payroll', null, null],
    ['Slack', 'DISABLED', 'Slack'],
    ['Zoom', 'ENABLED', null],
  ]);
});
