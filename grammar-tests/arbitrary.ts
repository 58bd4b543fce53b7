import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type {
  Call,
  Expression,
  FromItem,
  Identifier,
  Literal,
  Query,
  SelectBody,
  SelectItem,
  SortItem,
  Statement,
  Window,
} from '../src/sql/ast.ts';

const span = { start: 0, end: 0 };

const plainNames = ['a', 'b', 'userId', 'status', 'type', 'user', 'key', 'value', 'profile', '_links', 'größe', '名前', 'offset_', 'set'];
const plain: Arbitrary<Identifier> = fc.constantFrom(...plainNames).map((name) => ({ name, quoted: false, span }));
const quoted: Arbitrary<Identifier> = fc
  .string({ minLength: 1, maxLength: 6, unit: 'grapheme' })
  .map((name) => ({ name: name.replaceAll('{{', '{'), quoted: true, span }));

const identifier: Arbitrary<Identifier> = fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: quoted });

const alias = fc.option(identifier.filter((name) => name.quoted || !['set', 'offset_'].includes(name.name)));
const path = fc.array(identifier, { minLength: 1, maxLength: 4 });

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom("'", "''", '--', '/*', ';', '\\', '$1', '\n', '"', 'TRUE', '}}'));

const literal: Arbitrary<Literal> = fc
  .oneof(
    text.map((value) => value.replaceAll('{{', '{')),
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
    fc.bigInt({ min: -(2n ** 80n), max: -(2n ** 53n) }),
  )
  .map((value) => ({ kind: 'literal', value: Object.is(value, -0) ? 0 : value, span }));

const infix = [
  'and',
  'or',
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '||',
  '->',
  '->>',
  'like',
  'not like',
  'ilike',
  'not ilike',
  'similar to',
  'not similar to',
  'is distinct from',
  'is not distinct from',
  '^',
  '~',
  '@>',
  '<@',
  '&&',
  '//',
  'at time zone',
] as const;

const types = [
  'INTEGER',
  'text',
  'DECIMAL(10, 2)',
  'timestamp with time zone',
  'VARCHAR[]',
  'double precision',
  'STRUCT(a INTEGER, b TEXT)',
];

// An alias, as an interface has no index signature and would leave `letrec` without types.
type Trees = { readonly expression: Expression; readonly query: Query; readonly from: FromItem };

function sortItems(expression: Arbitrary<Expression>, maximum: number): Arbitrary<SortItem[]> {
  const item = fc.record({ expression, direction: fc.constantFrom('asc', 'desc', null), nulls: fc.constantFrom('first', 'last', null) });
  return fc.array(item, { maxLength: maximum });
}

function selectItem(expression: Arbitrary<Expression>): Arbitrary<SelectItem> {
  const star: Arbitrary<SelectItem> = fc
    .array(identifier, { maxLength: 2 })
    .map((qualifier) => ({ expression: { kind: 'star', qualifier, span }, alias: null, span }));
  return fc.oneof({ weight: 4, arbitrary: fc.record({ expression, alias, span: fc.constant(span) }) }, { weight: 1, arbitrary: star });
}

function windowOf(expression: Arbitrary<Expression>): Arbitrary<Window> {
  const frames = ['rows between 1 preceding and current row', 'range unbounded preceding', 'groups current row'];
  const parts = fc.record({
    name: fc.constant(null),
    partitionBy: fc.array(expression, { maxLength: 2 }),
    orderBy: sortItems(expression, 2),
  });
  const framed = fc.tuple(parts, fc.constantFrom(...frames)).map(([window, frame]) => ({ ...window, frame }));
  const named = fc.constantFrom('w', 'from', 'a b').map((name) => ({ name, partitionBy: [], orderBy: [] }));
  return fc.oneof(parts, framed, named);
}

function call(expression: Arbitrary<Expression>): Arbitrary<Call> {
  return fc.record({
    kind: fc.constant('call'),
    name: fc.constantFrom('f', 'count', 'json_object', 'left', 'a b', 'case', 'current_date', 'trim', 'extract', 'row'),
    distinct: fc.boolean(),
    arguments: fc.array(expression, { minLength: 1, maxLength: 3 }),
    orderBy: sortItems(expression, 1),
    filter: fc.option(expression, { freq: 4 }),
    over: fc.option(windowOf(expression), { freq: 4 }),
    span: fc.constant(span),
  });
}

function composite(expression: Arbitrary<Expression>, query: Arbitrary<Query>): Arbitrary<Expression> {
  const place = { span: fc.constant(span) };
  const operand = expression;
  const negated = fc.boolean();
  const constant = fc.constant;
  return fc.oneof(
    fc.record({ kind: constant('binary'), operator: fc.constantFrom(...infix), left: expression, right: expression, ...place }),
    fc.record({ kind: constant('binary'), operator: fc.constantFrom(...infix), left: expression, right: expression, ...place }),
    fc.record({ kind: constant('binary'), operator: constant('like'), left: expression, right: expression, escape: expression, ...place }),
    fc.record({ kind: constant('unary'), operator: fc.constantFrom('not', '-', '+'), operand, ...place }).filter(isNoSignedNumber),
    fc.record({ kind: constant('in-list'), negated, operand, items: fc.array(expression, { minLength: 1, maxLength: 3 }), ...place }),
    fc.record({ kind: constant('in-query'), negated, operand, query, ...place }),
    fc.record({ kind: constant('between'), negated, operand, low: expression, high: expression, ...place }),
    fc.record({ kind: constant('is'), negated, operand, test: fc.constantFrom('null', 'true', 'false'), ...place }),
    call(expression),
    fc.record({ kind: constant('cast'), operand, type: fc.constantFrom(...types), ...place }),
    fc.record({
      kind: constant('case'),
      operand: fc.option(expression),
      branches: fc.array(fc.record({ when: expression, then: expression }), { minLength: 1, maxLength: 2 }),
      otherwise: fc.option(expression),
      ...place,
    }),
    fc.record({ kind: fc.constantFrom('subquery', 'exists'), query, ...place }),
    fc.record({ kind: constant('list'), form: constant('tuple'), items: fc.array(expression, { minLength: 2, maxLength: 3 }), ...place }),
    fc.record({ kind: constant('list'), form: constant('array'), items: fc.array(expression, { maxLength: 3 }), ...place }),
  );
}

/** `-5` is read as one constant. */
function isNoSignedNumber(node: { readonly operator: string; readonly operand: Expression }): boolean {
  return (
    node.operator !== '-' ||
    node.operand.kind !== 'literal' ||
    typeof node.operand.value === 'string' ||
    typeof node.operand.value === 'boolean'
  );
}

function selectBody(trees: { readonly expression: Arbitrary<Expression>; readonly from: Arbitrary<FromItem> }): Arbitrary<SelectBody> {
  const { expression, from } = trees;
  return fc.record({
    kind: fc.constant('select'),
    distinct: fc.boolean(),
    items: fc.array(selectItem(expression), { minLength: 1, maxLength: 3 }),
    from: fc.option(from, { freq: 2 }),
    where: fc.option(expression),
    groupBy: fc.array(expression, { maxLength: 2 }),
    having: fc.option(expression),
    span: fc.constant(span),
  });
}

const trees = fc.letrec<Trees>((tie) => {
  const expression = tie('expression');
  const query = tie('query');
  const from = tie('from');
  const leaf = fc.oneof(
    literal,
    path.map((names): Expression => ({ kind: 'column', path: names, span })),
    fc.constantFrom('1', '2', 'name').map((key): Expression => ({ kind: 'bind', key, span })),
    fc
      .constantFrom('7 day', '1 year 2 months', "it's")
      .map((value): Expression => ({ kind: 'typed-literal', type: 'interval', text: value, span })),
    fc.constant<Expression>({ kind: 'typed-literal', type: 'timestamp with time zone', text: '2026-01-01', span }),
  );
  const select = selectBody({ expression, from });
  const relation: Arbitrary<FromItem> = fc.record({
    kind: fc.constant('relation'),
    name: path,
    nameSpan: fc.constant(span),
    alias,
    span: fc.constant(span),
  });
  const rows = fc.array(fc.array(expression, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 });
  return {
    expression: fc.oneof({ depthSize: 'small' }, leaf, composite(expression, query)),
    from: fc.oneof(
      { depthSize: 'small' },
      relation,
      fc.record({
        kind: fc.constant('derived'),
        query,
        alias,
        columnAliases: fc.constant<Identifier[]>([]),
        lateral: fc.boolean(),
        span: fc.constant(span),
      }),
      call(expression).map((callee): FromItem => ({ kind: 'table-function', call: callee, alias: null, span })),
      fc
        .tuple(from, from, fc.constantFrom('inner', 'left', 'right', 'full', 'semi', 'anti', 'asof'), expression)
        .map(([left, right, type, on]): FromItem => ({ kind: 'join', type, natural: false, left, right, on, using: [], span })),
      fc
        .tuple(from, relation, identifier)
        .map(
          ([left, right, name]): FromItem => ({ kind: 'join', type: 'inner', natural: false, left, right, on: null, using: [name], span }),
        ),
      fc
        .tuple(from, from)
        .map(([left, right]): FromItem => ({ kind: 'join', type: 'cross', natural: false, left, right, on: null, using: [], span })),
    ),
    query: fc.oneof(
      { depthSize: 'small' },
      fc
        .record({ body: select, orderBy: sortItems(expression, 2), limit: fc.option(expression), offset: fc.option(expression) })
        .map((parts): Query => ({ kind: 'query', recursive: false, with: [], ...parts, span })),
      fc
        .record({
          name: identifier,
          columns: fc.array(identifier, { maxLength: 2 }),
          inner: query,
          body: select,
          recursive: fc.boolean(),
        })
        .map(({ name, columns, inner, body, recursive }): Query => {
          const tables = [{ name, columns, query: inner }];
          return { kind: 'query', recursive, with: tables, body, orderBy: [], limit: null, offset: null, span };
        }),
      rows.map(
        (values): Query => ({
          kind: 'query',
          recursive: false,
          with: [],
          body: { kind: 'values', rows: values, span },
          orderBy: [],
          limit: null,
          offset: null,
          span,
        }),
      ),
      fc
        .record({
          operator: fc.constantFrom('union', 'intersect', 'except'),
          all: fc.boolean(),
          left: query,
          right: query,
          orderBy: sortItems(expression, 1),
        })
        .map(({ orderBy, ...parts }): Query => {
          const body = { kind: 'set-operation' as const, ...parts, span };
          return { kind: 'query', recursive: false, with: [], body, orderBy, limit: null, offset: null, span };
        }),
    ),
  };
});

const relation = fc.record({ kind: fc.constant('relation'), name: path, nameSpan: fc.constant(span), alias, span: fc.constant(span) });
const returning = fc.array(selectItem(trees.expression), { maxLength: 2 });

/** Any statement. */
export const statements: Arbitrary<Statement> = fc.oneof(
  { weight: 3, arbitrary: trees.query.map((query): Statement => ({ kind: 'select-statement', query, span })) },
  fc.record({
    kind: fc.constant('insert'),
    replace: fc.boolean(),
    relation,
    columns: fc.array(identifier, { maxLength: 3 }),
    source: trees.query,
    returning,
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('update'),
    replace: fc.boolean(),
    relation,
    assignments: fc.array(fc.record({ path, value: trees.expression, span: fc.constant(span) }), { maxLength: 3 }),
    from: fc.option(trees.from),
    where: fc.option(trees.expression),
    returning,
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('delete'),
    relation,
    using: fc.option(trees.from),
    where: fc.option(trees.expression),
    returning,
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('exec'),
    method: path,
    arguments: fc.uniqueArray(fc.record({ name: identifier, value: fc.oneof(trees.expression, trees.query), span: fc.constant(span) }), {
      maxLength: 3,
      selector: (argument) => argument.name.name.toLowerCase(),
    }),
    body: fc.option(trees.expression),
    returning,
    span: fc.constant(span),
  }),
  fc.record({ kind: fc.constant('set'), name: path, value: trees.expression, span: fc.constant(span) }),
);
