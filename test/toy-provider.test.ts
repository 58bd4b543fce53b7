import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEngine, type Engine, type RunOptions, type Session } from '../src/index.ts';
import { failureOf, type Ran, runAll, spotOf } from './okta-org.fixture.ts';
import { startToyServer, type ToyServer } from './toy/toy-server.ts';

const providerDir = join(import.meta.dirname, 'toy', 'provider');

let server: ToyServer;
let engine: Engine;
let session: Session;

beforeEach(async () => {
  server = await startToyServer();
  engine = createEngine({ providerDir, serverUrl: server.url, credentials: { token: server.key }, environment: {} });
  session = engine.connect({ defaults: { region: 'north' } });
  return async () => {
    await engine.close();
    await server.close();
  };
});

const run = (sql: string, options?: RunOptions): Promise<readonly Ran[]> => runAll(session, sql, options);
const rows = async (sql: string): Promise<Ran['rows']> => (await run(sql))[0]?.rows ?? [];
const wire = (): readonly string[] => server.requests.splice(0).map(({ method, target }) => `${method} ${target}`);

describe('every kind of paging', () => {
  test('a cursor in the body', async () => {
    expect((await rows('SELECT id FROM toy.shop.toys')).flat()).toEqual(['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8']);
    expect(wire()).toEqual(['GET /v2/toys?per=3', 'GET /v2/toys?per=3&from=at-3', 'GET /v2/toys?per=3&from=at-6']);
  });

  test('page numbers', async () => {
    expect(await rows('SELECT count(*), max(code) FROM toy.shop.boxes')).toEqual([[5, 'B5']]);
    expect(wire()).toEqual(['GET /v2/boxes?per=2', 'GET /v2/boxes?per=2&page=2', 'GET /v2/boxes?per=2&page=3']);
  });

  test('a link in the body', async () => {
    expect(await rows("SELECT kind, passed FROM toy.yard.inspections WHERE kind = 'fire'")).toEqual([
      ['fire', true],
      ['fire', false],
      ['fire', true],
    ]);
    expect(wire()).toEqual(['GET /v2/inspections?kind=fire', 'GET /v2/inspections?kind=fire&after=2']);
  });

  test.each<[sql: string, ids: string[], requests: string[]]>([
    ['SELECT id FROM toy.shop.toys LIMIT 2', ['T1', 'T2'], ['GET /v2/toys?per=2']],
    ['SELECT id FROM toy.shop.toys LIMIT 4 OFFSET 1', ['T2', 'T3', 'T4', 'T5'], ['GET /v2/toys?per=3', 'GET /v2/toys?per=3&from=at-3']],
    ['SELECT id FROM toy.shop.toys LIMIT 0', [], []],
    ['SELECT code FROM toy.shop.boxes LIMIT 3', ['B1', 'B2', 'B3'], ['GET /v2/boxes?per=2', 'GET /v2/boxes?per=2&page=2']],
  ])('LIMIT decides size and number of pages: %s', async (sql, ids, requests) => {
    expect((await rows(sql)).flat()).toEqual(ids);
    expect(wire()).toEqual(requests);
  });

  test('a required enum that is left out is asked for each of its values', async () => {
    expect(await rows('SELECT kind, count(*) FROM toy.yard.inspections GROUP BY kind ORDER BY kind')).toEqual([
      ['fire', 3],
      ['water', 2],
    ]);
    expect(wire().map((request) => request.split('?')[1])).toEqual(['kind=fire', 'kind=fire&after=2', 'kind=water', 'kind=noise']);
  });
});

describe('rows of every shape', () => {
  test('text is one row', async () => {
    expect(await rows("SELECT label, toy_id FROM toy.shop.labels WHERE toy_id = 'T1'")).toEqual([['Bear\nNot for eating.\n', 'T1']]);
  });

  test('scalars are rows, without a credential where none is needed', async () => {
    expect(await rows('SELECT * FROM toy.yard.workers ORDER BY name DESC')).toEqual([['Cy'], ['Bo'], ['Ada']]);
    expect(server.requests[0]?.headers['x-toy-key']).toBeUndefined();
  });

  test('types, in both ways of running', async () => {
    const columns = 'id, price, stock, fragile, made_at, size';
    const expected = [['T4', 10, 0, null, '2026-01-04T12:00:00.000Z', { width: 4, height: 7 }]];
    expect(await rows(`SELECT ${columns} FROM toy.shop.toys WHERE id = 'T4'`)).toEqual(expected);
    expect(await rows(`SELECT ${columns} FROM toy.shop.toys WHERE price = 10.0`)).toEqual(expected);
    const [ran] = await run(`SELECT ${columns} FROM toy.shop.toys WHERE id = 'T4'`);
    expect(ran?.types).toEqual(['string', 'number', 'integer', 'boolean', 'timestamp', 'json']);
    expect(await rows('SELECT sum(price * stock), count(colour), count(size), min(made_at), bool_or(fragile) FROM toy.shop.toys')).toEqual([
      [2850, 6, 7, '2026-01-01T12:00:00.000Z', true],
    ]);
  });

  test('keys of a JSON column compare as text', async () => {
    expect(await rows("SELECT id, size.width FROM toy.shop.toys WHERE size.height = '5'")).toEqual([['T3', '3']]);
    expect(await rows("SELECT id FROM toy.shop.toys WHERE CAST(size.height AS INTEGER) > 12 AND NOT size->>'width' = '8'")).toEqual([
      ['T7'],
    ]);
  });
});

describe('parameters', () => {
  test('a filter of the API is pushed where it says the same', async () => {
    expect((await rows("SELECT id FROM toy.shop.toys WHERE colour = 'red' AND dearer_than = 3")).flat()).toEqual(['T5']);
    expect(wire()).toEqual(['GET /v2/toys?colour=red&dearer_than=3&per=3']);
  });

  test('each value of IN is a call', async () => {
    expect((await rows("SELECT id FROM toy.shop.toys WHERE colour IN ('red', 'blue', 'red') ORDER BY 1")).flat()).toEqual([
      'T1',
      'T3',
      'T5',
      'T7',
    ]);
    expect(wire()).toEqual(['GET /v2/toys?colour=red&per=3', 'GET /v2/toys?colour=blue&per=3']);
  });

  test('other conditions on the field are evaluated here', async () => {
    expect((await rows("SELECT id FROM toy.shop.toys WHERE colour <> 'red' ORDER BY 1")).flat()).toEqual(['T2', 'T3', 'T6', 'T7']);
    expect((await rows('SELECT id FROM toy.shop.toys WHERE colour IS NULL ORDER BY 1')).flat()).toEqual(['T4', 'T8']);
    expect((await rows("SELECT id FROM toy.shop.toys WHERE colour = 'red' OR price > 19")).flat().sort()).toEqual(['T1', 'T5', 'T8']);
  });

  test('numbers compare as numbers', async () => {
    expect((await rows('SELECT id FROM toy.shop.toys WHERE dearer_than = 17.5')).flat()).toEqual(['T8']);
    expect(await failureOf(() => run("SELECT id FROM toy.shop.toys WHERE dearer_than = 'much'"))).toMatchObject({
      code: 'invalid_parameter',
    });
  });

  test('the key is id or toy_id', async () => {
    for (const name of ['id', 'toy_id']) {
      expect(await rows(`SELECT id, toy_id, name FROM toy.shop.toys WHERE ${name} = 'T2'`)).toEqual([['T2', 'T2', 'Train']]);
      expect(wire()).toEqual(['GET /v2/toys/T2']);
    }
  });

  test('a parameter without default is named with its own words', async () => {
    const error = await failureOf(() =>
      runAll(engine.connect({ defaults: { region: 'north' } }), "EXEC toy.shop.toys.wind_up @toy_id = 'T1'"),
    );
    expect(error).toMatchObject({ code: 'missing_parameter', message: 'wind_up needs header parameter turns' });
  });
});

describe('expansion', () => {
  test('over all toys; its own "none here" is no row', async () => {
    const found = await rows("SELECT toy_id, part FROM toy.shop.parts WHERE part <> 'key'");
    expect(found).toEqual([
      ['T1', 'body'],
      ['T3', 'body'],
      ['T5', 'body'],
      ['T7', 'body'],
    ]);
    expect(wire()).toHaveLength(3 + 8);
  });

  test('joined with its parent', async () => {
    expect(
      await rows(
        `SELECT t.name, sum(p.grams) FROM toy.shop.toys t LEFT JOIN toy.shop.parts p ON p.toy_id = t.id WHERE region = 'north' GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1 LIMIT 5`,
      ),
    ).toEqual([
      ['Puzzle', 108],
      ['Ball', 107],
      ['Kite', 106],
      ['Bear', 105],
      ['Drum', null],
    ]);
  });

  test('a parent written by hand that is not there is an error', async () => {
    expect(await failureOf(() => run("SELECT part FROM toy.shop.parts WHERE toy_id = 'T99'"))).toMatchObject({
      code: 'not_found',
      exitCode: 4,
    });
  });
});

describe('changes', () => {
  test('INSERT, UPDATE, DELETE with RETURNING', async () => {
    const ran = await run(`INSERT INTO toy.shop.toys (name, price, announce) VALUES ('Top', 9, false) RETURNING id, name, price;
      UPDATE toy.shop.toys SET price = price * 2, size.width = 3 WHERE id = 'T9' RETURNING price, size;
      DELETE FROM toy.shop.toys WHERE price = 18 AND id IN ('T9', 'T1') RETURNING name, price`);
    expect(ran.map((result) => result.rows)).toEqual([[['T9', 'Top', 9]], [[18, { width: 3 }]], [['Top', 18]]]);
    expect(wire().filter((request) => !request.startsWith('GET'))).toEqual([
      'POST /v2/toys?announce=false',
      'PATCH /v2/toys/T9',
      'DELETE /v2/toys/T9',
    ]);
    expect(server.works.toys.size).toBe(8);
  });

  test('a resource with only PUT is read, merged and written', async () => {
    const [ran] = await run("UPDATE toy.shop.boxes SET litres = litres + 10 WHERE code = 'B2' RETURNING code, material, litres");
    expect(ran?.rows).toEqual([['B2', 'card', 12]]);
    expect(wire().at(-1)).toBe('PUT /v2/boxes/B2');
    expect(server.works.boxes.get('B2')).toEqual({ code: 'B2', material: 'card', litres: 12 });
  });

  test('REPLACE writes what it names and nothing else', async () => {
    const [ran] = await run("REPLACE toy.shop.boxes SET material = 'tin' WHERE code = 'B2' RETURNING *");
    expect(ran?.rows).toEqual([['B2', 'tin', null]]);
    expect(ran?.outcome.notices).toEqual([{ code: 'removed', message: "removed litres of the object with code = 'B2'" }]);
    expect(wire()).toEqual(['GET /v2/boxes/B2', 'PUT /v2/boxes/B2']);
    const error = await failureOf(() => run("REPLACE toy.shop.boxes SET litres = 1 WHERE code = 'B2'"));
    expect(error.message).toContain('material');
  });

  test('EXEC with a header parameter gives its answer', async () => {
    const [ran] = await run("EXEC toy.shop.toys.wind_up @toy_id = 'T1', @turns = 3");
    expect(ran).toMatchObject({ kind: 'change', columns: ['runs'], rows: [[30]] });
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      target: '/v2/toys/T1:wind',
      body: '',
      headers: { 'x-turns': '3', 'content-length': '0', 'x-toy-key': server.key },
    });
    expect(server.requests[0]?.headers['authorization']).toBeUndefined();
  });

  test('EXEC for each row', async () => {
    const [ran] = await run(
      'EXEC toy.shop.toys.wind_up @toy_id IN (SELECT id FROM toy.shop.toys WHERE fragile AND price < 8), @turns = 2 RETURNING runs',
    );
    expect(ran?.rows).toEqual([[20], [20]]);
    expect(wire().filter((request) => request.startsWith('POST'))).toEqual(['POST /v2/toys/T1:wind', 'POST /v2/toys/T3:wind']);
  });
});

describe('failures', () => {
  test("in the API's own words", async () => {
    const error = await failureOf(() =>
      run("INSERT INTO toy.shop.toys (name, price) VALUES ('', -1); SELECT id FROM toy.shop.toys").then(() =>
        run("UPDATE toy.shop.toys SET price = 1 WHERE id = 'T99'"),
      ),
    );
    expect(error).toMatchObject({
      code: 'not_found',
      exitCode: 4,
      remote: { status: 410, errorCode: 'no_such_thing', requestId: expect.stringMatching(/^trace-/) },
    });
  });

  test('a wrong key is exit 3', async () => {
    const stranger = createEngine({ providerDir, serverUrl: server.url, credentials: { token: 'nope-nope' }, environment: {} });
    const error = await failureOf(() => runAll(stranger.connect({ defaults: { region: 'north' } }), 'SELECT id FROM toy.shop.toys'));
    expect(error).toMatchObject({ code: 'authentication_failed', exitCode: 3 });
    expect(`${error.message}${error.hint ?? ''}`).not.toContain('nope-nope');
    await stranger.close();
  });

  test('no key: its own places are named, nothing of another provider', async () => {
    const stranger = createEngine({ providerDir, serverUrl: server.url, environment: { HOME: '/nonexistent' } });
    const error = await failureOf(() => runAll(stranger.connect({ defaults: { region: 'north' } }), 'SELECT id FROM toy.shop.toys'));
    expect(error).toMatchObject({ code: 'no_credentials', exitCode: 3 });
    expect(`${error.message}${error.hint ?? ''}`).toContain('TOY_KEY');
    expect(`${error.message}${error.hint ?? ''}`).not.toMatch(/okta/i);
    await stranger.close();
  });

  test('hosts by its own rules', async () => {
    const error = await failureOf(() => run("SELECT id FROM toy.shop.toys WHERE region = 'far_east'"));
    expect(error).toMatchObject({ code: 'invalid_host' });
    expect(error.hint).toContain('far-east');
    expect(spotOf(error)).toBe("'far_east'");
    expect(await failureOf(() => run("SELECT id FROM toy.shop.toys WHERE region = 'my-org.okta.com'"))).toMatchObject({
      code: 'untrusted_host',
    });
    expect(wire()).toEqual([]);
  });
});

test('SHOW, DESCRIBE and EXPLAIN speak its language', async () => {
  expect(await rows('SHOW PROVIDERS')).toEqual([['toy', '2.0']]);
  expect((await rows('SHOW SERVICES')).map(([name]) => name)).toEqual(['shop', 'yard']);
  expect((await rows('SHOW RESOURCES IN toy.shop')).map(([name]) => name)).toEqual(['toys', 'parts', 'labels', 'boxes']);
  expect((await rows('SHOW METHODS IN toy.shop.toys')).find(([name]) => name === 'wind_up')).toEqual([
    'wind_up',
    'EXEC',
    'region, toy_id, turns',
    '',
  ]);
  expect(await rows('DESCRIBE toy.yard.workers')).toEqual([['name', 'string']]);
  const plan = (await rows("EXPLAIN SELECT part FROM toy.shop.parts WHERE region = 'north'")).flat().join('\n');
  expect(plan).toContain('toy_id = each id of toy.shop.toys');
  expect(plan).not.toMatch(/okta/i);
  // Nobody has seen the list of toys, so its first page is asked for; without buckets a price is calls alone.
  expect(wire()).toEqual(['GET /v2/toys?per=3']);
  expect(plan).toMatch(/^Calls: (?:about|at least) \d+$/m);
});

test('without a server URL its own hosts are called', async () => {
  const urls: string[] = [];
  const far = createEngine({
    providerDir,
    credentials: { token: 'k' },
    environment: { TOY_REGION: 'south' },
    transport: async ({ url, headers }) => {
      urls.push(`${url} ${headers.find(([name]) => name.toLowerCase() === 'x-toy-key')?.[1] ?? ''}`);
      return {
        status: 200,
        headers: [['content-type', 'application/json']],
        body: (async function* () {
          yield Buffer.from('{"data": {"items": [], "resume": null}}');
        })(),
      };
    },
  });
  await runAll(far.connect(), "SELECT id FROM toy.shop.toys; SELECT id FROM toy.shop.toys WHERE region = 'north'");
  expect(urls).toEqual(['https://south.toy.example/v2/toys?per=3 k', 'https://north.toy.example/v2/toys?per=3 k']);
  await far.close();
});
