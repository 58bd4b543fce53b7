import type { Expression } from '../../sql/ast.ts';
import { adaptTurned } from './adapt-negation.ts';
import type { MarkedQuery } from './marked-query.ts';
import { type Adapter, bare, construct, inOrder, type Placed, place } from './placed.ts';
import { allow, nodeIn, nodesIn, refuse, type SyntaxNode, textIn } from './syntax-node.ts';

/** `a = b`, `a IS DISTINCT FROM b`, and `a IS TRUE`, which the tree has as the former. */
export function adaptComparison(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'left', 'right');
  const { query } = adapter;
  const at = query.placeOf(node);
  const left = nodeIn(node, 'left') ?? refuse('half a comparison');
  const right = nodeIn(node, 'right') ?? refuse('half a comparison');
  const written = (place: number): Placed => comparisonAt(adapter, place, { left, right });
  if (query.word(at) !== 'NOT') return written(at);
  // What `a IS TRUE` is cast to has no place.
  const isBare = textIn(left, 'class') === 'CAST' && query.place(left) === undefined;
  const operand = isBare ? nodeIn(left, 'child') : left;
  return adaptTurned(adapter, { at, operand: operand ?? refuse('no operand'), written });
}

interface Sides {
  readonly left: SyntaxNode;
  readonly right: SyntaxNode;
}

function comparisonAt(adapter: Adapter, at: number, { left, right }: Sides): Placed {
  const { query } = adapter;
  if (query.word(at) !== 'IS') return binary(adapter, at, { operator: operatorAt(query, at), left, right });
  const negated = query.word(at + 1) === 'NOT';
  const word = at + (negated ? 2 : 1);
  if (query.sees(word, 'DISTINCT', 'FROM')) {
    return binary(adapter, at, { operator: negated ? 'is not distinct from' : 'is distinct from', left, right });
  }
  const test = query.word(word).toLowerCase();
  if (test !== 'true' && test !== 'false') refuse('an unknown test');
  const operand = adapter.expression(nodeIn(left, 'child') ?? refuse('no operand'));
  const extent = query.cover(operand, { first: at, last: word });
  return place(query, extent, { kind: 'is', negated, operand: operand.expression, test });
}

function binary(
  adapter: Adapter,
  at: number,
  parts: { readonly operator: string; readonly left: SyntaxNode; readonly right: SyntaxNode },
): Placed {
  const left = adapter.expression(parts.left);
  const right = adapter.expression(parts.right);
  if (left.last >= at || right.first <= at) refuse('an operator out of place');
  const extent = adapter.query.cover(left, right);
  return place(adapter.query, extent, { kind: 'binary', operator: parts.operator, left: left.expression, right: right.expression });
}

const spellings: Readonly<Record<string, string>> = { '!=': '<>', '==': '=' };

function operatorAt(query: MarkedQuery, at: number): string {
  const token = query.token(at);
  return token.kind === 'operator' ? (spellings[token.text] ?? token.text) : refuse('no operator');
}

/** Infix operators of several words, as the tree names them. */
const wordOperators: readonly (readonly string[])[] = [
  'NOT SIMILAR TO',
  'SIMILAR TO',
  'NOT LIKE',
  'LIKE',
  'NOT ILIKE',
  'ILIKE',
  'GLOB',
].map((words) => words.split(' '));

/** The operator that a function's place points to; null when it is no infix or prefix operator. */
export function adaptOperatorCall(adapter: Adapter, node: SyntaxNode): Placed | null {
  const { query } = adapter;
  const at = query.place(node);
  if (at === undefined) return null;
  const children = nodesIn(node, 'children');
  const [left, right, escape] = children;
  if (query.sees(at, 'AT', 'TIME', 'ZONE') && left !== undefined && right !== undefined) {
    return binary(adapter, at, { operator: 'at time zone', left: right, right: left });
  }
  if (query.word(at) === 'IN' && children.length === 2) return listMembership(adapter, at, children);
  const words = wordOperators.find((candidate) => query.sees(at, ...candidate));
  const operator = words?.join(' ').toLowerCase() ?? (query.token(at).kind === 'operator' ? operatorAt(query, at) : null);
  if (operator === null || left === undefined) return null;
  allow(node, 'function_name', 'schema', 'children', 'is_operator');
  if (textIn(left, 'class') === 'STAR') return starFilter(adapter, at, children);
  if (right === undefined) return prefix(adapter, at, { operator, operand: left });
  const whole = binary(adapter, at, { operator, left, right });
  if (escape === undefined || whole.expression.kind !== 'binary') return children.length === 2 ? whole : refuse('an operator of three');
  const behind = adapter.expression(escape);
  return place(query, query.cover(whole, behind), { ...whole.expression, escape: behind.expression });
}

/** `a IN list`. */
function listMembership(adapter: Adapter, at: number, children: readonly SyntaxNode[]): Placed {
  const parts = inOrder(adapter, children);
  return construct(adapter.query, adapter.query.cover({ first: at, last: at }, ...parts), { name: 'contains', of: bare(parts) });
}

/** `* LIKE 'a%'`: columns chosen by their names. */
function starFilter(adapter: Adapter, at: number, [star, ...patterns]: readonly SyntaxNode[]): Placed {
  const { query } = adapter;
  const chosen = adapter.expression(star ?? refuse('no star'));
  const others = inOrder(adapter, patterns);
  if (chosen.expression.kind !== 'star' || chosen.expression.changes !== undefined || chosen.last >= at) refuse('an unknown star');
  const changes = { written: 'none' as const, exclude: null, expressions: bare(others) };
  return place(query, query.cover(chosen, ...others), { kind: 'star', qualifier: chosen.expression.qualifier, changes });
}

function prefix(adapter: Adapter, at: number, parts: { readonly operator: string; readonly operand: SyntaxNode }): Placed {
  const operand = adapter.expression(parts.operand);
  // DuckDB takes any operator behind its operand too: in `a || FROM t` that is a slip, not a function.
  if (operand.last < at) refuse('an operator behind its operand');
  // A constant behind a sign has the sign's place, and is read with it.
  if (operand.first === at && textIn(parts.operand, 'class') === 'CONSTANT') return operand;
  if (operand.first < at) return refuse('an operator behind its operand');
  const extent = adapter.query.cover({ first: at, last: at }, operand);
  const { operator } = parts;
  if (operator === '-' || operator === '+') {
    return place(adapter.query, extent, { kind: 'unary', operator, operand: operand.expression });
  }
  return construct(adapter.query, extent, { name: operator, of: [operand.expression] });
}

/** NOT before an operand, and the NOT inside NOT BETWEEN and its like. */
function adaptNot(adapter: Adapter, node: SyntaxNode): Placed {
  const { query } = adapter;
  const [child, ...more] = nodesIn(node, 'children');
  if (child === undefined || more.length > 0) return refuse('NOT of many');
  const at = query.place(node);
  if (at === undefined) return textIn(child, 'class') === 'SUBQUERY' ? adapter.expression(child) : refuse('NOT without a place');
  const isInner = query.token(at).kind === 'operator' || ['SIMILAR', 'BETWEEN', 'IN'].includes(query.word(at + 1));
  if (isInner) return negatedInner(adapter, at, child);
  if (query.word(at) !== 'NOT') return refuse('an unknown NOT');
  const operand = adapter.expression(child);
  if (operand.first <= at) refuse('NOT out of place');
  const extent = query.cover({ first: at, last: at }, operand);
  return place(query, extent, { kind: 'unary', operator: 'not', operand: operand.expression });
}

function negatedInner(adapter: Adapter, at: number, child: SyntaxNode): Placed {
  const kind = textIn(child, 'class');
  if (kind === 'FUNCTION') {
    const [left, right, ...more] = nodesIn(child, 'children');
    if (textIn(child, 'function_name') !== 'regexp_full_match' || left === undefined || right === undefined || more.length > 0) {
      return refuse('an unknown NOT');
    }
    const operator = adapter.query.word(at) === 'NOT' ? 'not similar to' : operatorAt(adapter.query, at);
    return binary(adapter, at, { operator, left, right });
  }
  // The sub-query's own place is this NOT too.
  if (kind === 'SUBQUERY') return adapter.expression(child);
  const inner = adapter.expression(child);
  if (inner.expression.kind !== 'between') return refuse('an unknown NOT');
  return { ...inner, expression: { ...inner.expression, negated: true } };
}

/** `a BETWEEN b AND c`. */
export function adaptBetween(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'input', 'lower', 'upper');
  const part = (key: string): Placed => adapter.expression(nodeIn(node, key) ?? refuse('half a BETWEEN'));
  const [operand, low, high] = [part('input'), part('lower'), part('upper')];
  const [a, b, c] = [operand.expression, low.expression, high.expression];
  return place(adapter.query, adapter.query.cover(operand, low, high), { kind: 'between', negated: false, operand: a, low: b, high: c });
}

/** `a AND b AND c`, a flat list in the tree; the text's own parentheses group it. */
export function adaptChain(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'children');
  const operator = textIn(node, 'type') === 'CONJUNCTION_AND' ? 'and' : 'or';
  return grouped(adapter.query, nodesIn(node, 'children').map(adapter.expression), operator);
}

function grouped(query: MarkedQuery, parts: readonly Placed[], operator: 'and' | 'or'): Placed {
  const [first, ...rest] = parts;
  if (first === undefined) return refuse('an empty chain');
  if (rest.length === 0) return first;
  const depths = gapDepths(query, parts, operator);
  const least = Math.min(...depths);
  const groups: Placed[][] = [[first]];
  for (const [index, part] of rest.entries()) {
    if (depths[index] === least) groups.push([part]);
    else groups.at(-1)?.push(part);
  }
  const terms = groups.map((group) => grouped(query, group, operator));
  return terms.reduce((left, right) => {
    const parts = { operator, left: left.expression, right: right.expression };
    return place(query, query.cover(left, right), { kind: 'binary', ...parts });
  });
}

/** How deep in parentheses each operator of a chain stands, relative to the first operand. */
function gapDepths(query: MarkedQuery, parts: readonly Placed[], operator: 'and' | 'or'): readonly number[] {
  let depth = 0;
  return parts.slice(1).map((part, index) => {
    let own: number | undefined;
    for (let at = (parts[index]?.last ?? 0) + 1; at < part.first; at++) {
      if (query.word(at) === ')') depth -= 1;
      else if (query.word(at) === '(') depth += 1;
      else if (query.word(at) === operator.toUpperCase() && own === undefined) own = depth;
      else refuse('an unknown chain');
    }
    return own ?? refuse('a chain without its operator');
  });
}

/** `a IS NULL`, `a IN (…)`, and constructs in brackets of their own. */
export function adaptOperator(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'children');
  const type = textIn(node, 'type');
  switch (type) {
    case 'OPERATOR_NOT':
      return adaptNot(adapter, node);
    case 'OPERATOR_IS_NULL':
    case 'OPERATOR_IS_NOT_NULL':
      return nullTest(adapter, node, type === 'OPERATOR_IS_NOT_NULL');
    case 'COMPARE_IN':
    case 'COMPARE_NOT_IN':
      return inList(adapter, node, type === 'COMPARE_NOT_IN');
    case 'ARRAY_EXTRACT':
    case 'ARRAY_SLICE':
      return subscript(adapter, node, type === 'ARRAY_SLICE' ? 'array_slice' : 'array_extract');
    case 'STRUCT_EXTRACT':
      return field(adapter, node);
    case 'ARRAY_CONSTRUCTOR':
      return listInBrackets(adapter, nodesIn(node, 'children'));
    case 'OPERATOR_COALESCE':
      return keywordCall(adapter, nodesIn(node, 'children'), ['COALESCE', 'IFNULL']);
    case 'OPERATOR_TRY':
      return keywordCall(adapter, nodesIn(node, 'children'), ['TRY']);
    case 'GROUPING_FUNCTION':
      return keywordCall(adapter, nodesIn(node, 'children'), ['GROUPING', 'GROUPING_ID']);
    case 'OPERATOR_UNPACK':
      return unpacked(adapter, node);
    default:
      return refuse(type);
  }
}

function nullTest(adapter: Adapter, node: SyntaxNode, negated: boolean): Placed {
  const { query } = adapter;
  const at = query.placeOf(node);
  const [child] = nodesIn(node, 'children');
  const operand = adapter.expression(child ?? refuse('no operand'));
  const words = ['IS NOT NULL', 'IS NULL', 'NOT NULL', 'IS NOT UNKNOWN', 'IS UNKNOWN', 'ISNULL', 'NOTNULL'].map((text) => text.split(' '));
  const found = words.find((candidate) => query.sees(at, ...candidate)) ?? refuse('an unknown test');
  const extent = query.cover(operand, { first: at, last: at + found.length - 1 });
  return place(query, extent, { kind: 'is', negated, operand: operand.expression, test: 'null' });
}

function inList(adapter: Adapter, node: SyntaxNode, negated: boolean): Placed {
  const { query } = adapter;
  const at = query.placeOf(node);
  const [operand, ...items] = nodesIn(node, 'children');
  if (operand === undefined) return refuse('no operand');
  const isTurned = negated && query.word(at) === 'NOT' && query.word(at + 1) !== 'IN';
  if (!isTurned) return listAt(adapter, at, { operand, items, negated });
  return adaptTurned(adapter, { at, operand, written: (place) => listAt(adapter, place, { operand, items, negated: false }) });
}

interface ListParts {
  readonly operand: SyntaxNode;
  readonly items: readonly SyntaxNode[];
  readonly negated: boolean;
}

function listAt(adapter: Adapter, at: number, { negated, ...nodes }: ListParts): Placed {
  const { query } = adapter;
  const operand = adapter.expression(nodes.operand);
  const items = nodes.items.map(adapter.expression);
  const bracket = at + (negated ? 2 : 1);
  if (!query.sees(at, ...(negated ? ['NOT', 'IN', '('] : ['IN', '(']))) return refuse('an unknown IN');
  const extent = query.cover(operand, { first: at, last: query.partner(bracket) });
  return place(query, extent, { kind: 'in-list', negated, operand: operand.expression, items: bare(items) });
}

function subscript(adapter: Adapter, node: SyntaxNode, name: string): Placed {
  const { query } = adapter;
  const [base, ...indexes] = nodesIn(node, 'children');
  const operand = adapter.expression(base ?? refuse('no operand'));
  const open = query.behind(operand.last);
  if (query.word(open) !== '[') refuse('no subscript');
  // A bound that is left out has no place.
  const parts = inOrder(
    adapter,
    indexes.filter((index) => query.place(index) !== undefined || textIn(index, 'class') !== 'CONSTANT'),
  );
  const extent = query.cover(operand, { first: open, last: query.partner(open) });
  if (parts.some((part) => part.first <= open || part.last >= extent.last)) refuse('a subscript out of place');
  return construct(query, extent, { name, of: [operand.expression, ...bare(parts)] });
}

/** `(a).b`. */
function field(adapter: Adapter, node: SyntaxNode): Placed {
  const { query } = adapter;
  const [base, key] = nodesIn(node, 'children');
  const operand = adapter.expression(base ?? refuse('no operand'));
  const dot = query.behind(operand.last);
  const name = nodeIn(key ?? refuse('no key'), 'value');
  if (query.word(dot) !== '.' || name === null || !query.stands(textIn(name, 'value'), dot + 1)) refuse('an unknown key');
  query.use({ first: dot + 1, last: dot + 1 });
  return construct(query, query.cover(operand, { first: dot, last: dot + 1 }), { name: 'struct_extract', of: [operand.expression] });
}

/** `[a, b]` and `ARRAY[a, b]`. */
export function listInBrackets(adapter: Adapter, children: readonly SyntaxNode[]): Placed {
  const { query } = adapter;
  const items = children.map(adapter.expression);
  if (items.length === 0) return refuse('a list without a place');
  const open = query.around(query.cover(...items), '[');
  const first = query.word(open - 1) === 'ARRAY' ? open - 1 : open;
  return place(query, { first, last: query.partner(open) }, { kind: 'list', form: 'array', items: bare(items) });
}

/** A call whose name is a keyword and whose node has no place. */
export function keywordCall(adapter: Adapter, children: readonly SyntaxNode[], names: readonly string[]): Placed {
  const { query } = adapter;
  const parts: readonly Placed[] = inOrder(adapter, children);
  if (parts.length === 0) return refuse('a call without a place');
  const open = query.around(query.cover(...parts), '(', names);
  const of: readonly Expression[] = bare(parts);
  return construct(query, { first: open - 1, last: query.partner(open) }, { name: query.token(open - 1).text, of });
}

/** `*COLUMNS(…)`. */
function unpacked(adapter: Adapter, node: SyntaxNode): Placed {
  const { query } = adapter;
  const [child] = nodesIn(node, 'children');
  const operand = adapter.expression(child ?? refuse('no operand'));
  const before = operand.first - 1;
  if (query.word(before) !== '*' && query.word(before) !== 'UNPACK') refuse('an unknown star');
  return construct(query, { first: before, last: operand.last }, { name: 'unpack', of: [operand.expression] });
}
