import fc, { type Arbitrary } from 'fast-check';
import {
  and,
  condition,
  identifier,
  key,
  type Reference,
  reference,
  relation,
  subquery,
  text,
  where,
  type Words,
} from './random-condition.ts';

/** Any SELECT over applications and connections that oktaql and DuckDB both understand. */
export function selects(ids: readonly string[]): Arbitrary<string> {
  const words: Words = { ids, depth: 2 };
  return fc.oneof(
    { weight: 8, arbitrary: joins(words) },
    { weight: 2, arbitrary: derivedTables(words) },
    { weight: 1, arbitrary: commonTables(words) },
    { weight: 1, arbitrary: setOperations(words) },
    { weight: 2, arbitrary: scalarSubqueries(words) },
    { weight: 1, arbitrary: semiJoins(words) },
    { weight: 2, arbitrary: nestedJoins(words) },
    { weight: 1, arbitrary: laterals(words) },
    { weight: 1, arbitrary: limited(words) },
  );
}

/** Conditions of an UPDATE of applications under an alias; many of them bind the identifier more than once. */
export function changeConditions(ids: readonly string[], alias: string): Arbitrary<string> {
  const words: Words = { ids, depth: 2 };
  const changed: Reference = { alias, kind: 'applications' };
  const list = fc.uniqueArray(identifier(words), { minLength: 1, maxLength: 6 }).map((items) => items.join(', '));
  const binding = key(changed).chain((name) =>
    fc.oneof(
      identifier(words).map((id) => `${name} = ${id}`),
      list.map((items) => `${name} IN (${items})`),
      subquery([changed], words).map((query) => `${name} IN (${query})`),
    ),
  );
  const bindings = fc.array(binding, { minLength: 2, maxLength: 3 }).map((conjuncts) => conjuncts.join(' AND '));
  return fc.oneof(bindings, condition([changed], words));
}

const joinTypes = fc.constantFrom('JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN');

/** DuckDB takes no sub-query in the ON of an outer join. */
function withoutSubqueries(words: Words): Words {
  return { ...words, depth: 0 };
}

/** One to three references in a row; sometimes grouped. */
function joins(words: Words): Arbitrary<string> {
  const all = fc.integer({ min: 1, max: 3 }).chain((count) => fc.tuple(...['a', 'b', 'c'].slice(0, count).map(reference)));
  return all.chain((references) => {
    const [first, ...rest] = references;
    if (first === undefined) return fc.constant('SELECT 1');
    const steps = rest.map((next, index) => step(references.slice(0, index + 1), next, words));
    const from = fc.tuple(...steps).map((parts) => [relation(first), ...parts].join(''));
    const columns = fc.tuple(...references.map((one) => fc.tuple(key(one), text(one)))).map((pairs) => pairs.flat().join(', '));
    const filter = where(condition(references, words));
    return fc.oneof(
      { weight: 5, arbitrary: fc.tuple(columns, from, filter).map(([items, tables, rows]) => `SELECT ${items} FROM ${tables}${rows}`) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(text(first), from, filter)
          .map(([by, tables, rows]) => `SELECT ${by} AS g, count(*) AS n FROM ${tables}${rows} GROUP BY 1`),
      },
    );
  });
}

function step(before: readonly Reference[], next: Reference, words: Words): Arbitrary<string> {
  const partner = fc.constantFrom(...before).chain(key);
  const all = [...before, next];
  const link = fc
    .tuple(key(next), partner, and(condition(all, withoutSubqueries(words))))
    .map(([own, other, rest]) => `${own} = ${other}${rest}`);
  const on = fc.oneof({ weight: 5, arbitrary: link }, { weight: 1, arbitrary: condition(all, withoutSubqueries(words)) });
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(joinTypes, on).map(([type, terms]) => ` ${type} ${relation(next)} ON ${terms}`) },
    { weight: 1, arbitrary: fc.constant(` CROSS JOIN ${relation(next)}`) },
  );
}

/** `SELECT key AS k, text AS x` of one reference. */
function pairs(alias: string, words: Words): Arbitrary<string> {
  return reference(alias).chain((one) =>
    fc
      .tuple(key(one), text(one), where(condition([one], words)))
      .map(([k, x, rows]) => `SELECT ${k} AS k, ${x} AS x FROM ${relation(one)}${rows}`),
  );
}

/** A condition on the columns that {@link pairs} gives. */
function onPairs(alias: string, words: Words): Arbitrary<string> {
  const id = identifier(words);
  return fc.oneof(
    id.map((value) => `${alias}.k = ${value}`),
    fc.tuple(id, id).map(([one, other]) => `${alias}.k IN (${one}, ${other})`),
    id.map((value) => `NOT ${alias}.k = ${value}`),
    fc.constantFrom(`${alias}.x = 'ACTIVE'`, `${alias}.k IS NULL`, `${alias}.x IS NOT NULL`),
  );
}

function derivedTables(words: Words): Arbitrary<string> {
  return reference('a').chain((outer) => {
    const filter = fc.oneof(
      onPairs('d', words),
      condition([outer], words),
      fc
        .tuple(onPairs('d', words), fc.constantFrom('AND', 'OR'), condition([outer], words))
        .map(([left, sign, right]) => `${left} ${sign} ${right}`),
    );
    return fc
      .tuple(pairs('b', words), joinTypes, key(outer), and(onPairs('d', words)), where(filter))
      .map(
        ([inner, type, name, terms, rows]) =>
          `SELECT d.k, d.x, ${name} FROM (${inner}) d ${type} ${relation(outer)} ON ${name} = d.k${terms}${rows}`,
      );
  });
}

function commonTables(words: Words): Arbitrary<string> {
  return fc
    .tuple(pairs('a', words), pairs('b', words), joinTypes, where(onPairs('d', words)))
    .map(([first, second, type, rows]) => `WITH d AS (${first}), e AS (${second}) SELECT d.k, e.x FROM d ${type} e ON d.k = e.k${rows}`);
}

function setOperations(words: Words): Arbitrary<string> {
  const operator = fc.constantFrom('UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT');
  return fc.tuple(pairs('a', words), operator, pairs('b', words)).map((parts) => parts.join(' '));
}

function scalarSubqueries(words: Words): Arbitrary<string> {
  return fc.tuple(reference('a'), reference('b')).chain(([outer, inner]) =>
    fc
      .tuple(key(outer), text(inner), key(inner), and(condition([inner], withoutSubqueries(words))), condition([outer], words))
      .map(([k, x, link, terms, rows]) => {
        const scalar = `SELECT max(${x}) FROM ${relation(inner)} WHERE ${link} = ${k}${terms}`;
        return `SELECT ${k} AS k, (${scalar}) AS m FROM ${relation(outer)} WHERE ${rows}`;
      }),
  );
}

function semiJoins(words: Words): Arbitrary<string> {
  const plain = withoutSubqueries(words);
  return fc
    .tuple(reference('a'), reference('b'))
    .chain(([left, right]) =>
      fc
        .tuple(
          fc.constantFrom('SEMI', 'ANTI'),
          key(left),
          key(right),
          and(condition([left, right], plain)),
          where(condition([left], words)),
        )
        .map(
          ([type, k, other, terms, rows]) =>
            `SELECT ${k} FROM ${relation(left)} ${type} JOIN ${relation(right)} ON ${k} = ${other}${terms}${rows}`,
        ),
    );
}

/** A join whose right side is a join in brackets. */
function nestedJoins(words: Words): Arbitrary<string> {
  const plain = withoutSubqueries(words);
  return fc.tuple(reference('a'), reference('b'), reference('c')).chain(([a, b, c]) => {
    const inner = fc
      .tuple(joinTypes, key(b), key(c), and(condition([b, c], plain)))
      .map(([type, left, right, terms]) => `(${relation(b)} ${type} ${relation(c)} ON ${left} = ${right}${terms})`);
    const outer = fc
      .tuple(key(a), fc.constantFrom(b, c).chain(key), and(condition([a, b, c], plain)))
      .map(([left, right, terms]) => `${left} = ${right}${terms}`);
    const columns = fc.tuple(key(a), key(b), key(c)).map((names) => names.join(', '));
    return fc
      .tuple(columns, joinTypes, inner, outer, where(condition([a, b, c], plain)))
      .map(([items, type, right, on, rows]) => `SELECT ${items} FROM ${relation(a)} ${type} ${right} ON ${on}${rows}`);
  });
}

function laterals(words: Words): Arbitrary<string> {
  const inner: Reference = { alias: 'b', kind: 'connections' };
  return reference('a').chain((outer) =>
    fc
      .tuple(key(outer), and(condition([inner], withoutSubqueries(words))), condition([outer], withoutSubqueries(words)))
      .map(([k, terms, rows]) => {
        const counted = `SELECT count(*) AS n FROM ${relation(inner)} WHERE b.appId = ${k}${terms}`;
        return `SELECT ${k}, d.n FROM ${relation(outer)}, LATERAL (${counted}) d WHERE ${rows}`;
      }),
  );
}

/** Sorted by all its columns, so that the rows that are left are the same. */
function limited(words: Words): Arbitrary<string> {
  return fc
    .tuple(pairs('a', words), fc.nat({ max: 3 }), fc.nat({ max: 2 }))
    .map(([query, limit, offset]) => `${query} ORDER BY 1, 2 LIMIT ${limit} OFFSET ${offset}`);
}
