import { methodsByVerb, nameOnWire } from '../../catalog/lookup.ts';
import type { Facts } from '../facts.ts';
import { sessionSetting } from '../session-setting.ts';
import type { AccessPath } from './access-path.ts';
import type { LookupCandidate } from './lookup.ts';
import { neededExpands } from './pushdown/expand-columns.ts';
import type { UsedPath } from './pushdown/used-paths.ts';
import type { RelationUse } from './scope.ts';
import { filteredSets } from './set-reads.ts';

/** What decides whether a listed relation can be read by keys instead. */
export interface KeyRequest {
  readonly use: RelationUse;
  /** How it would be listed. */
  readonly path: AccessPath;
  readonly candidates: readonly LookupCandidate[];
  readonly used: readonly UsedPath[];
  readonly facts: Facts;
}

/**
 * The way to read a relation by the keys that other rows of the statement have, instead of listing all of it; null where there is none that
 * takes many keys at once, or where the list is narrowed to one row or by what the statement itself asks of the API.
 */
export function keyAccess({ use, path, candidates, used, facts }: KeyRequest): AccessPath | null {
  const { method } = path;
  if (sessionSetting('oktaql.pushdown', facts) === 'off' || method.response.shape !== 'list' || path.expansions.length > 0) return null;
  if (path.bindings.some(({ source }) => source !== 'pushdown') || neededExpands(method, used).length > 0) return null;
  const columns = [...use.visible.values()].flatMap(({ name, type, origin, from }) =>
    origin === 'field' ? [{ name, type, origin, from }] : [],
  );
  for (const reader of methodsByVerb(use.relation.resource, 'select')) {
    const [parameter, ...others] = reader.parameters.filter(({ location }) => location === 'path');
    if (parameter === undefined || others.length > 0 || reader.response.shape !== 'object') continue;
    const names = [parameter.sqlName, parameter.keyColumn ?? parameter.sqlName].map((name) => name.toLowerCase());
    if (!candidates.some(({ column }) => names.includes(column.name.toLowerCase()))) continue;
    const fields = new Set(reader.response.columns.map(nameOnWire));
    if (columns.some(({ from }) => !fields.has(from))) continue;
    const byKey: AccessPath = { method: reader, bindings: [], expansions: [{ parameter, links: [] }], answered: [], notices: [] };
    if (filteredSets(parameter, { relation: use.relation, path: byKey, columns, facts }).length > 0) return byKey;
  }
  return null;
}
