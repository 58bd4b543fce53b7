import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QueryError } from '../src/errors/query-error.ts';
import type { Expression } from '../src/sql/ast.ts';
import { parseScript } from '../src/sql/parse.ts';

/**
 * How operators group is asked of DuckDB's own parser, which the statements run on. Both trees are brought to one form: negations stand
 * outside (`a NOT IN …` is NOT (a IN …)), two negations are none, and AND and OR take any number of operands.
 */
let connection: DuckDBConnection;
let instance: DuckDBInstance;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

type Form = string;

function negation(form: Form): Form {
  return form.startsWith('(not ') ? form.slice(5, -1) : `(not ${form})`;
}

function chain(word: string, forms: readonly Form[]): Form {
  const flat = forms.flatMap((form) => (form.startsWith(`{${word} `) ? splitForms(form.slice(word.length + 2, -1)) : [form]));
  return `{${word} ${flat.join(' ')}}`;
}

/** Cuts `a (b c) {d e}` at spaces outside brackets. */
function splitForms(text: string): string[] {
  const forms: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const character = text.charAt(index);
    if (character === '(' || character === '{') depth += 1;
    if (character === ')' || character === '}') depth -= 1;
    if ((character === ' ' || character === '') && depth === 0) {
      forms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return forms;
}

/** A comparison, those that are the opposite of another as its negation: DuckDB turns NOT a < b into a >= b. */
function comparison(operator: string, left: Form, right: Form): Form {
  const opposites: Readonly<Record<string, string>> = { '<>': '=', '>=': '<', '<=': '>' };
  const opposite = opposites[operator];
  return opposite === undefined ? `(${operator} ${left} ${right})` : negation(`(${opposite} ${left} ${right})`);
}

/** A sign before a number is part of it. */
function sign(operator: '-' | '+', operand: Form): Form {
  if (operator === '-' && /^-?[0-9]+$/.test(operand)) return String(-Number(operand));
  return `(${operator} ${operand})`;
}

const likes: Readonly<Record<string, string>> = { like: '~~', ilike: '~~*', 'similar to': '~', '~': '~' };

function ourForm(node: Expression): Form {
  switch (node.kind) {
    case 'column':
      return node.path.map((part) => part.name).join('.');
    case 'literal':
      return JSON.stringify(node.value);
    case 'unary':
      if (node.operator === 'not') return negation(ourForm(node.operand));
      return sign(node.operator, ourForm(node.operand));
    case 'is':
      return node.negated ? negation(`(is-${node.test} ${ourForm(node.operand)})`) : `(is-${node.test} ${ourForm(node.operand)})`;
    case 'in-list': {
      const form = `(in ${[node.operand, ...node.items].map(ourForm).join(' ')})`;
      return node.negated ? negation(form) : form;
    }
    case 'between': {
      const form = `(between ${[node.operand, node.low, node.high].map(ourForm).join(' ')})`;
      return node.negated ? negation(form) : form;
    }
    case 'cast':
      return `(cast ${ourForm(node.operand)})`;
    case 'binary': {
      const [left, right] = [ourForm(node.left), ourForm(node.right)];
      if (node.operator === 'and' || node.operator === 'or') return chain(node.operator, [left, right]);
      const positive = node.operator.replace(/^not |(?<=^is )not /, '');
      const form = comparison(likes[positive] ?? positive, left, right);
      return positive === node.operator ? form : negation(form);
    }
    default:
      throw new Error(`not in this test: ${node.kind}`);
  }
}

interface DuckNode {
  readonly class: string;
  readonly type: string;
  readonly function_name?: string;
  readonly column_names?: readonly string[];
  readonly value?: { readonly value?: unknown };
  readonly children?: readonly DuckNode[];
  readonly left?: DuckNode;
  readonly right?: DuckNode;
  readonly input?: DuckNode;
  readonly lower?: DuckNode;
  readonly upper?: DuckNode;
  readonly child?: DuckNode;
}

const comparisons: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
  COMPARE_DISTINCT_FROM: 'is distinct from',
};

const functions: Readonly<Record<string, string>> = { regexp_full_match: '~' };

function duckForm(node: DuckNode | undefined): Form {
  if (node === undefined) throw new Error('a missing part');
  const children = (): Form[] => (node.children ?? []).map(duckForm);
  switch (node.class) {
    case 'COLUMN_REF':
      return (node.column_names ?? []).join('.');
    case 'CONSTANT':
      return JSON.stringify(node.value?.value ?? null);
    case 'CONJUNCTION':
      return chain(node.type === 'CONJUNCTION_AND' ? 'and' : 'or', children());
    case 'CAST':
      return `(cast ${duckForm(node.child)})`;
    case 'BETWEEN':
      return `(between ${[node.input, node.lower, node.upper].map(duckForm).join(' ')})`;
    case 'COMPARISON': {
      if (node.type === 'COMPARE_NOT_DISTINCT_FROM') return negation(`(is distinct from ${duckForm(node.left)} ${duckForm(node.right)})`);
      return comparison(comparisons[node.type] ?? node.type, duckForm(node.left), duckForm(node.right));
    }
    case 'OPERATOR':
      if (node.type === 'OPERATOR_NOT') return negation(children().join(' '));
      if (node.type === 'OPERATOR_IS_NULL') return `(is-null ${children().join(' ')})`;
      if (node.type === 'OPERATOR_IS_NOT_NULL') return negation(`(is-null ${children().join(' ')})`);
      if (node.type === 'COMPARE_IN') return `(in ${children().join(' ')})`;
      if (node.type === 'COMPARE_NOT_IN') return negation(`(in ${children().join(' ')})`);
      throw new Error(`not in this test: ${node.type}`);
    case 'FUNCTION': {
      const name = node.function_name ?? '';
      if (name.startsWith('!~~')) return negation(`(${name.slice(1)} ${children().join(' ')})`);
      return `(${functions[name] ?? name} ${children().join(' ')})`;
    }
    default:
      throw new Error(`not in this test: ${node.class}`);
  }
}

/** DuckDB's tree of a predicate, or null where it finds a syntax error. */
async function duckTree(predicate: string): Promise<Form | null> {
  const result = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [`SELECT ${predicate}`]);
  const serialized: { error: boolean; statements?: { node: { select_list: DuckNode[] } }[] } = JSON.parse(String(result.getRows()[0]?.[0]));
  return serialized.error ? null : duckForm(serialized.statements?.[0]?.node.select_list[0]);
}

/** Our tree of a predicate; null where we find it wrong, undefined where we ask for brackets. */
async function ourTree(predicate: string): Promise<Form | null | undefined> {
  try {
    const [parsed] = await parseScript(`SELECT ${predicate}`);
    const statement = parsed?.statement;
    if (statement?.kind !== 'select-statement' || statement.query.body.kind !== 'select') return null;
    const [item] = statement.query.body.items;
    return item === undefined ? null : ourForm(item.expression);
  } catch (error) {
    return QueryError.is(error) && error.hint?.includes('brackets') === true ? undefined : null;
  }
}

const infix = [
  'and',
  'or',
  '=',
  '<>',
  '<',
  '>=',
  '+',
  '-',
  '*',
  '%',
  '||',
  'like',
  'not like',
  'ilike',
  'is distinct from',
  'is not distinct from',
  '//',
  '^',
  '<@',
  'similar to',
];

const operand = fc.letrec<{ chain: string; operand: string }>((tie) => ({
  operand: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', 'c', 't.d', '1', "'x'"),
    fc.constantFrom('a', 'b', 'c', 't.d', '1', "'x'"),
    tie('chain').map((text) => `(${text})`),
    tie('operand').map((text) => `not ${text}`),
    fc
      .tuple(
        tie('operand'),
        fc.constantFrom('is null', 'is not null', 'in (1, 2)', 'not in (a)', '::int', 'between 1 and b', 'not between a and 2'),
      )
      .map((parts) => parts.join(' ')),
    tie('operand').map((text) => `- ${text}`),
  ),
  chain: fc
    .tuple(tie('operand'), fc.array(fc.tuple(fc.constantFrom(...infix), tie('operand')), { maxLength: 4 }))
    .map(([first, rest]) => [first, ...rest.flat()].join(' ')),
})).chain;

test('operators group as in DuckDB, and what DuckDB refuses is refused', { timeout: 60_000 }, async () => {
  let accepted = 0;
  const refusedByUs: string[] = [];
  await fc.assert(
    fc.asyncProperty(operand, async (predicate) => {
      const [ours, theirs] = [await ourTree(predicate), await duckTree(predicate)];
      if (ours === null && theirs !== null) refusedByUs.push(predicate);
      if (ours === null || ours === undefined) return;
      accepted += 1;
      expect(ours, predicate).toBe(theirs);
    }),
    { numRuns: 600, seed: 7 },
  );
  expect(accepted).toBeGreaterThan(200);
  expect(refusedByUs).toEqual([]);
});

const fixed: readonly (readonly [predicate: string, form: Form, why: string])[] = [
  ['a = 1 or b = 2 and c = 3', '{or (= a 1) {and (= b 2) (= c 3)}}', 'AND binds tighter than OR'],
  ['not a = 1 and b', '{and (not (= a 1)) b}', 'NOT is between AND and comparisons'],
  ['not a is null', '(not (is-null a))', 'NOT is looser than IS'],
  ['a = b is null', '(is-null (= a b))', 'IS is looser than ='],
  ['a like b || c', '(~~ a (|| b c))', 'LIKE is looser than other operators'],
  ['a between 1 and 2 and b', '{and (between a 1 2) b}', 'the first AND belongs to BETWEEN'],
  ['- a ^ b', '(^ (- a) b)', 'signs bind tighter than powers'],
  ['- a :: int', '(- (cast a))', 'casts bind tightest'],
];

test.each(fixed)('%s groups as %s: %s', async (predicate, form) => {
  expect(await ourTree(predicate)).toBe(form);
  expect(await duckTree(predicate)).toBe(form);
});

const arrows: readonly (readonly [predicate: string, form: Form])[] = [
  ["a = 'x' and p->>'d' = 'y'", '{and (= a "x") (= (->> p "d") "y")}'],
  ["p->'a'->>'b' like 'x%' or not p->>'c' = 'z'", '{or (~~ (->> (-> p "a") "b") "x%") (not (= (->> p "c") "z"))}'],
  ["p->>'a' in ('x', 'y')", '(in (->> p "a") "x" "y")'],
  ["p->>'a' is null", '(is-null (->> p "a"))'],
];

test.each(arrows)('arrows bind tighter than comparisons: %s', async (predicate, form) => {
  expect(await ourTree(predicate)).toBe(form);
});
