import type { Engine, EngineOptions, InputValue, RunOptions } from '../engine/public-types.ts';
import { usageError, type Arguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { countDown } from './count-down.ts';
import { countOption, listOption, percentOption, secondsOption, splitAssignment, switchOption, textOption } from './typed-arguments.ts';
import { templateVariables } from './variables.ts';

/** An engine set up as the options say, with what its sessions and runs start from. */
export interface Connection extends AsyncDisposable {
  readonly engine: Engine;
  readonly defaults: Readonly<Record<string, InputValue>>;
  readonly runOptions: RunOptions;
}

/** Opens an engine for the connection options, with an org inside the process when `--sandbox` asks for it. Closing it ends both. */
export async function connect(given: Arguments, context: CommandContext): Promise<Connection> {
  const runOptions = await readRunOptions(given);
  const defaults = readDefaults(given);
  const target = switchOption(given, 'sandbox') ? await sandboxTarget(given) : serverTarget(given, context);
  const providerDir = textOption(given, 'provider-dir');
  const database = textOption(given, 'database');
  const backend = textOption(given, 'backend') ?? context.environment['OKTAQL_BACKEND'];
  const maxCapacity = percentOption(given, 'max-capacity');
  const engine = context.createEngine({
    ...target.options,
    onWait: (wait) => void countDown(wait, context),
    ...(maxCapacity === undefined ? {} : { maxCapacity }),
    ...(providerDir === undefined ? {} : { providerDir }),
    ...(database === undefined ? {} : { database }),
    ...(backend === undefined || backend === '' ? {} : { backend }),
    allowHosts: listOption(given, 'allow-host'),
    environment: context.environment,
  });
  return {
    engine,
    defaults: { ...target.defaults, ...defaults },
    runOptions,
    async [Symbol.asyncDispose]() {
      await engine.close();
      await target.close();
    },
  };
}

interface Target {
  readonly options: EngineOptions;
  readonly defaults: Readonly<Record<string, InputValue>>;
  close(): Promise<void>;
}

function serverTarget(given: Arguments, { environment }: CommandContext): Target {
  const serverUrl = textOption(given, 'server-url') ?? environment['OKTAQL_SERVER_URL'];
  return { options: serverUrl === undefined || serverUrl === '' ? {} : { serverUrl }, defaults: {}, close: async () => undefined };
}

async function sandboxTarget(given: Arguments): Promise<Target> {
  if (textOption(given, 'server-url') !== undefined) throw usageError('--sandbox and --server-url exclude each other');
  const { openSandbox } = await import('./open-sandbox.ts');
  const { sandbox, defaults } = await openSandbox({ port: 0 });
  return {
    options: { serverUrl: sandbox.url, credentials: { token: sandbox.token }, pacing: false },
    defaults,
    close: () => sandbox.close(),
  };
}

async function readRunOptions(given: Arguments): Promise<RunOptions> {
  const timeout = secondsOption(given, 'timeout');
  const maxCalls = countOption(given, 'max-calls');
  const maxAffected = countOption(given, 'max-affected');
  return {
    variables: await templateVariables(given),
    dryRun: switchOption(given, 'dryrun'),
    wait: switchOption(given, 'wait'),
    ...(timeout === undefined ? {} : { timeout }),
    ...(maxCalls === undefined ? {} : { maxCalls }),
    ...(maxAffected === undefined ? {} : { maxAffected }),
  };
}

function readDefaults(given: Arguments): Readonly<Record<string, InputValue>> {
  return Object.fromEntries(listOption(given, 'set').map((assignment) => splitAssignment(assignment, 'set')));
}
