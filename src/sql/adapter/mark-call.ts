import type { SortItem } from '../ast.ts';
import { bareFunctions } from '../bare-functions.ts';
import { isReserved } from '../reserved-words.ts';
import type { TokenRange } from '../token-range.ts';
import { markExpressionList } from './mark-list.ts';
import { markStar } from './mark-star.ts';
import type { MarkedText } from './marked-text.ts';

/** Reserved words that are functions when a bracket follows. */
const reservedFunctions = new Set(['LEFT', 'RIGHT']);

/** Functions whose arguments have a grammar of their own. */
const specialFunctions = new Set([
  'EXTRACT',
  'TRIM',
  'SUBSTRING',
  'POSITION',
  'OVERLAY',
  'TRY_CAST',
  'ANY',
  'SOME',
  'ALL',
  'ARRAY',
  'XMLELEMENT',
  'ROW',
]);

/** Functions of DuckDB that an arrow among their arguments makes a lambda in. */
const lambdaFunctions = new Set(
  'LIST_TRANSFORM LIST_APPLY ARRAY_TRANSFORM ARRAY_APPLY APPLY LIST_FILTER ARRAY_FILTER FILTER LIST_REDUCE ARRAY_REDUCE REDUCE'.split(' '),
);

/** Tells whether a function call stands at the range's position. */
export function isCallAt(range: TokenRange): boolean {
  const token = range.peek();
  if (token.kind === 'name') return range.peek(1).text === '(';
  if (token.kind !== 'word') return false;
  if (range.peek(1).text !== '(') return bareFunctions.has(token.keyword) && range.peek(1).text !== '.';
  return !isReserved(token.keyword) || reservedFunctions.has(token.keyword) || specialFunctions.has(token.keyword);
}

/** Marks a function call with what may follow its brackets: FILTER and OVER. */
export function markCall(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  const name = range.tokens[first];
  const nameText = name === undefined ? '' : String(name.value ?? name.text);
  out.openCall(first);
  if (!range.sees('(')) {
    out.add(')', first);
    out.define(first, { kind: 'call', name: nameText, distinct: false, count: 0, first, last: first });
    return;
  }
  refuseForeign(range, first);
  range.next();
  const distinct = range.accept('DISTINCT');
  if (!distinct) range.accept('ALL');
  const count = markArguments(range, out);
  const section = sectionMarker(range, out, count);
  if (range.sees('ORDER', 'BY')) section(markOrder);
  checkSpecialSyntax(range, first);
  range.expect(')');
  if (range.sees('FILTER', '(')) section(markFilter);
  if (range.sees('OVER') && /^(\(|[\p{L}_"`])/u.test(range.peek(1).text)) section(markWindow);
  const last = range.position - 1;
  out.add(')', last);
  out.define(first, { kind: 'call', name: nameText, distinct, count, first, last });
}

/** COLUMNS lists columns, and some functions take lambdas: read as calls and JSON arrows they would mean something else. */
function refuseForeign(range: TokenRange, name: number): void {
  const callee = range.tokens[name]?.keyword ?? '';
  if (callee === 'COLUMNS') throw range.error('unsupported', 'COLUMNS (…) is not supported', { span: range.spanOf(name, name) });
  if (!lambdaFunctions.has(callee)) return;
  let depth = 0;
  for (let ahead = 0; range.position + ahead < range.end; ahead++) {
    const { kind, text, span } = range.peek(ahead);
    if (kind === 'punctuation' && '([{'.includes(text)) depth += 1;
    if (kind === 'punctuation' && ')]}'.includes(text)) depth -= 1;
    if (depth === 0) return;
    if (depth === 1 && text === '->') throw range.error('unsupported', 'a lambda is not supported', { span });
  }
}

type Mark = (range: TokenRange, out: MarkedText) => void;

/** A function that marks the sections of a call, with a comma before each that is not its first argument. */
function sectionMarker(range: TokenRange, out: MarkedText, earlier: number): (mark: Mark) => void {
  let count = earlier;
  return (mark) => {
    if (count > 0) out.add(',', range.position);
    count += 1;
    mark(range, out);
  };
}

function markArguments(range: TokenRange, out: MarkedText): number {
  if (range.sees(')') || range.sees('ORDER', 'BY')) return 0;
  if (markStar(range, out)) return 1;
  return markExpressionList(range, out);
}

/** EXTRACT(… FROM …) and its like read as calls until the word that no call has. */
function checkSpecialSyntax(range: TokenRange, name: number): void {
  const token = range.peek();
  const callee = range.tokens[name];
  const keyword = callee?.kind === 'word' ? callee.keyword : '';
  if (range.sees(')')) {
    if (['TRY_CAST', 'ANY', 'SOME', 'ALL', 'ARRAY'].includes(keyword)) {
      throw range.error('unsupported', `${keyword} (…) is not supported`, { span: range.spanOf(name, name) });
    }
    return;
  }
  if (specialFunctions.has(keyword) && token.kind === 'word') {
    throw range.error('unsupported', `${keyword} with ${token.keyword} is not supported`, {
      span: token.span,
      ...(keyword === 'EXTRACT' ? { hint: "Use date_part('year', x)." } : {}),
    });
  }
  throw range.unexpected('"," or ")"');
}

/** Marks `ORDER BY a DESC, b` as one marked call. */
export function markOrder(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  range.expect('BY');
  out.openCall(first);
  const sorts: Omit<SortItem, 'expression'>[] = [];
  do {
    if (sorts.length > 0) out.add(',', range.position - 1);
    out.grammar.expression(range, out);
    const direction = range.accept('ASC') ? 'asc' : range.accept('DESC') ? 'desc' : null;
    const nulls = range.accept('NULLS', 'FIRST') ? 'first' : range.accept('NULLS', 'LAST') ? 'last' : null;
    sorts.push({ direction, nulls });
  } while (range.accept(','));
  out.add(')', range.position - 1);
  out.define(first, { kind: 'order', sorts, first, last: range.position - 1 });
}

function markFilter(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  range.expect('(');
  range.expect('WHERE');
  out.openCall(first);
  out.grammar.expression(range, out);
  const last = range.expect(')');
  out.add(')', last);
  out.define(first, { kind: 'filter', first, last });
}

function markWindow(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  out.openCall(first);
  if (!range.sees('(')) {
    const { name } = range.identifier('a window');
    out.add(')', first);
    out.define(first, { kind: 'window', name, frame: null, first, last: range.position - 1 });
    return;
  }
  range.next();
  const named = !range.sees('PARTITION', 'BY') && !range.sees('ORDER') && !isFrame(range) && !range.sees(')');
  const name = named ? range.identifier('PARTITION BY, ORDER BY or ")"').name : null;
  const section = sectionMarker(range, out, 0);
  if (range.sees('PARTITION', 'BY')) section(markPartition);
  if (range.sees('ORDER', 'BY')) section(markOrder);
  const frame = isFrame(range) ? readFrame(range) : null;
  const last = range.expect(')');
  out.add(')', last);
  out.define(first, { kind: 'window', name, frame, first, last });
}

function markPartition(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  range.expect('BY');
  out.openCall(first);
  markExpressionList(range, out);
  out.add(')', range.position - 1);
  out.define(first, { kind: 'partition', first, last: range.position - 1 });
}

function isFrame(range: TokenRange): boolean {
  const isUnit = range.sees('ROWS') || range.sees('RANGE') || range.sees('GROUPS');
  const after = range.peek(1);
  return isUnit && after.text !== ')' && after.text !== '.' && after.text !== ',';
}

/** A frame's bounds are constants: its words are kept as they are, in lower case. */
function readFrame(range: TokenRange): string {
  const words: string[] = [];
  while (!range.sees(')') && !range.atEnd) {
    const token = range.peek();
    if (token.kind !== 'word' && token.kind !== 'number' && token.kind !== 'string')
      throw range.unexpected('a frame of words and constants');
    words.push(token.kind === 'word' ? token.text.toLowerCase() : token.text);
    range.next();
  }
  return words.join(' ');
}
