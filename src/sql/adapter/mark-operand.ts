import type { Literal, TypedLiteral } from '../ast.ts';
import { isReserved } from '../reserved-words.ts';
import type { TokenRange } from '../token-range.ts';
import { readTypeName } from '../type-name.ts';
import type { ConstructOf } from './construct.ts';
import { isCallAt, markCall } from './mark-call.ts';
import { markExpressionList } from './mark-list.ts';
import { isQueryAt, markSubquery } from './mark-subquery.ts';
import type { MarkedText } from './marked-text.ts';

const expression = 'an expression';

/** Marks one operand: a literal, a name, or something in brackets. Throws QueryError `syntax_error` if none stands there. */
export function markOperand(range: TokenRange, out: MarkedText): void {
  const token = range.peek();
  if (markValue(range, out)) return;
  if (range.sees('(')) return markGroup(range, out);
  if (range.sees('[') || range.sees('ARRAY', '[')) return markArray(range, out);
  if (range.sees('{'))
    throw range.error('unsupported', 'a struct in braces is not supported', { span: token.span, hint: 'Use json_object(…).' });
  if (range.sees('CASE')) return markCase(range, out);
  if (range.sees('CAST', '(')) return markCast(range, out);
  if (range.sees('EXISTS', '(')) return markExists(range, out);
  if (isCallAt(range)) return markCall(range, out);
  if (token.kind === 'word' && isReserved(token.keyword)) throw range.unexpected(expression);
  if (token.kind !== 'word' && token.kind !== 'name') throw range.unexpected(expression);
  markColumn(range, out);
}

function markColumn(range: TokenRange, out: MarkedText): void {
  const first = range.position;
  const path = range.qualifiedName(expression);
  if (range.sees('(') || range.sees('[')) {
    const what = range.sees('(') ? 'a function name with dots' : 'a subscript';
    throw range.error('unsupported', `${what} is not supported`, { span: range.spanOf(first, range.position) });
  }
  if (range.sees('.')) throw range.error('syntax_error', 'a dot has to be followed by a name', { span: range.peek().span });
  out.define(first, { kind: 'name', path, first, last: range.position - 1 });
  out.addName(first);
}

function markValue(range: TokenRange, out: MarkedText): boolean {
  const first = range.position;
  const node = readValue(range);
  if (node === null) return false;
  out.define(first, { kind: 'value', node, first, last: range.position - 1 });
  out.addName(first);
  return true;
}

const constants: Readonly<Record<string, Literal['value']>> = { NULL: null, TRUE: true, FALSE: false };

/** Reads a literal, a template or a bind; null if none stands there. */
export function readValue(range: TokenRange): ConstructOf<'value'>['node'] | null {
  const token = range.peek();
  const first = range.position;
  const typed = readTypedLiteral(range);
  if (typed !== null) return typed;
  if (token.kind === 'word' && Object.hasOwn(constants, token.keyword)) {
    range.next();
    return { kind: 'literal', value: constants[token.keyword] ?? null, span: token.span };
  }
  if (token.kind === 'bind') {
    range.next();
    return { kind: 'bind', key: String(token.value), span: token.span };
  }
  if (token.kind !== 'string' && token.kind !== 'number' && token.kind !== 'template') return null;
  range.next();
  return { kind: 'literal', value: token.value, span: range.spanOf(first, first) };
}

const intervalUnits = /^(MICROSECOND|MILLISECOND|SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|QUARTER|YEAR|DECADE|CENTURY|MILLENNIUM)S?$/;

/** `DATE '…'`, `TIMESTAMP WITH TIME ZONE '…'`, `INTERVAL '…'`, `INTERVAL 7 DAY`, `INTERVAL '7' DAY`. */
function readTypedLiteral(range: TokenRange): TypedLiteral | null {
  const word = range.peek();
  if (word.kind !== 'word' || isReserved(word.keyword)) return null;
  const first = range.position;
  if (
    range.peek(1).kind === 'string' ||
    (word.keyword === 'TIMESTAMP' && range.peek(4).kind === 'string' && range.peek(3).keyword === 'ZONE')
  ) {
    const type = readTypeName(range).toLowerCase();
    const text = String(range.peek().value);
    range.next();
    return {
      kind: 'typed-literal',
      type,
      text: type === 'interval' ? text + intervalUnit(range) : text,
      span: range.spanOf(first, range.position - 1),
    };
  }
  if (word.keyword !== 'INTERVAL' || range.peek(1).kind !== 'number' || !intervalUnits.test(range.peek(2).keyword)) return null;
  const count = range.peek(1).text;
  range.position += 2;
  return { kind: 'typed-literal', type: 'interval', text: count + intervalUnit(range), span: range.spanOf(first, range.position - 1) };
}

function intervalUnit(range: TokenRange): string {
  const unit = range.peek();
  if (unit.kind !== 'word' || !intervalUnits.test(unit.keyword)) return '';
  range.next();
  return ` ${unit.text.toLowerCase()}`;
}

function markGroup(range: TokenRange, out: MarkedText): void {
  if (isQueryAt(range, range.position + 1)) return markSubquery(range, out, { at: range.position, kind: 'subquery' });
  const first = range.next();
  out.openCall(first);
  const count = markExpressionList(range, out);
  const last = range.expect(')');
  out.add(')', last);
  out.define(first, { kind: count === 1 ? 'group' : 'tuple', first, last });
}

function markArray(range: TokenRange, out: MarkedText): void {
  const first = range.position;
  range.accept('ARRAY');
  range.expect('[');
  out.openCall(first);
  if (!range.sees(']')) markExpressionList(range, out);
  const last = range.expect(']');
  out.add(')', last);
  out.define(first, { kind: 'array', first, last });
}

function markExists(range: TokenRange, out: MarkedText): void {
  const at = range.next();
  if (!isQueryAt(range, range.position + 1)) {
    range.next();
    throw range.unexpected('SELECT');
  }
  markSubquery(range, out, { at, kind: 'exists' });
}

function markCast(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  range.expect('(');
  out.openCall(first);
  out.grammar.expression(range, out);
  range.expect('AS');
  const type = readTypeName(range);
  const last = range.expect(')');
  out.add(')', last);
  out.define(first, { kind: 'cast', type, first, last });
}

function markCase(range: TokenRange, out: MarkedText): void {
  const first = range.next();
  out.enterCase(first);
  out.openCall(first);
  const hasOperand = !range.sees('WHEN');
  if (hasOperand) out.grammar.expression(range, out);
  let branches = 0;
  for (let when = range.expect('WHEN'); ; when = range.next()) {
    if (hasOperand || branches > 0) out.add(',', when);
    out.grammar.expression(range, out);
    out.add(',', range.expect('THEN'));
    out.grammar.expression(range, out);
    branches += 1;
    if (!range.sees('WHEN')) break;
  }
  const hasElse = range.accept('ELSE');
  if (hasElse) {
    out.add(',', range.position - 1);
    out.grammar.expression(range, out);
  }
  const last = range.expect('END');
  out.leaveCase();
  out.add(')', last);
  out.define(first, { kind: 'case', hasOperand, branches, hasElse, first, last });
}

/** Marks `[NOT] IN (…)` behind an operand, if it stands there. */
export function markIn(range: TokenRange, out: MarkedText): boolean {
  const first = range.position;
  const negated = range.sees('NOT', 'IN');
  if (!negated && !range.sees('IN')) return false;
  range.position += negated ? 2 : 1;
  const bracket = range.position;
  if (!range.sees('(')) throw range.unexpected('"("');
  out.infixes.set(first, { operator: negated ? 'not in' : 'in', first, last: bracket - 1 });
  out.add('||', first);
  if (isQueryAt(range, bracket + 1)) {
    markSubquery(range, out, { at: bracket, kind: 'in-query' });
    return true;
  }
  range.next();
  out.openCall(bracket);
  markExpressionList(range, out);
  const last = range.expect(')');
  out.add(')', last);
  out.define(bracket, { kind: 'in-list', first: bracket, last });
  return true;
}
