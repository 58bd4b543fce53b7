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
  qualify(query, new Set(), (offset) => names.push({ span: { start: offset, end: offset }, text: `${localSchema}.` }), facts);
  return composeSql({ segments: [query.span], source: parsed.source, splices: [...names, ...parsed.splices], binds: [] }).sql;
}

function qualify(node: TreeNode, common: ReadonlySet<string>, insert: (offset: number) => void, facts: Facts): void {
  if (node.kind === 'relation') {
    const [only, ...more] = node.name;
    if (only === undefined || more.length > 0 || common.has(only.name.toLowerCase())) return;
    if (findLocal(node.name, facts) !== undefined) insert(node.nameSpan.start);
    return;
  }
  const own = node.kind === 'query' ? node.with.map((table) => table.name.name.toLowerCase()) : [];
  const inner = own.length === 0 ? common : new Set([...common, ...own]);
  for (const child of children(node)) qualify(child, inner, insert, facts);
}
