import { QueryError } from '../../errors/query-error.ts';
import type { Identifier, QualifiedName } from '../../sql/ast.ts';
import type { CreateTableStatement, CreateViewStatement, DropStatement, OnExisting, RefreshStatement } from '../../sql/local-ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { LocalObject, LocalTable } from '../../values/local-object.ts';
import { type Facts, MissingFact } from '../facts.ts';
import { nameSpan, nameText } from '../find-relation.ts';
import { isProviderName, localCatalog, localSchema, refuseReadOnly, requireLocal } from './find-local.ts';
import { checkedTable } from './checked-table.ts';
import type { LocatedSql, LocalWritePlan } from '../plan.ts';
import { databaseText, emptied, joinedSql, located, sourceQuery } from './local-sql.ts';
import { forgetting, remembering } from './object-record.ts';
import { viewText } from './view-text.ts';

/** Where an object is, or will be. */
interface Place {
  readonly name: string;
  /** Attached database that it is in, as its users write it; null for the session's own objects. */
  readonly database: string | null;
  readonly schema: string;
  /** Quoted name of its catalog. */
  readonly catalog: string;
  readonly location: string;
  readonly existing: LocalObject | undefined;
}

/** Plans CREATE TABLE. */
export function planCreateTable(written: CreateTableStatement, parsed: ParsedStatement, facts: Facts): LocalWritePlan {
  const statement = { ...written, temporary: isTemporary(written, facts) };
  const place = placeOf(statement.name, statement.temporary, facts);
  const title = `Create table ${nameText(statement.name)}`;
  const kept = existingObject(place, statement, 'table');
  if (kept !== null) return nothingToDo(title, kept);
  const source = statement.query === null ? null : sourceQuery({ query: statement.query, segments: [statement.query.span] }, parsed, facts);
  const definition = statement.definition === null ? '' : databaseText([statement.definition.span], parsed, facts);
  const content = source === null ? [' ', definition] : [' AS ', source];
  const table = tableObject(place, { temporary: statement.temporary, form: 'table', query: null });
  const create = statement.onExisting === 'replace' ? 'CREATE OR REPLACE TABLE' : 'CREATE TABLE';
  return {
    ...emptyWrite(title),
    tables: source?.tables ?? [],
    statements: [joinedSql([`${create} `, located(place), ...content])],
    counts: source !== null,
    effect: { kind: 'put', object: table, database: place.database, schema: place.schema, describe: description(content) },
  };
}

function description(content: readonly (string | LocatedSql)[]): LocatedSql {
  const last = content[0] === ' AS ' ? [' WITH NO DATA'] : [];
  return joinedSql([`CREATE TABLE ${quoteName(checkedTable)}`, ...content, ...last]);
}

/** Plans CREATE VIEW and CREATE MATERIALIZED VIEW. */
export function planCreateView(written: CreateViewStatement, parsed: ParsedStatement, facts: Facts): LocalWritePlan {
  const statement = { ...written, temporary: isTemporary(written, facts) };
  const { materialized, temporary, query, columns } = statement;
  const form = materialized ? 'materialized view' : 'view';
  const place = placeOf(statement.name, temporary, facts);
  if (place.database !== null) throw onlyTables(statement.name, form);
  const title = `Create ${form} ${nameText(statement.name)}`;
  const kept = existingObject(place, statement, form);
  if (kept !== null) return nothingToDo(title, kept);
  if (parsed.binds.length > 0) throw holdsBinds(statement, parsed);
  const source = sourceQuery({ query, segments: [query.span] }, parsed, facts);
  const text = storedText(place, parsed.written ?? parsed, facts) ?? viewText(query, parsed, facts);
  return materialized
    ? createMaterialized(statement, { place, title, source, text })
    : {
        ...emptyWrite(title),
        check: joinedSql([...named(source, columns)]),
        tables: emptied(source.tables),
        statements: remembering(place.catalog, { name: place.name, form: 'view', query: text, columns: columns.map(({ name }) => name) }),
        effect: {
          kind: 'put',
          object: { kind: 'view', name: place.name, query: text, columns: columns.map(({ name }) => name), temporary },
          database: null,
          schema: localSchema,
          describe: null,
        },
      };
}

/** The view's query as it is written: views in it stay names. A refresh keeps what there is. */
function storedText({ existing }: Place, written: ParsedStatement, facts: Facts): string | null {
  const statement = written.statement.kind === 'explain' ? written.statement.statement : written.statement;
  if (statement.kind === 'refresh') return existing?.query ?? null;
  return statement.kind === 'create-view' ? viewText(statement.query, written, facts) : null;
}

interface Materialized {
  readonly place: Place;
  readonly title: string;
  readonly source: ReturnType<typeof sourceQuery>;
  readonly text: string;
}

function createMaterialized(
  { onExisting, temporary, columns }: CreateViewStatement,
  { place, title, source, text }: Materialized,
): LocalWritePlan {
  const names = columns.map(({ name }) => name);
  const content = [' AS ', ...named(source, columns)];
  const create = onExisting === 'replace' ? 'CREATE OR REPLACE TABLE' : 'CREATE TABLE';
  const form = 'materialized view';
  return {
    ...emptyWrite(title),
    tables: source.tables,
    statements: [
      joinedSql([`${create} `, located(place), ...content]),
      ...remembering(place.catalog, { name: place.name, form, query: text, columns: names }),
    ],
    counts: true,
    effect: {
      kind: 'put',
      object: tableObject(place, { temporary, form, query: text }),
      database: null,
      schema: localSchema,
      describe: description(content),
    },
  };
}

/** A query whose first columns have the names of a list. */
function named(source: LocatedSql, columns: readonly Identifier[]): readonly (string | LocatedSql)[] {
  if (columns.length === 0) return [source];
  return ['SELECT * FROM (', source, `) AS "view" (${columns.map(({ name }) => quoteName(name)).join(', ')})`];
}

/** Plans DROP. */
export function planDrop({ object, ifExists, name }: DropStatement, facts: Facts): LocalWritePlan {
  const title = `Drop ${object} ${nameText(name)}`;
  const place = placeOf(name, false, facts);
  const { existing } = place;
  if (existing === undefined) {
    if (ifExists) return nothingToDo(title, `there is no ${object} ${nameText(name)}`);
    requireLocal(name, facts);
    throw new QueryError('internal', `${nameText(name)} is there after all`);
  }
  const form = existing.kind === 'view' ? 'view' : existing.form;
  if (form !== object && !(form === 'foreign view' && object === 'view'))
    throw otherKind(name, existing, `DROP ${formOf(existing).toUpperCase()}`);
  const catalog = existing.kind === 'table' ? catalogOf(existing) : homeOf(existing.temporary, facts);
  const drop = existing.kind === 'table' ? [joinedSql([`DROP ${form === 'foreign view' ? 'VIEW' : 'TABLE'} `, located(existing)])] : [];
  const forget = existing.kind === 'view' || existing.form === 'materialized view' ? forgetting(catalog, existing.name) : [];
  return {
    ...emptyWrite(title),
    statements: [...drop, ...forget],
    effect: { kind: 'remove', name: existing.name, database: place.database, schema: place.schema, temporary: existing.temporary },
  };
}

/** REFRESH is the CREATE OR REPLACE that the view was made by: asks for that in its place. */
export function planRefresh({ name, span }: RefreshStatement, facts: Facts): never {
  const found = requireLocal(name, facts);
  if (found.kind === 'view' || found.query === null) {
    throw new QueryError('unsupported', `${nameText(name)} is a ${formOf(found)}: only materialized views are refreshed`, {
      span: nameSpan(name),
      hint: found.kind === 'view' ? 'A view is read anew whenever it is used.' : undefined,
    });
  }
  const columns = found.columns.map((column) => quoteName(column.name)).join(', ');
  const temporary = found.temporary ? 'TEMP ' : '';
  const before = `CREATE OR REPLACE ${temporary}MATERIALIZED VIEW ${quoteName(found.name)} (${columns}) AS `;
  throw new MissingFact({ kind: 'text', span, before, text: found.query, after: '', view: found.name });
}

function placeOf(name: QualifiedName, temporary: boolean, facts: Facts): Place {
  const catalog = localCatalog(facts);
  const parts = name.map((part) => part.name);
  const last = parts.at(-1) ?? '';
  if (name.length > 1 && isProviderName(name, facts)) {
    throw new QueryError('unsupported', `${nameText(name)} would be the provider's`, {
      span: nameSpan(name),
      hint: `Tables and views of your own have names of one part, such as ${last}.`,
    });
  }
  const database = name.length > 1 ? catalog.databases.get(parts[0]?.toLowerCase() ?? '') : undefined;
  if (database !== undefined && name.length <= 3) {
    refuseReadOnly(name, facts);
    const schema = parts.length === 3 ? (parts[1] ?? '') : localSchema;
    return {
      name: last,
      database: database.name,
      schema,
      catalog: database.catalog,
      location: [database.catalog, quoteName(schema), quoteName(last)].join('.'),
      existing: database.tables.get(`${schema}.${last}`.toLowerCase()),
    };
  }
  if (name.length > 2 || (name.length === 2 && parts[0]?.toLowerCase() !== localSchema)) {
    throw new QueryError('unknown_resource', `there is no database ${parts[0] ?? ''}`, {
      span: nameSpan(name),
      hint: `ATTACH 'file' AS ${parts[0] ?? ''} opens one; a table of the session has a name of one part.`,
    });
  }
  const home = homeOf(temporary, facts);
  const location = [home, quoteName(localSchema), quoteName(last)].join('.');
  const found = catalog.temporary.get(last.toLowerCase()) ?? catalog.objects.get(last.toLowerCase());
  return { name: last, database: null, schema: localSchema, catalog: home, location, existing: found };
}

/** Without a file everything ends with the session: there is nothing that TEMP could differ from. */
function isTemporary({ temporary }: { readonly temporary: boolean }, facts: Facts): boolean {
  const { homes } = localCatalog(facts);
  return temporary && homes.permanent !== homes.temporary;
}

function homeOf(temporary: boolean, facts: Facts): string {
  const { homes } = localCatalog(facts);
  return temporary ? homes.temporary : homes.permanent;
}

/** Quoted name of the catalog that a table's location begins with. */
function catalogOf({ location, name }: LocalTable): string {
  return location.slice(0, location.length - `.${quoteName(localSchema)}.${quoteName(name)}`.length);
}

function tableObject({ name, location }: Place, about: Pick<LocalTable, 'temporary' | 'form' | 'query'>): LocalTable {
  return { kind: 'table', name, location, columns: [], ...about };
}

/** What to say where a CREATE has nothing to do; null where it goes on. Throws where the name is taken. */
function existingObject(
  { existing }: Place,
  statement: { readonly name: QualifiedName; readonly onExisting: OnExisting; readonly temporary: boolean },
  form: string,
): string | null {
  if (existing === undefined || (statement.temporary && !existing.temporary)) return null;
  const found = formOf(existing);
  if (statement.onExisting === 'keep') return `there is a ${found} ${existing.name} already`;
  if (statement.onExisting === 'replace' && found === form && existing.temporary === statement.temporary) return null;
  if (statement.onExisting === 'replace') throw otherKind(statement.name, existing, `DROP ${found.toUpperCase()}`);
  throw new QueryError('refused', `there is a ${found} ${existing.name} already`, {
    span: nameSpan(statement.name),
    hint: `CREATE OR REPLACE takes its place, IF NOT EXISTS keeps it.`,
  });
}

function formOf(object: LocalObject): string {
  return object.kind === 'view' || object.form === 'foreign view' ? 'view' : object.form;
}

function otherKind(name: QualifiedName, existing: LocalObject, verb: string): QueryError {
  const temporary = existing.temporary ? 'temporary ' : '';
  return new QueryError('refused', `${existing.name} is a ${temporary}${formOf(existing)}`, {
    span: nameSpan(name),
    hint: `${verb} ${existing.name} drops it.`,
  });
}

function onlyTables(name: QualifiedName, form: string): QueryError {
  return new QueryError('unsupported', `a ${form} cannot be made in an attached database`, {
    span: nameSpan(name),
    hint: 'Leave out the name of the database: the view belongs to the session.',
  });
}

function holdsBinds({ span }: CreateViewStatement, parsed: ParsedStatement): QueryError {
  const place = parsed.splices.find((splice) => splice.bind !== undefined)?.span ?? span;
  return new QueryError('unsupported', 'a view is kept as text and cannot hold a bind', {
    span: place,
    hint: 'Write the value, or use a template: {{ name }}.',
  });
}

function nothingToDo(title: string, notice: string): LocalWritePlan {
  return { ...emptyWrite(title), notice };
}

/** A write without anything to do. */
export function emptyWrite(title: string): LocalWritePlan {
  return {
    kind: 'local-write',
    title,
    tables: [],
    check: null,
    target: null,
    statements: [],
    returning: false,
    counts: false,
    effect: { kind: 'none' },
    file: null,
    notice: null,
  };
}
