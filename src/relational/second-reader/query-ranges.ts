import { refuse } from './syntax-node.ts';
import type { Extent, TokenStructure } from './token-structure.ts';

const queryWords = ['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE', 'PIVOT', 'UNPIVOT'];
const afterQuery = ['UNION', 'INTERSECT', 'EXCEPT', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH'];

/** Does a query begin at a token, brackets around its first operand included, that goes on up to `end`? */
export function isQueryAt(query: TokenStructure, at: number, end: number): boolean {
  if (query.isKeyword(at, ...queryWords)) return true;
  if (query.word(at) !== '(' || !isQueryAt(query, at + 1, query.partner(at))) return false;
  const after = query.partner(at) + 1;
  return after === end || query.isKeyword(after, ...afterQuery);
}

/** A set operation's operator and where it stands. */
export interface SetOperator extends Extent {
  readonly operator: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly byName: boolean;
}

/** The set operators of a query outside brackets. */
export function setOperators(query: TokenStructure, extent: Extent): readonly SetOperator[] {
  const found: SetOperator[] = [];
  for (const index of query.outside(extent)) {
    if (!query.isKeyword(index, 'UNION', 'INTERSECT', 'EXCEPT')) continue;
    const word = query.word(index).toLowerCase();
    const operator = word === 'union' || word === 'intersect' ? word : 'except';
    const all = query.word(index + 1) === 'ALL';
    const words = all || query.word(index + 1) === 'DISTINCT' ? 1 : 0;
    const byName = query.sees(index + words + 1, 'BY', 'NAME');
    found.push({ operator, all, byName, first: index, last: index + words + (byName ? 2 : 0) });
  }
  return found;
}

/** The operator that is applied last: INTERSECT binds tighter than the others, all go from left to right. */
export function lastApplied(operators: readonly SetOperator[]): SetOperator {
  return operators.findLast(({ operator }) => operator !== 'intersect') ?? operators.at(-1) ?? refuse('no set operator');
}

/** First token of ORDER BY, LIMIT, OFFSET or FETCH; behind the extent if there is none. */
export function startOfTail(query: TokenStructure, extent: Extent): number {
  for (const index of query.outside(extent)) {
    if (query.isKeyword(index, 'LIMIT', 'OFFSET', 'FETCH') || (query.isKeyword(index, 'ORDER') && query.word(index + 1) === 'BY'))
      return index;
  }
  return extent.last + 1;
}

/** Clauses of a SELECT, by the word they begin with, to the tokens behind that word. */
export type Clauses = ReadonlyMap<string, Extent>;

/** Cuts a SELECT into its clauses. */
export function clausesOf(query: TokenStructure, extent: Extent): Clauses {
  const starts: { readonly word: string; readonly first: number; readonly inner: number }[] = [];
  for (const index of query.outside(extent)) {
    const word = clauseAt(query, index);
    if (word !== null) starts.push({ word, first: index, inner: index + (word === 'GROUP' || word === 'USING' ? 2 : 1) });
  }
  const clauses = new Map<string, Extent>();
  for (const [index, { word, inner }] of starts.entries()) {
    if (clauses.has(word)) refuse(`${word} twice`);
    clauses.set(word, { first: inner, last: (starts[index + 1]?.first ?? extent.last + 1) - 1 });
  }
  return clauses;
}

function clauseAt(query: TokenStructure, index: number): string | null {
  if (query.isKeyword(index, 'SELECT', 'WHERE', 'HAVING', 'QUALIFY', 'WINDOW', 'VALUES', 'TABLE')) return query.word(index);
  if (query.isKeyword(index, 'FROM')) return query.word(index - 1) === 'DISTINCT' && query.word(index - 2) !== 'SELECT' ? null : 'FROM';
  if (query.isKeyword(index, 'GROUP')) return query.word(index + 1) === 'BY' ? 'GROUP' : null;
  return query.isKeyword(index, 'USING') && query.word(index + 1) === 'SAMPLE' ? 'USING' : null;
}

/** An item of FROM where the text begins it. */
export interface ItemStart {
  readonly first: number;
  /** Behind the brackets that it is in, or behind FROM. */
  readonly end: number;
}

/** Where the items of a FROM begin, groups in brackets as one. */
export function itemStarts(query: TokenStructure, extent: Extent): readonly ItemStart[] {
  const starts = [extent.first];
  for (const index of query.outside(extent)) {
    if (query.word(index) === ',' || query.isKeyword(index, 'JOIN')) starts.push(index + 1);
  }
  return starts.map((first) => ({ first, end: extent.last + 1 }));
}
