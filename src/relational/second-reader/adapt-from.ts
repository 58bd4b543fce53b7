import type { DerivedTable, FromItem, Identifier, Join, JoinType, Query } from '../../sql/ast.ts';
import type { MarkedQuery } from './marked-query.ts';
import { adaptPivot } from './adapt-pivot.ts';
import { enclosed, everythingOf, type PlacedItem } from './enclosed.ts';
import type { Adapter } from './placed.ts';
import { isQueryAt, type ItemStart, itemStarts } from './query-ranges.ts';
import { allow, nodeIn, refuse, type SyntaxNode, textIn, textsIn } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

/** Reads FROM: the tree's leaves, from left to right, are the items that the text begins. */
export class FromAdapter {
  private readonly adapter: Adapter;
  private readonly query: MarkedQuery;
  private readonly starts: ItemStart[];
  /** Whether an item is sampled. */
  sampled = false;

  constructor(adapter: Adapter, extent: Extent) {
    this.adapter = adapter;
    this.query = adapter.query;
    this.starts = [...itemStarts(adapter.query, extent)];
  }

  /** The whole clause. */
  read(node: SyntaxNode): FromItem {
    const { item } = this.item(node);
    if (this.starts.length > 0) refuse('an item of FROM is left over');
    return item;
  }

  /** One node of the tree. */
  item(node: SyntaxNode): PlacedItem {
    switch (textIn(node, 'type')) {
      case 'JOIN':
        return this.join(node);
      case 'BASE_TABLE':
        return this.relation(node);
      case 'TABLE_FUNCTION':
        return this.tableFunction(node);
      case 'SUBQUERY':
        return this.derived(node);
      case 'PIVOT':
        return adaptPivot(this.adapter, node, this.item(nodeIn(node, 'source') ?? refuse('a pivot of nothing')));
      default:
        return refuse(textIn(node, 'type'));
    }
  }

  private join(node: SyntaxNode): PlacedItem {
    allow(node, 'left', 'right', 'condition', 'join_type', 'ref_type', 'using_columns');
    const { query } = this;
    const type = joinType(node);
    const left = this.operand(nodeIn(node, 'left') ?? refuse('half a join'), type);
    const right = this.operand(nodeIn(node, 'right') ?? refuse('half a join'), type);
    const condition = nodeIn(node, 'condition');
    const on = condition === null ? null : this.adapter.expression(condition);
    const using = this.usingColumns(textsIn(node, 'using_columns'), right.last);
    const extent = query.cover(left, right, ...(on === null ? [] : [on]), ...(using === null ? [] : [using.extent]));
    const parts = { left: left.item, right: right.item, on: on?.expression ?? null, using: using?.names ?? [] };
    const natural = textIn(node, 'ref_type') === 'NATURAL';
    const join: Join = { kind: 'join', type, natural, ...parts, span: query.spanOf(extent) };
    return { ...extent, item: join };
  }

  /** Rows are joined by their position before any condition: it must not reach the relation, which therefore stands in a query of its own. */
  private operand(node: SyntaxNode, type: JoinType): PlacedItem {
    const operand = this.item(node);
    return type === 'positional' && operand.item.kind === 'relation' ? enclosed(this.query, operand, []) : operand;
  }

  private usingColumns(
    names: readonly string[],
    before: number,
  ): { readonly names: readonly Identifier[]; readonly extent: Extent } | null {
    if (names.length === 0) return null;
    const { query } = this;
    let at = query.behind(before);
    while (query.word(at) !== 'USING' && at < query.tokens.length) at += 1;
    const extent = { first: at, last: query.partner(at + 1) };
    const columns = query.split({ first: at + 2, last: extent.last - 1 });
    if (columns.length !== names.length || columns.some(({ first }, index) => !query.stands(names[index] ?? '', first)))
      refuse('an unknown USING');
    query.use(extent);
    return { names: columns.map(({ first }) => query.identifier(first)), extent };
  }

  /** Takes the next item of the text; groups in brackets are opened, unless the tree has the group as a query. */
  private next(node: SyntaxNode): ItemStart {
    const { query } = this;
    const start = this.starts.shift() ?? refuse('no item of FROM');
    const { first } = start;
    if (query.word(first) !== '(' || isQueryAt(query, first + 1, query.partner(first)) || this.isNamedGroup(node, first)) return start;
    this.starts.unshift(...itemStarts(query, { first: first + 1, last: query.partner(first) - 1 }));
    return this.next(node);
  }

  /** `(a JOIN b ON …) AS c`. */
  private isNamedGroup(node: SyntaxNode, first: number): boolean {
    const after = this.query.partner(first) + 1;
    const name = textIn(node, 'alias');
    const at = this.query.word(after) === 'AS' ? after + 1 : after;
    return textIn(node, 'type') === 'SUBQUERY' && name !== '' && this.query.tokens[at] !== undefined && this.query.stands(name, at);
  }

  private relation(node: SyntaxNode): PlacedItem {
    allow(node, 'table_name', 'schema_name', 'catalog_name', 'column_name_alias', 'sample');
    const { query } = this;
    const { first } = this.next(node);
    const names = ['catalog_name', 'schema_name', 'table_name'].map((key) => textIn(node, key)).filter((name) => name !== '');
    const name = { first, last: first + 2 * (names.length - 1) };
    for (const [index, text] of names.entries()) if (!query.stands(text, first + 2 * index)) refuse('a relation out of place');
    if (query.place(node) !== first || query.token(first).kind === 'string') return refuse('a relation out of place');
    query.use(name);
    const { alias, last, columns } = this.alias(node, name.last);
    const path = names.map((_, index) => query.identifier(first + 2 * index));
    const span = query.spanOf({ first, last: alias === null ? name.last : last - (columns.length > 0 ? columns.length * 2 + 1 : 0) });
    const item: FromItem = { kind: 'relation', name: path, nameSpan: query.spanOf(name), alias, span };
    const placed = { first, last, item };
    if (nodeIn(node, 'sample') !== null) return enclosed(query, this.sample(placed), columns);
    return columns.length === 0 ? placed : enclosed(query, placed, columns);
  }

  /** TABLESAMPLE takes rows before any condition, too. */
  private sample(item: PlacedItem): PlacedItem {
    const { query } = this;
    const at = item.last + 1;
    if (query.word(at) !== 'TABLESAMPLE') return refuse('an unknown sample');
    this.sampled = true;
    return { ...item, last: endOfSample(query, at + 1) };
  }

  private alias(
    node: SyntaxNode,
    before: number,
  ): { readonly alias: Identifier | null; readonly last: number; readonly columns: readonly Identifier[] } {
    const { query } = this;
    const text = textIn(node, 'alias');
    if (text === '') return { alias: null, last: before, columns: [] };
    const at = query.word(before + 1) === 'AS' ? before + 2 : before + 1;
    if (!query.stands(text, at)) return refuse('an alias out of place');
    query.use({ first: at, last: at });
    const names = textsIn(node, 'column_name_alias');
    if (names.length === 0) return { alias: query.identifier(at), last: at, columns: [] };
    const last = query.partner(at + 1);
    const columns = query.split({ first: at + 2, last: last - 1 });
    if (columns.some(({ first }, index) => !query.stands(names[index] ?? '', first))) return refuse('a column alias out of place');
    query.use({ first: at + 2, last });
    return { alias: query.identifier(at), last, columns: columns.map(({ first }) => query.identifier(first)) };
  }

  private tableFunction(node: SyntaxNode): PlacedItem {
    allow(node, 'function', 'column_name_alias', 'with_ordinality', 'sample');
    const { query } = this;
    const start = this.next(node).first;
    const first = query.word(start) === 'LATERAL' ? start + 1 : start;
    const call = this.adapter.expression(nodeIn(node, 'function') ?? refuse('no function'));
    if (call.first !== first || call.expression.kind !== 'call') return refuse('a function out of place');
    const ordinal = query.sees(call.last + 1, 'WITH', 'ORDINALITY') ? 2 : 0;
    const { alias, last, columns } = this.alias(node, call.last + ordinal);
    const item: FromItem = { kind: 'table-function', call: call.expression, alias, span: query.spanOf({ first, last }) };
    const placed = { first: start, last, item: columns.length === 0 ? item : { ...item, columnAliases: columns } };
    return nodeIn(node, 'sample') === null ? placed : this.sample(placed);
  }

  private derived(node: SyntaxNode): PlacedItem {
    allow(node, 'subquery', 'column_name_alias', 'sample');
    const { query } = this;
    const { first } = this.next(node);
    const lateral = query.word(first) === 'LATERAL';
    const open = lateral ? first + 1 : first;
    if (query.word(open) !== '(') return refuse('a query without brackets');
    const inner = { first: open + 1, last: query.partner(open) - 1 };
    const tree = nodeIn(nodeIn(node, 'subquery') ?? {}, 'node') ?? refuse('no sub-query');
    const contents = isQueryAt(query, inner.first, inner.last + 1) ? this.adapter.nested(tree, inner) : this.group(tree, inner);
    const { alias, last, columns } = this.alias(node, inner.last + 1);
    const extent = { first, last };
    const item: DerivedTable = { kind: 'derived', query: contents, alias, columnAliases: columns, lateral, span: query.spanOf(extent) };
    return nodeIn(node, 'sample') === null ? { ...extent, item } : this.sample({ ...extent, item });
  }

  /** The query that DuckDB makes of a group with an alias. */
  private group(tree: SyntaxNode, inner: Extent): Query {
    const from = new FromAdapter(this.adapter, inner);
    const item = from.read(nodeIn(tree, 'from_table') ?? refuse('no FROM'));
    return everythingOf(this.query, { ...inner, item });
  }
}

function joinType(node: SyntaxNode): JoinType {
  const types: Readonly<Record<string, JoinType>> = {
    INNER: 'inner',
    LEFT: 'left',
    RIGHT: 'right',
    FULL: 'full',
    OUTER: 'full',
    SEMI: 'semi',
    ANTI: 'anti',
  };
  const type = types[textIn(node, 'join_type')] ?? refuse('an unknown join');
  switch (textIn(node, 'ref_type')) {
    case 'REGULAR':
    case 'NATURAL':
      return type;
    case 'CROSS':
      return 'cross';
    case 'ASOF':
      return type === 'inner' || type === 'left' ? 'asof' : refuse('an unknown join');
    case 'POSITIONAL':
      return 'positional';
    default:
      return refuse('an unknown join');
  }
}

/** `10%`, `5 ROWS`, `reservoir(10 ROWS)`, each with a method or REPEATABLE behind it. */
export function endOfSample(query: MarkedQuery, first: number): number {
  let last = first;
  if (query.word(first + 1) === '(') last = query.partner(first + 1);
  else if (query.word(first) === '(') last = query.partner(first);
  if (query.word(last + 1) === '%' || ['PERCENT', 'ROWS'].includes(query.word(last + 1))) last += 1;
  if (query.word(last + 1) === '(') last = query.partner(last + 1);
  if (query.sees(last + 1, 'REPEATABLE', '(')) last = query.partner(last + 2);
  query.use({ first, last });
  return last;
}
