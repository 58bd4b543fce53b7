/** Is a dotted path one of others, or below one of them? `[]` behind a step stands for the items of a list. */
export function isUnder(path: string, others: readonly string[]): boolean {
  return others.some((other) => path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[]`));
}
