import type { TokenStructure } from './token-structure.ts';

/** Functions of DuckDB with a lambda among their arguments, the first excluded. */
const takers = new Set(
  'LIST_TRANSFORM LIST_APPLY ARRAY_TRANSFORM ARRAY_APPLY APPLY LIST_FILTER ARRAY_FILTER FILTER LIST_REDUCE ARRAY_REDUCE REDUCE'.split(' '),
);

/**
 * Does an arrow make a lambda, as in `list_filter(l, x -> x > 1)`, and not take a key from JSON? What decides is the function around it,
 * as it does in DuckDB; the name or the bracketed names before it have to be a whole argument's beginning.
 */
export function isLambdaArrow(structure: TokenStructure, arrow: number): boolean {
  if (structure.token(arrow).text !== '->') return false;
  const start = parametersBefore(structure, arrow);
  if (start === undefined) return false;
  const opening = structure.opening(start);
  if (opening === undefined || structure.word(opening) !== '(') return false;
  const callee = structure.word(opening - 1);
  if (callee === 'COLUMNS') return start === opening + 1;
  return takers.has(callee) && structure.word(start - 1) === ',';
}

/** First token of `x` or `(x, y)` that ends before an arrow. */
function parametersBefore(structure: TokenStructure, arrow: number): number | undefined {
  const last = structure.tokens[arrow - 1];
  if (last?.kind === 'word' || last?.kind === 'name') return arrow - 1;
  if (last?.text !== ')' || last.kind !== 'punctuation') return undefined;
  const first = structure.partner(arrow - 1);
  const names = structure.split({ first: first + 1, last: arrow - 2 });
  return names.every((name) => name.first === name.last && ['word', 'name'].includes(structure.token(name.first).kind)) ? first : undefined;
}
