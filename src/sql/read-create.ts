import type { Identifier, Query } from './ast.ts';
import { readQuery } from './adapter/read.ts';
import type {
  CreateTableStatement,
  CreateViewStatement,
  DatabaseText,
  DropStatement,
  OnExisting,
  RefreshStatement,
  TruncateStatement,
} from './local-ast.ts';
import { readColumns, readBareRelation } from './read-mutation.ts';
import type { TokenRange } from './token-range.ts';

/** Reads CREATE TABLE and CREATE [MATERIALIZED] VIEW. */
export async function readCreate(range: TokenRange): Promise<CreateTableStatement | CreateViewStatement> {
  const first = range.next();
  const replace = range.accept('OR', 'REPLACE');
  const temporary = range.accept('TEMP') || range.accept('TEMPORARY');
  if (range.accept('TABLE')) return createTable(range, { first, replace, temporary });
  const materialized = range.accept('MATERIALIZED');
  if (range.accept('VIEW')) return createView(range, { first, replace, temporary, materialized });
  throw range.unexpected(materialized ? 'VIEW' : 'TABLE, VIEW or MATERIALIZED VIEW');
}

interface Opening {
  readonly first: number;
  readonly replace: boolean;
  readonly temporary: boolean;
}

async function createTable(range: TokenRange, opening: Opening): Promise<CreateTableStatement> {
  const { first, temporary } = opening;
  const onExisting = readOnExisting(range, opening);
  const name = range.qualifiedName('a table');
  const definition = range.sees('(') ? readBrackets(range) : null;
  if (range.sees('AS') && definition !== null) throw range.unexpected('the end of the statement: columns and a query exclude each other');
  const query = definition === null ? await readAsQuery(range, 'a list of columns or AS and a query') : null;
  range.expectEnd('the end of the statement');
  const span = range.spanOf(first, range.end - 1);
  return { kind: 'create-table', name, temporary, onExisting, definition, query, span };
}

async function createView(range: TokenRange, opening: Opening & { readonly materialized: boolean }): Promise<CreateViewStatement> {
  const { first, materialized, temporary } = opening;
  const onExisting = readOnExisting(range, opening);
  const name = range.qualifiedName('a view');
  const columns: readonly Identifier[] = range.sees('(') ? readColumns(range) : [];
  const query = await readAsQuery(range, 'AS and a query');
  range.expectEnd('the end of the statement');
  const span = range.spanOf(first, range.end - 1);
  return { kind: 'create-view', name, materialized, temporary, onExisting, columns, query, span };
}

function readOnExisting(range: TokenRange, { replace }: Opening): OnExisting {
  const at = range.peek().span;
  if (!range.accept('IF', 'NOT', 'EXISTS')) return replace ? 'replace' : 'refuse';
  if (replace) throw range.error('syntax_error', 'OR REPLACE and IF NOT EXISTS exclude each other', { span: at });
  return 'keep';
}

async function readAsQuery(range: TokenRange, expected: string): Promise<Query> {
  if (!range.accept('AS')) throw range.unexpected(expected);
  if (range.atEnd) throw range.unexpected('a query');
  const inner = range.slice(range.position, range.end);
  const query = await readQuery(inner);
  range.position = range.end;
  return query;
}

/** The text from a bracket to its partner. */
function readBrackets(range: TokenRange): DatabaseText {
  const first = range.position;
  let depth = 0;
  do {
    const { text, kind } = range.peek();
    if (kind === 'punctuation' && text === '(') depth += 1;
    if (kind === 'punctuation' && text === ')') depth -= 1;
    range.next();
  } while (depth > 0 && !range.atEnd);
  return textOf(range, first);
}

/** The text from a token up to the position. */
export function textOf(range: TokenRange, first: number): DatabaseText {
  const span = range.spanOf(first, range.position - 1);
  return { text: range.source.slice(span.start, span.end), span };
}

/** Reads DROP TABLE, DROP VIEW and DROP MATERIALIZED VIEW. */
export function readDrop(range: TokenRange): DropStatement {
  const first = range.next();
  const object = range.accept('TABLE')
    ? 'table'
    : range.accept('VIEW')
      ? 'view'
      : range.accept('MATERIALIZED', 'VIEW')
        ? 'materialized view'
        : undefined;
  if (object === undefined) throw range.unexpected('TABLE, VIEW or MATERIALIZED VIEW');
  const ifExists = range.accept('IF', 'EXISTS');
  const name = range.qualifiedName(object === 'table' ? 'a table' : 'a view');
  range.expectEnd('the end of the statement');
  return { kind: 'drop', object, ifExists, name, span: range.spanOf(first, range.end - 1) };
}

/** Reads REFRESH MATERIALIZED VIEW. */
export function readRefresh(range: TokenRange): RefreshStatement {
  const first = range.next();
  range.expect('MATERIALIZED');
  range.expect('VIEW');
  const name = range.qualifiedName('a materialized view');
  range.expectEnd('the end of the statement');
  return { kind: 'refresh', name, span: range.spanOf(first, range.end - 1) };
}

/** Reads TRUNCATE; TABLE may be left out. */
export function readTruncate(range: TokenRange): TruncateStatement {
  const first = range.next();
  range.accept('TABLE');
  const relation = readBareRelation(range);
  range.expectEnd('the end of the statement');
  return { kind: 'truncate', relation, span: range.spanOf(first, range.end - 1) };
}
