import type { MarkedQuery } from './marked-query.ts';
import { type Adapter, type Placed, place } from './placed.ts';
import { refuse, type SyntaxNode } from './syntax-node.ts';

/** A comparison that DuckDB turned round because NOT stood before it. */
export interface TurnedComparison {
  /** Token of the outermost NOT, where the node has its place. */
  readonly at: number;
  /** What stands before the operator. */
  readonly operand: SyntaxNode;
  /** Reads the comparison as it is written, given the operator's token. */
  readonly written: (at: number) => Placed;
}

/** `NOT a = b`, which DuckDB's tree has as `a <> b` in the place of NOT: read as it is written. */
export function adaptTurned(adapter: Adapter, { at, operand, written }: TurnedComparison): Placed {
  const { query } = adapter;
  const { first, last } = adapter.expression(operand);
  const negations = negationsWithin(query, at, first);
  return negations.reduceRight<Placed>(
    (inner, not) => {
      if (inner.first <= not) return refuse('NOT out of place');
      const extent = query.cover({ first: not, last: not }, inner);
      return place(query, extent, { kind: 'unary', operator: 'not', operand: inner.expression });
    },
    written(query.behind(last)),
  );
}

/** Tokens of every NOT before an operand; between them there are parentheses alone. */
function negationsWithin(query: MarkedQuery, from: number, to: number): readonly number[] {
  const found: number[] = [];
  for (let index = from; index < to; index++) {
    if (query.word(index) === 'NOT') found.push(index);
    else if (query.word(index) !== '(') refuse('an unknown NOT');
  }
  return found.length === 0 ? refuse('NOT behind its operand') : found;
}
