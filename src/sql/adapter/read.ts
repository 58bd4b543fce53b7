import { QueryError } from '../../errors/query-error.ts';
import type { Expression, FromItem, Query, SelectItem } from '../ast.ts';
import type { TokenRange } from '../token-range.ts';
import { adaptWhole, QueryAdapter } from './adapt-query.ts';
import type { TokenExtent } from './construct.ts';
import { ForeignTree } from './foreign.ts';
import { loadGrammar } from './grammar-library.ts';
import { markExpression } from './mark-expression.ts';
import { markFrom } from './mark-from.ts';
import { readPartsBySecond } from './read-parts-by-second.ts';
import type { PartKind, Parts } from './read-parts-by-second.ts';
import { readValue } from './mark-operand.ts';
import { markQuery, markSelectItems } from './mark-query.ts';
import { MarkedText } from './marked-text.ts';
import type { MarkGrammar } from './marked-text.ts';

const grammar: MarkGrammar = { expression: markExpression, query: markQuery };

/**
 * Reads a whole range as one query, by the script's second reader where the built-in grammar gives up.
 * Throws QueryError `syntax_error` or `unsupported`.
 */
export async function readQuery(range: TokenRange): Promise<Query> {
  const { reader } = range.script;
  const tokens = range.tokens.slice(range.position, range.end);
  try {
    return await readBuiltIn(range);
  } catch (error) {
    if (reader === undefined || !QueryError.is(error)) throw error;
    const query = await reader.read({ tokens }).catch((wrong: unknown) => worse(error, wrong, [range]));
    if (query === null) throw error;
    range.position = range.end;
    return query;
  }
}

/** What the built-in grammar has to say stands, unless it gave up at something that the other reader knows. */
function worse(first: QueryError, wrong: unknown, ranges: readonly TokenRange[]): null {
  if (!QueryError.is(wrong) || wrong.code !== 'syntax_error') throw wrong;
  if (first.code !== 'unsupported' || wrong.span === undefined) return null;
  throw new QueryError('syntax_error', wrong.message, { span: wrong.span, source: ranges[0]?.source ?? '' });
}

async function readBuiltIn(range: TokenRange): Promise<Query> {
  const marks = new MarkedText(range, grammar);
  markQuery(range, marks);
  range.expectEnd('the end of the query');
  return adaptWhole(new ForeignTree(marks, await loadGrammar()));
}

/** Reads each range as one expression; a lone constant is read without the grammar library. */
export async function readExpressions(ranges: readonly TokenRange[]): Promise<readonly Expression[]> {
  const simple = ranges.map(readConstant);
  if (simple.every((value) => value !== null)) return simple;
  const parts = await readParts(ranges, { mark: markExpression, as: 'expression' });
  return parts.items.map((item) => item.expression);
}

/** {@link readExpressions} for one range. */
export async function readExpression(range: TokenRange): Promise<Expression> {
  const [expression] = await readExpressions([range]);
  if (expression === undefined) throw range.unexpected('an expression');
  return expression;
}

/** Reads a range as `a, b AS c, *`. */
export async function readItems(range: TokenRange): Promise<readonly SelectItem[]> {
  const parts = await readParts([range], { mark: markSelectItems, as: 'items' });
  return parts.items;
}

/** Reads a range as what may stand behind FROM. */
export async function readFrom(range: TokenRange): Promise<FromItem> {
  const parts = await readParts([range], { mark: markFrom, as: 'from' });
  if (parts.from === null) throw range.unexpected('a relation');
  return parts.from;
}

interface PartReading {
  readonly mark: (range: TokenRange, out: MarkedText) => readonly TokenExtent[] | void;
  readonly as: PartKind;
}

/** Reads parts of a statement as the columns, or as the FROM, of a SELECT of their own. */
async function readParts(ranges: readonly TokenRange[], how: PartReading): Promise<Parts> {
  const starts = ranges.map((range) => range.position);
  try {
    return await readBuiltInParts(ranges, how);
  } catch (error) {
    const reader = ranges[0]?.script.reader;
    if (reader === undefined || !QueryError.is(error)) throw error;
    const whole = ranges.map((range, index) => range.slice(starts[index] ?? range.position, range.end));
    const found = await readPartsBySecond(whole, how.as, reader).catch((wrong: unknown) => worse(error, wrong, whole));
    if (found === null) throw error;
    for (const range of ranges) range.position = range.end;
    return found;
  }
}

async function readBuiltInParts(ranges: readonly TokenRange[], how: PartReading): Promise<Parts> {
  const [first] = ranges;
  if (first === undefined) return { items: [], from: null };
  const marks = new MarkedText(first.slice(first.position, first.end), grammar);
  marks.add(how.as === 'from' ? 'select 1 from' : 'select', first.position);
  const extents: TokenExtent[] = [];
  for (const range of ranges) {
    if (extents.length > 0) marks.add(',', range.position);
    const start = range.position;
    const marked = how.mark(range, marks);
    range.expectEnd('the end of the expression');
    if (typeof marked === 'object') extents.push(...marked);
    else extents.push({ first: start, last: range.position - 1 });
  }
  const tree = new ForeignTree(marks, await loadGrammar());
  const adapter = new QueryAdapter(tree);
  const items = how.as === 'from' ? [] : adapter.items(tree.list(tree.root.columns), extents);
  const from = how.as === 'from' ? adapter.from() : null;
  tree.expectAllUsed();
  return { items, from };
}

/** The constant that a range is, signs excluded; null if it is anything else. */
function readConstant(range: TokenRange): Expression | null {
  const probe = range.slice(range.position, range.end);
  const value = readValue(probe);
  return probe.atEnd ? value : null;
}
