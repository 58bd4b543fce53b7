import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScript } from '../../src/sql/parse.ts';
import type { OktaOrg } from '../okta-org.fixture.ts';

/** One query of the corpus. */
export interface CorpusQuery {
  readonly title: string;
  /** With identifiers of the org in place of their names in braces. */
  readonly sql: string;
  /** Whether its rows come in an order that the query itself asks for. */
  readonly ordered: boolean;
}

/** Names of the corpus files, without their extension. */
export const topics: readonly string[] = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => name.replace(/\.sql$/, ''))
  .sort();

/** The queries of a topic for an org. Throws on a name in braces that the org has nothing for. */
export async function queriesOf(topic: string, org: OktaOrg): Promise<readonly CorpusQuery[]> {
  const names = await namesOf(org);
  return await Promise.all(
    blocksOf(topic).map(async ({ title, sql }) => {
      const filled = sql.replaceAll(/\{([a-z]+\d*)\}/g, (_, name: string) => {
        const value = names.get(name);
        if (value === undefined) throw new Error(`${topic}: there is nothing called ${name}`);
        return value;
      });
      return { title, sql: filled, ordered: await isOrdered(filled) };
    }),
  );
}

interface Block {
  readonly title: string;
  readonly sql: string;
}

/** A file is a list of queries, each under a line `-- what it is about`. */
function blocksOf(topic: string): readonly Block[] {
  const text = readFileSync(join(import.meta.dirname, `${topic}.sql`), 'utf8');
  return text
    .split(/^-- /m)
    .slice(1)
    .map((block) => {
      const [title = '', ...lines] = block.split('\n');
      return { title, sql: lines.join('\n').trim() };
    });
}

async function isOrdered(sql: string): Promise<boolean> {
  const [parsed] = await parseScript(sql).catch(() => []);
  // What only the database's own parser reads is taken by its last clause.
  if (parsed === undefined) return /\border by\b(?!.*\))/i.test(sql);
  return parsed.statement.kind === 'select-statement' && parsed.statement.query.orderBy.length > 0;
}

interface Named {
  readonly id: string;
  readonly profile?: { readonly login?: string; readonly name?: string };
  readonly label?: string;
}

const groupNames = ['Engineering', 'Administrators', 'Legal'] as const;
const appLabels = ['Slack', 'Zoom'] as const;

/** What the names in braces stand for: `user7` and `login7` the seventh user, groups and applications by name. */
async function namesOf(org: OktaOrg): Promise<ReadonlyMap<string, string>> {
  const list = async (path: string): Promise<readonly Named[]> => {
    const answer = await fetch(`${org.sandbox.url}/api/v1/${path}`, { headers: { authorization: `SSWS ${org.sandbox.token}` } });
    return (await answer.json()) as readonly Named[];
  };
  const [users, groups, apps] = await Promise.all([list('users?search=id%20pr&limit=200'), list('groups'), list('apps?limit=200')]);
  return new Map([
    ...users.flatMap(({ id, profile }, index): [string, string][] => [
      [`user${index + 1}`, id],
      [`login${index + 1}`, profile?.login ?? ''],
    ]),
    ...groupNames.map((name): [string, string] => [name.toLowerCase(), groups.find(({ profile }) => profile?.name === name)?.id ?? '']),
    ...appLabels.map((name): [string, string] => [name.toLowerCase(), apps.find(({ label }) => label === name)?.id ?? '']),
  ]);
}
