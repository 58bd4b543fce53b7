import { parseArgs } from 'node:util';
import { compete, type Contender, contender, report, startServer } from './contenders.ts';

// What do staging and local evaluation cost? 100,000 users in 500 pages from a server process of its own, counted by status in DuckDB, and
// filtered page by page, each against the least that Node can do: a loop of fetch and JSON.parse that follows the same links and does the same
// by hand. Whole processes are timed, in turn; the medians of wall time are compared.
//
//   npm run build && npx tsx bench/stage.ts
//   npx tsx bench/stage.ts --runs 3 --users 20000

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, users: { type: 'string', default: '100000' } } });

/** The loop that both tasks have to do; `look` sees each user. */
function bare(url: string, look: string, answer: string): string {
  return `
const found = new Map();
for (let url = '${url}/api/v1/users?limit=200'; url !== undefined; ) {
  const response = await fetch(url, { headers: { authorization: 'SSWS x' } });
  for (const user of JSON.parse(await response.text())) { ${look} }
  url = /<([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
}
done(${answer});`;
}

function engine(url: string, sql: string, answer: string): string {
  return `
const { createEngine } = await import('./dist/index.js');
const engine = createEngine({ serverUrl: '${url}', credentials: { token: 'x' }, environment: {} });
const session = engine.connect({ defaults: { subdomain: 'my-org', 'oktaql.pushdown': 'off' } });
const found = new Map();
for await (const result of session.run(${JSON.stringify(sql)}))
  for await (const page of result.rows) for (const row of page) found.set(row[0], row[1]);
await engine.close();
done(${answer});`;
}

const counts = 'JSON.stringify([...found].sort())';
const size = 'found.size';

async function main(): Promise<void> {
  const server = await startServer('users-server.ts', [values.users, '200']);
  try {
    const { url } = server;
    const grouped: readonly Contender[] = [
      contender('fetch and count', bare(url, 'found.set(user.status, (found.get(user.status) ?? 0) + 1);', counts)),
      contender('GROUP BY, staged', engine(url, 'SELECT status, count(*) AS n FROM okta.users.users GROUP BY status', counts)),
    ];
    const filtered: readonly Contender[] = [
      contender(
        'fetch and filter',
        bare(
          url,
          `if (user.profile.department === 'Sales' && user.profile.city.startsWith('R')) found.set(user.id, user.profile.email);`,
          size,
        ),
      ),
      contender(
        'WHERE, page by page',
        engine(
          url,
          `SELECT id, profile->>'email' AS email FROM okta.users.users WHERE profile->>'department' = 'Sales' AND profile->>'city' LIKE 'R%'`,
          size,
        ),
      ),
    ];
    compete(grouped, Number(values.runs));
    report(grouped, { ratio: 1.5, memory: 300 });
    compete(filtered, Number(values.runs));
    report(filtered, { ratio: 1.6, memory: 300 });
  } finally {
    server.close();
  }
}

await main();
