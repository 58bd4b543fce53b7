import type { StackqlFunction } from './stackql-function.ts';

/** Characters that `char` takes at most. */
const mostCharacters = 8;

function chars(): readonly string[] {
  return Array.from({ length: mostCharacters }, (_, index) => {
    const names = Array.from({ length: index + 1 }, (__, number) => `c${number + 1}`);
    return `(${names.join(', ')}) AS concat(${names.map((name) => `chr(${name})`).join(', ')})`;
  });
}

const storageClass = `CASE
  WHEN x IS NULL THEN 'null'
  WHEN typeof(x) = 'BLOB' THEN 'blob'
  WHEN typeof(x) IN ('FLOAT', 'DOUBLE') OR typeof(x) LIKE 'DECIMAL%' THEN 'real'
  WHEN typeof(x) LIKE '%INT' OR typeof(x) IN ('INTEGER', 'UINTEGER', 'BOOLEAN') THEN 'integer'
  ELSE 'text' END`;

/** Functions of text and of single values. */
export const textFunctions: readonly StackqlFunction[] = [
  {
    name: 'iif',
    form: { kind: 'macro', definitions: ['(c, x) AS CASE WHEN c THEN x END', '(c, x, y) AS CASE WHEN c THEN x ELSE y END'] },
  },
  { name: 'regexp_like', form: { kind: 'around', before: '', name: 'regexp_matches', after: '' } },
  {
    name: 'regexp_replace',
    form: {
      kind: 'macro',
      definitions: [
        // SQLite's extension writes groups as $1.
        "(x, p, r) AS regexp_replace(x, p, regexp_replace(r, '[$]([0-9])', '\\\\\\1', 'g'), 'g')",
      ],
    },
    // DuckDB's, with options.
    isForeign: (given) => given.length > 3,
  },
  {
    name: 'regexp_substr',
    form: { kind: 'macro', definitions: ['(x, p) AS CASE WHEN regexp_matches(x, p) THEN regexp_extract(x, p) END'] },
  },
  { name: 'glob', form: { kind: 'macro', definitions: ['(p, x) AS x GLOB p'] } },
  { name: 'char', form: { kind: 'macro', definitions: chars() } },
  { name: 'typeof', form: { kind: 'macro', definitions: [`(x) AS ${storageClass}`] } },
  {
    name: 'total',
    form: { kind: 'around', before: 'coalesce(CAST(', name: 'sum', after: ' AS DOUBLE), 0.0)' },
  },
  { name: 'printf', form: { kind: 'printf' } },
  {
    name: 'format',
    form: { kind: 'printf' },
    // DuckDB's own writes {} where SQLite's writes %s.
    isForeign: ([first = '']) => first.includes('{') || !first.startsWith("'"),
  },
];
