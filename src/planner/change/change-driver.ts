import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import type {
  ColumnReference,
  CommonTables,
  Expression,
  FromItem,
  Identifier,
  Query,
  RelationReference,
  SelectItem,
} from '../../sql/ast.ts';
import type { ArgumentValue } from '../../request/method-call.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { literalText } from '../../sql/splices.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { Row } from '../../values/value.ts';
import { constantOf } from '../constant.ts';
import type { Facts } from '../facts.ts';
import type { ComputedValue, ChangeRows } from '../plan.ts';
import { planQuery } from '../query/plan-query.ts';
import { namelessQuery, nowhere, ownQuery } from './own-query.ts';

/** An identifier of our own. */
function ownName(name: string): Identifier {
  return { name, quoted: true, span: nowhere };
}

/** Collects what a change needs computed before its calls; constants need nothing. */
export interface ChangeDriver {
  /** Takes a value of the statement; plans do not show one that is sensitive. */
  value(expression: Expression, sensitivity?: 'sensitive'): ComputedValue;
  /** Takes a column of the relation that is changed. */
  key(column: string): ComputedValue & { readonly kind: 'column' };
  /** Takes a list of constants: a row for each, so that expressions are computed for each. */
  list(values: readonly ArgumentValue[]): ComputedValue & { readonly kind: 'column' };
  /** Takes the rows of a sub-query with one column: a call for each, or for each distinct value. */
  rows(query: Query, which: 'all' | 'distinct'): ComputedValue & { readonly kind: 'column' };
  /** Takes a column of the rows of a sub-query, whose other columns are taken likewise: a call for each distinct row. */
  column(query: Query, column: { readonly index: number; readonly of: number }): ComputedValue & { readonly kind: 'column' };
  /** Plans what was collected. */
  plan(from: DriverSource | null): ChangeRows;
}

/** The relations whose rows drive the change and the conditions they have to fulfil. */
export interface DriverSource {
  /** The relation that is changed; null where its rows need not be read. */
  readonly relation: RelationReference | null;
  /** What stands behind FROM or USING. */
  readonly others: FromItem | null;
  readonly alias: string;
  readonly conditions: readonly Expression[];
  /** The method that changes: its parameters stand in the conditions. */
  readonly method: MethodDescriptor;
}

interface Item {
  readonly item: SelectItem;
  readonly text: readonly (string | SourceSpan)[];
}

type DrivingSource =
  | { readonly kind: 'query'; readonly query: Query; readonly which: 'all' | 'distinct'; readonly columns: number }
  | { readonly kind: 'list'; readonly values: readonly ArgumentValue[] };

/** Starts collecting for one statement. */
export function createDriver(parsed: ParsedStatement, facts: Facts, common?: CommonTables): ChangeDriver {
  const items: Item[] = [];
  const sources: DrivingSource[] = [];
  const secret: SourceSpan[] = [];
  const add = (item: Item): ComputedValue & { readonly kind: 'column' } => {
    items.push(item);
    return { kind: 'column', index: items.length - 1 };
  };
  return {
    value(expression, sensitivity) {
      if (sensitivity === 'sensitive') secret.push(expression.span);
      const constant = constantOf(expression, facts);
      if (constant !== undefined) return { kind: 'constant', value: constant.value };
      return add({ item: { expression, alias: null, span: nowhere }, text: ['(', expression.span, ')'] });
    },
    key: (column) => add(ownColumn('key', column)),
    list(values) {
      sources.push({ kind: 'list', values });
      return add(ownColumn(`rows ${sources.length}`, 'value'));
    },
    rows(query, which) {
      refuseOtherWidth(query, 1);
      sources.push({ kind: 'query', query, which, columns: 1 });
      return add(ownColumn(`rows ${sources.length}`, valueName(0)));
    },
    column(query, { index, of }) {
      const known = sources.findIndex((source) => source.kind === 'query' && source.query === query);
      if (known === -1) refuseOtherWidth(query, of);
      const place = known === -1 ? sources.push({ kind: 'query', query, which: 'distinct', columns: of }) : known + 1;
      return add(ownColumn(`rows ${place}`, valueName(index)));
    },
    plan(from) {
      if (items.length === 0 && from === null) return { kind: 'rows', rows: [[]] satisfies Row[] };
      const own = { ...facts, narrowing: false };
      return {
        kind: 'query',
        query: planQuery(
          { ...composeDriver(items, sources, { from, common }), secret, nameable: from === null ? [] : [from.method] },
          parsed,
          own,
        ),
        expected: null,
      };
    },
  };
}

/** Name of a column of a driving source. */
function valueName(index: number): string {
  return index === 0 ? 'value' : `value ${index + 1}`;
}

/** A sub-query that gives values for parameters has a column for each. */
function refuseOtherWidth(query: Query, wanted: number): void {
  const { body } = query;
  if (body.kind === 'set-operation') return refuseOtherWidth(body.left, wanted);
  const count = body.kind === 'select' ? body.items.length : body.kind === 'values' ? (body.rows[0]?.length ?? wanted) : wanted;
  const star = body.kind === 'select' && body.items.some(({ expression }) => expression.kind === 'star');
  if (count === wanted && !star) return;
  const takes = wanted === 1 ? 'a parameter takes one' : `there are ${wanted} parameters`;
  const has = star ? 'all columns' : count === 1 ? 'one column' : `${count} columns`;
  throw new QueryError('syntax_error', `this sub-query has ${has}, and ${takes}`, { span: query.span });
}

/** A column of our own choice; `key` stands for the relation that is changed and gets its alias when the text is made. */
function ownColumn(qualifier: string, name: string): Item {
  const expression: ColumnReference = { kind: 'column', path: [ownName(qualifier), ownName(name)], span: nowhere };
  return { item: { expression, alias: null, span: nowhere }, text: [`${quoteName(qualifier)}.${quoteName(name)}`] };
}

function composeDriver(
  items: readonly Item[],
  driving: readonly DrivingSource[],
  { from, common }: { readonly from: DriverSource | null; readonly common: CommonTables | undefined },
): Parameters<typeof planQuery>[0] {
  const own = items.map((item) => (from === null ? item : qualified(item, from.alias)));
  const selected = own.length > 0 ? own : [{ item: { expression: literalOne, alias: null, span: nowhere }, text: ['1'] }];
  const sources: readonly Source[] = [...(from === null ? [] : relationSources(from)), ...driving.map(drivingSource)];
  const conditions = from?.conditions ?? [];
  const segments = [
    ...(common === undefined ? [] : [common.span, ' ']),
    'SELECT ',
    ...joined(
      selected.map(({ text }) => text),
      ', ',
    ),
    ...(sources.length === 0
      ? []
      : [
          ' FROM ',
          ...joined(
            sources.map(({ text }) => text),
            ', ',
          ),
        ]),
    ...(conditions.length === 0
      ? []
      : [
          ' WHERE ',
          ...joined(
            conditions.map(({ span }) => ['(', span, ')']),
            ' AND ',
          ),
        ]),
  ];
  const query = ownQuery({
    items: selected.map(({ item }) => item),
    from: crossJoin(sources.map(({ item }) => item)),
    where: allOf(conditions),
  });
  return { query: common === undefined ? query : { ...query, with: common.tables, recursive: common.recursive }, segments };
}

const literalOne: Expression = { kind: 'literal', value: 1, span: nowhere };

function qualified(item: Item, alias: string): Item {
  const { expression } = item.item;
  if (expression.kind !== 'column' || expression.path[0]?.span !== nowhere || expression.path[0].name !== 'key') return item;
  return ownColumn(alias, expression.path[1]?.name ?? '');
}

interface Source {
  readonly item: FromItem;
  readonly text: readonly (string | SourceSpan)[];
}

function relationSources({ relation, others }: DriverSource): readonly Source[] {
  return [relation, others].flatMap((item) => (item === null ? [] : [{ item, text: [item.span] }]));
}

function drivingSource(source: DrivingSource, index: number): Source {
  const alias = `rows ${index + 1}`;
  const names = Array.from({ length: source.kind === 'query' ? source.columns : 1 }, (_, column) => valueName(column));
  const named = ` AS ${quoteName(alias)}(${names.map(quoteName).join(', ')})`;
  const item: FromItem = {
    kind: 'derived',
    query: source.kind === 'query' ? source.query : namelessQuery,
    alias: ownName(alias),
    columnAliases: names.map(ownName),
    lateral: false,
    span: nowhere,
  };
  if (source.kind === 'list')
    return { item, text: [`(VALUES ${source.values.map((value) => `(${argumentLiteral(value)})`).join(', ')})${named}`] };
  const inner = ['(', source.query.span, `)${named}`];
  return { item, text: source.which === 'all' ? inner : distinctInOrder(inner, alias, names) };
}

/** Each value once, in the order of its first row, as that is the order of the calls; DISTINCT alone gives any order. */
function distinctInOrder(inner: Source['text'], alias: string, names: readonly string[]): Source['text'] {
  const list = names.map(quoteName).join(', ');
  const there = names.map((name) => `${quoteName(name)} IS NOT NULL`).join(' AND ');
  const numbered = [`(SELECT ${list}, row_number() OVER () AS "place" FROM `, ...inner, ` WHERE ${there})`];
  return [`(SELECT ${list} FROM `, ...numbered, ` GROUP BY ${list} ORDER BY min("place")) AS ${quoteName(alias)}`];
}

function argumentLiteral(value: ArgumentValue): string {
  return literalText(typeof value === 'object' ? JSON.stringify(value) : value);
}

/** FROM items beside one another; null for none. */
export function crossJoin(items: readonly FromItem[]): FromItem | null {
  const [first, ...rest] = items;
  if (first === undefined) return null;
  return rest.reduce<FromItem>(
    (left, right) => ({ kind: 'join', type: 'cross', natural: false, left, right, on: null, using: [], span: nowhere }),
    first,
  );
}

function allOf(conditions: readonly Expression[]): Expression | null {
  const [first, ...rest] = conditions;
  if (first === undefined) return null;
  return rest.reduce<Expression>((left, right) => ({ kind: 'binary', operator: 'and', left, right, span: nowhere }), first);
}

function joined(lists: readonly (readonly (string | SourceSpan)[])[], separator: string): readonly (string | SourceSpan)[] {
  return lists.flatMap((list, index) => (index === 0 ? list : [separator, ...list]));
}
