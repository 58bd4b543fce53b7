import { createEngine } from '../engine/create-engine.ts';
import { processContext } from './process-context.ts';
import { runCommand } from './run-command.ts';

/** The command line tool: runs the process's arguments and resolves to its exit code. Nothing is thrown. */
export async function main(): Promise<number> {
  await using context = processContext(createEngine);
  return await runCommand(process.argv.slice(2), context);
}
