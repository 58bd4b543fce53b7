/** How tightly operators bind, as in PostgreSQL and DuckDB; arrows as in PostgreSQL. Higher binds tighter. */
const strengths: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  'is distinct from': 4,
  'is not distinct from': 4,
  '=': 5,
  '<>': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  between: 6,
  'not between': 6,
  in: 6,
  'not in': 6,
  like: 6,
  'not like': 6,
  ilike: 6,
  'not ilike': 6,
  'similar to': 6,
  'not similar to': 6,
  glob: 6,
  '+': 8,
  '-': 8,
  '*': 9,
  '/': 9,
  '%': 9,
  '//': 9,
  '^': 10,
  '**': 10,
  'at time zone': 11,
};

/** Strengths of what is no infix operator, and of the operators without one of their own. */
export const bindingOf: {
  readonly not: number;
  readonly is: number;
  readonly like: number;
  readonly other: number;
  readonly sign: number;
  readonly cast: number;
  readonly atom: number;
} = { not: 3, is: 4, like: 6, other: 7, sign: 12, cast: 14, atom: 15 };

/** Strength of an infix operator by its name in the syntax tree. */
export function infixBinding(operator: string): number {
  return strengths[operator] ?? bindingOf.other;
}

/** Tells whether operators of a strength group from left to right; the others may not follow each other without brackets. */
export function isLeftAssociative(strength: number): boolean {
  return strength <= 2 || strength >= bindingOf.other;
}
