import fc from 'fast-check';

/** A row as the oracle sees it: values by column name, NULL as null. */
export type OracleRow = Readonly<Record<string, string | null>>;

/** A predicate of random shape. */
export type Predicate =
  | { readonly kind: 'compare'; readonly left: string; readonly operator: '=' | '<>' | '<'; readonly right: Operand }
  | { readonly kind: 'in'; readonly left: string; readonly items: readonly (string | null)[]; readonly negated: boolean }
  | { readonly kind: 'null'; readonly left: string; readonly negated: boolean }
  | { readonly kind: 'not'; readonly operand: Predicate }
  | { readonly kind: 'and' | 'or'; readonly left: Predicate; readonly right: Predicate };

type Operand = { readonly column: string } | { readonly text: string };

/** SQL's three truth values; null is UNKNOWN. */
export type Truth = boolean | null;

/** Columns of random predicates with the values that are worth comparing them with, and pairs of columns worth comparing. */
export interface Vocabulary {
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly pairs: readonly (readonly [string, string])[];
}

/** Random predicates over a vocabulary. */
export function predicates({ columns, pairs }: Vocabulary): fc.Arbitrary<Predicate> {
  const column = fc.constantFrom(...Object.keys(columns));
  const valueOf = (name: string): fc.Arbitrary<string> => fc.constantFrom(...(columns[name] ?? ['x']));
  const operator = fc.constantFrom('=' as const, '=' as const, '=' as const, '<>' as const, '<' as const);
  const literal = column.chain((left) =>
    fc.record({ kind: fc.constant('compare' as const), left: fc.constant(left), operator, right: valueOf(left).map((text) => ({ text })) }),
  );
  const list = column.chain((left) =>
    fc.record({
      kind: fc.constant('in' as const),
      left: fc.constant(left),
      items: fc.array(fc.oneof({ weight: 9, arbitrary: valueOf(left) }, { weight: 1, arbitrary: fc.constant(null) }), {
        minLength: 1,
        maxLength: 3,
      }),
      negated: fc.boolean(),
    }),
  );
  const isNull = fc.record({ kind: fc.constant('null' as const), left: column, negated: fc.boolean() });
  const pair = fc
    .constantFrom(...(pairs.length > 0 ? pairs : [[Object.keys(columns)[0] ?? '', Object.keys(columns)[0] ?? ''] as const]))
    .map(([left, right]) => ({ kind: 'compare' as const, left, operator: '=' as const, right: { column: right } }));
  const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
    predicate: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 6, arbitrary: literal },
      { weight: 3, arbitrary: list },
      { weight: 1, arbitrary: isNull },
      { weight: pairs.length > 0 ? 2 : 0, arbitrary: pair },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), operand: tie('predicate') }) },
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('predicate'), right: tie('predicate') }),
      },
    ),
  }));
  return predicate;
}

const strength = { or: 1, and: 2, not: 3 } as const;

/** Prints a predicate with no more brackets than SQL's precedence needs. */
export function printPredicate(predicate: Predicate, around = 0): string {
  switch (predicate.kind) {
    case 'compare':
      return `${predicate.left} ${predicate.operator} ${'column' in predicate.right ? predicate.right.column : `'${predicate.right.text}'`}`;
    case 'in':
      return `${predicate.left} ${predicate.negated ? 'NOT ' : ''}IN (${predicate.items.map((item) => (item === null ? 'NULL' : `'${item}'`)).join(', ')})`;
    case 'null':
      return `${predicate.left} IS ${predicate.negated ? 'NOT ' : ''}NULL`;
    case 'not':
      return bracketed(`NOT ${printPredicate(predicate.operand, strength.not)}`, strength.not < around);
    case 'and':
    case 'or': {
      const own = strength[predicate.kind];
      const text = `${printPredicate(predicate.left, own)} ${predicate.kind.toUpperCase()} ${printPredicate(predicate.right, own)}`;
      return bracketed(text, own < around);
    }
  }
}

function bracketed(text: string, needed: boolean): string {
  return needed ? `(${text})` : text;
}

/** What a predicate says of a row. */
export function evaluate(predicate: Predicate, row: OracleRow): Truth {
  const value = (name: string): string | null => row[name] ?? null;
  switch (predicate.kind) {
    case 'compare':
      return compared(
        value(predicate.left),
        predicate.operator,
        'column' in predicate.right ? value(predicate.right.column) : predicate.right.text,
      );
    case 'in': {
      const found = predicate.items.map((item) => compared(value(predicate.left), '=', item)).reduce(either, false);
      return predicate.negated ? opposite(found) : found;
    }
    case 'null':
      return (value(predicate.left) === null) !== predicate.negated;
    case 'not':
      return opposite(evaluate(predicate.operand, row));
    case 'and':
      return opposite(either(opposite(evaluate(predicate.left, row)), opposite(evaluate(predicate.right, row))));
    case 'or':
      return either(evaluate(predicate.left, row), evaluate(predicate.right, row));
  }
}

function compared(left: string | null, operator: '=' | '<>' | '<', right: string | null): Truth {
  if (left === null || right === null) return null;
  if (operator === '<') return left < right;
  return (left === right) === (operator === '=');
}

function either(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === null || b === null ? null : false;
}

function opposite(value: Truth): Truth {
  return value === null ? null : !value;
}
