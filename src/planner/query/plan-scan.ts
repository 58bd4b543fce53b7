import type { MethodDescriptor, ParameterDescriptor, ParentLink, ResourceDescriptor } from '../../catalog/descriptor.ts';
import { methodsByVerb, nameOnWire, plainReads } from '../../catalog/lookup.ts';
import { pathVariables } from '../../catalog/path-template.ts';
import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import { type AccessPath, chooseAccessPath } from './access-path.ts';
import { walk } from '../../sql/walk.ts';
import { conditions, meaningOf, type QueryAnalysis, type RelationUse, type Scope } from './scope.ts';
import { within } from './compose-sql.ts';
import { conditionsFor, type Constrained, type Constraint, constraintsOn } from './constraint.ts';
import type { Facts } from '../facts.ts';
import { findByName, nameText, type Relation } from '../find-relation.ts';
import { type LookupCandidate, lookupCandidates } from './lookup.ts';
import type { Expansion, LookupRows, ParameterBinding, ScanColumn, ScanPlan, ServerBinding } from '../plan.ts';
import { bindServer } from '../server-binding.ts';
import { keyAccess } from './key-access.ts';
import { expandColumns, neededExpands } from './pushdown/expand-columns.ts';
import { projectColumns } from './pushdown/project-columns.ts';
import { type PushedPredicates, pushPredicates, type PushRequest } from './pushdown/push-predicates.ts';
import { usedPaths, type UsedPath } from './pushdown/used-paths.ts';
import { sessionSetting } from '../session-setting.ts';
import { setReads } from './set-reads.ts';
import { boundWindow } from './time-window.ts';
import { usedKeys } from './used-keys.ts';
import type { VisibleColumn } from './visible-column.ts';

/** How one reference will be read, before it is known which of its columns are wanted. */
export interface UseAccess {
  readonly use: RelationUse;
  readonly server: ServerBinding;
  readonly path: AccessPath;
  /** Rows of other references that missing parameters can be taken from. */
  readonly candidates: readonly LookupCandidate[];
  /** How to read it by keys that other references supply, instead of listing it. */
  readonly byKey: AccessPath | null;
  /** Conditions that the list takes over; they are among the path's bindings too. */
  readonly pushdown: PushedPredicates;
  /** What {@link pushdown} was made from. */
  readonly pushRequest: PushRequest;
  /** What the statement reads of the reference, stars aside. */
  readonly used: readonly UsedPath[];
  /** Keys of JSON columns that are read of them, where not all are. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Whether the list may be asked for some columns only. */
  readonly projects: boolean;
  /** Constraints that the calls answer exactly: their conjuncts need not be evaluated again. */
  readonly answered: readonly Constraint[];
}

/** Decides how a reference is read. Throws when a required parameter is missing or a value does not fit. */
export function accessUse(use: RelationUse, analysis: QueryAnalysis, facts: Facts): UseAccess {
  const scope = analysis.scopeOf.get(use);
  if (scope === undefined) throw new QueryError('internal', `${use.alias} has no scope`);
  const context = { analysis, facts, bindable: bindableFields(use.relation.resource) };
  const constraints = constraintsOn(use, scope, context);
  const own = constraints.filter((constraint) => constraint.column.origin === 'server');
  const inherited = own.length > 0 ? own : inheritedServer(scope, analysis, facts);
  const candidates = lookupCandidates(use, scope, analysis);
  const used = usedPaths(use, analysis);
  const path = chooseAccessPath({
    relation: use.relation,
    methods: readingMethods(use, used, constraints),
    constraints: constraints.filter((constraint) => constraint.column.origin !== 'server'),
    lookable: new Set(candidates.map(({ column }) => column.name.toLowerCase())),
    given: [],
    mentioned: new Set([
      ...mentionedIn(conditions(scope), use, analysis),
      ...mentionedAround(use, scope, analysis),
      ...(scope.merged ?? []),
    ]),
    facts,
    name: nameText(use.node.name),
    span: use.node.nameSpan,
  });
  const server = bindServer(commonValues(inherited), facts, use.node.nameSpan);
  // A sample is taken before conditions are looked at.
  const placed = scope.body?.sampled === true ? [] : conditionsFor(use, scope, analysis).map(({ conjunct }) => conjunct);
  const listed: PushRequest = {
    method: path.method,
    use,
    conditions: placed,
    bound: [...path.bindings, ...path.expansions].map(({ parameter }) => parameter.name),
    analysis,
    facts,
  };
  const window = boundWindow({ ...listed, given: path.bindings });
  const pushdown = pushPredicates(listed);
  const bounds = new Set(window.bindings.map(({ parameter }) => parameter));
  const bounded = {
    ...path,
    bindings: [...path.bindings.filter(({ parameter }) => !bounds.has(parameter)), ...window.bindings, ...pushdown.bindings],
    notices: [...path.notices, ...window.notices],
  };
  const projects = isProjectable(use, scope, analysis) && sessionSetting('oktaql.pushdown', facts) === 'on';
  const byKey = pushdown.pinned ? null : keyAccess({ use, path: bounded, candidates, used, facts });
  const keys = usedKeys(use, { scope, analysis, used });
  const found = { keys, byKey, pushdown, pushRequest: listed, used, projects };
  return { use, server, path: bounded, candidates, ...found, answered: [...own, ...path.answered] };
}

/** What only a list has on demand has to come from it, unless a parameter is named that the list has not. */
function readingMethods(use: RelationUse, used: readonly UsedPath[], constraints: readonly Constraint[]): readonly MethodDescriptor[] {
  const methods = methodsByVerb(use.relation.resource, 'select');
  const expanding = methods.filter((method) => neededExpands(method, used).length > 0);
  return expanding.length === 0 || constraints.some(({ column }) => column.origin === 'parameter') ? methods : expanding;
}

/** Not where a `*` or a join takes columns as a whole, nor where another reference asks the same list and can share the answer. */
function isProjectable(use: RelationUse, scope: Scope, { stars, uses }: QueryAnalysis): boolean {
  const alone = uses.every((other) => other === use || other.relation.resource !== use.relation.resource);
  return alone && scope.merged?.size === 0 && [...stars.values()].every((at) => at !== scope);
}

function mentionedIn(places: readonly { readonly span: SourceSpan }[], use: RelationUse, analysis: QueryAnalysis): ReadonlySet<string> {
  const names = [...analysis.meanings].flatMap(([reference, meaning]) =>
    meaning.use === use && places.some(({ span }) => within(reference.span, span)) ? [meaning.column.name.toLowerCase()] : [],
  );
  return new Set(names);
}

/** Names that the queries around speak of. */
function mentionedAround(use: RelationUse, scope: Scope, analysis: QueryAnalysis): readonly string[] {
  const names: string[] = [];
  for (const { conjunct, derived } of conditionsFor(use, scope, analysis)) {
    if (!derived) continue;
    walk(conjunct, (node) => {
      const meaning = node.kind === 'column' ? meaningOf(node, analysis) : undefined;
      if (meaning?.use === use) names.push(meaning.column.name.toLowerCase());
      return undefined;
    });
  }
  return names;
}

/** Response fields that a reading method takes as a parameter, under their own or another name. */
function bindableFields(resource: ResourceDescriptor): ReadonlySet<string> {
  const parameters = methodsByVerb(resource, 'select').flatMap((method) => method.parameters);
  return new Set(
    parameters.flatMap(({ sqlName, keyColumn }) => [sqlName.toLowerCase(), ...(keyColumn === undefined ? [] : [keyColumn.toLowerCase()])]),
  );
}

function commonValues(constraints: readonly Constraint[]): readonly Constrained[] | undefined {
  const [first, ...others] = constraints;
  if (first === undefined) return undefined;
  return first.values.filter(({ value }) => others.every((other) => other.values.some((candidate) => candidate.value === value)));
}

/** An unqualified server variable in an enclosing SELECT counts for the sub-queries that say nothing themselves. */
function inheritedServer(scope: Scope, analysis: QueryAnalysis, facts: Facts): readonly Constraint[] {
  for (let outer = scope.parent; outer !== null; outer = outer.parent) {
    const [use] = outer.uses;
    if (use === undefined) continue;
    const found = constraintsOn(use, outer, { analysis, facts, bindable: new Set() }).filter(({ column }) => column.origin === 'server');
    if (found.length > 0) return found;
  }
  return [];
}

/** The scan of a reference for the columns that are wanted of it. */
export function scanOf(
  { use, server, path, pushdown, used, projects, keys }: UseAccess,
  wanted: readonly VisibleColumn[],
  { facts, lookups = new Map(), needed }: ScanContext,
): ScanPlan {
  const columns = wanted.map((column) => withKeys(scanColumn(column, path), keys));
  const { method } = path;
  const bound = [...path.bindings, ...path.expansions].map(({ parameter }) => parameter.name);
  const projected = projectColumns({ method, columns, used: projects ? used : null, bound });
  const more = [...projected, ...expandColumns(method, used, bound), ...widestPage(method, bound)];
  const chosen = { ...path, bindings: [...path.bindings, ...more] };
  return {
    ...buildScan(use.relation, chosen, { server, facts, lookups, columns }),
    pushed: pushdown.pushed,
    limit: needed.get(use) ?? null,
  };
}

/** What a scan is built from besides its access path. */
export interface ScanContext {
  /** How many rows of a reference can matter, where not all do. */
  readonly needed: ReadonlyMap<RelationUse, number>;
  readonly facts: Facts;
  /** Look-ups by the lower-case name of the parameter that they supply. */
  readonly lookups?: ReadonlyMap<string, LookupRows>;
}

interface ScanParts {
  readonly server: ServerBinding;
  readonly facts: Facts;
  readonly lookups: ReadonlyMap<string, LookupRows>;
  readonly columns: readonly ScanColumn[];
}

/** Finds the parents that supply what is missing, the nearest first: it may supply its own parents' identifiers along with its own. */
function buildScan(relation: Relation, path: AccessPath, { server, facts, columns, lookups }: ScanParts): ScanPlan {
  const expansions = path.expansions.flatMap(({ parameter }): Expansion[] => {
    const rows = lookups.get(parameter.sqlName.toLowerCase());
    return rows === undefined ? [] : [{ from: rows, supplies: [{ parameter, index: 0 }] }];
  });
  let bindings = path.bindings;
  for (const { parameter, links } of [...path.expansions].reverse()) {
    const supplied = expansions.flatMap((expansion) => expansion.supplies.map((item) => item.parameter));
    if (supplied.includes(parameter)) continue;
    const expansion = expand({ parameter, links: requiredLinks(relation, parameter, links) }, { path, given: bindings }, { server, facts });
    expansions.push(expansion);
    bindings = bindings.filter((binding) => !expansion.supplies.some((item) => item.parameter === binding.parameter));
  }
  return {
    target: { ...relation, method: path.method },
    server,
    bindings,
    expansions,
    columns,
    complements: complementsOf(path),
    otherwise: null,
    sets: setReads({ relation, path: { ...path, bindings }, columns, facts }),
    pushed: [],
    consistency: consistencyOf(path),
    order: null,
    limit: null,
    notices: path.notices,
  };
}

/** A list that ends early is asked for as much as it gives. */
function widestPage({ pushdown, paging, parameters }: MethodDescriptor, bound: readonly string[]): readonly ParameterBinding[] {
  const cap = pushdown?.caps.find(({ parameter }) => bound.includes(parameter));
  const size = paging?.size ?? null;
  const parameter = parameters.find(({ name }) => name === size?.parameter);
  if (cap === undefined || size === null || parameter === undefined || size.preferred >= cap.rows) return [];
  return [{ parameter, values: [cap.rows], source: 'pushdown' }];
}

function consistencyOf({ bindings, expansions }: AccessPath): ScanPlan['consistency'] {
  return [...bindings, ...expansions].some(({ parameter }) => parameter.eventual === true) ? 'eventual' : 'strong';
}

/** A list that some parameter narrows is not the plain one that leaves rows out. */
function complementsOf({ method, bindings }: AccessPath): ScanPlan['complements'] {
  const { complements } = method;
  if (complements === undefined) return [];
  return bindings.some(({ parameter }) => complements.unless.includes(parameter.name)) ? [] : complements.calls;
}

function withKeys(column: ScanColumn, all: UseAccess['keys']): ScanColumn {
  const keys = column.origin === 'field' ? all.get(column.name) : undefined;
  return keys === undefined ? column : { ...column, keys };
}

function scanColumn(column: VisibleColumn, path: AccessPath): ScanColumn {
  const { name, type } = column;
  if (column.origin !== 'parameter') return { name, type, origin: column.origin, from: column.from };
  // What the engine itself sends is nothing that the statement has said: the parameter has no value there.
  const pushed = path.bindings.some(({ parameter, source }) => source === 'pushdown' && parameter.sqlName === name);
  if (pushed) return { name, type, origin: 'parameter', from: '' };
  const bound = [...path.bindings, ...path.expansions].find(({ parameter }) => parameter.sqlName.toLowerCase() === name.toLowerCase());
  if (bound !== undefined) return { name, type, origin: 'parameter', from: bound.parameter.name };
  if (column.keyColumn !== null) return { name, type, origin: 'field', from: column.keyColumn };
  return { name, type, origin: 'parameter', from: name };
}

interface RequiredExpansion {
  readonly parameter: ParameterDescriptor;
  readonly links: readonly [ParentLink, ...ParentLink[]];
}

interface Child {
  readonly path: AccessPath;
  /** Bindings of the child that a parent with the same parameters has to keep to. */
  readonly given: readonly ParameterBinding[];
}

/** Where references wait for each other's rows, one of them has to have a parent to list. */
function requiredLinks({ resource }: Relation, parameter: ParameterDescriptor, links: readonly ParentLink[]): RequiredExpansion['links'] {
  const [first, ...others] = links;
  if (first !== undefined) return [first, ...others];
  throw new QueryError('missing_parameter', `${resource.name} needs ${parameter.location} parameter ${parameter.sqlName}`, {
    hint: `Compare ${parameter.sqlName} with constants: the relations that it is joined to wait for its rows themselves.`,
  });
}

/** The scan of the relation that supplies a path parameter; it has the child's server value and the child's identifiers of its own parents. */
function expand({ parameter, links }: RequiredExpansion, child: Child, { server, facts }: Pick<ScanParts, 'server' | 'facts'>): Expansion {
  const [{ resource }] = links;
  const parent = findByName(resource, facts);
  const path = chooseAccessPath({
    relation: parent,
    methods: plainReads(parent.resource),
    constraints: [],
    lookable: new Set(),
    given: child.given,
    mentioned: new Set(),
    facts: { ...facts, defaults: new Map() },
    name: `${facts.provider.name}.${resource}`,
    span: { start: 0, end: 0 },
  });
  const fields = links.map(({ column }) => supplyingField(parent.resource, column));
  const shared = sharedParameters(path.method, child.path.method).filter((item) => item !== parameter);
  const columns: readonly ScanColumn[] = [
    ...fields.map((field): ScanColumn => ({ name: field.name, type: field.type, origin: 'field', from: nameOnWire(field) })),
    ...shared.map(({ sqlName, name, type }): ScanColumn => ({ name: sqlName, type, origin: 'parameter', from: name })),
  ];
  return {
    from: { kind: 'parent', scan: buildScan(parent, path, { server, facts, columns, lookups: new Map() }) },
    supplies: [
      ...links.map(({ path: inside, lastStep }, index) => ({
        parameter,
        index,
        ...(inside === undefined ? {} : { path: inside }),
        ...(lastStep === undefined ? {} : { lastStep }),
      })),
      ...shared.map((item, index) => ({ parameter: item, index: links.length + index })),
    ],
  };
}

function supplyingField({ name, columns }: ResourceDescriptor, wanted: string): ResourceDescriptor['columns'][number] {
  const field = columns.find((column) => column.name === wanted);
  if (field === undefined) throw new QueryError('invalid_descriptor', `${name} has no column ${wanted}`);
  return field;
}

/** Path parameters of the child that the parent's path has too. */
function sharedParameters(parent: MethodDescriptor, child: MethodDescriptor): readonly ParameterDescriptor[] {
  const names = new Set(pathVariables(parent.path));
  return child.parameters.filter(({ name, location }) => location === 'path' && names.has(name));
}
