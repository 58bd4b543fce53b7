import { createTransport } from '../src/http/undici-transport.ts';
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type HttpRequest,
  type Outcome,
  QueryError,
  type Result,
  type RunOptions,
  type Session,
  type Value,
} from '../src/index.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../src/sandbox/sandbox.ts';

/** Time of every org in tests. */
export const orgTime: number = Date.UTC(2026, 5, 15);

const labels = {
  office: 'Microsoft Office 365',
  google: 'Google Workspace',
  zoom: 'Zoom',
  slack: 'Slack',
  salesforce: 'Salesforce',
  workday: 'Workday',
  menu: 'Cafeteria menu',
  intranet: 'Intranet',
  wiki: 'Old wiki',
  print: 'Print server',
  payroll: 'Payroll',
  expenses: 'Expense reports',
  travel: 'Travel booking',
  parking: 'Parking permits',
} as const;

/** Identifiers that the default org's applications have in every org of the same seed. */
export const apps: Readonly<Record<keyof typeof labels, string>> = await readIdentifiers();

async function readIdentifiers(): Promise<typeof apps> {
  await using sandbox = await startSandbox({ seed: 1, now: orgTime });
  const answer = await fetch(`${sandbox.url}/api/v1/apps`, { headers: { authorization: `SSWS ${sandbox.token}` } });
  const list = (await answer.json()) as readonly { readonly id: string; readonly label: string }[];
  const idOf = (label: string): string => list.find((app) => app.label === label)?.id ?? '';
  return {
    office: idOf(labels.office),
    google: idOf(labels.google),
    zoom: idOf(labels.zoom),
    slack: idOf(labels.slack),
    salesforce: idOf(labels.salesforce),
    workday: idOf(labels.workday),
    menu: idOf(labels.menu),
    intranet: idOf(labels.intranet),
    wiki: idOf(labels.wiki),
    print: idOf(labels.print),
    payroll: idOf(labels.payroll),
    expenses: idOf(labels.expenses),
    travel: idOf(labels.travel),
    parking: idOf(labels.parking),
  };
}

/** One statement's result, read to its end. */
export interface Ran {
  readonly kind: Result['kind'];
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  readonly outcome: Outcome;
}

/** A sandbox org with an engine and a session on it. */
export interface OktaOrg extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly engine: Engine;
  readonly session: Session;
  /** Requests in the order they were sent. */
  readonly requests: readonly HttpRequest[];
  /** `METHOD path?query` of every request since the last call of this. */
  sent(): readonly string[];
  run(script: string, options?: RunOptions): Promise<readonly Ran[]>;
  /** Rows of one statement. */
  rows(sql: string, options?: RunOptions): Promise<readonly (readonly Value[])[]>;
  /** The error a script ends with; a script that ends well is an error of the test. */
  fails(script: string, options?: RunOptions): Promise<QueryError>;
}

/** How {@link openOktaOrg} differs from a default org on which `subdomain` is `my-org`. */
export interface OrgOptions {
  readonly sandbox?: SandboxOptions;
  readonly engine?: EngineOptions;
  readonly defaults?: Readonly<Record<string, string>>;
}

/** Opens an org of its own for a test. */
export async function openOktaOrg(options: OrgOptions = {}): Promise<OktaOrg> {
  const sandbox = await startSandbox({ seed: 1, now: orgTime, ...options.sandbox });
  const requests: HttpRequest[] = [];
  const transport = createTransport();
  const engine = createEngine({
    serverUrl: sandbox.url,
    credentials: { token: sandbox.token },
    environment: {},
    pacing: false,
    transport: (request, signal) => {
      requests.push(request);
      return transport.send(request, signal);
    },
    ...options.engine,
  });
  const session = engine.connect({ defaults: options.defaults ?? { subdomain: 'my-org' } });
  let told = 0;
  return {
    sandbox,
    engine,
    session,
    requests,
    sent() {
      const fresh = requests.slice(told);
      told = requests.length;
      return fresh.map(({ method, url }) => `${method} ${pathOf(url)}`);
    },
    run: (script, run) => runAll(session, script, run),
    rows: async (sql, run) => (await runAll(session, sql, run))[0]?.rows ?? [],
    fails: (script, run) => failureOf(() => runAll(session, script, run)),
    async [Symbol.asyncDispose]() {
      await engine.close();
      await transport.close();
      await sandbox.close();
    },
  };
}

/** Path and query of a URL. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

/** Reads every result of a script. */
export async function runAll(session: Session, script: string, options?: RunOptions): Promise<readonly Ran[]> {
  const ran: Ran[] = [];
  for await (const result of session.run(script, options)) {
    const rows: (readonly Value[])[] = [];
    for await (const page of result.rows) rows.push(...page);
    ran.push({
      kind: result.kind,
      columns: result.columns.map(({ name }) => name),
      types: result.columns.map(({ type }) => type),
      rows,
      outcome: await result.outcome,
    });
  }
  return ran;
}

/** The QueryError that something ends with. */
export async function failureOf(run: () => Promise<unknown>): Promise<QueryError> {
  try {
    await run();
  } catch (error) {
    if (QueryError.is(error)) return error;
    throw error;
  }
  throw new Error('it should have failed');
}

/** The text an error points at. */
export function spotOf(error: QueryError): string | undefined {
  return error.span === undefined ? undefined : error.source?.slice(error.span.start, error.span.end);
}
