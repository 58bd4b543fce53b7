import { distance } from 'fastest-levenshtein';

const mostSuggestions = 3;

const shortestWord = 3;

/**
 * The candidates that a mistyped input may stand for, likeliest first, at most three; compared without case. Where none is spelled alike,
 * those that have the input among their words, whatever its number.
 */
export function suggest(input: string, candidates: Iterable<string>): readonly string[] {
  const all = [...new Set(candidates)];
  const alike = spelledAlike(input.toLowerCase(), all);
  return alike.length > 0 ? alike : withWord(input, all);
}

function spelledAlike(wanted: string, candidates: readonly string[]): readonly string[] {
  const threshold = Math.max(1, Math.ceil(wanted.length / 3));
  return candidates
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= threshold && edits < candidate.length)
    .sort((a, b) => a.edits - b.edits || a.candidate.localeCompare(b.candidate, 'en'))
    .slice(0, mostSuggestions)
    .map(({ candidate }) => candidate);
}

/**
 * The candidates that have the input, a single word, among the words of their names, at most three. The shortest comes first: the rest of
 * its name says least that was not asked for.
 */
export function withWord(input: string, candidates: readonly string[]): readonly string[] {
  const [wanted, ...more] = wordsOf(input);
  if (wanted === undefined || more.length > 0 || wanted.length < shortestWord) return [];
  return candidates
    .filter((candidate) => wordsOf(candidate).includes(wanted))
    .sort((a, b) => a.length - b.length || a.localeCompare(b, 'en'))
    .slice(0, mostSuggestions);
}

/** The words of `snake_case`, `kebab-case`, `camelCase` and dotted names, in lower case and without the plural's letter. */
function wordsOf(name: string): readonly string[] {
  const words =
    name
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.map((word) => word.replace(/(?<=[a-z]{2,}[^s])s$/, ''));
}

/** A hint such as ``Did you mean `x` or `y`?``; undefined when no candidate is close. */
export function didYouMean(input: string, candidates: Iterable<string>): string | undefined {
  const quoted = suggest(input, candidates).map((name) => `\`${name}\``);
  const last = quoted.pop();
  if (last === undefined) return undefined;
  return quoted.length === 0 ? `Did you mean ${last}?` : `Did you mean ${quoted.join(', ')} or ${last}?`;
}
