import { distance } from 'fastest-levenshtein';

const mostSuggestions = 3;

/** The candidates that a mistyped input may stand for, likeliest first, at most three; compared without case. */
export function suggest(input: string, candidates: Iterable<string>): readonly string[] {
  const wanted = input.toLowerCase();
  const threshold = Math.max(1, Math.ceil(wanted.length / 3));
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= threshold && edits < candidate.length)
    .sort((a, b) => a.edits - b.edits || a.candidate.localeCompare(b.candidate, 'en'))
    .slice(0, mostSuggestions)
    .map(({ candidate }) => candidate);
}

/** A hint such as ``Did you mean `x` or `y`?``; undefined when no candidate is close. */
export function didYouMean(input: string, candidates: Iterable<string>): string | undefined {
  const quoted = suggest(input, candidates).map((name) => `\`${name}\``);
  const last = quoted.pop();
  if (last === undefined) return undefined;
  return quoted.length === 0 ? `Did you mean ${last}?` : `Did you mean ${quoted.join(', ')} or ${last}?`;
}
