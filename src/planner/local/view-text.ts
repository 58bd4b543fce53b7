import type { Query } from '../../sql/ast.ts';
import type { ParsedStatement, Splice } from '../../sql/parsed-statement.ts';
import type { TreeNode } from '../../sql/walk.ts';
import { children } from '../../sql/walk.ts';
import type { Facts } from '../facts.ts';
import { composeSql } from '../query/compose-sql.ts';
import { findLocal, localSchema } from './find-local.ts';

/**
 * A view's query as text that means the same wherever it stands: templates are resolved, and local names have their schema, so that no common
 * table around a later use can take their place.
 */
export function viewText(query: Query, parsed: ParsedStatement, facts: Facts): string {
  const names: Splice[] = [];
  const insert = (offset: number): void => void names.push({ span: { start: offset, end: offset }, text: `${localSchema}.` });
  qualify(query, new Set(), { insert, facts });
  return composeSql({ segments: [query.span], source: parsed.source, splices: [...names, ...parsed.splices], binds: [] }).sql;
}

interface Qualifying {
  /** Takes the place of a name that needs its schema. */
  readonly insert: (offset: number) => void;
  readonly facts: Facts;
}

function qualify(node: TreeNode, common: ReadonlySet<string>, how: Qualifying): void {
  if (node.kind === 'relation') {
    const [only, ...more] = node.name;
    if (only === undefined || more.length > 0 || common.has(only.name.toLowerCase())) return;
    if (findLocal(node.name, how.facts) !== undefined) how.insert(node.nameSpan.start);
    return;
  }
  let visible = common;
  const tables = node.kind === 'query' ? node.with : [];
  if (node.kind === 'query' && node.recursive) visible = new Set([...common, ...tables.map((table) => table.name.name.toLowerCase())]);
  for (const { name, query } of tables) {
    qualify(query, visible, how);
    visible = new Set([...visible, name.name.toLowerCase()]);
  }
  for (const child of children(node)) if (!tables.some(({ query }) => query === child)) qualify(child, visible, how);
}
