import type { ParameterDescriptor, ResourceDescriptor } from '../../catalog/descriptor.ts';
import { methodsByVerb } from '../../catalog/lookup.ts';
import { QueryError } from '../../errors/query-error.ts';
import type { Facts } from '../facts.ts';
import { findByName } from '../find-relation.ts';
import type { Relation } from '../find-relation.ts';
import type { FilteredSet, InverseSet, MethodReference, ScanColumn, SetRead } from '../plan.ts';
import { sessionSetting } from '../session-setting.ts';
import type { AccessPath } from './access-path.ts';
import { printFilter } from './pushdown/filter-expression.ts';
import { otherBytes } from './pushdown/push-predicates.ts';

/** What set reads are looked for. */
export interface SetRequest {
  readonly relation: Relation;
  readonly path: AccessPath;
  readonly columns: readonly ScanColumn[];
  readonly facts: Facts;
}

/** The ways in which many values of a parameter can be asked for at once, the cheapest first; none with pushdown off. */
export function setReads(request: SetRequest): readonly SetRead[] {
  const { path, facts } = request;
  if (sessionSetting('oktaql.pushdown', facts) === 'off') return [];
  // A value that may stand for a key in another form is only known to mean one where it was read from rows.
  const single = [
    ...path.expansions.map(({ parameter }) => parameter),
    ...path.bindings.flatMap(({ parameter, values }) => (values.length > 1 && parameter.column !== 'alias' ? [parameter] : [])),
  ].filter(({ location }) => location === 'path');
  const [only, ...others] = single;
  if (only === undefined || others.length > 0) return [];
  return [...filteredSets(only, request), ...inverseSets(only, request)];
}

/** A read of one object by its key, where a list of the same rows has a filter on that key. */
export function filteredSets(parameter: ParameterDescriptor, { relation, path, columns, facts }: SetRequest): readonly FilteredSet[] {
  const { method } = path;
  if (method.response.shape !== 'object' || path.bindings.some((binding) => binding.parameter !== parameter)) return [];
  const key = parameter.keyColumn ?? parameter.name;
  return methodsByVerb(relation.resource, 'select').flatMap((list): readonly FilteredSet[] => {
    if (list.response.shape !== 'list' || list.parameters.some(({ location }) => location === 'path')) return [];
    const fields = new Set(list.response.columns.map(({ name }) => name));
    if (columns.some(({ origin, from }) => origin === 'field' && !fields.has(from))) return [];
    return (list.pushdown?.filters ?? []).flatMap((filter): readonly FilteredSet[] => {
      const attribute = filter.attributes.find(({ column, operators }) => column === key && operators.includes('eq'));
      const language = facts.provider.filterLanguages?.[filter.language];
      const eventual = list.parameters.some(({ name, eventual: lags }) => name === filter.parameter && lags === true);
      if (attribute === undefined || language === undefined || eventual || !filter.connectives.includes('or')) return [];
      const bytes = filter.longestUrl - otherBytes;
      return [{ kind: 'filter', parameter, list, filter: filter.parameter, attribute: attribute.name, language, bytes }];
    });
  });
}

/** Letters of a key as long as most are. */
const usualKey = 20;

/** About how many keys one list takes. */
export function keysOfList({ attribute, language, bytes }: FilteredSet): number {
  const text = printFilter({ kind: 'compare', attribute, operator: 'eq', value: { kind: 'text', text: 'x'.repeat(usualKey) } }, language);
  return Math.max(1, Math.floor(bytes / encodeURIComponent(text + language.or).length));
}

function inverseSets(parameter: ParameterDescriptor, { path, columns, facts }: SetRequest): readonly InverseSet[] {
  const { inverse } = path.method;
  if (inverse?.parameter !== parameter.name || path.bindings.some((binding) => binding.parameter !== parameter)) return [];
  const owners = listOf(inverse.owners, facts);
  const fields = new Set(owners.method.response.columns.map(({ name }) => name).filter((name) => !inverse.except.includes(name)));
  if (columns.some(({ origin, from }) => origin === 'field' && !fields.has(from))) return [];
  return [{ kind: 'inverse', parameter, inverse, owners, members: listOf(inverse.members, facts) }];
}

function listOf(name: string, facts: Facts): MethodReference {
  const { service, resource } = findByName(name, facts);
  return { service, resource, method: listMethod(resource) };
}

function listMethod(resource: ResourceDescriptor): MethodReference['method'] {
  const method = methodsByVerb(resource, 'select').find(({ response }) => response.shape === 'list');
  if (method === undefined) throw new QueryError('invalid_descriptor', `${resource.name} has no list`);
  return method;
}
