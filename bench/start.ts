import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// How long does one row take from a cold start? Whole processes are timed: `oktaql exec` with one SELECT, against the least that Node can do,
// a script that sends one GET with node:http. The server is a process of its own; the two alternate, and the medians of wall time are compared.
//
//   npm run bench
//   npm run bench -- --node "$(npx -y -p node@22 -c 'command -v node')"      another Node; built once, measured with that binary

const { values } = parseArgs({ options: { node: { type: 'string' }, runs: { type: 'string', default: '21' } } });
const node = values.node ?? process.execPath;
const runs = Number(values.runs);

const application = {
  id: '0oa1gjh63g214q0Hq0g4',
  name: 'office365',
  label: 'Office',
  status: 'ACTIVE',
  signOnMode: 'SAML_2_0',
  created: '2026-01-01T00:00:00.000Z',
};

const server = `
const body = ${JSON.stringify(JSON.stringify([application]))};
require('node:http')
  .createServer((request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body))
  .listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

const bare = `
require('node:http').get(process.argv[2] + '/api/v1/apps?limit=1', { headers: { authorization: 'SSWS x' } }, (response) => {
  let text = '';
  response.setEncoding('utf8').on('data', (piece) => (text += piece)).on('end', () => console.log(JSON.parse(text)[0].label));
});
`;

const sql = "SELECT label FROM okta.apps.applications WHERE subdomain = 'my-org' LIMIT 1";

/** A process that is timed. */
interface Contender {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly times: number[];
}

function timeOnce(contender: Contender, environment: NodeJS.ProcessEnv): void {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(node, contender.parameters, { env: environment, encoding: 'utf8' });
  contender.times.push(performance.now() - start);
  if (status !== 0 || !stdout.includes(application.label)) throw new Error(`${contender.name} failed: ${stdout}${stderr}`);
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const chunk of stream) return String(chunk).trim();
  throw new Error('the server ended');
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'oktaql-bench-'));
  const serving = spawn(process.execPath, ['-e', server], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = `http://127.0.0.1:${await firstLine(serving.stdout)}`;
    writeFileSync(join(folder, 'bare.cjs'), bare);
    const environment = { ...process.env, XDG_CACHE_HOME: folder, OKTA_API_TOKEN: 'x' };
    const tool: Contender = { name: 'oktaql exec', parameters: ['dist/cli/launcher.cjs', 'exec', '--server-url', url, sql], times: [] };
    const baseline: Contender = { name: 'bare GET', parameters: [join(folder, 'bare.cjs'), url], times: [] };
    timeOnce(tool, environment);
    timeOnce(baseline, environment);
    for (const { times } of [tool, baseline]) times.length = 0;
    for (let run = 0; run < runs; run += 1) [baseline, tool].forEach((contender) => timeOnce(contender, environment));
    report(tool, baseline);
  } finally {
    serving.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(tool: Contender, baseline: Contender): void {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  for (const { name, times } of [baseline, tool]) {
    console.log(
      `${name.padEnd(12)} median ${median(times).toFixed(0)} ms, fastest ${Math.min(...times).toFixed(0)} ms, ${times.length} runs, Node ${version}`,
    );
  }
  console.log(`ratio ${(median(tool.times) / median(baseline.times)).toFixed(2)} (oktaql exec / bare GET)`);
}

await main();
