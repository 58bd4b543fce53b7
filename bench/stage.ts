import { parseArgs } from 'node:util';
import { compete, type Contender, contender, report, startServer } from './contenders.ts';

// What do staging and local evaluation cost? 100,000 users in 500 pages from a server process of its own, counted by status in DuckDB, and
// filtered page by page, each against the least that Node can do: a loop of fetch and JSON.parse that follows the same links and does the same
// by hand. Whole processes are timed, in turn; the medians of wall time are compared.
//
//   npm run build && npx tsx bench/stage.ts
//   npx tsx bench/stage.ts --runs 3 --users 20000
//   npx tsx bench/stage.ts --runs 0 --staged 1000000       only the memory that a million staged rows take

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    users: { type: 'string', default: '100000' },
    staged: { type: 'string', default: '1000000' },
    memory: { type: 'string', default: '512' },
  },
});

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

function engine(url: string, sql: string, answer: string, memoryLimit = '2GB'): string {
  return `
const { createEngine } = await import('./dist/index.js');
const engine = createEngine({ serverUrl: '${url}', credentials: { token: 'x' }, environment: {}, pacing: false, memoryLimit: '${memoryLimit}' });
const session = engine.connect({ defaults: { subdomain: 'my-org', 'oktaql.pushdown': 'off' } });
const found = new Map();
for await (const result of session.run(${JSON.stringify(sql)}))
  for await (const page of result.rows) for (const row of page) found.set(row[0], row[1]);
await engine.close();
done(${answer});`;
}

const counts = 'JSON.stringify([...found].sort())';
const size = 'found.size';

/** A million rows staged with their profiles, under a limit that they do not fit into with what the query needs. */
async function bounded(rows: number, limit: number): Promise<void> {
  const server = await startServer('users-server.ts', [String(rows), '200']);
  try {
    const sql =
      "SELECT count(*) AS n, count(DISTINCT profile->>'login') AS logins FROM okta.users.users WHERE profile IS NOT NULL OR id = ''";
    const staged = contender('staged rows, bounded', engine(server.url, sql, '[...found.keys()][0]', `${limit}MB`));
    compete([staged], 1, { warm: false });
    const [{ wall, memory, answer } = { wall: 0, memory: 0, answer: '' }] = staged.runs;
    console.log(
      `${answer} rows staged in ${(wall / 1_000).toFixed(1)} s, memory_limit ${limit} MB: peak ${memory.toFixed(0)} MB (at most ${limit + 150})`,
    );
  } finally {
    server.close();
  }
}

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

if (Number(values.runs) > 0) await main();
if (Number(values.staged) > 0) await bounded(Number(values.staged), Number(values.memory));
