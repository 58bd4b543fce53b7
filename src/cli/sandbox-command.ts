import { type Arguments, usageError } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { countOption, listOption, splitAssignment, textOption } from './typed-arguments.ts';

const largestPort = 65_535;

/** Serves the sandbox org until the process is asked to stop. Prints one line with its URL and token on standard error when ready. */
export async function sandboxCommand(given: Arguments, context: CommandContext): Promise<number> {
  const { openSandbox } = await import('./open-sandbox.ts');
  const options = {
    port: portOption(given),
    host: textOption(given, 'host'),
    seed: countOption(given, 'seed'),
    users: countOption(given, 'users'),
    groups: countOption(given, 'groups'),
    apps: countOption(given, 'apps'),
    latency: countOption(given, 'latency'),
    concurrencyLimit: countOption(given, 'concurrency-limit'),
    ...(await rateLimits(given)),
  };
  const { sandbox, defaults } = await openSandbox(withoutUndefined(options)).catch(cannotServe);
  const sets = Object.entries(defaults).map(([name, value]) => ` --set ${name}=${String(value)}`);
  await context.messages(
    `sandbox org ready at ${sandbox.url} · try: OKTA_API_TOKEN=${sandbox.token} oktaql shell --server-url ${sandbox.url}${sets.join('')}\n`,
  );
  await untilAborted(context.signal);
  await sandbox.close();
  return 0;
}

/** Limits of buckets by name; where one is given, all are enforced. */
async function rateLimits(given: Arguments): Promise<{ rateLimits?: Readonly<Record<string, number>>; enforceRateLimits?: boolean }> {
  const assignments = listOption(given, 'rate-limit').map((text) => splitAssignment(text, 'rate-limit'));
  if (assignments.length === 0) return {};
  const { bucketNames } = await import('../sandbox/http/rate-limit.ts');
  for (const [name, value] of assignments) {
    if (!bucketNames.includes(name)) throw usageError(`there is no bucket \`${name}\``, `One of ${bucketNames.join(', ')}.`);
    if (!/^[1-9]\d{0,8}$/.test(value)) throw usageError(`--rate-limit takes a whole number above 0 for ${name}, not \`${value}\``);
  }
  return { enforceRateLimits: true, rateLimits: Object.fromEntries(assignments.map(([name, value]) => [name, Number(value)])) };
}

function portOption(given: Arguments): number {
  const port = countOption(given, 'port') ?? 0;
  if (port > largestPort) throw usageError(`--port takes a number up to ${largestPort}, not \`${port}\``);
  return port;
}

function cannotServe(error: unknown): never {
  if (error instanceof Error && 'syscall' in error)
    throw usageError(`cannot serve there: ${error.message}`, 'Choose another --port or --host.');
  throw error;
}

type Given<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> };

function withoutUndefined<Options extends { readonly port: number }>(options: Options): Given<Options> & { readonly port: number } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<Options> & {
    readonly port: number;
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
