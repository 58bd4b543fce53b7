import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTransport } from '../../src/http/undici-transport.ts';
import { createEngine, type Engine, type HttpRequest, type Session } from '../../src/index.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { jsonText, plainText } from '../../src/values/json-text.ts';
import { quoteName, quoteText } from '../../src/values/quote-name.ts';
import { runAll } from '../okta-org.fixture.ts';
import { comparable } from './duckdb-oracle.ts';
import { type FilterColumn, filterConditions } from './random-filter.ts';

/*
 * Whatever goes into `search` and `filter`, the rows are those that a database gives which has all rows; the sandbox, which knows the two
 * languages from their description alone, refuses nothing. `PROPERTY_RUNS=2000 PROPERTY_SEED=7` looks longer and elsewhere.
 */

const runs = Number(process.env['PROPERTY_RUNS'] ?? 150);
const parameters = { numRuns: runs, seed: Number(process.env['PROPERTY_SEED'] ?? 1) };
const timeout = 20_000 + 200 * runs;

interface Relation {
  readonly name: string;
  readonly key: string;
  readonly columns: readonly (readonly [ours: string, plain: string, kind: 'text' | 'time'])[];
}

const json = (column: string, ...keys: readonly string[]): string => `(${column}->>'$.${keys.join('.')}')`;

const relations: readonly Relation[] = [
  {
    name: 'okta.users.users',
    key: 'id',
    columns: [
      ['id', 'id', 'text'],
      ['status', 'status', 'text'],
      ["profile->>'login'", json('profile', 'login'), 'text'],
      ['profile.email', json('profile', 'email'), 'text'],
      ['u.profile.firstName', json('profile', 'firstName'), 'text'],
      ["json_extract_string(profile, '$.lastName')", json('profile', 'lastName'), 'text'],
      ["u.profile->>'department'", json('profile', 'department'), 'text'],
      ["profile->>'$.nickName'", json('profile', 'nickName'), 'text'],
      ["profile->>'costCenter'", json('profile', 'costCenter'), 'text'],
      ['profile.shoes', json('profile', 'shoes'), 'text'],
      ["type->>'id'", json('type', 'id'), 'text'],
      ['created', 'created', 'time'],
      ['activated', 'activated', 'time'],
      ['lastUpdated', 'lastUpdated', 'time'],
      ['statusChanged', 'statusChanged', 'time'],
      ['lastLogin', 'lastLogin', 'time'],
    ],
  },
  {
    name: 'okta.groups.groups',
    key: 'id',
    columns: [
      ['id', 'id', 'text'],
      ['type', 'type', 'text'],
      ["profile->>'name'", json('profile', 'name'), 'text'],
      ['profile.description', json('profile', 'description'), 'text'],
      ['created', 'created', 'time'],
      ['lastUpdated', 'lastUpdated', 'time'],
      ['lastMembershipUpdated', 'lastMembershipUpdated', 'time'],
    ],
  },
  {
    name: 'okta.apps.applications',
    key: 'id',
    columns: [
      ['id', 'id', 'text'],
      ['status', 'status', 'text'],
      ['name', 'name', 'text'],
      ['label', 'label', 'text'],
      ["credentials->'signing'->>'kid'", json('credentials', 'signing', 'kid'), 'text'],
      ["settings->'signOn'->'slo'->>'enabled'", json('settings', 'signOn', 'slo', 'enabled'), 'text'],
    ],
  },
  {
    name: 'okta.logs.system_log_events',
    key: 'uuid',
    columns: [
      ['uuid', 'uuid', 'text'],
      ['eventType', 'eventType', 'text'],
      ['severity', 'severity', 'text'],
      ["outcome->>'result'", json('outcome', 'result'), 'text'],
      ['outcome.reason', json('outcome', 'reason'), 'text'],
      ['displayMessage', 'displayMessage', 'text'],
      ["actor->>'alternateId'", json('actor', 'alternateId'), 'text'],
      ["client->'userAgent'->>'os'", json('client', 'userAgent', 'os'), 'text'],
      ['published', 'published', 'time'],
    ],
  },
];

interface Oracle {
  answer(relation: Relation, condition: string): Promise<readonly string[]>;
  columnsOf(relation: Relation): Promise<readonly FilterColumn[]>;
  close(): void;
}

let sandbox: Sandbox;
let engine: Engine;
let session: Session;
let oracle: Oracle;
const requests: HttpRequest[] = [];
const refused: string[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 1, now: Date.now() - 3_600_000 });
  const transport = createTransport();
  engine = createEngine({
    pacing: false,
    serverUrl: sandbox.url,
    credentials: { token: sandbox.token },
    environment: {},
    transport: async (request, signal) => {
      requests.push(request);
      const answer = await transport.send(request, signal);
      if (answer.status === 400) refused.push(decodeURIComponent(request.url));
      return answer;
    },
  });
  session = engine.connect({ defaults: { subdomain: 'my-org' } });
  await addOddObjects();
  oracle = await loadAll();
}, 60_000);

afterAll(async () => {
  oracle.close();
  await engine.close();
  await sandbox.close();
});

/** Texts that a filter could get wrong: quotes, both cases, letters from everywhere, what looks like another kind. */
async function addOddObjects(): Promise<void> {
  const odd = ['Ada "the" One', "O'Brien\\", 'ADA', 'ada', 'Łódź 東京', '100%_sure', '[5]', '5', 'true', ''];
  for (const [index, text] of odd.entries()) {
    await post('/api/v1/users?activate=false', {
      profile: {
        ...{
          login: `odd${index}@example.com`,
          email: `Odd${index}@Example.com`,
          firstName: text === '' ? 'x' : text,
          lastName: `L${index}`,
        },
        ...{ nickName: text, department: index % 2 === 0 ? 'sales' : null, costCenter: text.toUpperCase() },
      },
    });
    await post('/api/v1/groups', { profile: { name: `${text} ${index}`, description: index % 3 === 0 ? null : text } });
  }
  await new Promise((resolve) => {
    setTimeout(resolve, 1_100);
  });
}

async function post(path: string, body: unknown): Promise<void> {
  const headers = { authorization: `SSWS ${sandbox.token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}

/** A database with all rows of the relations, none of which came by a filter. */
async function loadAll(): Promise<Oracle> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'; ATTACH ':memory:' AS okta");
  for (const { name } of relations) {
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${name.split('.').slice(0, 2).join('.')}`);
    const [all] = await runAll(session, `SELECT * FROM ${name}`);
    if (all === undefined) throw new Error(`${name} gave no result`);
    const types = all.types.map((type) => ({ json: 'JSON', timestamp: 'TIMESTAMPTZ' })[type] ?? 'VARCHAR');
    await connection.run(`CREATE TABLE ${name} (${all.columns.map((column, index) => `${quoteName(column)} ${types[index]}`).join(', ')})`);
    for (const row of all.rows) {
      const cells = row.map((value, index) =>
        value === null ? 'NULL' : quoteText(all.types[index] === 'json' ? jsonText(value) : plainText(value)),
      );
      await connection.run(`INSERT INTO ${name} VALUES (${cells.join(', ')})`);
    }
  }
  const texts = async (sql: string): Promise<readonly string[]> =>
    (await connection.runAndReadAll(sql)).getRows().map(([value]) => String(value));
  return {
    answer: async ({ name, key }, condition) =>
      comparable((await connection.runAndReadAll(`SELECT ${key} FROM ${name} WHERE ${condition}`)).getRows()),
    columnsOf: ({ name, columns }) =>
      Promise.all(
        columns.map(async ([ours, plain, kind]) => {
          const shown = kind === 'time' ? `strftime(${plain}, '%Y-%m-%dT%H:%M:%S.%gZ')` : plain;
          const values = await texts(`SELECT DISTINCT ${shown} AS v FROM ${name} WHERE ${plain} IS NOT NULL ORDER BY hash(v) LIMIT 12`);
          return { ours, plain, kind, values: values.length === 0 ? ['none'] : values };
        }),
      ),
    close: () => connection.closeSync(),
  };
}

describe('rows are those of all rows', () => {
  test.each(relations)(
    '$name',
    async (relation) => {
      const columns = await oracle.columnsOf(relation);
      const alias = relation.name === 'okta.users.users' ? ' u' : '';
      let found = 0;
      let filtered = 0;
      const law = fc.asyncProperty(filterConditions(columns), async ({ ours, plain }) => {
        const expected = await oracle.answer(relation, plain);
        requests.length = 0;
        const [ran] = await runAll(session, `SELECT ${relation.key} FROM ${relation.name}${alias} WHERE ${ours}`);
        expect(comparable(ran?.rows ?? [])).toEqual(expected);
        if (requests.some(({ url }) => /[?&](filter|search)=(?!status%20eq%20%22DEPROVISIONED%22&)/.test(url))) filtered += 1;
        if (expected.length > 0) found += 1;
      });
      await fc.assert(law, parameters);
      expect(refused).toEqual([]);
      expect(found, 'statements with rows').toBeGreaterThan(runs / 8);
      expect(filtered, 'statements that send a filter').toBeGreaterThan(runs / 16);
    },
    timeout,
  );
});
