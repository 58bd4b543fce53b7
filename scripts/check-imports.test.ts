import { describe, expect, it } from 'vitest';
import { importProblems } from './check-imports.ts';

describe('importProblems', () => {
  it.each<[path: string, text: string, problem: RegExp]>([
    ['sql/a.ts', "import { plan } from '../planner/plan.ts';", /sql may not import planner/],
    ['sql/a.ts', "import type { Plan } from '../planner/plan.ts';", /sql may not import planner/],
    ['sql/a.ts', "const plan = await import('../planner/plan.ts');", /sql may not import planner/],
    ['sql/a.ts', "export * from '../planner/plan.ts';", /sql may not import planner/],
    ['sql/adapter/a.ts', "import { a } from '../../engine/a.ts';", /sql may not import engine/],
    ['sql/a.ts', "import {\n  a,\n  b,\n} from '../http/a.ts';", /sql may not import http/],
    ['sql/a.ts', "type A = import('../http/a.ts').A;", /sql may not import http/],
    ['planner/a.ts', "import { readFileSync } from 'node:fs';", /planner is pure/],
    ['planner/a.ts', "import { request } from 'undici/lib/x.js';", /may not import the package undici/],
    ['cli/a.ts', "import d from '@duckdb/node-api/x';", /the package @duckdb\/node-api/],
    ['openapi/a.ts', "import { QueryError } from '../errors/query-error.ts';", /openapi may not import errors/],
    ['errors/a.ts', "import type { Value } from '../values/value.ts';", /errors may not import values/],
    ['mystery/a.ts', '', /mystery is not in the import table/],
    ['planner/a.ts', "if (name === 'okta') return;", /names a provider/],
  ])('finds in %s: %s', (path, text, problem) => {
    expect(importProblems([{ path, text }])).toEqual([expect.stringMatching(problem)]);
  });

  it.each<[path: string, text: string]>([
    ['planner/a.ts', "import type { Statement } from '../sql/ast.ts';\nimport { QueryError } from '../errors/query-error.ts';"],
    ['values/a.ts', "import { QueryError } from '../errors/query-error.ts';"],
    ['sql/adapter/a.ts', "import { a } from '../a.ts';\nimport p from 'node-sql-parser/build/postgresql.js';"],
    ['planner/a.test.ts', "import { createEngine } from '../engine/create-engine.ts';"],
    ['planner/a.ts', "/** Such as okta.apps. */\n// from '../http/a.ts'\nexport const brand = 'oktaql';"],
    ['index.ts', "export { a } from './engine/a.ts';"],
  ])('finds nothing in %s: %s', (path, text) => {
    expect(importProblems([{ path, text }])).toEqual([]);
  });
});
