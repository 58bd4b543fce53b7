import { lex } from '../../sql/lexer.ts';
import type { Token } from '../../sql/token.ts';
import { quoteName, quoteText } from '../../values/quote-name.ts';

/** A statement in PostgreSQL's spelling. */
export interface PortableSql {
  readonly text: string;
  /** Offset in the text that was given, for one in {@link text}. */
  readonly offsetOf: (offset: number) => number;
}

interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/**
 * Spells a statement of the portable subset as PostgreSQL means it: names without regard to case, division that keeps fractions, NULL last in
 * either order, `INTERVAL 90 DAY`, `DOUBLE`. What is not of the subset is left for the database to refuse.
 */
export function portableSql(sql: string): PortableSql {
  const { tokens } = lex(sql, () => '');
  const edits = tokens.flatMap((token, index) => editsFor(token, tokens.slice(index + 1, index + 3)));
  let text = '';
  let at = 0;
  for (const edit of edits) {
    text += sql.slice(at, edit.at) + edit.text;
    at = edit.at + edit.length;
  }
  return { text: text + sql.slice(at), offsetOf: (offset) => originalOffset(edits, offset) };
}

function editsFor(token: Token, [next, afterNext]: readonly Token[]): readonly Edit[] {
  const { start, end } = token.span;
  const insert = (at: number, text: string): readonly Edit[] => [{ at, length: 0, text }];
  switch (token.kind) {
    case 'name':
      return [{ at: start, length: end - start, text: quoteName(String(token.value).toLowerCase()) }];
    case 'operator':
      if (token.keyword === '->' || token.keyword === '->>') return pathEdits(token, next);
      // The cast takes the operand that ends here: a quotient of whole numbers would lose its fraction.
      return token.keyword === '/' ? insert(start, '::double precision ') : [];
    case 'word':
      return wordEdits([token, next, afterNext], insert);
    default:
      return [];
  }
}

function wordEdits(
  [token, next, afterNext]: readonly [token: Token, next: Token | undefined, afterNext: Token | undefined],
  insert: (at: number, text: string) => readonly Edit[],
): readonly Edit[] {
  const { start, end } = token.span;
  switch (token.keyword) {
    case 'DESC':
      return isWord(next, 'NULLS') ? [] : insert(end, ' NULLS LAST');
    case 'DOUBLE':
      return isWord(next, 'PRECISION') ? [] : insert(end, ' PRECISION');
    case 'INTERVAL':
      if (next?.kind !== 'number' || afterNext?.kind !== 'word') return [];
      return [{ at: start, length: afterNext.span.end - start, text: `INTERVAL '${next.text} ${afterNext.text.toLowerCase()}'` }];
    default:
      return [];
  }
}

/** `->> '$."a"[0]'` walks a path, which PostgreSQL writes `#>> '{"a","0"}'`. */
function pathEdits(arrow: Token, path: Token | undefined): readonly Edit[] {
  if (path?.kind !== 'string' || typeof path.value !== 'string' || !path.value.startsWith('$')) return [];
  const steps = [...path.value.matchAll(/\."((?:[^"\\]|\\.)*)"|\.([^."[\]]+)|\[(\d+)\]/g)].map(
    ([, quoted, plain, index]) => quoted ?? plain ?? index ?? '',
  );
  const list = steps.map((step) => `"${step}"`).join(',');
  const operator = arrow.keyword === '->' ? '#>' : '#>>';
  return [{ at: arrow.span.start, length: path.span.end - arrow.span.start, text: `${operator} ${quoteText(`{${list}}`)}` }];
}

function isWord(token: Token | undefined, value: string): boolean {
  return token?.kind === 'word' && token.keyword === value;
}

/** Inside of a replaced stretch its start is meant. */
function originalOffset(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const { at, length, text } of edits) {
    const start = at + shift;
    if (offset < start) break;
    if (offset < start + text.length) return at;
    shift += text.length - length;
  }
  return offset - shift;
}
