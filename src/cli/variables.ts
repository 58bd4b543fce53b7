import type { InputValue } from '../engine/public-types.ts';
import type { Arguments } from './arguments.ts';
import { listOption, splitAssignment, typedByLook } from './typed-arguments.ts';

/** Values for templates from `--vars` files, then `--var`; the later wins. Throws a usage error for a file that cannot be read. */
export async function templateVariables(given: Arguments): Promise<Readonly<Record<string, InputValue>>> {
  const variables: Record<string, InputValue> = Object.create(null) as Record<string, InputValue>;
  const files = listOption(given, 'vars');
  if (files.length > 0) {
    const { readVariablesFile } = await import('./variables-file.ts');
    for (const file of files) Object.assign(variables, await readVariablesFile(file));
  }
  for (const assignment of listOption(given, 'var')) {
    const [name, value] = splitAssignment(assignment, 'var');
    variables[name] = typedByLook(value);
  }
  return variables;
}
