import { parseArgs } from 'node:util';
import { compete, contender, median, report } from './contenders.ts';

// What do joins and groups over staged rows cost? Two tables of a million rows each come as pages of rows, as calls would give them, are staged
// and joined; against bare DuckDB that runs the same SQL over the same rows, which it has made itself. Whole processes are timed, in turn; so
// the ratio tells what taking rows from JavaScript costs, and the query alone is timed besides.
//
//   npx tsx bench/join.ts
//   npx tsx bench/join.ts --rows 100000 --runs 1

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '3' } } });
const rows = Number(values.rows);

const sql = `SELECT u.department, count(*) AS members, count(DISTINCT u.id) AS people, max(m.since) AS latest
FROM users u JOIN members m ON m.user_id = u.id WHERE u.status <> 'SUSPENDED' GROUP BY u.department ORDER BY u.department`;

const done = 'done(JSON.stringify(found.map((row) => row.map(String))), performance.now() - started);';

const bare = `
const { default: duckdb } = await import('@duckdb/node-api');
const instance = await duckdb.DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");
await connection.run(\`CREATE TABLE users AS SELECT 'u' || range AS id, CASE range % 10 WHEN 0 THEN 'SUSPENDED' ELSE 'ACTIVE' END AS status,
  'Department ' || range % 50 AS department FROM range(${rows})\`);
await connection.run(\`CREATE TABLE members AS SELECT 'u' || (range * 7 % ${rows}) AS user_id, 'g' || range % 1000 AS group_id,
  (range % 86400)::BIGINT AS since FROM range(${rows})\`);
const started = performance.now();
const found = (await connection.runAndReadAll(${JSON.stringify(sql)})).getRows();
${done}`;

const staged = `
const { createDuckdbEngine } = await import('./src/relational/duckdb-engine.ts');
const engine = createDuckdbEngine();
const execution = await engine.open();
const string = (name) => ({ name, type: 'string' });
await execution.createTable('users', [string('id'), string('status'), string('department')]);
await execution.createTable('members', [string('user_id'), string('group_id'), { name: 'since', type: 'integer' }]);
const query = await execution.prepare(${JSON.stringify(sql)});
const pageSize = 200;
for (let from = 0; from < ${rows}; from += pageSize) {
  await execution.append('users', Array.from({ length: pageSize }, (_none, index) => [
    'u' + (from + index), (from + index) % 10 === 0 ? 'SUSPENDED' : 'ACTIVE', 'Department ' + ((from + index) % 50)]));
  await execution.append('members', Array.from({ length: pageSize }, (_none, index) => [
    'u' + (((from + index) * 7) % ${rows}), 'g' + ((from + index) % 1000), (from + index) % 86400]));
}
const started = performance.now();
const found = [];
for await (const page of query.run(new AbortController().signal)) found.push(...page);
await execution.close();
await engine.close();
${done}`;

const contenders = [contender('bare DuckDB', bare), contender('staged and joined', staged)];
compete(contenders, Number(values.runs), { flags: ['--import', 'tsx'] });
report(contenders, { ratio: 3, memory: 700 });
const [query = Number.NaN, base = Number.NaN] = [...contenders].reverse().map((one) => median(one, ({ part }) => part ?? Number.NaN));
console.log(
  `the query alone: ${base.toFixed(0)} ms bare, ${query.toFixed(0)} ms over staged rows, ratio ${(query / base).toFixed(2)} (at most 1.5)`,
);
