import { QueryError } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { QualifiedName } from '../../sql/ast.ts';
import type { AttachedDatabase, LocalCatalog, LocalObject, LocalTable } from '../../values/local-object.ts';
import { type Facts, MissingFact, systemCatalog } from '../facts.ts';
import { findRelation, nameSpan, nameText } from '../find-relation.ts';

/** The schema that local objects are in; it may be written in front of their names. */
export const localSchema = 'main';

/** The session's objects; asks for them when they were not looked up yet. */
export function localCatalog({ local }: Facts): LocalCatalog {
  if (local === null) throw new MissingFact({ kind: 'local' });
  return local;
}

/** Is the name one of the provider's, or of the engine's own catalog, whatever local objects there are? */
export function isProviderName([first]: QualifiedName, facts: Facts): boolean {
  const name = first?.name.toLowerCase();
  return name === facts.provider.name.toLowerCase() || name === systemCatalog;
}

/**
 * The local object that a name stands for: `t`, `main.t`, `database.t`, `database.schema.t`. Undefined when there is none, and for the names
 * of provider relations.
 */
export function findLocal(name: QualifiedName, facts: Facts): LocalObject | undefined {
  if (name.length === 0 || name.length > 3 || (name.length > 1 && isProviderName(name, facts))) return undefined;
  const { objects, temporary, databases } = localCatalog(facts);
  const [first = '', second = '', third] = name.map((part) => part.name.toLowerCase());
  if (name.length === 1) return temporary.get(first) ?? objects.get(first);
  if (third === undefined && first === localSchema) return temporary.get(second) ?? objects.get(second);
  const database = databases.get(first);
  return third === undefined ? database?.tables.get(`${localSchema}.${second}`) : database?.tables.get(`${second}.${third}`);
}

/** The object of a name that has to be a local one. Throws `unknown_resource` with what is near. */
export function requireLocal(name: QualifiedName, facts: Facts): LocalObject {
  const found = findLocal(name, facts);
  if (found === undefined) throw unknownLocal(name, facts);
  return found;
}

/** The table of a name whose rows are to be changed. Throws `unknown_resource`, and `unsupported` for what can only be read. */
export function requireTable(name: QualifiedName, facts: Facts): LocalTable {
  const found = requireLocal(name, facts);
  refuseReadOnly(name, facts);
  if (found.kind === 'table' && found.form === 'table') return found;
  const form = found.kind === 'view' ? 'view' : found.form;
  throw new QueryError('unsupported', `${nameText(name)} is a ${form}: its rows cannot be changed`, {
    span: nameSpan(name),
    hint: form === 'materialized view' ? `REFRESH MATERIALIZED VIEW ${nameText(name)} reads it anew.` : undefined,
  });
}

/** Throws `refused` for a name in a database that is attached to be read only. */
export function refuseReadOnly(name: QualifiedName, facts: Facts): void {
  const [first] = name;
  const database = name.length > 1 ? localCatalog(facts).databases.get(first?.name.toLowerCase() ?? '') : undefined;
  if (database?.readOnly !== true) return;
  throw new QueryError('refused', `the database ${database.name} is attached to be read only`, { span: nameSpan(name) });
}

/** The error for a name that stands for nothing local: says what is near, among local names and the provider's relations. */
function unknownLocal(name: QualifiedName, facts: Facts): QueryError {
  const { objects, temporary, databases } = localCatalog(facts);
  const [first, second] = name;
  const database = name.length > 1 ? databases.get(first?.name.toLowerCase() ?? '') : undefined;
  if (database !== undefined) return unknownInDatabase(name, database);
  const known = [...temporary.values(), ...objects.values()].map((object) => object.name);
  const written = name.length === 2 && first?.name.toLowerCase() === localSchema ? second : first;
  if (database === undefined && isOfNoDatabase(name, facts)) throw unknownDatabase(name, databases);
  const near = name.length <= 2 ? didYouMean(written?.name ?? '', known) : undefined;
  if (near !== undefined) {
    return new QueryError('unknown_resource', `there is no table or view ${written?.name ?? ''}`, { span: nameSpan(name), hint: near });
  }
  return relationError(name, facts);
}

/** Can the first of two parts only be a database, as the provider has no service of its name? */
function isOfNoDatabase(parts: QualifiedName, { provider }: Facts): boolean {
  const name = parts[0]?.name.toLowerCase();
  return parts.length === 2 && name !== localSchema && provider.services.every((service) => service.name.toLowerCase() !== name);
}

function unknownDatabase(name: QualifiedName, databases: LocalCatalog['databases']): QueryError {
  const written = name[0]?.name ?? '';
  return new QueryError('unknown_resource', `there is no database ${written}`, {
    span: name[0]?.span ?? nameSpan(name),
    hint:
      didYouMean(
        written,
        [...databases.values()].map((database) => database.name),
      ) ?? `ATTACH 'file' AS ${written} opens one.`,
  });
}

/** What the provider's catalog says of the name: it knows its own relations that are near. */
function relationError(name: QualifiedName, facts: Facts): QueryError {
  try {
    findRelation(name, facts);
  } catch (error) {
    if (QueryError.is(error)) return isLocalName(name) ? tableError(name, error, facts) : error;
    throw error;
  }
  return new QueryError('unsupported', `${nameText(name)} is a relation of the provider: this is for local objects`, {
    span: nameSpan(name),
  });
}

function isLocalName(name: QualifiedName): boolean {
  return name.length === 1 || (name.length === 2 && name[0]?.name.toLowerCase() === localSchema);
}

/** A name of one part is looked for among local objects first. */
function tableError(name: QualifiedName, { hint = '' }: QueryError, { provider }: Facts): QueryError {
  const isSpecific = !hint.startsWith('Relations are named');
  return new QueryError('unknown_resource', `there is no table or view ${name.at(-1)?.name ?? ''}`, {
    span: nameSpan(name),
    hint: isSpecific && name.length === 1 ? hint : `SHOW TABLES lists yours; relations are named ${provider.name}.service.resource.`,
  });
}

function unknownInDatabase(name: QualifiedName, { name: database, tables }: AttachedDatabase): QueryError {
  const written = name
    .slice(1)
    .map((part) => part.name)
    .join('.');
  const known = [...tables.keys()].map((key) => (key.startsWith(`${localSchema}.`) ? key.slice(localSchema.length + 1) : key));
  return new QueryError('unknown_resource', `the database ${database} has no table ${written}`, {
    span: nameSpan(name),
    hint: didYouMean(written, known) ?? `SHOW TABLES IN ${database} lists its tables.`,
  });
}
