import { expect } from 'vitest';
import type { Expression, FromItem, Query, SelectBody, Statement } from '../src/sql/ast.ts';
import { parseScript } from '../src/sql/parse.ts';
import type { TemplateValue } from '../src/sql/template.ts';
import { walk } from '../src/sql/walk.ts';
import type { TreeNode } from '../src/sql/walk.ts';
import { textOf, withoutSpans } from './tree.ts';

/** Checks of every node in a statement that the text its span covers, parsed alone, is that node. */
export async function expectSpansToSlice(statement: Statement, text: string, variables: Record<string, TemplateValue> = {}): Promise<void> {
  const nodes: TreeNode[] = [];
  walk(statement, (node) => {
    nodes.push(node);
    return undefined;
  });
  for (const node of nodes) {
    const slice = textOf(node, text);
    // A `?` counts from the start of its script.
    if (slice.includes('?')) continue;
    const again = await reread(node, slice, variables);
    if (again !== undefined) expect(withoutSpans(again), slice).toEqual(withoutSpans(node));
  }
}

/** What a node's text is when read in a place where only such a node can stand. */
async function reread(node: TreeNode, slice: string, variables: Record<string, TemplateValue>): Promise<TreeNode | undefined> {
  const parse = async (text: string): Promise<Statement | undefined> => (await parseScript(text, { variables }))[0]?.statement;
  switch (node.kind) {
    case 'select-statement':
    case 'insert':
    case 'update':
    case 'delete':
    case 'exec':
    case 'show':
    case 'describe':
    case 'explain':
    case 'set':
    case 'create-table':
    case 'create-view':
    case 'drop':
    case 'refresh':
    case 'truncate':
    case 'copy-to':
    case 'copy-from':
    case 'attach':
    case 'detach':
      return parse(slice);
    case 'query':
      return queryOf(await parse(slice));
    case 'select':
    case 'set-operation':
    case 'values':
      return queryOf(await parse(slice)).body;
    case 'relation':
    case 'derived':
    case 'table-function':
    case 'join':
      return fromOf(await parse(`SELECT * FROM ${slice}`));
    default:
      return expressionOf(await parse(`SELECT ${slice}`));
  }
}

function queryOf(statement: Statement | undefined): Query {
  if (statement?.kind !== 'select-statement') throw new Error('no query');
  return statement.query;
}

function selectOf(statement: Statement | undefined): SelectBody {
  const { body } = queryOf(statement);
  if (body.kind !== 'select') throw new Error('no SELECT');
  return body;
}

function fromOf(statement: Statement | undefined): FromItem | undefined {
  return selectOf(statement).from ?? undefined;
}

function expressionOf(statement: Statement | undefined): Expression | undefined {
  return selectOf(statement).items[0]?.expression;
}
