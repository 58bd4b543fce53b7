import { readQuery } from './adapter/read.ts';
import type { CommonTables, Statement } from './ast.ts';
import { readDelete, readInsert, readUpdate } from './read-mutation.ts';
import { TokenRange } from './token-range.ts';
import type { Token } from './token.ts';

const verbs: readonly string[] = ['INSERT', 'UPDATE', 'REPLACE', 'DELETE'];

/** Tells whether the WITH at the range's position stands before a change rather than a query. */
export function isBeforeChange(range: TokenRange): boolean {
  return verbs.includes(range.tokens[verbAt(range)]?.keyword ?? '');
}

/** Index of the first word behind the brackets of the common tables. */
function verbAt(range: TokenRange): number {
  let depth = 0;
  for (let index = range.position; index < range.end; index++) {
    const token = range.tokens[index];
    const before = range.tokens[index - 1];
    if (token?.text === '(') depth += 1;
    else if (token?.text === ')') depth -= 1;
    else if (depth === 0 && before?.text === ')' && token?.kind === 'word' && token.keyword !== 'AS') return index;
  }
  return range.end;
}

/** Reads a change with common tables before it. */
export async function readWithChange(range: TokenRange): Promise<Statement> {
  const first = range.position;
  const verb = verbAt(range);
  const tables = await readTables(range.slice(first, verb));
  range.position = verb;
  const statement = await readChange(range);
  return { ...statement, with: tables, span: range.spanOf(first, range.end - 1) };
}

async function readChange(range: TokenRange): Promise<Extract<Statement, { readonly kind: 'insert' | 'update' | 'delete' }>> {
  if (range.sees('DELETE')) return readDelete(range);
  return range.sees('INSERT') || range.sees('REPLACE', 'INTO') ? readInsert(range) : readUpdate(range);
}

/** Reads the tables as those of a query of our own. */
async function readTables(range: TokenRange): Promise<CommonTables> {
  const { script, position, end } = range;
  const place = range.spanOf(end - 1, end - 1).end;
  const own = (part: Pick<Token, 'kind' | 'text' | 'value'>): Token => ({
    ...part,
    keyword: part.text,
    templated: false,
    span: { start: place, end: place },
  });
  const tokens = [
    ...range.tokens.slice(position, end),
    own({ kind: 'word', text: 'SELECT', value: 'SELECT' }),
    own({ kind: 'number', text: '1', value: 1 }),
  ];
  const query = await readQuery(new TokenRange({ ...script, tokens }, 0, tokens.length));
  return { recursive: query.recursive, tables: query.with, span: range.spanOf(position, end - 1) };
}
