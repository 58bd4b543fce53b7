/** One option of the command line. */
export interface OptionDescription {
  readonly short?: string;
  /** What stands for its value in the help text; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

/** Long name of an option. */
export type OptionName =
  | 'infile'
  | 'outfile'
  | 'output'
  | 'dryrun'
  | 'var'
  | 'vars'
  | 'set'
  | 'server-url'
  | 'sandbox'
  | 'provider-dir'
  | 'database'
  | 'timeout'
  | 'max-calls'
  | 'max-affected'
  | 'max-capacity'
  | 'wait'
  | 'allow-host'
  | 'backend'
  | 'port'
  | 'host'
  | 'seed'
  | 'users'
  | 'groups'
  | 'apps'
  | 'latency'
  | 'rate-limit'
  | 'concurrency-limit'
  | 'openapi'
  | 'overlay'
  | 'out'
  | 'check'
  | 'help'
  | 'version';

/** Every option by its long name. */
export const optionTable: Readonly<Record<OptionName, OptionDescription>> = {
  infile: { short: 'i', value: 'FILE', help: 'read the SQL from FILE; - is standard input' },
  outfile: { short: 'f', value: 'FILE', help: 'write the rows to FILE' },
  output: { short: 'o', value: 'FORMAT', help: 'table, json, jsonl, csv, markdown or line' },
  dryrun: { help: 'show the calls that mutations would make, and make none' },
  var: { value: 'NAME=VALUE', help: 'value for {{ NAME }} in the SQL; may be repeated' },
  vars: { value: 'FILE', help: 'values for templates from a JSON, YAML or .env file; may be repeated' },
  set: { value: 'NAME=VALUE', help: 'default for a parameter, like SET; may be repeated' },
  'server-url': { value: 'URL', help: 'send every call there (also OKTAQL_SERVER_URL)' },
  sandbox: { help: 'run against an org of its own inside the process: no account, no network' },
  database: { value: 'FILE', help: 'keep tables and views in this DuckDB file' },
  'provider-dir': { value: 'DIR', help: 'use the descriptors that `provider build --out DIR` wrote' },
  timeout: { value: 'SECONDS', help: 'longest that one call may take (60)' },
  'max-calls': { value: 'N', help: 'most calls that one statement may make; without it, 1000 for a scan over the rows of another' },
  'max-affected': { value: 'N', help: 'most objects that one statement may change (100)' },
  'max-capacity': { value: 'PERCENT', help: 'most of each rate limit that is used (50); what is over it waits for the next minute' },
  wait: { help: 'wait until objects that are only on their way, such as users who are activated, have arrived' },
  'allow-host': { value: 'HOST', help: 'a further host that the credential may be sent to; may be repeated' },
  backend: {
    value: 'URL',
    help: 'postgres://…: run joins, groups and local tables on that database instead of DuckDB (also OKTAQL_BACKEND)',
  },
  port: { value: 'N', help: 'port to listen on; 0 is any free one (0)' },
  host: { value: 'ADDRESS', help: 'address to listen on (127.0.0.1)' },
  seed: { value: 'N', help: 'the same number makes the same org' },
  users: { value: 'N', help: 'how many users the org has' },
  groups: { value: 'N', help: 'how many groups the org has' },
  apps: { value: 'N', help: 'how many applications the org has' },
  latency: { value: 'MS', help: 'milliseconds before each answer (0)' },
  'rate-limit': { value: 'BUCKET=N', help: 'answer 429 past the rate limits, with N requests a minute for a bucket; may be repeated' },
  'concurrency-limit': { value: 'N', help: 'answer 429 past so many requests at once' },
  openapi: { value: 'FILE', help: 'the OpenAPI document' },
  overlay: { value: 'FILE', help: 'what the document cannot say' },
  out: { value: 'DIR', help: 'folder for what is made' },
  check: { help: 'write nothing, tell which files are not up to date' },
  help: { short: 'h', help: 'show this help' },
  version: { short: 'V', help: 'show the version' },
};

/** A command, its words, and the options it takes. */
export interface CommandDescription {
  /** What has to follow the command's word: `build|check`. */
  readonly words?: string;
  /** What follows the options: `[SQL]`. */
  readonly operand?: string;
  readonly help: string;
  readonly options: readonly OptionName[];
}

const connection: readonly OptionName[] = [
  'var',
  'vars',
  'set',
  'server-url',
  'sandbox',
  'provider-dir',
  'database',
  'timeout',
  'max-calls',
  'max-affected',
  'max-capacity',
  'wait',
  'allow-host',
  'backend',
];

const script: readonly OptionName[] = ['infile', 'outfile', 'output', 'dryrun', ...connection];

/** Name of a command. */
export type CommandName = '' | 'exec' | 'shell' | 'sandbox' | 'provider' | 'provider build' | 'provider check' | 'provider docs';

/** Every command; the empty name is what runs when none is given. */
export const commandTable: Readonly<Record<CommandName, CommandDescription>> = {
  '': { help: 'a shell on a terminal; runs the SQL on standard input otherwise', options: script },
  exec: { operand: '[SQL]', help: 'run a script and print its rows', options: script },
  shell: { help: 'type statements and see their rows', options: ['output', 'dryrun', ...connection] },
  sandbox: {
    help: 'serve an org to try things on',
    options: ['port', 'host', 'seed', 'users', 'groups', 'apps', 'latency', 'rate-limit', 'concurrency-limit'],
  },
  provider: { words: 'build|check|docs', help: 'make descriptors, check them, and write pages about them', options: [] },
  'provider build': { help: 'make descriptors from an OpenAPI document', options: ['openapi', 'overlay', 'out'] },
  'provider check': { help: 'tell whether descriptors are up to date', options: ['openapi', 'overlay', 'out'] },
  'provider docs': { help: 'write a Markdown page for each resource', options: ['provider-dir', 'out', 'check'] },
};

/** Commands that are to come; their names are no slips. */
export const plannedCommands: readonly string[] = ['srv', 'mcp', 'ui', 'plan', 'apply', 'resume', 'doctor', 'init', 'completion'];

/** Commands that are made of a word and one more; empty for a command that stands alone. */
export function subcommands(command: string): readonly CommandName[] {
  return commandNames.filter((name) => name.startsWith(`${command} `));
}

/** The name of every command. */
export const commandNames = Object.keys(commandTable) as readonly CommandName[];
