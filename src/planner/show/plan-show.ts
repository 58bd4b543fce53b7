import type { MethodDescriptor, ResourceDescriptor } from '../../catalog/descriptor.ts';
import {
  type CallParameter,
  findMethod,
  methodsByVerb,
  optionalParameters,
  requiredParameters,
  wholeBodyParameters,
  schemaLookup,
} from '../../catalog/lookup.ts';
import { QueryError } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { DescribeStatement, QualifiedName, ShowStatement } from '../../sql/ast.ts';
import { plainText } from '../../values/json-text.ts';
import type { Column, Row } from '../../values/value.ts';
import type { Facts } from '../facts.ts';
import { checkProvider, findRelation, findService, nameSpan, nameText, type Relation } from '../find-relation.ts';
import type { LocalPlan, MethodReference } from '../plan.ts';
import { showTables } from '../local/show-local.ts';
import { describeBody } from './describe-body.ts';
import { insertTemplate } from './insert-template.ts';
import { omissionRows } from './omission.ts';
import { wrongName } from './wrong-name.ts';

/** Answers SHOW from the catalog; LIKE is applied to the first column, WHERE is left to the caller. */
export function planShow(statement: ShowStatement, facts: Facts): LocalPlan {
  const table = showTable(statement, facts);
  if (statement.like === null) return table;
  const matches = likePattern(String(statement.like.value ?? ''));
  return { ...table, rows: table.rows.filter(([name]) => matches.test(plainText(name ?? null))) };
}

function showTable(statement: ShowStatement, facts: Facts): LocalPlan {
  const { name, extended } = statement;
  switch (statement.subject) {
    case 'providers':
      expectParts(0, statement, facts);
      return local(
        ['name', 'version', ...(extended ? ['title'] : [])],
        [[facts.provider.name, facts.provider.version, facts.provider.title]],
      );
    case 'services':
      return showServices(oneProvider(statement, facts), facts, extended);
    case 'resources':
      return showResources(statement, facts);
    case 'methods':
      return showMethods(findRelation(expectParts(3, statement, facts), facts), facts, extended);
    case 'tables':
      return showTables(statement, facts);
    case 'insert':
      return local(['template'], insertTemplate(findRelation(expectParts(3, statement, facts), facts), facts, name));
  }
}

function local(names: readonly string[], rows: readonly Row[]): LocalPlan {
  return {
    kind: 'local',
    columns: names.map((name): Column => ({ name, type: 'string' })),
    rows: rows.map((row) => row.slice(0, names.length)),
  };
}

function expectParts(count: number, statement: ShowStatement | DescribeStatement, facts: Facts): QualifiedName {
  if (statement.name.length === count) return statement.name;
  throw wrongName(statement, count, facts);
}

function oneProvider(statement: ShowStatement, facts: Facts): string {
  if (statement.name.length === 0) return facts.provider.name;
  const [provider] = expectParts(1, statement, facts);
  if (provider !== undefined) checkProvider(provider, facts);
  return facts.provider.name;
}

function showServices(provider: string, facts: Facts, extended: boolean): LocalPlan {
  const rows = facts.provider.services.map(({ name, title, resources }) => [name, title, `${provider}.${name}`, resources.length]);
  const plan = local(['name', 'title', ...(extended ? ['id', 'resources'] : [])], rows);
  return { ...plan, columns: plan.columns.map((column) => (column.name === 'resources' ? { ...column, type: 'integer' } : column)) };
}

function showResources(statement: ShowStatement, facts: Facts): LocalPlan {
  const [provider, service] = expectParts(2, statement, facts);
  if (provider === undefined || service === undefined) throw new QueryError('internal', 'a checked name lost a part');
  checkProvider(provider, facts);
  const found = facts.provider.services.find(({ name }) => name.toLowerCase() === service.name.toLowerCase());
  const { name, resources } = found ?? findService(service, facts);
  const rows = resources.map((resource) => [resource.name, `${facts.provider.name}.${name}.${resource.name}`, resource.title]);
  return local(['name', 'id', ...(statement.extended ? ['title'] : [])], rows);
}

function showMethods({ resource }: Relation, facts: Facts, extended: boolean): LocalPlan {
  const names = (list: readonly CallParameter[]): string => list.map((parameter) => parameter.name).join(', ');
  const rows = resource.methods.map((method) => [
    method.name,
    method.verb.toUpperCase(),
    names([...requiredParameters(facts.provider, method), ...wholeBodyParameters(method)]),
    names(optionalParameters(method)),
    `${method.httpMethod} ${method.path}`,
    [method.lifecycle, method.deprecated ? 'deprecated' : null].filter((word) => word !== null).join(', '),
    method.scopes.join(', '),
    method.bucket ?? '',
    [...method.effects].join('; '),
    method.title,
  ]);
  const more = ['Request', 'Stage', 'Scopes', 'Bucket', 'Effects', 'Title'];
  return local(['MethodName', 'SQLVerb', 'RequiredParams', 'OptionalParams', ...(extended ? more : [])], rows);
}

/** Answers DESCRIBE from the catalog. */
export function planDescribe(statement: DescribeStatement, facts: Facts): LocalPlan {
  if (statement.subject === 'method')
    return describeMethod(findMethodNamed(expectParts(4, statement, facts), facts), facts, statement.extended);
  return describeResource(findRelation(expectParts(3, statement, facts), facts), facts, statement.extended);
}

function describeResource({ resource }: Relation, facts: Facts, extended: boolean): LocalPlan {
  const columns: readonly Row[] = resource.columns.map(({ name, datatype, type, title }) => [name, datatype, type, 'column', title]);
  if (!extended) return local(['name', 'type'], columns);
  const caveats: readonly Row[] = resource.caveats.map((caveat) => ['', '', '', 'caveat', caveat]);
  return local(
    ['name', 'type', 'sqlType', 'kind', 'title'],
    [...columns, ...parameterRows(resource, facts), ...omissionRows(resource, facts.provider.name), ...caveats],
  );
}

function parameterRows(resource: ResourceDescriptor, facts: Facts): readonly Row[] {
  const seen = new Set(resource.columns.map((column) => column.name));
  const rows: Row[] = [];
  for (const method of methodsByVerb(resource, 'select')) {
    for (const parameter of [...requiredParameters(facts.provider, method), ...optionalParameters(method)]) {
      if (seen.has(parameter.name)) continue;
      seen.add(parameter.name);
      rows.push([parameter.name, parameter.datatype, parameter.type, `${parameter.location} parameter`, parameter.title]);
    }
  }
  return rows;
}

function describeMethod({ service, method }: MethodReference, facts: Facts, extended: boolean): LocalPlan {
  const required = [...requiredParameters(facts.provider, method), ...wholeBodyParameters(method)].map((parameter) =>
    parameterRow(parameter, 'required'),
  );
  const optional = optionalParameters(method).map((parameter) => parameterRow(parameter, ''));
  const answer: readonly Row[] = method.response.columns.map(({ name, datatype, title }) => [name, datatype, 'response', '', title]);
  const body = extended && method.body !== null ? describeBody(method.body.schema, schemaLookup(service)) : [];
  const notes = extended ? methodFacts(method) : [];
  return local(['name', 'type', 'location', 'required', 'title'], [...required, ...optional, ...body, ...answer, ...notes]);
}

function parameterRow(parameter: CallParameter, required: string): Row {
  return [parameter.name, parameter.datatype, parameter.location, required, parameter.title];
}

function methodFacts(method: MethodDescriptor): readonly Row[] {
  return [
    ...method.effects.map((effect): Row => ['', '', 'effect', '', effect]),
    ...method.scopes.map((scope): Row => [scope, '', 'scope', '', '']),
  ];
}

/** Finds what `provider.service.resource.method` names. Throws `unknown_*` with what is near. */
export function findMethodNamed(name: QualifiedName, facts: Facts): MethodReference {
  const last = name.at(-1);
  if (name.length !== 4 || last === undefined) {
    throw new QueryError('unknown_method', `${nameText(name)} is not a method`, {
      span: nameSpan(name),
      hint: name.length === 3 ? methodsOf(name, facts) : `Methods are named ${facts.provider.name}.service.resource.method.`,
    });
  }
  const relation = findRelation(name.slice(0, 3), facts);
  const method = findMethod(relation.resource, last.name);
  if (method !== undefined) return { ...relation, method };
  const where = nameText(name.slice(0, 3));
  throw new QueryError('unknown_method', `${where} has no method ${last.name}`, {
    span: last.span,
    hint:
      didYouMean(
        last.name,
        relation.resource.methods.map((candidate) => candidate.name),
      ) ?? `SHOW METHODS IN ${where} lists them.`,
  });
}

/** A relation where a method was wanted: its methods, as far as they fit a line. */
function methodsOf(name: QualifiedName, facts: Facts): string {
  if (name[0]?.name.toLowerCase() !== facts.provider.name.toLowerCase()) return `Write ${facts.provider.name}.${nameText(name)}.`;
  const { resource } = findRelation(name, facts);
  const names = resource.methods.map((method) => method.name);
  const shown = names.slice(0, 4).join(', ');
  return `Write ${nameText(name)}.<method>: ${shown}${names.length > 4 ? ` …; SHOW METHODS IN ${nameText(name)} lists all` : ''}.`;
}

/** A SQL LIKE pattern as a regular expression over the whole text, without case. */
function likePattern(pattern: string): RegExp {
  const body = pattern
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${body}$`, 'is');
}
