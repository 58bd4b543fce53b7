import type { Arguments } from './arguments.ts';
import { usageError } from './arguments.ts';
import type { CommandContext } from './command-context.ts';

/** Makes or checks descriptors with the compiler. Resolves to the exit code. */
export async function providerCommand(_given: Arguments, _context: CommandContext): Promise<number> {
  throw usageError('not there yet');
}
