/**
 * A count that may not be known exactly. `least` and `most` are certain, `likely` is a guess between them: a figure is known where they
 * meet. Never negative.
 */
export interface Figure {
  readonly least: number;
  /** Null where nothing tells. */
  readonly likely: number | null;
  /** Null where there is no bound. */
  readonly most: number | null;
}

/** Exactly so many. */
export function known(count: number): Figure {
  return { least: count, likely: count, most: count };
}

/** At least so many, and nothing else is known. */
export function atLeast(count: number): Figure {
  return { least: count, likely: null, most: null };
}

/** Probably so many, though only `least` is certain. */
export function estimated(count: number, least = 0): Figure {
  return { least, likely: Math.max(count, least), most: null };
}

/** Is there nothing to guess? */
export function isKnown({ least, most }: Figure): boolean {
  return least === most;
}

/** The sum of figures; nothing is known(0). */
export function sum(figures: readonly Figure[]): Figure {
  return figures.reduce(
    (a, b) => ({ least: a.least + b.least, likely: both(a.likely, b.likely, plus), most: both(a.most, b.most, plus) }),
    known(0),
  );
}

/** The product of figures; nothing is known(1). What is certainly zero stays so whatever it is taken times. */
export function product(figures: readonly Figure[]): Figure {
  if (figures.some(({ most }) => most === 0)) return known(0);
  return figures.reduce(
    (a, b) => ({ least: a.least * b.least, likely: both(a.likely, b.likely, times), most: both(a.most, b.most, times) }),
    known(1),
  );
}

/** A figure that cannot be more than `limit`. */
export function cut({ least, likely, most }: Figure, limit: number): Figure {
  return {
    least: Math.min(least, limit),
    likely: likely === null ? null : Math.min(likely, limit),
    most: Math.min(most ?? limit, limit),
  };
}

/** What a growing function makes of a figure. */
export function mapped({ least, likely, most }: Figure, growing: (count: number) => number): Figure {
  return { least: growing(least), likely: likely === null ? null : growing(likely), most: most === null ? null : growing(most) };
}

/** A figure for people: `14`, `about 14`, `up to 5`, `at least 1`, `unknown`. */
export function figureText({ least, likely, most }: Figure): string {
  if (least === most) return countText(least);
  if (likely !== null) return `about ${countText(likely)}`;
  if (most !== null) return least === 0 ? `up to ${countText(most)}` : `${countText(least)} to ${countText(most)}`;
  return least === 0 ? 'unknown' : `at least ${countText(least)}`;
}

/** A count with its digits in groups of three. */
export function countText(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

function plus(a: number, b: number): number {
  return a + b;
}

function times(a: number, b: number): number {
  return a * b;
}

function both(a: number | null, b: number | null, combine: (a: number, b: number) => number): number | null {
  return a === null || b === null ? null : combine(a, b);
}
