import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTransport } from '../../src/http/undici-transport.ts';
import { createEngine, type HttpRequest, QueryError, type Session, type Value } from '../../src/index.ts';
import { jsonText } from '../../src/values/json-text.ts';
import { type OktaOrg, openOktaOrg, orgTime, runAll } from '../okta-org.fixture.ts';
import { type CorpusQuery, queriesOf, topics } from './corpus.fixture.ts';

/*
 * Every query of the corpus gives the same rows however it is run. A mode that a query cannot be run in is refused; each way has to carry out
 * a good part of the corpus, so that one which refuses everything is noticed.
 */

const ways: readonly { readonly name: string; readonly setting: string | null; readonly least: number; readonly pageSize?: number }[] = [
  { name: 'pushdown off', setting: "SET oktaql.pushdown = 'off'", least: 350 },
  { name: 'consistent answers only', setting: "SET okta.consistency = 'strong'", least: 350 },
  { name: 'pages of one row', setting: null, least: 350, pageSize: 1 },
  { name: 'staged', setting: "SET oktaql.mode = 'staged'", least: 350 },
  { name: 'page by page', setting: "SET oktaql.mode = 'paged'", least: 60 },
  { name: 'streamed', setting: "SET oktaql.mode = 'stream'", least: 10 },
];

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: orgTime });
});
afterAll(() => {
  vi.useRealTimers();
});

describe.each(ways)('the same rows: $name', ({ setting, least, pageSize }) => {
  let compared = 0;
  test.each(topics)('%s', { timeout: 240_000 }, async (topic) => {
    await using org = await openOktaOrg();
    await using other = otherWay(org, pageSize);
    if (setting !== null) await runAll(other.session, setting);
    for (const query of await queriesOf(topic, org)) {
      const [expected, found] = [await rowsOf(org.session, query), await rowsOf(other.session, query)];
      if (found === 'refused') continue;
      expect(found, query.title).toEqual(expected);
      compared += 1;
    }
  });
  test('enough of the corpus is run that way', () => {
    expect(compared).toBeGreaterThanOrEqual(least);
  });
});

interface OtherWay extends AsyncDisposable {
  readonly session: Session;
}

/** A session of another engine on the same org, which asks for pages of a size if one is given. */
function otherWay({ sandbox }: OktaOrg, pageSize: number | undefined): OtherWay {
  const transport = createTransport();
  const engine = createEngine({
    pacing: false,
    serverUrl: sandbox.url,
    credentials: { token: sandbox.token },
    environment: {},
    transport: (request, signal) => transport.send(pageSize === undefined ? request : withPageSize(request, pageSize), signal),
  });
  return {
    session: engine.connect({ defaults: { subdomain: 'my-org' } }),
    async [Symbol.asyncDispose]() {
      await engine.close();
      await transport.close();
    },
  };
}

/** Lists that take no small pages answer 400 to them, as the API does: they are left alone. */
function withPageSize(request: HttpRequest, size: number): HttpRequest {
  const url = new URL(request.url);
  if (!url.searchParams.has('limit') || /\/(groups\/[^/]+\/apps|apps\/[^/]+\/groups)$/.test(url.pathname)) return request;
  url.searchParams.set('limit', String(size));
  return { ...request, url: url.href };
}

/** Columns and rows as they are, in an order of our own where the query asks for none. */
async function rowsOf(session: Session, { sql, ordered }: CorpusQuery): Promise<unknown> {
  try {
    const [ran] = await runAll(session, sql);
    const rows: readonly (readonly Value[])[] = ran?.rows ?? [];
    return { columns: ran?.columns, types: ran?.types, rows: ordered ? rows : rows.toSorted(byText) };
  } catch (error) {
    if (QueryError.is(error)) return error.message.includes('cannot run in the mode') ? 'refused' : error.message;
    throw error;
  }
}

function byText(a: readonly Value[], b: readonly Value[]): number {
  const [left, right] = [a, b].map((row) => row.map((value) => jsonText(value)).join('|'));
  return (left ?? '').localeCompare(right ?? '');
}
