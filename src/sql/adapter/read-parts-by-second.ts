import type { FromItem, Query, SelectItem } from '../ast.ts';
import type { QueryReader } from '../query-reader.ts';
import type { Token } from '../token.ts';
import type { TokenRange } from '../token-range.ts';

/** What parts of a statement are read as: expressions one by one, a list of columns, or a FROM. */
export type PartKind = 'expression' | 'items' | 'from';

/** Parts of a statement. */
export interface Parts {
  readonly items: readonly SelectItem[];
  readonly from: FromItem | null;
}

/** Reads parts of a statement with a reader of whole queries: each becomes a query of its own. Null if one cannot be read. */
export async function readPartsBySecond(ranges: readonly TokenRange[], as: PartKind, reader: QueryReader): Promise<Parts | null> {
  const items: SelectItem[] = [];
  for (const range of ranges) {
    const tokens = range.tokens.slice(range.position, range.end);
    const [first] = tokens;
    if (first === undefined) return null;
    const query = await reader.read({ tokens: [keyword(as === 'from' ? 'FROM' : 'SELECT', first), ...tokens] });
    if (query?.pivots !== undefined) return null;
    const body = query === null ? null : onlySelect(query, as);
    if (body === null) return null;
    if (as === 'from') return body;
    if (as === 'expression' && body.items.some(({ expression, alias }) => alias !== null || expression.kind === 'star')) return null;
    if (as === 'expression' && body.items.length !== 1) return null;
    items.push(...body.items);
  }
  return { items, from: null };
}

/** A word that the statement does not have, at the place of the token behind it. */
function keyword(text: string, { span }: Token): Token {
  return { kind: 'word', span: { start: span.start, end: span.start }, text, keyword: text, value: text, templated: false };
}

/** A query's columns or FROM; null if it has anything else. */
function onlySelect({ body, with: tables, orderBy, limit, offset }: Query, as: PartKind): Parts | null {
  if (body.kind !== 'select' || tables.length > 0 || orderBy.length > 0 || limit !== null || offset !== null) return null;
  const { items, from, where, groupBy, having, distinct, qualify, windows, sampled } = body;
  const isPlain = where === null && groupBy.length === 0 && having === null && !distinct;
  if (!isPlain || qualify !== undefined || windows !== undefined || sampled !== undefined) return null;
  if ((from !== null) !== (as === 'from')) return null;
  return { items, from };
}
