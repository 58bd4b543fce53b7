import { createTransport } from '../src/http/undici-transport.ts';
import { createEngine } from '../src/index.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { type CallQuestion, callQuestions, type OrgFacts } from './call-questions.ts';

/*
 * Calls made / calls needed for named questions on a sandbox of 60 users, 8 groups and 14 applications. What is needed was counted by hand from
 * what the API offers: `call-questions.ts` says for each question how. `npx tsx bench/calls.ts`; exit code 1 when a question needs more calls
 * than its reason allows.
 */

await using sandbox = await startSandbox({ seed: 1, token: 'bench' });
const transport = createTransport();
let calls = 0;
await using engine = createEngine({
  serverUrl: sandbox.url,
  credentials: { token: sandbox.token },
  environment: {},
  pacing: false,
  transport: (request, signal) => {
    calls += 1;
    return transport.send(request, signal);
  },
});
const facts = await orgFacts();
let over = 0;
for (const question of callQuestions) await ask(question);
await transport.close();
process.exitCode = over === 0 ? 0 : 1;

async function ask({ title, sql, needed, reason }: CallQuestion): Promise<void> {
  const session = engine.connect({ defaults: { subdomain: 'my-org' } });
  calls = 0;
  const rows = await session.query(sql(facts));
  const wanted = needed(facts);
  const ratio = calls / wanted;
  if (ratio > 1 && reason === undefined) over += 1;
  console.log(
    `${ratio.toFixed(2)}  ${calls} of ${wanted} calls  ${title} (${rows.length} rows)${reason === undefined || ratio <= 1 ? '' : `: ${reason}`}`,
  );
  await session.close();
}

async function orgFacts(): Promise<OrgFacts> {
  const list = async (
    path: string,
  ): Promise<
    readonly { readonly id: string; readonly label?: string; readonly profile?: { readonly name?: string; readonly login?: string } }[]
  > => {
    const answer = await fetch(`${sandbox.url}/api/v1/${path}`, { headers: { authorization: `SSWS ${sandbox.token}` } });
    return (await answer.json()) as Awaited<ReturnType<typeof list>>;
  };
  const [users, groups, apps, policies, administrators] = await Promise.all([
    list('users?search=id%20pr&limit=200'),
    list('groups?limit=200'),
    list('apps?limit=200'),
    list('policies?type=PASSWORD'),
    list('iam/assignees/users').then((found) => (found as unknown as { readonly value: readonly unknown[] }).value.length),
  ]);
  return {
    users: users.length,
    groups: groups.length,
    apps: apps.length,
    administrators,
    passwordPolicies: policies.length,
    userId: users[0]?.id ?? '',
    login: users[1]?.profile?.login ?? '',
    appId: apps.find(({ label }) => label === 'Slack')?.id ?? '',
    groupId: groups.find(({ profile }) => profile?.name === 'Legal')?.id ?? '',
    otherGroupId: groups.find(({ profile }) => profile?.name === 'Engineering')?.id ?? '',
  };
}
