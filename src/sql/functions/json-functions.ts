import type { StackqlFunction } from './stackql-function.ts';

/** Paths that `json_extract` takes at most, besides the first. */
const mostPaths = 8;

/** SQLite's word for a JSON type; booleans are told by their value. */
function typeWord(type: string, value: string): string {
  return `CASE ${type} WHEN 'VARCHAR' THEN 'text' WHEN 'BOOLEAN' THEN ${value} WHEN 'DOUBLE' THEN 'real'
    WHEN 'UBIGINT' THEN 'integer' WHEN 'BIGINT' THEN 'integer' WHEN 'HUGEINT' THEN 'integer' ELSE lower(${type}) END`;
}

/** One path gives text, several a JSON array of what is there. */
function extracts(): readonly string[] {
  const several = Array.from({ length: mostPaths - 1 }, (_, index) => {
    const paths = Array.from({ length: index + 2 }, (__, number) => `p${number + 1}`).join(', ');
    return `(x, ${paths}) AS CASE WHEN x IS NULL THEN NULL ELSE to_json(json_extract(x, [${paths}])) END`;
  });
  return ['(x, p) AS json_extract_string(x, p)', ...several];
}

const eachColumns = ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path'];
const eachSelect = `SELECT "key", "value" ->> '$' AS "value", ${typeWord('"type"', `"value" ->> '$'`)} AS "type",
  "atom" ->> '$' AS "atom", "id", "parent", "fullkey", "path"`.replaceAll(/\s+/g, ' ');

/** Functions of JSON: text comes without quotes, and types have SQLite's names. */
export const jsonFunctions: readonly StackqlFunction[] = [
  { name: 'json_extract', form: { kind: 'macro', definitions: extracts() } },
  {
    name: 'json_array_length',
    form: {
      kind: 'macro',
      definitions: ['(x) AS CAST(json_array_length(x) AS BIGINT)', '(x, p) AS CAST(json_array_length(x, p) AS BIGINT)'],
    },
  },
  {
    name: 'json_type',
    form: {
      kind: 'macro',
      definitions: [
        `(x) AS ${typeWord('json_type(x)', "json_extract_string(x, '$')")}`,
        `(x, p) AS ${typeWord('json_type(x, p)', 'json_extract_string(x, p)')}`,
      ],
    },
  },
  { name: 'json_patch', form: { kind: 'macro', definitions: ['(x, p) AS json_merge_patch(x, p)'] } },
  {
    name: 'json_group_array',
    form: { kind: 'around', before: 'coalesce(to_json(', name: 'list', after: "), CAST('[]' AS JSON))" },
  },
  {
    name: 'json_group_object',
    form: {
      kind: 'around',
      before: "CAST(concat('{', ",
      name: 'string_agg',
      after: ", '}') AS JSON)",
      arguments: ['stackql.json_member(', "), ','"],
    },
  },
  { name: 'json_each', form: { kind: 'table', select: eachSelect, columns: eachColumns } },
  { name: 'json_tree', form: { kind: 'table', select: eachSelect, columns: eachColumns } },
];

/** What the functions of JSON are made of; nobody calls them by name. */
export const jsonParts: readonly StackqlFunction[] = [
  {
    name: 'number_of',
    form: {
      kind: 'macro',
      definitions: ["(x) AS coalesce(TRY_CAST(x AS DOUBLE), CASE x WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)"],
    },
  },
  {
    name: 'json_of',
    form: { kind: 'macro', definitions: ['(x) AS coalesce(TRY_CAST(x AS JSON), to_json(x))'] },
  },
  {
    name: 'json_member',
    form: {
      kind: 'macro',
      definitions: ["(k, v) AS concat(CAST(to_json(CAST(k AS VARCHAR)) AS VARCHAR), ':', coalesce(CAST(to_json(v) AS VARCHAR), 'null'))"],
    },
  },
];
