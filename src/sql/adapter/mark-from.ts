import type { Identifier, JoinType } from '../ast.ts';
import { limits } from '../limits.ts';
import { isReserved } from '../reserved-words.ts';
import type { TokenRange } from '../token-range.ts';
import { readColumnAliases } from './column-aliases.ts';
import { isCallAt, markCall } from './mark-call.ts';
import { isQueryAt } from './mark-subquery.ts';
import type { JoinMark, MarkedText } from './marked-text.ts';

/** Marks `a, b JOIN c ON …` up to the first token that cannot continue it. */
export function markFrom(range: TokenRange, out: MarkedText): void {
  markFromItem(range, out);
  for (let join = readJoin(range); join !== null; join = readJoin(range)) {
    if (out.joins.size >= limits.joins) throw tooMany(range);
    out.add('join', range.position - 1);
    out.joins.set(range.position, join);
    markFromItem(range, out);
    if (!join.comma && !join.natural && join.type !== 'cross') markCondition(range, out, join.type);
  }
}

function tooMany(range: TokenRange): Error {
  return range.error('unsupported', `FROM can have ${limits.joins} joins`, { span: range.peek().span });
}

const joinWords: readonly (readonly [string, JoinType])[] = [
  ['INNER', 'inner'],
  ['LEFT', 'left'],
  ['RIGHT', 'right'],
  ['FULL', 'full'],
  ['CROSS', 'cross'],
  ['SEMI', 'semi'],
  ['ANTI', 'anti'],
  ['ASOF', 'asof'],
];

function readJoin(range: TokenRange): JoinMark | null {
  if (range.accept(',')) return { type: 'cross', natural: false, comma: true };
  const natural = range.accept('NATURAL');
  let type: JoinType | null = null;
  for (const [word, named] of joinWords) {
    if (range.accept(word)) type = named;
    if (type !== null) break;
  }
  if (type === 'left' || type === 'right' || type === 'full') range.accept('OUTER');
  if (!natural && type === null && !range.sees('JOIN')) return null;
  range.expect('JOIN');
  return { type: type ?? 'inner', natural, comma: false };
}

function markCondition(range: TokenRange, out: MarkedText, type: JoinType): void {
  if (range.sees('ON')) {
    const first = range.next();
    out.add('on', first);
    out.openCall(first);
    out.grammar.expression(range, out);
    out.add(')', range.position - 1);
    out.define(first, { kind: 'on', first, last: range.position - 1 });
    return;
  }
  if (!range.sees('USING')) throw range.unexpected(type === 'asof' ? 'ON' : 'ON or USING');
  out.add('using (', range.next());
  range.expect('(');
  for (let count = 0; count === 0 || range.accept(','); count++) {
    if (count > 0) out.add(',', range.position - 1);
    const at = range.position;
    const name = range.identifier('a column name');
    out.define(at, { kind: 'name', path: [name], first: at, last: at });
    out.addName(at);
  }
  out.add(')', range.expect(')'));
}

function markFromItem(range: TokenRange, out: MarkedText): void {
  const first = range.position;
  const lateral = range.accept('LATERAL');
  if (range.sees('('))
    return isQueryAt(range, range.position + 1) ? markDerived(range, out, { first, lateral }) : markFromGroup(range, out);
  if (lateral) throw range.unexpected('a query in brackets');
  if (range.peek().kind === 'string')
    throw range.error('unsupported', 'a file as a relation is not supported', { span: range.peek().span });
  if (isCallAt(range)) {
    markCall(range, out);
    return markTableAlias(range, out);
  }
  const path = range.qualifiedName('a relation');
  out.define(first, { kind: 'name', path, first, last: range.position - 1 });
  out.addName(first);
  markTableAlias(range, out);
}

function markDerived(range: TokenRange, out: MarkedText, item: { readonly first: number; readonly lateral: boolean }): void {
  range.next();
  out.grammar.query(range, out.nest(item.first));
  range.expect(')');
  markTableAlias(range, out);
  const columnAliases: readonly Identifier[] = range.sees('(') ? readColumnAliases(range) : [];
  out.define(item.first, { kind: 'derived', lateral: item.lateral, columnAliases, first: item.first, last: range.position - 1 });
}

function markFromGroup(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  const inner = out.nest(first);
  inner.add('select 1 from', first);
  markFrom(range, inner);
  const last = range.expect(')');
  out.define(first, { kind: 'from-group', first, last });
}

/** Marks `AS alias` or `alias`, if it stands there. */
function markTableAlias(range: TokenRange, out: MarkedText): void {
  const explicit = range.accept('AS');
  const token = range.peek();
  if (!explicit && token.kind !== 'name' && (token.kind !== 'word' || isReserved(token.keyword) || isClauseStart(range))) return;
  const at = range.position;
  const alias = range.identifier('an alias');
  out.define(at, { kind: 'name', path: [alias], first: at, last: at });
  out.add(`as "t${at}"`, at);
}

/** Words that go on with the statement although they may be names elsewhere. */
function isClauseStart(range: TokenRange): boolean {
  return range.sees('SET') || range.sees('TABLESAMPLE') || range.sees('POSITIONAL', 'JOIN') || range.sees('PIVOT') || range.sees('UNPIVOT');
}
