import type { Engine, EngineOptions } from '../engine/public-types.ts';
import type { CommandContext } from './command-context.ts';
import { streamWrite } from '../output/stream-write.ts';

const exitInterrupted = 130;
const fallbackWidth = 80;

/** The context of this process. SIGINT and SIGTERM abort its signal, a second one ends the process at once. */
export function processContext(createEngine: (options: EngineOptions) => Engine): CommandContext & AsyncDisposable {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitInterrupted);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const messages = streamWrite(process.stderr, 'standard error');
  return {
    // Opened when it is read: that takes time, and most commands do not.
    get input() {
      return process.stdin;
    },
    data: { write: streamWrite(process.stdout, 'standard output'), ...terminal() },
    // There is no further place to tell that messages cannot be written.
    messages: (text) => messages(text).catch(() => undefined),
    screen: process.stderr,
    environment: process.env,
    signal: controller.signal,
    createEngine,
    async [Symbol.asyncDispose]() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}

function terminal(): Pick<CommandContext['data'], 'terminal'> {
  if (!process.stdout.isTTY) return {};
  const color = process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';
  return {
    terminal: {
      color,
      // A window changes its size while a shell runs.
      get width() {
        return process.stdout.columns || fallbackWidth;
      },
    },
  };
}
