import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import type { DeleteStatement, FromItem, InsertStatement, RelationReference, SelectItem, UpdateStatement } from '../../sql/ast.ts';
import type { TruncateStatement } from '../../sql/local-ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { LocalTable } from '../../values/local-object.ts';
import { nowhere, ownQuery } from '../change/own-query.ts';
import type { Facts } from '../facts.ts';
import { nameText } from '../find-relation.ts';
import { requireTable } from './find-local.ts';
import { checkedTable } from './checked-table.ts';
import type { LocatedSql, LocalWritePlan } from '../plan.ts';
import { joinedSql, located, sourceQuery, type SqlPart } from './local-sql.ts';
import { emptyWrite } from './plan-create.ts';

/** Plans INSERT INTO a local table. */
export function planLocalInsert(statement: InsertStatement, parsed: ParsedStatement, facts: Facts): LocalWritePlan {
  const { relation, columns, source: query, replace } = statement;
  const target = requireTable(relation.name, facts);
  const source = sourceQuery({ query, segments: [query.span] }, parsed, facts);
  const list = columns.length === 0 ? '' : ` (${columns.map(({ name }) => quoteName(name)).join(', ')})`;
  const returning = returningSql(statement, parsed, facts);
  const verb = replace ? 'INSERT OR REPLACE INTO ' : 'INSERT INTO ';
  const write = (table: SqlPart): LocatedSql =>
    joinedSql([verb, table, aliasText(relation), `${list} `, source, ...(returning === null ? [] : [' RETURNING ', returning])]);
  // A replacement needs a key, which the copy of the table has not.
  const check = replace ? source : write(checkedName(target));
  return written(statement, { title: `Insert into table ${nameText(relation.name)}`, target, write, tables: source.tables, check });
}

/** Plans UPDATE of a local table. */
export function planLocalUpdate(statement: UpdateStatement, parsed: ParsedStatement, facts: Facts): LocalWritePlan {
  const { relation, assignments, from, where, replace, span } = statement;
  const target = requireTable(relation.name, facts);
  if (replace || assignments.length === 0) {
    throw new QueryError('unsupported', replace ? 'REPLACE … SET is for relations of the provider' : 'SET needs a column here', {
      span: relation.nameSpan,
      hint: `Write UPDATE ${nameText(relation.name)} SET column = value.`,
    });
  }
  for (const { path, span: at } of assignments) if (path.length > 1) throw nestedKey(at);
  const values = assignments.map(({ value }): SelectItem => ({ expression: value, alias: null, span: nowhere }));
  const item = from === null ? relation : crossed(relation, from);
  const query = ownQuery({ items: [...values, ...statement.returning], from: item, where });
  const title = `Update table ${nameText(relation.name)}`;
  return changed('UPDATE ', { statement, target, query, rest: { start: relation.nameSpan.end, end: span.end }, title }, { parsed, facts });
}

/** Plans DELETE FROM a local table. */
export function planLocalDelete(statement: DeleteStatement, parsed: ParsedStatement, facts: Facts): LocalWritePlan {
  const { relation, using, where, span } = statement;
  const target = requireTable(relation.name, facts);
  const item = using === null ? relation : crossed(relation, using);
  const items: readonly SelectItem[] = statement.returning.length > 0 ? statement.returning : [one];
  const query = ownQuery({ items, from: item, where });
  const title = `Delete from table ${nameText(relation.name)}`;
  return changed(
    'DELETE FROM ',
    { statement, target, query, rest: { start: relation.nameSpan.end, end: span.end }, title },
    { parsed, facts },
  );
}

/** Plans TRUNCATE. */
export function planTruncate({ relation }: TruncateStatement, facts: Facts): LocalWritePlan {
  const target = requireTable(relation.name, facts);
  return {
    ...emptyWrite(`Empty table ${nameText(relation.name)}`),
    target,
    statements: [joinedSql(['DELETE FROM ', located(target)])],
    counts: true,
  };
}

const one: SelectItem = { expression: { kind: 'literal', value: 1, span: nowhere }, alias: null, span: nowhere };

interface Changed {
  readonly statement: UpdateStatement | DeleteStatement;
  readonly target: LocalTable;
  /** Names everything that the statement names. */
  readonly query: ReturnType<typeof ownQuery>;
  /** The statement's text behind the table's name. */
  readonly rest: SourceSpan;
  readonly title: string;
}

function changed(
  verb: string,
  { statement, target, query, rest, title }: Changed,
  { parsed, facts }: { readonly parsed: ParsedStatement; readonly facts: Facts },
): LocalWritePlan {
  const source = sourceQuery({ query, segments: [rest] }, parsed, facts);
  const write = (table: SqlPart): LocatedSql => joinedSql([verb, table, source]);
  return written(statement, { title, target, write, tables: source.tables, check: write(checkedName(target)) });
}

interface Written {
  readonly title: string;
  readonly target: LocalTable;
  readonly tables: LocalWritePlan['tables'];
  readonly write: (table: SqlPart) => LocatedSql;
  readonly check: LocatedSql;
}

function written(
  { returning }: { readonly returning: readonly SelectItem[] },
  { title, target, tables, write, check }: Written,
): LocalWritePlan {
  return {
    ...emptyWrite(title),
    tables,
    check,
    target,
    statements: [write(located(target))],
    returning: returning.length > 0,
    counts: returning.length === 0,
  };
}

/** The empty copy has the table's own name, so that columns qualified by it are found. */
function checkedName({ name }: LocalTable): string {
  return `${quoteName(checkedTable)}.${quoteName(name)}`;
}

function aliasText({ alias }: RelationReference): string {
  return alias === null ? '' : ` AS ${quoteName(alias.name)}`;
}

/** RETURNING's columns, with what has to be spliced in them. */
function returningSql({ relation, returning }: InsertStatement, parsed: ParsedStatement, facts: Facts): LocatedSql | null {
  const [first] = returning;
  const last = returning.at(-1);
  if (first === undefined || last === undefined) return null;
  const query = ownQuery({ items: returning, from: relation, where: null });
  return sourceQuery({ query, segments: [{ start: first.span.start, end: last.span.end }] }, parsed, facts);
}

function crossed(left: FromItem, right: FromItem): FromItem {
  return { kind: 'join', type: 'cross', natural: false, left, right, on: null, using: [], span: nowhere };
}

function nestedKey(span: SourceSpan): QueryError {
  return new QueryError('unsupported', 'SET takes whole columns of a local table', {
    span,
    hint: 'json_merge_patch(column, \'{"key": …}\') changes one key of a JSON column.',
  });
}
