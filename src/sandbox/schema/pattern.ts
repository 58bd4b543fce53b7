/**
 * Patterns that the published document gives but that its own API does not mean: the first lost its repetition, the second its
 * lookaheads, so that they refuse what the API takes.
 */
const unusable: readonly string[] = ['^[a-zA-Z0-9.\\-_]$', '^P(?:$)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(?:\\d)(\\d+H)?(\\d+M)?(\\d+S)?)?$'];

/** Compiles a schema's pattern; undefined for one that cannot be meant or is of another dialect than ours: such a pattern limits nothing. */
export function compilePattern(pattern: string): RegExp | undefined {
  if (unusable.includes(pattern)) return undefined;
  try {
    return pattern.startsWith('(?i)') ? new RegExp(pattern.slice(4), 'iu') : new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}
