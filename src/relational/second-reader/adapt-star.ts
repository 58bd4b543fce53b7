import type { StarChanges } from '../../sql/ast.ts';
import type { MarkedQuery } from './marked-query.ts';
import { type Adapter, bare, inOrder, type Placed, place } from './placed.ts';
import { allow, listIn, nodeIn, nodeOf, nodesIn, refuse, type SyntaxNode, textIn, textsIn } from './syntax-node.ts';
import type { Extent } from './token-structure.ts';

/** `*`, `t.*` and COLUMNS(…), with EXCLUDE, REPLACE and RENAME. The node's span is that of the star alone; the extent covers all. */
export function adaptStar(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'relation_name', 'exclude_list', 'qualified_exclude_list', 'replace_list', 'rename_list', 'columns', 'expr');
  const { query } = adapter;
  const start = query.placeOf(node);
  if (node['columns'] !== true) return starAt(adapter, node, start);
  // `*COLUMNS(…)` has its place at the star.
  const at = query.sees(start, '*', 'COLUMNS') ? start + 1 : start;
  if (!query.sees(at, 'COLUMNS', '(')) return refuse('an unknown COLUMNS');
  const extent = { first: at, last: query.partner(at + 1) };
  const pattern = nodeIn(node, 'expr');
  if (pattern === null) return inColumns(adapter, node, extent);
  const parts = inOrder(adapter, patternParts(query, pattern));
  const changes: StarChanges = { written: 'none', exclude: null, expressions: bare(parts) };
  return place(query, extent, { kind: 'star', qualifier: [], changes });
}

/** `COLUMNS(x -> …)` filters a star that the text does not have. */
function patternParts(query: MarkedQuery, pattern: SyntaxNode): readonly SyntaxNode[] {
  if (query.place(pattern) !== undefined || textIn(pattern, 'function_name') !== 'list_filter') return [pattern];
  return nodesIn(pattern, 'children').filter((child) => textIn(child, 'class') !== 'STAR');
}

function inColumns(adapter: Adapter, node: SyntaxNode, extent: Extent): Placed {
  const inner = starAt(adapter, node, extent.first + 2);
  if (inner.last !== extent.last - 1 || inner.expression.kind !== 'star') return refuse('an unknown COLUMNS');
  const changes = inner.expression.changes ?? { written: 'star', exclude: null, expressions: [] };
  return { ...extent, expression: { ...inner.expression, changes: { ...changes, written: 'columns' } } };
}

function starAt(adapter: Adapter, node: SyntaxNode, first: number): Placed {
  const { query } = adapter;
  const qualified = textIn(node, 'relation_name') !== '';
  const star = { first, last: first + (qualified ? 2 : 0) };
  if (query.word(star.last) !== '*' || (qualified && !query.stands(textIn(node, 'relation_name'), first))) return refuse('an unknown star');
  query.use(star);
  const qualifier = qualified ? [query.identifier(first)] : [];
  const lists = modifiers(query, star.last);
  for (const name of [...textsIn(node, 'exclude_list'), ...qualifiedNames(node)]) query.useName(name);
  for (const name of renamed(node)) query.useName(name);
  const replacements = nodesIn(node, 'replace_list').map((entry) => {
    query.useName(textIn(entry, 'key'));
    return nodeIn(entry, 'value') ?? refuse('a replacement by nothing');
  });
  const hasLists = ['exclude_list', 'qualified_exclude_list', 'replace_list', 'rename_list'].some((key) => listIn(node, key).length > 0);
  if (hasLists !== lists.length > 0) return refuse('a star changed by what is not there');
  const plain = place(query, star, { kind: 'star', qualifier });
  if (lists.length === 0) return plain;
  const excluded = lists.find((list) => list.word === 'EXCLUDE');
  const expressions = bare(inOrder(adapter, replacements));
  const changes: StarChanges = { written: 'star', exclude: excluded === undefined ? null : query.spanOf(excluded), expressions };
  return {
    first: star.first,
    last: lists.at(-1)?.last ?? star.last,
    expression: { kind: 'star', qualifier, changes, span: query.spanOf(star) },
  };
}

interface Modifier extends Extent {
  readonly word: string;
}

/** `EXCLUDE a`, `REPLACE (…)`, `RENAME (…)` behind a star: what stands behind each word. */
function modifiers(query: MarkedQuery, star: number): readonly Modifier[] {
  const found: Modifier[] = [];
  for (let at = star + 1; ; ) {
    const word = query.word(at);
    if (!['EXCLUDE', 'REPLACE', 'RENAME'].includes(word)) return found;
    if (word !== 'EXCLUDE' && query.word(at + 1) !== '(') return refuse('a star changed without brackets');
    let last = query.word(at + 1) === '(' ? query.partner(at + 1) : at + 1;
    while (query.word(last + 1) === '.') last += 2;
    found.push({ word, first: at + 1, last });
    at = last + 1;
  }
}

function qualifiedNames(node: SyntaxNode): readonly string[] {
  return nodesIn(node, 'qualified_exclude_list').flatMap(columnNames);
}

function renamed(node: SyntaxNode): readonly string[] {
  return nodesIn(node, 'rename_list').flatMap((entry) => [...columnNames(nodeOf(entry['key'])), textIn(entry, 'value')]);
}

function columnNames(column: SyntaxNode): readonly string[] {
  return ['catalog', 'schema', 'table', 'column'].map((key) => textIn(column, key)).filter((name) => name !== '');
}
