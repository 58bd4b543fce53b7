import fc, { type Arbitrary } from 'fast-check';

/** A condition as a user of oktaql writes it, and the same for a database that has all rows. */
export interface TwoConditions {
  readonly ours: string;
  readonly plain: string;
}

/** A column in both spellings, with values that are worth comparing it with. */
export interface FilterColumn {
  readonly ours: string;
  readonly plain: string;
  readonly kind: 'text' | 'time';
  readonly values: readonly string[];
}

/** Conditions of random shape on some columns: comparisons in every spelling, joined by AND, OR and NOT. */
export function filterConditions(columns: readonly FilterColumn[]): Arbitrary<TwoConditions> {
  const texts = columns.filter(({ kind }) => kind === 'text');
  const times = columns.filter(({ kind }) => kind === 'time');
  const atom = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...texts).chain(textCondition) },
    ...(times.length === 0 ? [] : [{ weight: 3, arbitrary: fc.constantFrom(...times).chain(timeCondition) }]),
    { weight: 1, arbitrary: fc.constantFrom('TRUE', 'FALSE', '1 = 1', 'NULL').map((text) => ({ ours: text, plain: text })) },
  );
  const { tree } = fc.letrec<{ tree: TwoConditions }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 5, arbitrary: atom },
      { weight: 3, arbitrary: fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => both(left, ' AND ', right)) },
      { weight: 3, arbitrary: fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => both(left, ' OR ', right)) },
      { weight: 2, arbitrary: tie('tree').map(({ ours, plain }) => ({ ours: `NOT (${ours})`, plain: `NOT (${plain})` })) },
    ),
  }));
  return tree;
}

function both(left: TwoConditions, word: string, right: TwoConditions): TwoConditions {
  return { ours: `(${left.ours}${word}${right.ours})`, plain: `(${left.plain}${word}${right.plain})` };
}

const negation = fc.constantFrom('', '', '', 'NOT ');

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Values as they are, in other letters, cut, and some that nothing has. */
function textOf({ values, ours }: FilterColumn): Arbitrary<string> {
  return fc
    .constantFrom(...values)
    .chain((value) =>
      fc.oneof(
        { weight: 6, arbitrary: fc.constant(value) },
        { weight: 1, arbitrary: fc.constantFrom(value.toUpperCase(), value.toLowerCase()) },
        { weight: 1, arbitrary: fc.constantFrom(ours === 'id' ? 'x' : '', 'nobody', '"', '\\', `${value}'"\\`, 'ÄÖÜ', '5', 'true', '[]') },
      ),
    );
}

function textCondition(column: FilterColumn): Arbitrary<TwoConditions> {
  const value = textOf(column).map(quote);
  const orNull = fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: fc.constant('NULL') });
  const prefix = fc.tuple(textOf(column), fc.nat(6)).map(([text, length]) => Array.from(text).slice(0, length).join(''));
  const wildcard = fc.constantFrom('%', '%', '%', '_', '%a%', '');
  const rest = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(fc.constantFrom('=', '=', '=', '<>', '!=', '<', '>='), value).map(([sign, text]) => `${sign} ${text}`),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(negation, fc.array(orNull, { minLength: 1, maxLength: 4 })).map(([not, list]) => `${not}IN (${list.join(', ')})`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(negation, fc.constantFrom('LIKE', 'LIKE', 'ILIKE'), prefix, wildcard)
        .map(([not, word, text, end]) => `${not}${word} ${quote(text + end)}`),
    },
    {
      weight: 1,
      arbitrary: prefix.map((text) => `LIKE ${quote(`${text.replaceAll(/[#%_]/g, '#$&')}%`)} ESCAPE '#'`),
    },
    { weight: 1, arbitrary: negation.map((not) => `IS ${not}NULL`) },
    { weight: 1, arbitrary: fc.tuple(negation, value, value).map(([not, low, high]) => `${not}BETWEEN ${low} AND ${high}`) },
  );
  const written = rest.map((text) => ({ ours: `${column.ours} ${text}`, plain: `${column.plain} ${text}` }));
  const turned = value.map((text) => ({ ours: `${text} = ${column.ours}`, plain: `${text} = ${column.plain}` }));
  const called = prefix.map((text) => ({
    ours: `starts_with(${column.ours}, ${quote(text)})`,
    plain: `starts_with(${column.plain}, ${quote(text)})`,
  }));
  const lowered = value.map((text) => ({
    ours: `lower(${column.ours}) = lower(${text})`,
    plain: `lower(${column.plain}) = lower(${text})`,
  }));
  const small = textOf(column).map((text) => ({
    ours: `lower(${column.ours}) = ${quote(text.toLowerCase())}`,
    plain: `lower(${column.plain}) = ${quote(text.toLowerCase())}`,
  }));
  return fc.oneof(
    { weight: 12, arbitrary: written },
    { weight: 1, arbitrary: turned },
    { weight: 1, arbitrary: called },
    { weight: 1, arbitrary: lowered },
    { weight: 1, arbitrary: small },
  );
}

/** Instants in several spellings: with a zone, a day alone, shifted by an interval, cut to the day. */
function instant({ values }: FilterColumn): Arbitrary<string> {
  return fc
    .constantFrom(...values)
    .chain((value) =>
      fc.constantFrom(
        quote(value),
        quote(value),
        `TIMESTAMPTZ ${quote(value)}`,
        `TIMESTAMP ${quote(value.replace('T', ' ').replace('Z', ''))}`,
        `DATE ${quote(value.slice(0, 10))}`,
        `${quote(value)}::timestamptz`,
        `CAST(TIMESTAMP ${quote(value.slice(0, 19))} AS DATE)`,
        `TIMESTAMPTZ ${quote(value)} - INTERVAL 1 DAY`,
        `TIMESTAMPTZ ${quote(value)} + INTERVAL '2 hours'`,
        quote(value.replace('Z', '4Z')),
        quote(`${value.slice(0, 10)} ${value.slice(11, 19)}`),
      ),
    );
}

function timeCondition(column: FilterColumn): Arbitrary<TwoConditions> {
  const value = instant(column);
  const rest = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>=', '<>'), value).map(([sign, time]) => `${sign} ${time}`),
    },
    { weight: 2, arbitrary: fc.tuple(negation, value, value).map(([not, low, high]) => `${not}BETWEEN ${low} AND ${high}`) },
    { weight: 1, arbitrary: fc.tuple(negation, value, value).map(([not, one, other]) => `${not}IN (${one}, ${other})`) },
    { weight: 1, arbitrary: negation.map((not) => `IS ${not}NULL`) },
  );
  return rest.map((text) => ({ ours: `${column.ours} ${text}`, plain: `${column.plain} ${text}` }));
}
