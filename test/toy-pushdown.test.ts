import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEngine, type Engine, type Session } from '../src/index.ts';
import { type Ran, runAll } from './okta-org.fixture.ts';
import { startToyServer, type ToyServer } from './toy/toy-server.ts';

/*
 * The toy works have a filter language of their own: other signs, quotes, names and brackets than Okta's. What the engine sends of it is data
 * in its descriptors alone.
 */

let server: ToyServer;
let engine: Engine;
let session: Session;

beforeEach(async () => {
  server = await startToyServer();
  const providerDir = join(import.meta.dirname, 'toy', 'provider');
  engine = createEngine({ providerDir, serverUrl: server.url, credentials: { token: server.key }, environment: {} });
  session = engine.connect({ defaults: { region: 'north' } });
  return async () => {
    await engine.close();
    await server.close();
  };
});

const last = async (script: string): Promise<Ran | undefined> => (await runAll(session, script)).at(-1);
const wire = (): readonly string[] => server.requests.splice(0).map(({ target }) => decodeURIComponent(target));

describe('conditions in another language', () => {
  test.each([
    ["name = 'Kite'", "title='Kite'", ['T3'], 'another name, single quotes'],
    ["name = 'O''Brien'", "title='O''Brien'", [], 'quotes are doubled'],
    ["name IN ('Kite', 'Drum') AND price > 7.5", "[title='Kite'|title='Drum'];price>7.5", ['T4'], 'its own brackets and signs'],
    ["name = 'Kite' OR price >= 20 AND name LIKE 'Y%'", "title='Kite'|price>=20;title^'Y'", ['T3', 'T8'], 'and binds more tightly'],
    ["NOT (price < 17.5 OR name = 'Yo-yo')", "price>=17.5;title!='Yo-yo'", ['T7'], 'NOT without a word for it'],
    ["made_at >= '2026-01-08'", 'made>=2026-01-08T00:00:00.000Z', ['T8'], 'times as they are'],
    ['made_at IS NOT NULL AND price = 5', 'made?;price=5', ['T2'], 'presence'],
  ])('%s is %s', async (where, sent, ids) => {
    const ran = await last(`SELECT id FROM toy.shop.toys WHERE ${where}`);
    expect(wire()).toEqual([`/v2/toys?where=${sent}&per=3`]);
    expect(ran?.rows.flat()).toEqual(ids);
  });

  test('an order of its own, read no further than its rows reach', async () => {
    const ran = await last("SELECT id FROM toy.shop.toys WHERE name <> 'Yo-yo' ORDER BY price DESC LIMIT 2");
    expect(wire()[0]).toMatch(/^\/v2\/toys\?where=title!='Yo-yo'/);
    expect(ran?.rows.flat()).toEqual(['T7', 'T6']);
    const sorted = await last('SELECT id FROM toy.shop.toys WHERE price > 5 ORDER BY price DESC LIMIT 2');
    expect(wire()).toEqual(['/v2/toys?where=price>5&order_by=cost&way=down&per=3']);
    expect(sorted?.rows.flat()).toEqual(['T8', 'T7']);
  });
});

test('SET oktaql.pushdown = off asks plainly and gives the same rows', async () => {
  const ran = await last("SET oktaql.pushdown = off; SELECT id FROM toy.shop.toys WHERE name = 'Kite'");
  expect(wire()[0]).toBe('/v2/toys?per=3');
  expect(ran?.rows).toEqual([['T3']]);
});

test('an expression that the server does not take after all is left out, and told', async () => {
  const ran = await last("SELECT id FROM toy.shop.toys WHERE size.width = 'wide' OR name = 'Kite'");
  expect(wire().slice(0, 2)).toEqual(["/v2/toys?where=wide='wide'|title='Kite'&per=3", '/v2/toys?per=3']);
  expect(ran?.rows).toEqual([['T3']]);
  expect(ran?.outcome.notices).toEqual([
    { code: 'pushdown_refused', message: "list_toys did not take size.width = 'wide' OR name = 'Kite': every row is read" },
  ]);
});
