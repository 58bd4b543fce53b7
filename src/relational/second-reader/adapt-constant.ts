import { isEmptyList, type MarkedQuery } from './marked-query.ts';
import { type Adapter, construct, type Placed, place } from './placed.ts';
import { nodeIn, nodesIn, refuse, type SyntaxNode, textIn } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

/** A constant, with the signs before it. */
export function adaptConstant(query: MarkedQuery, node: SyntaxNode): Placed {
  return constantAt(query, query.placeOf(node));
}

function constantAt(query: MarkedQuery, index: number): Placed {
  const token = query.token(index);
  if (token.text === '-' && token.kind === 'operator') return signed(query, index);
  const extent = { first: index, last: isEmptyList(query, index) ? index + 1 : index };
  query.use(extent);
  if (extent.last > index) return place(query, extent, { kind: 'list', form: 'array', items: [] });
  if (token.kind === 'string' || token.kind === 'number' || token.kind === 'template') {
    return place(query, extent, { kind: 'literal', value: token.value });
  }
  const constants: Readonly<Record<string, boolean | null>> = { TRUE: true, FALSE: false, NULL: null };
  const value = constants[query.word(index)];
  if (value !== undefined) return place(query, extent, { kind: 'literal', value });
  // `year` of EXTRACT(year FROM x).
  return token.kind === 'word' ? place(query, extent, { kind: 'literal', value: token.text }) : refuse('no constant');
}

/** A sign before a positive number is part of the constant. */
function signed(query: MarkedQuery, index: number): Placed {
  let next = index + 1;
  while (query.word(next) === '(') next += 1;
  const operand = constantAt(query, next);
  const extent = query.cover({ first: index, last: index }, operand);
  const { expression } = operand;
  const value = expression.kind === 'literal' ? expression.value : null;
  if ((typeof value === 'number' || typeof value === 'bigint') && value > 0) {
    return place(query, extent, { kind: 'literal', value: -value });
  }
  return place(query, extent, { kind: 'unary', operator: '-', operand: expression });
}

/** A bind, which the tree knows by its mark. */
export function adaptBind(query: MarkedQuery, node: SyntaxNode): Placed {
  const index = query.tokenOf(textIn(node, 'identifier')) ?? refuse('an unknown bind');
  query.use({ first: index, last: index });
  return place(query, { first: index, last: index }, { kind: 'bind', key: String(query.token(index).value) });
}

/** `CAST(a AS t)`, `TRY_CAST(a AS t)`, `a::t`, `DATE '…'`, TRUE and FALSE. */
export function adaptCast(adapter: Adapter, node: SyntaxNode): Placed {
  const { query } = adapter;
  const child = nodeIn(node, 'child') ?? refuse('a cast of nothing');
  const index = query.place(node);
  const operator = index === undefined ? '' : query.word(index);
  const operand = adapter.expression(child);
  if (index !== undefined && operator === '::') {
    const type = { first: index + 1, last: endOfType(query, index + 1) };
    query.use(type);
    const extent = query.cover(operand, { first: index, last: type.last });
    return place(query, extent, { kind: 'cast', operand: operand.expression, type: typeText(query, type) });
  }
  if (index !== undefined && (operator === 'CAST' || operator === 'TRY_CAST') && query.word(index + 1) === '(') {
    const last = query.partner(index + 1);
    const as = query.behind(operand.last);
    if (query.word(as) !== 'AS') refuse('CAST without AS');
    const type = { first: as + 1, last: last - 1 };
    query.use(type);
    if (operator === 'TRY_CAST') return construct(query, { first: index, last }, { name: 'try_cast', of: [operand.expression] });
    return place(query, { first: index, last }, { kind: 'cast', operand: operand.expression, type: typeText(query, type) });
  }
  return impliedCast(query, operand);
}

/** `DATE '…'` and TRUE are casts of text. */
function impliedCast(query: MarkedQuery, operand: Placed): Placed {
  const { expression, first } = operand;
  if (expression.kind !== 'literal') refuse('an unknown cast');
  if (typeof expression.value === 'boolean' && operand.first === operand.last) return operand;
  if (query.token(first).kind !== 'string') refuse('an unknown cast');
  const type = { first: startOfType(query, first - 1), last: first - 1 };
  const text = String(query.token(first).value);
  return place(query, { first: type.first, last: first }, { kind: 'typed-literal', type: typeText(query, type).toLowerCase(), text });
}

function startOfType(query: MarkedQuery, last: number): number {
  if (query.word(last) === ')') return query.partner(last) - 1;
  if (query.word(last) === 'ZONE') return last - 3;
  if (query.word(last) === 'PRECISION' || query.word(last) === 'VARYING') return last - 1;
  return query.tokens[last]?.kind === 'word' ? last : refuse('no type');
}

/** Last token of a type that begins at a token. */
function endOfType(query: MarkedQuery, first: number): number {
  const kind = query.tokens[first]?.kind;
  if (kind !== 'word' && kind !== 'name') refuse('no type');
  let last = afterWords(query, first);
  while (query.word(last + 1) === '.') last += 2;
  if (query.word(last + 1) === '(') last = afterWords(query, query.partner(last + 1));
  // What follows in brackets is a subscript unless it is empty or a size.
  while (query.word(last + 1) === '[' && isArraySize(query, last + 1)) last = query.partner(last + 1);
  return last;
}

function isArraySize(query: MarkedQuery, bracket: number): boolean {
  const size = query.partner(bracket) - bracket - 1;
  return size === 0 || (size === 1 && query.token(bracket + 1).kind === 'number');
}

function afterWords(query: MarkedQuery, last: number): number {
  if (query.sees(last + 1, 'WITH', 'TIME', 'ZONE') || query.sees(last + 1, 'WITHOUT', 'TIME', 'ZONE')) return last + 3;
  return query.sees(last + 1, 'PRECISION') || query.sees(last + 1, 'VARYING') ? last + 1 : last;
}

/** A type as written, spaces between tokens made single. */
function typeText(query: MarkedQuery, { first, last }: Extent): string {
  let text = '';
  for (const token of query.tokens.slice(first, last + 1)) {
    const tight = text === '' || /[([]$/.test(text) || ['(', '[', ']', ')', ','].includes(token.text);
    text += tight ? token.text : ` ${token.text}`;
  }
  return text;
}

/** `INTERVAL 7 DAY`, `INTERVAL '7' DAY`, `INTERVAL (a) DAY`, which the tree has as `to_days(trunc(a))`; null for any other call. */
export function adaptInterval(adapter: Adapter, node: SyntaxNode): Placed | null {
  const { query } = adapter;
  const name = textIn(node, 'function_name');
  const at = query.place(node);
  if (at === undefined || !/^to_[a-z]+$/.test(name) || query.word(at + 1) === '(') return null;
  let keyword = at - 1;
  while (query.word(keyword) === '(') keyword -= 1;
  if (query.word(keyword) !== 'INTERVAL') return null;
  const operand = adapter.expression(countOf(node));
  const unit = query.behind(operand.last);
  const extent = { first: keyword, last: unit };
  const { expression } = operand;
  if (operand.first === keyword + 1 && expression.kind === 'literal' && query.token(operand.first).kind !== 'template') {
    const count = query.token(operand.first).kind === 'string' ? String(expression.value) : query.token(operand.first).text;
    return place(query, extent, { kind: 'typed-literal', type: 'interval', text: `${count} ${query.token(unit).text.toLowerCase()}` });
  }
  return construct(query, extent, { name, of: [expression] });
}

/** The number inside the casts that DuckDB puts around it. */
function countOf(node: SyntaxNode): SyntaxNode {
  const [child, ...more] = nodesIn(node, 'children');
  let inner = child ?? refuse('an interval of nothing');
  if (more.length > 0) refuse('an interval of much');
  for (;;) {
    const type = textIn(inner, 'type');
    const within =
      type === 'OPERATOR_CAST' ? nodeIn(inner, 'child') : textIn(inner, 'function_name') === 'trunc' ? nodesIn(inner, 'children')[0] : null;
    if (within === null || within === undefined) return inner;
    inner = within;
  }
}
