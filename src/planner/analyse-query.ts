import type { MethodDescriptor } from '../catalog/descriptor.ts';
import { methodsByVerb } from '../catalog/lookup.ts';
import { QueryError } from '../errors/query-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type {
  BinaryExpression,
  ColumnReference,
  Expression,
  FromItem,
  Join,
  Query,
  RelationReference,
  SelectBody,
  SelectItem,
  Star,
} from '../sql/ast.ts';
import { children, isExpression, type TreeNode } from '../sql/walk.ts';
import { conjunctsOf } from './conjuncts.ts';
import type { Facts } from './facts.ts';
import { findRelation, nameText, type Relation } from './find-relation.ts';
import { type VisibleColumn, type VisibleColumns, visibleColumns } from './visible-column.ts';

/** One reference of a provider relation in a FROM. */
export interface RelationUse {
  /** Position among the statement's references, in text order. */
  readonly index: number;
  readonly node: RelationReference;
  readonly relation: Relation;
  /** Name that qualifies its columns. */
  readonly alias: string;
  readonly visible: VisibleColumns;
  /** Whether an outer join may stand NULLs in for its rows. */
  readonly nullSupplied: boolean;
}

/** Something in FROM that is no provider relation; `columns` is null when they are not known before the database binds them. */
interface LocalItem {
  readonly alias: string | null;
  readonly columns: readonly string[] | null;
}

/** An item of FROM, in the order that `*` lists them. */
export type ScopeItem = { readonly kind: 'use'; readonly use: RelationUse } | { readonly kind: 'local'; readonly local: LocalItem };

/** What names mean inside one SELECT. */
export interface Scope {
  readonly parent: Scope | null;
  readonly body: SelectBody | null;
  readonly items: readonly ScopeItem[];
  readonly uses: readonly RelationUse[];
  /** Lower-case names that `SELECT … AS` gives. */
  readonly aliases: ReadonlySet<string>;
  /** Lower-case names that a USING or NATURAL join merges; null: a NATURAL join merges any. */
  readonly merged: ReadonlySet<string> | null;
}

/** What a column reference means. References to anything but provider relations have none. */
export interface ColumnMeaning {
  readonly use: RelationUse;
  readonly column: VisibleColumn;
  /** Keys into a JSON column: `profile.email` has `email`. */
  readonly keys: readonly string[];
  /** An unqualified server variable, which stands for that of every reference in {@link scope}. */
  readonly everywhere: boolean;
  readonly scope: Scope;
}

/** Everything that planning a query needs to know of its names. */
export interface QueryAnalysis {
  readonly uses: readonly RelationUse[];
  readonly scopes: readonly Scope[];
  readonly meanings: ReadonlyMap<ColumnReference, ColumnMeaning>;
  readonly stars: ReadonlyMap<Star, Scope>;
  readonly scopeOf: ReadonlyMap<RelationUse, Scope>;
  /** The outermost expression of each chain of `->` and `->>`. */
  readonly arrows: readonly Expression[];
}

type CommonTables = ReadonlyMap<string, readonly string[] | null>;

interface State {
  readonly facts: Facts;
  readonly nameable: readonly MethodDescriptor[];
  readonly relation: Relation | null;
  readonly uses: RelationUse[];
  readonly scopes: Scope[];
  readonly meanings: Map<ColumnReference, ColumnMeaning>;
  readonly stars: Map<Star, Scope>;
  readonly scopeOf: Map<RelationUse, Scope>;
  readonly arrows: Expression[];
}

/** The conditions of a scope: the conjuncts of its WHERE and of its joins. */
export function conditions({ body }: Scope): readonly Expression[] {
  if (body === null) return [];
  return [...conjunctsOf(body.where), ...(body.from === null ? [] : joinConditions(body.from))];
}

function joinConditions(item: FromItem): readonly Expression[] {
  if (item.kind !== 'join') return [];
  return [...conjunctsOf(item.on), ...joinConditions(item.left), ...joinConditions(item.right)];
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
    facts,
    nameable: options.nameable ?? [],
    relation: options.relation ?? null,
    uses: [],
    scopes: [],
    meanings: new Map(),
    stars: new Map(),
    scopeOf: new Map(),
    arrows: [],
  };
  visitQuery(query, { parent: null, siblings: [], tables: new Map(), state });
  return state;
}

interface Surroundings {
  readonly parent: Scope | null;
  /** FROM items to the left, whose columns a derived table may name. */
  readonly siblings: readonly ScopeItem[];
  readonly tables: CommonTables;
  readonly state: State;
}

/** Visits a query and gives the names of its columns, null when they are not known. */
function visitQuery(query: Query, around: Surroundings): readonly string[] | null {
  const tables = new Map(around.tables);
  for (const table of query.with) {
    const own = table.columns.map((column) => column.name);
    if (query.recursive) tables.set(table.name.name.toLowerCase(), own.length > 0 ? own : null);
    const found = visitQuery(table.query, { ...around, tables });
    tables.set(table.name.name.toLowerCase(), own.length > 0 ? own : found);
  }
  const inner = { ...around, siblings: [], tables };
  const { scope, columns } = visitBody(query, inner);
  for (const item of query.orderBy) visitExpression(item.expression, scope, inner);
  for (const bound of [query.limit, query.offset]) if (bound !== null) visitExpression(bound, scope, inner);
  return columns;
}

interface VisitedBody {
  readonly scope: Scope;
  readonly columns: readonly string[] | null;
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
      visitQuery(body.right, around);
      return { scope: open, columns };
    }
    case 'values':
      for (const expression of body.rows.flat()) visitExpression(expression, open, around);
      return { scope: open, columns: null };
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
  const expressions = [...from.conditions, ...body.items.map((item) => item.expression), body.where, ...body.groupBy, body.having];
  for (const expression of expressions) if (expression !== null) visitExpression(expression, scope, around);
  for (const call of from.calls) visitExpression(call, scope, around);
  return { scope, columns: outputNames(body.items) };
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

function outputNames(items: readonly SelectItem[]): readonly string[] | null {
  const names = items.map(
    ({ alias, expression }) => alias?.name ?? (expression.kind === 'column' ? expression.path.at(-1)?.name : undefined),
  );
  return names.every((name) => name !== undefined) ? names : null;
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
      const columns = item.columnAliases.length > 0 ? item.columnAliases.map((alias) => alias.name) : found;
      return localItem({ alias: item.alias?.name ?? null, columns });
    }
    case 'table-function':
      return { ...localItem({ alias: item.alias?.name ?? item.call.name, columns: null }), calls: [item.call] };
    case 'join':
      return collectJoin(item, around, nullSupplied);
  }
}

function collectRelation(node: RelationReference, around: Surroundings, nullSupplied: boolean): CollectedFrom {
  const [first] = node.name;
  const table = node.name.length === 1 && first !== undefined ? around.tables.get(first.name.toLowerCase()) : undefined;
  if (table !== undefined) return localItem({ alias: node.alias?.name ?? first?.name ?? null, columns: table });
  const { state } = around;
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

function notReadable(node: RelationReference, { resource }: Relation): QueryError {
  return new QueryError('no_method', `${nameText(node.name)} cannot be read: none of its methods is a SELECT`, {
    span: node.nameSpan,
    hint: `SHOW METHODS IN ${nameText(node.name)} lists what ${resource.name} can do.`,
  });
}

function collectJoin(join: Join, around: Surroundings, nullSupplied: boolean): CollectedFrom {
  const left = collectFrom(join.left, around, nullSupplied || join.type === 'right' || join.type === 'full');
  const beside = { ...around, siblings: [...around.siblings, ...left.items] };
  const right = collectFrom(join.right, beside, nullSupplied || join.type === 'left' || join.type === 'full');
  return {
    items: [...left.items, ...right.items],
    conditions: [...left.conditions, ...right.conditions, ...(join.on === null ? [] : [join.on])],
    calls: [...left.calls, ...right.calls],
    merged: [...left.merged, ...right.merged, ...join.using.map((column) => column.name.toLowerCase())],
    natural: left.natural || right.natural || join.natural,
  };
}

function visitExpression(expression: Expression, scope: Scope, around: Surroundings): void {
  switch (expression.kind) {
    case 'column':
      resolveColumn(expression, scope, around.state);
      return;
    case 'star':
      refuseStrayStar(expression, scope);
      around.state.stars.set(expression, scope);
      return;
    case 'binary':
      if (isArrow(expression)) around.state.arrows.push(expression);
      visitOperands(expression, scope, around);
      return;
    default:
      for (const child of children(expression)) visitChild(child, scope, around);
  }
}

/** `count(*)` counts rows: its star is no list of columns. */
function visitChild(child: TreeNode, scope: Scope, around: Surroundings): void {
  if (child.kind === 'query') visitQuery(child, { ...around, siblings: [], parent: scope });
  else if (isExpression(child) && child.kind !== 'star') visitExpression(child, scope, around);
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
  if (isArrow(expression) && isArrow(expression.left)) visitOperands(expression.left, scope, around);
  else visitExpression(expression.left, scope, around);
  visitExpression(expression.right, scope, around);
}

function resolveColumn(reference: ColumnReference, scope: Scope, state: State): void {
  for (let current: Scope | null = scope; current !== null; current = current.parent) {
    const meaning = qualifiedMeaning(reference, current) ?? unqualifiedMeaning(reference, current);
    if (meaning !== undefined) {
      state.meanings.set(reference, meaning);
      return;
    }
    if (isLocal(reference, current)) return;
  }
  throw unknownColumn(reference, scope);
}

/** Does the path begin with the name of one of the scope's references? */
function qualifiedMeaning(reference: ColumnReference, scope: Scope): ColumnMeaning | undefined {
  const { path } = reference;
  for (const use of scope.uses) {
    const length = qualifierLength(reference, use);
    const name = path[length];
    if (length === 0 || name === undefined) continue;
    const column = use.visible.get(name.name.toLowerCase());
    if (column === undefined) throw unknownColumn(reference, scope, use);
    return { use, column, keys: keysOf(reference, length + 1, column), everywhere: false, scope };
  }
  return undefined;
}

/** How many leading names of a path qualify a column of the reference: 1 for its alias, 2 or 3 for its name with more parts, 0 for none. */
export function qualifierLength({ path }: ColumnReference, use: RelationUse): number {
  const matches = (parts: readonly string[]): boolean =>
    path.length > parts.length && parts.every((part, index) => path[index]?.name.toLowerCase() === part.toLowerCase());
  if (matches([use.alias])) return 1;
  if (use.node.alias !== null) return 0;
  const name = use.node.name.map((part) => part.name);
  return [2, name.length].find((length) => matches(name.slice(-length))) ?? 0;
}

function keysOf(reference: ColumnReference, from: number, column: VisibleColumn): readonly string[] {
  const keys = reference.path.slice(from);
  const [first] = keys;
  if (first === undefined || column.type === 'json') return keys.map((key) => key.name);
  throw new QueryError('unknown_column', `${column.name} is ${column.type}: it has no key ${first.name}`, { span: reference.span });
}

function unqualifiedMeaning(reference: ColumnReference, scope: Scope): ColumnMeaning | undefined {
  const [first] = reference.path;
  if (first === undefined) return undefined;
  const name = first.name.toLowerCase();
  const found = scope.uses.flatMap((use) => {
    const column = use.visible.get(name);
    return column === undefined ? [] : [{ use, column }];
  });
  const best = mostVisible(found);
  const [match, another] = best;
  if (match === undefined || (match.column.origin !== 'field' && isLocal(reference, scope))) return undefined;
  const everywhere = match.column.origin === 'server';
  if (another !== undefined && !everywhere && scope.merged !== null && !scope.merged.has(name)) throw ambiguousColumn(reference, best);
  return { ...match, keys: keysOf(reference, 1, match.column), everywhere, scope };
}

interface FoundColumn {
  readonly use: RelationUse;
  readonly column: VisibleColumn;
}

/** Fields hide parameters of the same name, and parameters of their own hide those that only rename a key. */
function mostVisible(found: readonly FoundColumn[]): readonly FoundColumn[] {
  const fields = found.filter(({ column }) => column.origin === 'field');
  if (fields.length > 0) return fields;
  const own = found.filter(({ column }) => column.keyColumn === null);
  return own.length > 0 ? own : found;
}

/** Might the name be one that only the database can resolve here: a derived table's column, or an alias of the SELECT list? */
function isLocal(reference: ColumnReference, scope: Scope): boolean {
  const [first, second] = reference.path;
  const name = first?.name.toLowerCase() ?? '';
  if (scope.aliases.has(name)) return true;
  return scope.items.some((item) => {
    if (item.kind === 'use') return false;
    const { alias, columns } = item.local;
    if (second !== undefined && alias?.toLowerCase() === name) return true;
    return columns === null || columns.some((column) => column.toLowerCase() === name);
  });
}

function ambiguousColumn(reference: ColumnReference, found: readonly FoundColumn[]): QueryError {
  const choices = found.map(({ use, column }) => `${use.alias}.${column.name}`).join(' or ');
  return new QueryError('ambiguous_column', `${nameText(reference.path)} could be ${choices}`, {
    span: reference.span,
    hint: `Write ${choices}.`,
  });
}

function unknownColumn(reference: ColumnReference, scope: Scope, use?: RelationUse): QueryError {
  const uses = use === undefined ? scope.uses : [use];
  const [first, second] = reference.path;
  const part = use === undefined ? first : (reference.path[qualifierLength(reference, use)] ?? second);
  const name = part?.name ?? '';
  const candidates = [...new Set(uses.flatMap((one) => [...one.visible.values()].map((column) => column.name)))];
  const where = uses.map((one) => nameText(one.node.name)).join(' or ');
  if (second !== undefined && use === undefined) return unknownQualifier(reference, uses);
  const hint =
    (part?.quoted === true ? `Text stands in single quotes: '${name}'.` : undefined) ??
    didYouMean(name, candidates) ??
    (uses.length === 1 ? `DESCRIBE ${where} lists them.` : undefined);
  const message = uses.length === 0 ? `there is no column ${name} here` : `${where} has no column ${name}`;
  return new QueryError('unknown_column', message, { span: part?.span ?? reference.span, ...(hint === undefined ? {} : { hint }) });
}

function unknownQualifier({ path, span }: ColumnReference, uses: readonly RelationUse[]): QueryError {
  const [first] = path;
  const known = [...uses.map((use) => use.alias), ...uses.flatMap((use) => [...use.visible.values()].map((column) => column.name))];
  const aliases = uses.map((use) => use.alias).join(', ');
  return new QueryError('unknown_column', `there is no relation or column ${first?.name ?? ''} here`, {
    span: first?.span ?? span,
    hint: didYouMean(first?.name ?? '', known) ?? (aliases === '' ? 'There is no FROM.' : `FROM has ${aliases}.`),
  });
}
