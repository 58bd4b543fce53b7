import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from './contenders.ts';

// What does a long list to a file cost? `oktaql exec -o csv` over 100,000 users in 500 pages, against a script that follows the same links with
// undici and JSON.parse and writes the same four columns. Whole processes are timed, in turn; the medians of wall time are compared, and the most
// memory that each had. Then ten times as many users, whose memory has to be the same.
//
//   npm run build && npx tsx bench/scan.ts
//   npx tsx bench/scan.ts --runs 1 --users 20000

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, users: { type: 'string', default: '100000' } } });

const root = join(import.meta.dirname, '..');

/** Prints what a process has taken when it ends. */
const preload = `process.on('exit', () => process.stderr.write('\\n@' + JSON.stringify([performance.now(), process.resourceUsage().maxRSS / 1024])));`;

const bare = `
const { request } = require('${root}/node_modules/undici');
const { createWriteStream } = require('node:fs');
const { once } = require('node:events');
(async () => {
  const out = createWriteStream(process.argv[3]);
  out.write('id,status,created,lastLogin\\n');
  for (let url = process.argv[2] + '/api/v1/users?limit=200'; url !== undefined; ) {
    const { headers, body } = await request(url, { headers: { authorization: 'SSWS x' } });
    const users = JSON.parse(await body.text());
    if (!out.write(users.map((user) => [user.id, user.status, user.created, user.lastLogin].join(',') + '\\n').join(''))) await once(out, 'drain');
    url = /<([^>]*)>; rel="next"/.exec(headers.link ?? '')?.[1];
  }
  out.end();
})();`;

interface Taken {
  /** Milliseconds from the start of the process. */
  readonly wall: number;
  /** Most memory, in MB. */
  readonly memory: number;
}

function measured(parameters: readonly string[], folder: string): Taken {
  const environment = {
    ...process.env,
    OKTA_API_TOKEN: 'x',
    XDG_CACHE_HOME: folder,
    NODE_OPTIONS: `--require ${join(folder, 'preload.cjs')}`,
  };
  const { status, stderr } = spawnSync(process.execPath, parameters, { env: environment, encoding: 'utf8', cwd: root });
  const [, report] = /\n@(\[.*\])/.exec(stderr) ?? [];
  if (status !== 0 || report === undefined) throw new Error(`${parameters.join(' ')} failed: ${stderr}`);
  const [wall = Number.NaN, memory = Number.NaN]: readonly number[] = JSON.parse(report);
  return { wall, memory };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function exportUsers(url: string, folder: string, format: 'csv' | 'jsonl'): Taken {
  const sql = "SELECT id, status, created, lastLogin FROM okta.users.users WHERE subdomain = 'my-org'";
  const output = ['-o', format, '-f', join(folder, `users.${format}`), '--set', 'oktaql.pushdown=off'];
  return measured(['dist/cli/launcher.cjs', 'exec', '--server-url', url, ...output, sql], folder);
}

async function compared(users: number, folder: string): Promise<void> {
  const server = await startServer('users-server.ts', [String(users), '200']);
  const runs: { readonly loop: Taken; readonly tool: Taken }[] = [];
  try {
    for (let run = 0; run <= Number(values.runs); run += 1) {
      const loop = measured([join(folder, 'bare.cjs'), server.url, join(folder, 'bare.csv')], folder);
      const tool = exportUsers(server.url, folder, 'csv');
      if (run > 0) runs.push({ loop, tool });
    }
  } finally {
    server.close();
  }
  const ratio = median(runs.map(({ tool }) => tool.wall)) / median(runs.map(({ loop }) => loop.wall));
  const most = (of: 'loop' | 'tool'): string => Math.max(...runs.map((run) => run[of].memory)).toFixed(0);
  console.log(`undici and JSON.parse    median ${median(runs.map(({ loop }) => loop.wall)).toFixed(0)} ms, peak ${most('loop')} MB`);
  console.log(
    `oktaql exec -o csv       median ${median(runs.map(({ tool }) => tool.wall)).toFixed(0)} ms, peak ${most('tool')} MB (at most 150)`,
  );
  console.log(`ratio ${ratio.toFixed(2)} (at most 1.2)`);
}

async function flat(users: number, folder: string): Promise<void> {
  const server = await startServer('users-server.ts', [String(users), '200']);
  try {
    for (const format of ['csv', 'jsonl'] as const)
      console.log(`${users} users to ${format}: peak ${exportUsers(server.url, folder, format).memory.toFixed(0)} MB`);
  } finally {
    server.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'oktaql-bench-'));
try {
  writeFileSync(join(folder, 'bare.cjs'), bare);
  writeFileSync(join(folder, 'preload.cjs'), preload);
  await compared(Number(values.users), folder);
  await flat(10 * Number(values.users), folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
