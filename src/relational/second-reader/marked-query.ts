import type { Token } from '../../sql/token.ts';
import { isLambdaArrow } from './lambda-arrow.ts';
import { refuse, type SyntaxNode } from './syntax-node.ts';
import { type Extent, TokenStructure } from './token-structure.ts';

/** Methods of sampling, which are no keywords but not names either. */
const sampleMethods = ['BERNOULLI', 'SYSTEM', 'RESERVOIR'];

/**
 * Aggregates of which `list(a ORDER BY a)` becomes `list_sort(list(a))` in the tree, without the places of either. Two names differ by their
 * marks, but keywords such as `label` have none. So the parser sees the call of a function that it does not know.
 */
const sortedAggregates = ['LIST', 'ARRAY_AGG'];

/** Offsets that DuckDB gives for nodes of its own making are beyond any text. */
const nowhere = 2 ** 40;

/**
 * A query rewritten for DuckDB's parser: the token with the index 17 is `"t17"` if it is a name, `'t17'` if it is a string, `$t17` if it is
 * a bind; keywords, numbers, functions' names and punctuation stay. The text is ASCII, so that the bytes which the tree counts are its characters.
 * `->` and `->>` outside lambdas become operators of our own, because DuckDB's bind looser than `=` and AND.
 */
export class MarkedQuery extends TokenStructure {
  readonly text: string;
  private readonly offsets: readonly number[];
  private readonly marked: ReadonlySet<number>;
  private readonly unused: Set<number>;

  constructor(tokens: readonly Token[], keywords: ReadonlySet<string>) {
    super(tokens);
    const windows = windowNames(this);
    const offsets: number[] = [];
    const marked = new Set<number>();
    let text = '';
    for (const [index, token] of tokens.entries()) {
      offsets.push(text.length);
      const piece = pieceOf(this, index, { keywords, windows });
      // oxlint-disable-next-line no-control-regex -- it is about bytes
      if (/[^\x00-\x7f]/.test(piece)) refuse('not ASCII');
      const stands = /^["'$]/.test(piece) || token.kind === 'number' || token.kind === 'template';
      // A window's name is the same wherever it stands, so that DuckDB finds it.
      if (stands && windowIndex(this, index, { windows }) === undefined) marked.add(index);
      text += `${piece} `;
    }
    this.text = text;
    this.offsets = offsets;
    this.marked = marked;
    this.unused = new Set(marked);
  }

  /** Token that a node points to; undefined for nodes that have no place. */
  place(node: SyntaxNode): number | undefined {
    const offset = Number(node['query_location'] ?? nowhere);
    if (offset >= this.text.length) return undefined;
    const after = this.offsets.findIndex((start) => start > offset);
    return (after === -1 ? this.offsets.length : after) - 1;
  }

  /** {@link place} of a node that has to have one. */
  placeOf(node: SyntaxNode): number {
    return this.place(node) ?? refuse('a node without a place');
  }

  /** Does a name in the tree stand for that token? */
  stands(name: string, index: number): boolean {
    if (this.marked.has(index)) return markedIndex(name) === index;
    return String(this.token(index).value ?? this.token(index).text).toLowerCase() === name.toLowerCase();
  }

  /** Token that a name in the tree stands for, by its mark; undefined for keywords, which stay as they are. */
  tokenOf(name: string): number | undefined {
    const index = markedIndex(name);
    return index !== undefined && this.marked.has(index) ? index : undefined;
  }

  /** Notes that tokens are in our tree. */
  use({ first, last }: Extent): void {
    for (let index = first; index <= last; index++) this.unused.delete(index);
  }

  /** Notes the token behind a name of the tree. */
  useName(name: string): void {
    const index = this.tokenOf(name);
    if (index !== undefined) this.use({ first: index, last: index });
  }

  /** Refuses the query if one of its names, constants or binds is not in our tree. */
  expectAllUsed(): void {
    for (const index of this.unused) refuse(`${this.token(index).text} is left over`);
  }
}

function markedIndex(name: string): number | undefined {
  const found = /^t(\d+)$/.exec(name);
  return found === null ? undefined : Number(found[1]);
}

interface Marking {
  readonly keywords: ReadonlySet<string>;
  readonly windows: ReadonlyMap<string, number>;
}

function pieceOf(structure: TokenStructure, index: number, marking: Marking): string {
  const token = structure.token(index);
  switch (token.kind) {
    case 'word':
      return wordPiece(structure, index, marking);
    case 'name':
      return `"t${windowIndex(structure, index, marking) ?? index}"`;
    case 'string':
      return `'t${index}'`;
    case 'bind':
      return `$t${index}`;
    case 'number':
      return /^[0-9.]/.test(token.text) && !/^0[xob]/i.test(token.text)
        ? token.text.replaceAll('_', '')
        : refuse('a number of another base');
    case 'template':
      return templatePiece(token, index);
    case 'operator':
      return isArrow(token) && !isLambdaArrow(structure, index) ? `|${token.text}` : token.text;
    case 'punctuation':
    case 'separator-comment':
      return punctuationPiece(structure, index);
    default:
      return refuse('a parameter');
  }
}

function isArrow({ text }: Token): boolean {
  return text === '->' || text === '->>';
}

function wordPiece(structure: TokenStructure, index: number, marking: Marking): string {
  const token = structure.token(index);
  const [before, after] = [structure.word(index - 1), structure.word(index + 1)];
  const raw =
    after === '(' ||
    structure.tokens[index + 1]?.kind === 'string' ||
    sampleMethods.includes(token.keyword) ||
    (marking.keywords.has(token.text.toLowerCase()) && before !== '.' && after !== '.');
  if (after === '(' && sortedAggregates.includes(token.keyword)) return 'aggregate';
  // oxlint-disable-next-line no-control-regex -- it is about bytes
  if (raw && !/[^\x00-\x7f]/.test(token.text)) return token.text;
  return `"t${windowIndex(structure, index, marking) ?? index}"`;
}

function templatePiece(token: Token, index: number): string {
  const { value } = token;
  if (typeof value === 'string') return `'t${index}'`;
  if (typeof value === 'number' || typeof value === 'bigint') return value < 0 ? `(${value})` : String(value);
  return value === null ? 'NULL' : String(value).toUpperCase();
}

/** An empty list has no place in the tree; a string has. */
function punctuationPiece(structure: TokenStructure, index: number): string {
  const { text } = structure.token(index);
  if (text === '[' && isEmptyList(structure, index)) return `'t${index}'`;
  return text === ']' && isEmptyList(structure, structure.partner(index)) ? '' : text;
}

/** Is `[]` a list, and no part of a type such as `INTEGER[]`? */
export function isEmptyList(structure: TokenStructure, index: number): boolean {
  if (structure.word(index) !== '[' || structure.word(index + 1) !== ']') return false;
  const before = structure.tokens[index - 1];
  if (before?.kind === 'operator') return before.text !== '::';
  return beforeOperands.has(structure.word(index - 1));
}

/** Punctuation and keywords that an operand can follow, and no type ends with. */
const beforeOperands = new Set(
  '( , [ { SELECT DISTINCT WHERE HAVING QUALIFY BY ON CASE WHEN THEN ELSE AND OR NOT LIKE ILIKE TO BETWEEN ESCAPE FROM LIMIT OFFSET'.split(
    ' ',
  ),
);

/** Token that defines each window, by its lower-case name. */
function windowNames(structure: TokenStructure): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (let index = 0; index < structure.tokens.length; index++) {
    if (!structure.isKeyword(index, 'WINDOW')) continue;
    for (let at = index + 1; structure.sees(at + 1, 'AS', '('); at = structure.partner(at + 2) + 2) {
      const name = nameText(structure.token(at));
      if (!names.has(name)) names.set(name, at);
      if (structure.word(structure.partner(at + 2) + 1) !== ',') break;
    }
  }
  return names;
}

function windowIndex(structure: TokenStructure, index: number, { windows }: Pick<Marking, 'windows'>): number | undefined {
  return isWindowPlace(structure, index) ? windows.get(nameText(structure.token(index))) : undefined;
}

/** `OVER w`, `OVER (w …`, `w AS (`, `AS (w …`. */
function isWindowPlace(structure: TokenStructure, index: number): boolean {
  if (structure.word(index - 1) === 'OVER' || structure.sees(index + 1, 'AS', '(')) return true;
  return structure.word(index - 1) === '(' && ['OVER', 'AS'].includes(structure.word(index - 2));
}

function nameText(token: Token): string {
  return String(token.value ?? token.text).toLowerCase();
}
