import { limits } from '../limits.ts';
import type { TokenRange } from '../token-range.ts';
import { markOrder } from './mark-call.ts';
import { markExpressionList } from './mark-list.ts';
import { markFrom } from './mark-from.ts';
import { readColumnAliases } from './column-aliases.ts';
import { markStar } from './mark-star.ts';
import { markSubquery } from './mark-subquery.ts';
import type { TokenExtent } from './construct.ts';
import { MarkedText } from './marked-text.ts';
import type { QueryMark } from './marked-text.ts';

/** Marks a query up to the first token that cannot continue it. */
export function markQuery(range: TokenRange, out: MarkedText): void {
  const first = range.position;
  const tables = markWith(range, out);
  const head = range.position;
  markOperandOfQuery(range, out);
  const operators: QueryMark['operators'][number][] = [];
  for (let operator = setOperatorAt(range); operator !== null; operator = setOperatorAt(range)) {
    out.add(operator, range.next());
    const all = range.accept('ALL');
    if (!all) range.accept('DISTINCT');
    operators.push({ operator, all });
    if (operators.length > limits.joins) throw tooMany(range);
    markOperandOfQuery(range, out);
  }
  markTail(range, out);
  out.queries.set(head, { with: tables, operators, first, last: range.position - 1 });
}

function tooMany(range: TokenRange): Error {
  return range.error('unsupported', `a query can have ${limits.joins} set operations`, { span: range.peek().span });
}

function setOperatorAt(range: TokenRange): 'union' | 'intersect' | 'except' | null {
  for (const operator of ['union', 'intersect', 'except'] as const) if (range.sees(operator.toUpperCase())) return operator;
  return null;
}

function markOperandOfQuery(range: TokenRange, out: MarkedText): void {
  if (range.sees('(')) {
    out.add('select', range.position);
    return markSubquery(range, out, { at: range.position, kind: 'query-group' });
  }
  if (range.sees('VALUES')) return markValues(range, out);
  if (!range.sees('SELECT')) throw range.unexpected('SELECT');
  markSelect(range, out);
}

function markWith(range: TokenRange, out: MarkedText): QueryMark['with'] {
  const tables: number[] = [];
  if (!range.accept('WITH')) return { recursive: false, tables };
  const recursive = range.accept('RECURSIVE');
  do {
    tables.push(markCommonTable(range, out));
  } while (range.accept(','));
  return { recursive, tables };
}

/** Marks one common table; the library does not see it. The token it is marked by. */
function markCommonTable(range: TokenRange, out: MarkedText): number {
  const first = range.position;
  const name = range.identifier('a name for the query');
  const columns = range.sees('(') ? readColumnAliases(range) : [];
  range.expect('AS');
  range.expect('(');
  const inner = new MarkedText(range, out.grammar);
  markQuery(range, inner);
  out.nested.set(first, inner);
  const last = range.expect(')');
  out.define(first, { kind: 'common-table', name, columns, first, last });
  return first;
}

function markValues(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  out.add('select', first);
  out.openCall(first);
  do {
    if (range.position > first + 1) out.add(',', range.position - 1);
    markRow(range, out);
  } while (range.accept(','));
  out.add(')', range.position - 1);
  out.define(first, { kind: 'values', first, last: range.position - 1 });
}

function markRow(range: TokenRange, out: MarkedText): void {
  const first = range.expect('(');
  out.openCall(first);
  markExpressionList(range, out);
  const last = range.expect(')');
  out.add(')', last);
  out.define(first, { kind: 'tuple', first, last });
}

function markSelect(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  const distinct = range.accept('DISTINCT');
  if (!distinct) range.accept('ALL');
  if (distinct && range.sees('ON', '(')) throw range.error('unsupported', 'DISTINCT ON is not supported', { span: range.peek().span });
  out.add(distinct ? 'select distinct' : 'select', first);
  out.addName(first);
  out.add(',', first);
  const items = markSelectItems(range, out);
  if (range.accept('FROM')) {
    out.add('from', range.position - 1);
    markFrom(range, out);
  }
  markClauses(range, out);
  out.define(first, { kind: 'select', items, first, last: range.position - 1 });
}

/** Marks `a, b AS c, t.*`; the tokens of each item. */
export function markSelectItems(range: TokenRange, out: MarkedText): readonly TokenExtent[] {
  const items: TokenExtent[] = [];
  do {
    if (items.length > 0) out.add(',', range.position - 1);
    const first = range.position;
    if (markStar(range, out)) checkStar(range);
    else out.grammar.expression(range, out);
    markAlias(range, out);
    items.push({ first, last: range.position - 1 });
  } while (range.accept(','));
  return items;
}

function checkStar(range: TokenRange): void {
  const token = range.peek();
  if (
    token.kind !== 'word' ||
    !['EXCLUDE', 'EXCEPT', 'REPLACE', 'RENAME', 'LIKE', 'ILIKE', 'SIMILAR', 'GLOB'].includes(token.keyword) ||
    range.sees('EXCEPT', 'SELECT')
  )
    return;
  throw range.error('unsupported', `* ${token.keyword} is not supported`, { span: token.span, hint: 'List the columns.' });
}

function markAlias(range: TokenRange, out: MarkedText): void {
  const explicit = range.accept('AS');
  const token = range.peek();
  const isName = token.kind === 'name' || token.kind === 'word';
  if (!explicit && (!isName || range.sees('WITHIN', 'GROUP'))) return;
  const at = range.position;
  const isKeywordName = explicit && token.kind === 'word';
  if (!explicit && token.kind === 'word' && isClauseWord(range)) return;
  const alias = isKeywordName ? { name: token.text, quoted: false, span: token.span } : range.identifier('a name');
  if (isKeywordName) range.next();
  out.define(at, { kind: 'name', path: [alias], first: at, last: at });
  out.add(`as "t${at}"`, at);
}

function isClauseWord(range: TokenRange): boolean {
  return [
    'FROM',
    'WHERE',
    'GROUP',
    'HAVING',
    'ORDER',
    'LIMIT',
    'OFFSET',
    'UNION',
    'INTERSECT',
    'EXCEPT',
    'RETURNING',
    'WINDOW',
    'QUALIFY',
    'FETCH',
    'FOR',
    'INTO',
  ].some((word) => range.sees(word));
}

function markClauses(range: TokenRange, out: MarkedText): void {
  if (range.accept('WHERE')) {
    out.add('where', range.position - 1);
    out.grammar.expression(range, out);
  }
  if (range.accept('GROUP')) {
    out.add('group by', range.expect('BY'));
    markExpressionList(range, out);
  }
  if (range.accept('HAVING')) {
    out.add('having', range.position - 1);
    out.grammar.expression(range, out);
  }
  for (const word of ['WINDOW', 'QUALIFY', 'FETCH', 'FOR', 'INTO', 'TABLESAMPLE', 'PIVOT', 'UNPIVOT']) {
    if (range.sees(word)) throw range.error('unsupported', `${word} is not supported`, { span: range.peek().span });
  }
}

/** Marks ORDER BY, LIMIT and OFFSET as columns of one ORDER BY, because the library takes only numbers behind LIMIT. */
function markTail(range: TokenRange, out: MarkedText): void {
  let sections = 0;
  const section = (mark: () => void): void => {
    out.add(sections === 0 ? 'order by' : ',', range.position);
    sections += 1;
    mark();
  };
  if (range.sees('ORDER')) section(() => markOrder(range, out));
  for (let rounds = 0; rounds < 2; rounds++) {
    if (range.sees('LIMIT')) section(() => markBound(range, out, 'limit'));
    if (range.sees('OFFSET')) section(() => markBound(range, out, 'offset'));
  }
}

function markBound(range: TokenRange, out: MarkedText, kind: 'limit' | 'offset'): void {
  const first = range.next();
  out.openCall(first);
  out.grammar.expression(range, out);
  if (kind === 'offset' && !range.accept('ROWS')) range.accept('ROW');
  out.add(')', range.position - 1);
  out.define(first, { kind, first, last: range.position - 1 });
}
