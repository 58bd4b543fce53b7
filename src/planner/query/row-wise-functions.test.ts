import duckdb from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { stackqlFunctionNames } from '../../sql/functions/function-table.ts';
import { rowWiseFunctions } from './row-wise-functions.ts';

/** Names that our readers give to constructs, and functions that are grammar or macros of DuckDB. */
const ours = [
  'coalesce',
  'collate',
  'extract',
  'if',
  'iif',
  'ifnull',
  'lambda',
  'lambda_parameter',
  'list_comprehension',
  'nullif',
  'try',
  'try_cast',
]; // prettier-ignore

test('DuckDB has each as a function of its arguments alone, and under no name an aggregate or one that makes rows', async () => {
  const instance = await duckdb.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const known = await connection.runAndReadAll(
    `SELECT function_name, bool_and(function_type = 'macro' OR (function_type = 'scalar' AND stability = 'CONSISTENT')),
       coalesce(string_agg(CASE WHEN function_type = 'macro' THEN macro_definition END, ' '), '')
     FROM duckdb_functions() WHERE database_name IN ('system', 'temp') GROUP BY function_name`,
  );
  connection.closeSync();
  instance.closeSync();
  const rows = known.getRows().map(([name, fit, macro]) => ({ name: String(name), fit: fit === true, macro: String(macro) }));
  const aggregating = /\b(?:count|sum|avg|min|max|list|string_agg|unnest|first|last|random|now|current_\w+)\s*\(/;
  const refused = rows.filter(({ fit, macro }) => !fit || aggregating.test(macro)).map(({ name }) => name);
  expect([...rowWiseFunctions].filter((name) => refused.includes(name))).toEqual([]);
  const names = new Set([...rows.map(({ name }) => name), ...stackqlFunctionNames, ...ours]);
  expect([...rowWiseFunctions].filter((name) => !names.has(name))).toEqual([]);
});

test.each([
  'count',
  'sum',
  'list',
  'first',
  'unnest',
  'random',
  'uuid',
  'now',
  'nextval',
  'row_number',
  'json_group_array',
  'group_concat',
  'getvariable',
])('%s is none of them', (name) => {
  expect(rowWiseFunctions.has(name)).toBe(false);
});
