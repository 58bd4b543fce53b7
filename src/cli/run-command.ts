import { asQueryError, errorText, interruptedText } from '../output/error-text.ts';
import { type Arguments, parseArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { execCommand } from './exec-command.ts';
import { ReaderGone } from '../output/write-error.ts';
import { switchOption } from './typed-arguments.ts';

const exitInterrupted = 130;

/** Runs one command line to its end and resolves to the exit code; errors are printed, never thrown. */
export async function runCommand(words: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await dispatch(parseArguments(words), context);
  } catch (error) {
    return await report(error, context);
  }
}

async function dispatch(given: Arguments, context: CommandContext): Promise<number> {
  if (switchOption(given, 'help')) return await printHelp(given, context);
  if (switchOption(given, 'version')) return await printVersion(context);
  switch (given.command) {
    case 'exec':
      return await execCommand(given, context);
    case '':
      return context.input.isTTY === true ? await runShell(given, context) : await execCommand(given, context);
    case 'shell':
      return await runShell(given, context);
    case 'sandbox':
      return await (await import('./sandbox-command.ts')).sandboxCommand(given, context);
    default:
      return await (await import('./provider-command.ts')).providerCommand(given, context);
  }
}

async function runShell(given: Arguments, context: CommandContext): Promise<number> {
  return await (await import('./shell-command.ts')).shellCommand(given, context);
}

async function printHelp(given: Arguments, { data }: CommandContext): Promise<number> {
  const { helpText } = await import('./help.ts');
  await data.write(helpText(given.command));
  return 0;
}

async function printVersion({ data }: CommandContext): Promise<number> {
  const { packageVersion } = await import('./version.ts');
  await data.write(`oktaql ${packageVersion()}\n`);
  return 0;
}

async function report(error: unknown, { messages, signal, data }: CommandContext): Promise<number> {
  if (error instanceof ReaderGone) return 0;
  const known = asQueryError(error);
  await messages(signal.aborted && known.code === 'cancelled' ? interruptedText(known) : errorText(known, data.terminal?.width));
  return signal.aborted ? exitInterrupted : known.exitCode;
}
