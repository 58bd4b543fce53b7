/**
 * Bounds on what one statement may hold. Trees are built, walked and printed by recursion, so their depth has to stay far below what the
 * stack takes; no statement that people or tools write comes near.
 */
export const limits = {
  /** Brackets inside each other. */
  brackets: 200,
  /** CASE expressions inside each other. */
  cases: 100,
  /** Operators of one expression outside brackets. */
  operators: 2000,
  /** Signs, NOTs, casts and IS tests at one operand. */
  signs: 100,
  /** Joins of one FROM, and set operations of one query. */
  joins: 500,
} as const;
