import type { Call } from '../../sql/ast.ts';

const names: ReadonlySet<string> = new Set(['random', 'uuid', 'uuidv4', 'uuidv7', 'gen_random_uuid', 'nextval']);

/** Does a function give another value at each call? */
export function isVolatileCall({ name }: Call): boolean {
  return names.has(name.toLowerCase());
}
