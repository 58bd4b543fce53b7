import { QueryError } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { DescribeStatement, Query, ShowStatement } from '../../sql/ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { LocalObject, LocalTable } from '../../values/local-object.ts';
import { plainText } from '../../values/json-text.ts';
import type { Column, Row } from '../../values/value.ts';
import { type Facts, MissingFact } from '../facts.ts';
import { nameSpan, nameText } from '../find-relation.ts';
import type { LocalPlan, Plan, StagedPlan } from '../plan.ts';
import { localCatalog, localSchema, requireLocal } from './find-local.ts';
import { emptied, joinedSql, sourceQuery } from './local-sql.ts';

/** Lists tables and views of the session, or the tables of an attached database. Throws `unknown_resource` for a database that is not attached. */
export function showTables({ name, extended }: ShowStatement, facts: Facts): LocalPlan {
  const { objects, temporary, databases } = localCatalog(facts);
  const [database, ...rest] = name;
  const listed: readonly Row[] =
    database === undefined
      ? [...temporary.values(), ...objects.values()].map((object) => objectRow(object, object.name))
      : [...attachedTables(database.name, databases, { at: name, facts })].map(([key, table]) => objectRow(table, shortName(key, table)));
  if (rest.length > 0) throw new QueryError('syntax_error', 'the name of one database is wanted here', { span: nameSpan(name) });
  const names = ['name', 'kind', ...(extended ? ['columns', 'temporary'] : [])];
  const columns = names.map((column): Column => ({ name: column, type: typesOf[column] ?? 'string' }));
  const rows = listed.map((row) => row.slice(0, names.length)).sort(([a = null], [b = null]) => (plainText(a) < plainText(b) ? -1 : 1));
  return { kind: 'local', columns, rows };
}

const typesOf: Readonly<Record<string, Column['type']>> = { columns: 'json', temporary: 'boolean' };

function objectRow(object: LocalObject, name: string): Row {
  const kind = object.kind === 'view' || object.form === 'foreign view' ? 'view' : object.form;
  const columns =
    object.kind === 'view' ? (object.columns.length === 0 ? null : object.columns) : object.columns.map((column) => column.name);
  return [name, kind, columns, object.temporary];
}

function shortName(key: string, { name }: LocalTable): string {
  const schema = key.slice(0, key.length - name.length - 1);
  return schema === localSchema ? name : `${schema}.${name}`;
}

function attachedTables(
  name: string,
  databases: ReturnType<typeof localCatalog>['databases'],
  { at, facts }: { readonly at: ShowStatement['name']; readonly facts: Facts },
): ReadonlyMap<string, LocalTable> {
  const found = databases.get(name.toLowerCase());
  if (found !== undefined) return found.tables;
  throw new QueryError('unknown_resource', `there is no database ${name}`, {
    span: nameSpan(at),
    hint: relationsHint(at, facts) ?? didYouMean(name, [...databases.keys()]) ?? `ATTACH 'file' AS ${name} opens one.`,
  });
}

/** Where the name is the provider's, what it has is listed by another statement. */
function relationsHint(at: ShowStatement['name'], { provider }: Facts): string | undefined {
  const [first] = at;
  if (first?.name.toLowerCase() !== provider.name.toLowerCase()) return undefined;
  return at.length === 1
    ? `SHOW SERVICES IN ${provider.name} lists what it has.`
    : `SHOW RESOURCES IN ${nameText(at)} lists its relations.`;
}

/** Describes a local table or view, or a query: its columns with the database's types. */
export function describeLocal(statement: DescribeStatement, parsed: ParsedStatement, facts: Facts): Plan {
  const { name, query, span } = statement;
  if (query !== undefined) return describeQuery(query, parsed, facts);
  const found = requireLocal(name, facts);
  if (found.kind === 'table') {
    const columns: readonly Column[] = ['name', 'type'].map((column) => ({ name: column, type: 'string' }));
    return { kind: 'local', columns, rows: found.columns.map((column) => [column.name, column.sqlType]) };
  }
  const list = found.columns.length === 0 ? '' : `(${found.columns.map(quoteName).join(', ')})`;
  const after = `) AS ${quoteName(found.name)}${list}`;
  throw new MissingFact({ kind: 'text', span, before: 'DESCRIBE SELECT * FROM (', text: found.query, after, view: found.name });
}

/** Nothing is read: the tables stay empty. */
function describeQuery(query: Query, parsed: ParsedStatement, facts: Facts): StagedPlan {
  const source = sourceQuery({ query, segments: [query.span] }, parsed, facts);
  const sql = joinedSql(['SELECT column_name AS name, column_type AS type FROM (DESCRIBE (', source, '))']);
  return { kind: 'staged', tables: emptied(source.tables), ...sql };
}
