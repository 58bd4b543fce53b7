import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import { methodsByVerb } from '../../catalog/lookup.ts';
import { QueryError } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type {
  BinaryExpression,
  Call,
  ColumnReference,
  Expression,
  FromItem,
  Join,
  Query,
  RelationReference,
  SelectBody,
  Star,
  TableFunction,
} from '../../sql/ast.ts';
import { stackqlFunction } from '../../sql/functions/function-table.ts';
import { children, isExpression, type TreeNode } from '../../sql/walk.ts';
import { type Facts, systemCatalog } from '../facts.ts';
import { findRelation, nameText, type Relation } from '../find-relation.ts';
import { isProviderName } from '../local/find-local.ts';
import { localReference } from '../local/local-reference.ts';
import { localPath, type QueryOutput, renamedOutput, selectOutput, unknownOutput } from './query-output.ts';
import { starredColumns } from './starred-columns.ts';
import { resolveColumn } from './resolve-column.ts';
import type {
  ColumnMeaning,
  Comparison,
  LocalItem,
  LocalPath,
  LocalUse,
  QueryAnalysis,
  RelationUse,
  Scope,
  ScopeItem,
  SystemUse,
} from './scope.ts';
import { tableFunctionColumns } from './splice-function.ts';
import { clockValue } from '../time-constant.ts';
import { visibleColumns } from './visible-column.ts';

/** What a common table's name stands for; the query is absent inside itself. */
interface CommonOutput extends QueryOutput {
  readonly query?: Query;
  readonly renamed?: readonly string[];
}

type CommonTables = ReadonlyMap<string, CommonOutput>;

interface State {
  readonly root: Query;
  readonly facts: Facts;
  readonly nameable: readonly MethodDescriptor[];
  readonly relation: Relation | null;
  readonly uses: RelationUse[];
  readonly systemUses: SystemUse[];
  readonly localUses: LocalUse[];
  readonly scopes: Scope[];
  readonly meanings: Map<ColumnReference, ColumnMeaning>;
  readonly stars: Map<Star, Scope>;
  readonly scopeOf: Map<RelationUse, Scope>;
  readonly clocks: Call[];
  readonly calls: Call[];
  readonly tableCalls: TableFunction[];
  readonly unquoted: ColumnReference[];
  readonly comparisons: Comparison[];
  readonly localPaths: LocalPath[];
  readonly arrows: Expression[];
}

/** What a change's own clauses need beyond a plain query. */
export interface AnalysisOptions {
  /** Methods whose parameters can be named besides those of the methods that read. */
  readonly nameable?: readonly MethodDescriptor[];
  /** What every reference stands for, whatever its name: the rows of an answer. */
  readonly relation?: Relation;
}

/**
 * Finds the relations of a query and says what each of its column references means. Throws `unknown_*` and `ambiguous_column` with the
 * place; names that only the database can know (of derived tables, functions) are left to it.
 */
export function analyseQuery(query: Query, facts: Facts, options: AnalysisOptions = {}): QueryAnalysis {
  const state: State = {
    root: query,
    facts,
    nameable: options.nameable ?? [],
    relation: options.relation ?? null,
    uses: [],
    systemUses: [],
    localUses: [],
    scopes: [],
    meanings: new Map(),
    stars: new Map(),
    scopeOf: new Map(),
    clocks: [],
    calls: [],
    tableCalls: [],
    unquoted: [],
    comparisons: [],
    localPaths: [],
    arrows: [],
  };
  visitQuery(query, { parent: null, siblings: [], tables: new Map(), state });
  return { ...state, ...starredColumns(state) };
}

interface Surroundings {
  readonly parent: Scope | null;
  /** FROM items to the left, whose columns a derived table may name. */
  readonly siblings: readonly ScopeItem[];
  readonly tables: CommonTables;
  readonly state: State;
}

/** Visits a query and gives what is known of its columns. */
function visitQuery(query: Query, around: Surroundings): QueryOutput {
  const tables = new Map(around.tables);
  for (const table of query.with) {
    const own = table.columns.map((column) => column.name);
    if (query.recursive) tables.set(table.name.name.toLowerCase(), own.length > 0 ? { names: own, json: [] } : unknownOutput);
    const found = visitQuery(table.query, { ...around, tables });
    const output = found.names === null && own.length > 0 ? { names: own, json: [] } : renamedOutput(found, own);
    tables.set(table.name.name.toLowerCase(), { ...output, query: table.query, renamed: own });
  }
  const inner = { ...around, siblings: [], tables };
  const { scope, columns } = visitBody(query, inner);
  for (const item of query.orderBy) visitExpression(item.expression, scope, inner);
  for (const bound of [query.limit, query.offset]) if (bound !== null) visitExpression(bound, scope, inner);
  return columns;
}

interface VisitedBody {
  readonly scope: Scope;
  readonly columns: QueryOutput;
}

function visitBody(query: Query, around: Surroundings): VisitedBody {
  const { body } = query;
  const unknown: ScopeItem = { kind: 'local', local: { alias: null, columns: null } };
  const open: Scope = { parent: around.parent, body: null, items: [unknown], uses: [], aliases: new Set(), merged: new Set() };
  switch (body.kind) {
    case 'select':
      return visitSelect(body, around);
    case 'set-operation': {
      const columns = visitQuery(body.left, around);
      const { json } = visitQuery(body.right, around);
      return { scope: open, columns: { ...columns, json: columns.json.filter((name) => json.includes(name)) } };
    }
    case 'values':
      for (const expression of body.rows.flat()) visitExpression(expression, open, around);
      return { scope: open, columns: { names: body.rows[0]?.map((_, index) => `col${index}`) ?? null, json: [] } };
  }
}

function visitSelect(body: SelectBody, around: Surroundings): VisitedBody {
  const from = body.from === null ? emptyFrom : collectFrom(body.from, { ...around, siblings: [] }, false);
  const scope: Scope = {
    parent: around.parent,
    body,
    items: from.items,
    uses: from.items.flatMap((item) => (item.kind === 'use' ? [item.use] : [])),
    aliases: new Set(body.items.flatMap((item) => (item.alias === null ? [] : [item.alias.name.toLowerCase()]))),
    merged: from.natural ? null : new Set(from.merged),
  };
  refuseEqualAliases(scope);
  around.state.scopes.push(scope);
  for (const use of scope.uses) around.state.scopeOf.set(use, scope);
  const { items, where, groupBy, having, distinctOn = [], windows = [], qualify = null } = body;
  const listed = [...from.conditions, ...distinctOn, ...items.map((item) => item.expression)];
  for (const expression of [...listed, where, ...groupBy, having, ...windows, qualify]) {
    if (expression !== null) visitExpression(expression, scope, around);
  }
  for (const call of from.calls) visitExpression(call, scope, around);
  return { scope, columns: selectOutput(body.items, scope, around.state.meanings) };
}

/** Two items of one name would make every qualified column mean either. */
function refuseEqualAliases({ items }: Scope): void {
  const seen = new Set<string>();
  for (const item of items) {
    const alias = (item.kind === 'use' ? item.use.alias : item.local.alias)?.toLowerCase();
    if (alias !== undefined && seen.has(alias) && item.kind === 'use') {
      const { node } = item.use;
      throw new QueryError('ambiguous_column', `two items of FROM are called ${item.use.alias}`, {
        span: node.span,
        hint: 'Give one of them another alias with AS.',
      });
    }
    if (alias !== undefined) seen.add(alias);
  }
}

interface CollectedFrom {
  readonly items: readonly ScopeItem[];
  readonly conditions: readonly Expression[];
  readonly calls: readonly Expression[];
  readonly merged: readonly string[];
  readonly natural: boolean;
}

const emptyFrom: CollectedFrom = { items: [], conditions: [], calls: [], merged: [], natural: false };

/** What a derived table can name from outside: the items beside it, then whatever encloses the query. */
function siblingScope({ parent, siblings }: Surroundings): Scope | null {
  if (siblings.length === 0) return parent;
  const uses = siblings.flatMap((item) => (item.kind === 'use' ? [item.use] : []));
  return { parent, body: null, items: siblings, uses, aliases: new Set(), merged: new Set() };
}

function localItem(local: LocalItem): CollectedFrom {
  return { ...emptyFrom, items: [{ kind: 'local', local }] };
}

function collectFrom(item: FromItem, around: Surroundings, nullSupplied: boolean): CollectedFrom {
  switch (item.kind) {
    case 'relation':
      return collectRelation(item, around, nullSupplied);
    case 'derived': {
      const found = visitQuery(item.query, { ...around, siblings: [], parent: siblingScope(around) });
      const renamed = item.columnAliases.map((alias) => alias.name);
      const { names, json } = renamedOutput(found, renamed);
      return localItem({ alias: item.alias?.name ?? null, columns: names, json, node: item, query: item.query, names: renamed });
    }
    case 'table-function': {
      const columns = item.columnAliases?.map((alias) => alias.name) ?? tableFunctionColumns(item.call);
      if (tableFunctionColumns(item.call) !== null) around.state.tableCalls.push(item);
      const unquoted = tableFunctionColumns(item.call) === null ? [] : ['value', 'atom'];
      return { ...localItem({ alias: item.alias?.name ?? item.call.name, columns, unquoted, node: item }), calls: [item.call] };
    }
    case 'join':
      return collectJoin(item, around, nullSupplied);
  }
}

function collectRelation(node: RelationReference, around: Surroundings, nullSupplied: boolean): CollectedFrom {
  const [first] = node.name;
  const table = node.name.length === 1 && first !== undefined ? around.tables.get(first.name.toLowerCase()) : undefined;
  if (table !== undefined) {
    const { names, json, query, renamed = [] } = table;
    const own = query === undefined ? {} : { query, names: renamed };
    return localItem({ alias: node.alias?.name ?? first?.name ?? null, columns: names, json, node, ...own });
  }
  const { state } = around;
  if (first?.name.toLowerCase() === systemCatalog) return collectSystemRelation(node, state);
  const local = state.relation === null && !isProviderName(node.name, state.facts) ? localReference(node, state.facts) : undefined;
  if (local !== undefined) {
    state.localUses.push(local);
    const { columns } = local.table;
    const json = columns.filter(({ sqlType }) => sqlType === 'JSON').map(({ name }) => name.toLowerCase());
    return localItem({ alias: local.alias, columns: columns.map(({ name }) => name), json, node });
  }
  const relation = state.relation ?? findRelation(node.name, state.facts);
  const readers = methodsByVerb(relation.resource, 'select');
  if (readers.length === 0 && state.nameable.length === 0 && state.relation === null) throw notReadable(node, relation);
  const use: RelationUse = {
    index: state.uses.length,
    node,
    relation,
    alias: node.alias?.name ?? relation.resource.name,
    visible: visibleColumns(relation.resource, [...readers, ...state.nameable], state.facts),
    nullSupplied,
  };
  state.uses.push(use);
  return { ...emptyFrom, items: [{ kind: 'use', use }] };
}

function collectSystemRelation(node: RelationReference, state: State): CollectedFrom {
  const key = node.name
    .slice(1)
    .map((part) => part.name.toLowerCase())
    .join('.');
  const columns = state.facts.system.get(key);
  if (columns === undefined) {
    const known = [...state.facts.system.keys()].map((name) => `${systemCatalog}.${name}`);
    throw new QueryError('unknown_resource', `there is no relation ${nameText(node.name)}`, {
      span: node.nameSpan,
      hint: didYouMean(nameText(node.name), known) ?? `There is ${known.join(', ')}.`,
    });
  }
  const alias = node.alias?.name ?? node.name.at(-1)?.name ?? '';
  state.systemUses.push({ node, key, columns, alias });
  return localItem({ alias, columns: columns.map((column) => column.name) });
}

function notReadable(node: RelationReference, { resource }: Relation): QueryError {
  return new QueryError('no_method', `${nameText(node.name)} cannot be read: none of its methods is a SELECT`, {
    span: node.nameSpan,
    hint: `SHOW METHODS IN ${nameText(node.name)} lists what ${resource.name} can do.`,
  });
}

function collectJoin(join: Join, around: Surroundings, nullSupplied: boolean): CollectedFrom {
  const left = collectFrom(join.left, around, nullSupplied || ['right', 'full', 'positional'].includes(join.type));
  const beside = { ...around, siblings: [...around.siblings, ...left.items] };
  const right = collectFrom(join.right, beside, nullSupplied || ['left', 'full', 'asof', 'positional'].includes(join.type));
  return {
    items: [...left.items, ...right.items],
    conditions: [...left.conditions, ...right.conditions, ...(join.on === null ? [] : [join.on])],
    calls: [...left.calls, ...right.calls],
    merged: [...left.merged, ...right.merged, ...join.using.map((column) => column.name.toLowerCase())],
    natural: left.natural || right.natural || join.natural,
  };
}

function visitExpression(expression: Expression, scope: Scope, around: Surroundings): void {
  const comparison = comparisonOf(expression);
  if (comparison !== undefined) around.state.comparisons.push(comparison);
  switch (expression.kind) {
    case 'column':
      recordMeaning(expression, scope, around.state);
      return;
    case 'star':
      refuseStrayStar(expression, scope);
      around.state.stars.set(expression, scope);
      for (const child of children(expression)) visitChild(child, scope, around);
      return;
    case 'call':
      if (clockValue(expression.name, 0) !== undefined) around.state.clocks.push(expression);
      if (stackqlFunction(expression.name) !== undefined) around.state.calls.push(expression);
      for (const child of children(expression)) visitChild(child, scope, around);
      return;
    case 'binary':
      if (isArrow(expression)) around.state.arrows.push(expression);
      visitOperands(expression, scope, around);
      return;
    default:
      for (const child of children(expression)) visitChild(child, scope, around);
  }
}

function recordMeaning(reference: ColumnReference, scope: Scope, { meanings, localPaths }: State): void {
  const meaning = resolveColumn(reference, scope);
  if (meaning !== undefined) meanings.set(reference, meaning);
  const path = meaning === undefined ? localPath(reference, scope) : undefined;
  if (path !== undefined) localPaths.push(path);
}

/** `count(*)` counts rows: its star is no list of columns, that of `COLUMNS(*)` is. */
function visitChild(child: TreeNode, scope: Scope, around: Surroundings): void {
  if (child.kind === 'query') visitQuery(child, { ...around, siblings: [], parent: scope });
  else if (isExpression(child) && (child.kind !== 'star' || child.changes !== undefined)) visitExpression(child, scope, around);
}

/** `zz.*` has to name an item of FROM. */
function refuseStrayStar({ qualifier, span }: Star, scope: Scope): void {
  if (qualifier.length === 0) return;
  const text = nameText(qualifier).toLowerCase();
  const names = scope.items.map((item) => (item.kind === 'use' ? item.use.alias : item.local.alias));
  const full = scope.uses.flatMap((use) => (use.node.alias === null ? [nameText(use.node.name).toLowerCase()] : []));
  if ([...names.map((name) => name?.toLowerCase()), ...full].includes(text)) return;
  throw new QueryError('unknown_column', `there is no relation ${nameText(qualifier)} here`, {
    span,
    hint: `FROM has ${names.filter((name) => name !== null).join(', ')}.`,
  });
}

function isArrow(expression: Expression): expression is BinaryExpression {
  return expression.kind === 'binary' && (expression.operator === '->' || expression.operator === '->>');
}

/** A chain's inner arrows are part of it, not chains of their own. */
function visitOperands(expression: BinaryExpression, scope: Scope, around: Surroundings): void {
  const { left } = expression;
  if (isArrow(expression) && left.kind === 'column' && isUnquoted(left, scope)) around.state.unquoted.push(left);
  if (isArrow(expression) && isArrow(expression.left)) visitOperands(expression.left, scope, around);
  else visitExpression(expression.left, scope, around);
  visitExpression(expression.right, scope, around);
}

/** Is the reference to a column of JSON whose text has no quotes? */
function isUnquoted({ path }: ColumnReference, scope: Scope): boolean {
  const [first, second, ...more] = path.map(({ name }) => name.toLowerCase());
  if (first === undefined || more.length > 0) return false;
  return scope.items.some((item) => {
    if (item.kind === 'use') return false;
    const { alias, unquoted = [] } = item.local;
    return second === undefined ? unquoted.includes(first) : alias?.toLowerCase() === first && unquoted.includes(second);
  });
}

const comparisonOperators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

function comparisonOf(expression: Expression): Comparison | undefined {
  switch (expression.kind) {
    case 'binary':
      return comparisonOperators.has(expression.operator) ? { operand: expression.left, others: [expression.right] } : undefined;
    case 'in-list':
      return { operand: expression.operand, others: expression.items };
    case 'between':
      return { operand: expression.operand, others: [expression.low, expression.high] };
    default:
      return undefined;
  }
}
