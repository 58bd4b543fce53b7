import { join } from 'node:path';
import envPaths from 'env-paths';
import { runShell } from '../repl/shell.ts';
import type { Arguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { connect } from './connection.ts';
import { outputFormat } from './exec-command.ts';

/** Runs the shell on standard input. Resolves to its exit code. */
export async function shellCommand(given: Arguments, context: CommandContext): Promise<number> {
  const format = outputFormat(given);
  await using connection = await connect(given, context);
  return await runShell({
    session: connection.engine.connect({ defaults: connection.defaults, signal: context.signal }),
    runOptions: connection.runOptions,
    format,
    input: context.input,
    prompts: context.input.isTTY === true ? context.screen : null,
    data: context.data,
    messages: context.messages,
    historyFile: join(envPaths('oktaql', { suffix: '' }).data, 'history'),
    signal: context.signal,
  });
}
