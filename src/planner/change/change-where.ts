import type { MethodDescriptor, ParameterDescriptor } from '../../catalog/descriptor.ts';
import { QueryError } from '../../errors/query-error.ts';
import type { ColumnReference, Expression, FromItem, Query, RelationReference } from '../../sql/ast.ts';
import { isExpression, walk } from '../../sql/walk.ts';
import type { ColumnMeaning, QueryAnalysis, RelationUse } from '../query/scope.ts';
import { ownParameters } from './change-parts.ts';
import { within } from '../query/compose-sql.ts';
import { conjunctsOf } from '../query/conjuncts.ts';
import { type Constraint, constraintsOn } from '../query/constraint.ts';
import type { Facts } from '../facts.ts';

/** A change's WHERE, sorted by what answers it. */
export interface ChangeWhere {
  readonly use: RelationUse;
  /** Equalities with constants that set a parameter of the method or the server variable. */
  readonly constraints: readonly Constraint[];
  /** Parameters that a sub-query or another relation supplies: `appId IN (SELECT …)`, `appId = (SELECT …)`, `appId = o.id`. */
  readonly queried: readonly QueriedParameter[];
  /** Conjuncts that only rows can answer. */
  readonly rest: readonly Expression[];
}

/** A parameter with what its values come from: a sub-query's rows, or an expression of no row or of the other relations' rows. */
export interface QueriedParameter {
  readonly column: string;
  readonly conjunct: Expression;
  readonly source: { readonly kind: 'rows'; readonly query: Query } | { readonly kind: 'scalar'; readonly expression: Expression };
}

/** What sorting a WHERE needs. */
export interface WhereRequest {
  readonly where: Expression | null;
  /** The relation that is changed, as the query has it. */
  readonly relation: RelationReference;
  /** What stands behind FROM or USING. */
  readonly others: FromItem | null;
  readonly method: MethodDescriptor;
  readonly analysis: QueryAnalysis;
  readonly facts: Facts;
}

/** Sorts the conjuncts of WHERE for one method. */
export function sortWhere({ where, relation, others, method, analysis, facts }: WhereRequest): ChangeWhere {
  const use = analysis.uses.find(({ node }) => node === relation);
  const scope = use === undefined ? undefined : analysis.scopeOf.get(use);
  if (use === undefined || scope === undefined) throw new QueryError('internal', 'a change lost its relation');
  const bindable = new Set(ownParameters(method).flatMap((parameter) => namesOf(parameter)));
  const constraints = constraintsOn(use, scope, { analysis, facts, bindable }).filter(
    ({ whole, column }) => whole && (column.origin === 'server' || bindable.has(column.name.toLowerCase())),
  );
  const open = conjunctsOf(where).filter((conjunct) => !constraints.some((constraint) => constraint.conjunct === conjunct));
  const found = open.flatMap((conjunct) => queriedParameters(conjunct, { use, analysis, bindable, others }));
  const queried = found.filter((item) => saysAlone(item, { constraints, found, method }));
  return { use, constraints, queried, rest: open.filter((conjunct) => !queried.some((item) => item.conjunct === conjunct)) };
}

interface Rivals {
  readonly constraints: readonly Constraint[];
  readonly found: readonly QueriedParameter[];
  readonly method: MethodDescriptor;
}

/** A sub-query sets a parameter only where nothing else speaks of it: two conditions on one column are for the rows to answer. */
function saysAlone(item: QueriedParameter, { constraints, found, method }: Rivals): boolean {
  const names = ownParameters(method)
    .map(namesOf)
    .filter((candidates) => candidates.includes(item.column.toLowerCase()))
    .flat();
  const rivals = [...constraints.map(({ column }) => column.name), ...found.filter((other) => other !== item).map(({ column }) => column)];
  return !rivals.some((name) => names.includes(name.toLowerCase()));
}

/** Lower-case names of the columns that stand for a parameter. */
export function namesOf({ sqlName, keyColumn }: ParameterDescriptor): readonly string[] {
  return [sqlName, ...(keyColumn === undefined ? [] : [keyColumn])].map((name) => name.toLowerCase());
}

interface QueriedContext {
  readonly use: RelationUse;
  readonly analysis: QueryAnalysis;
  readonly bindable: ReadonlySet<string>;
  readonly others: FromItem | null;
}

function queriedParameters(conjunct: Expression, context: QueriedContext): readonly QueriedParameter[] {
  const queries = [inQuery(conjunct) ?? equalsQuery(conjunct)].filter((found) => found !== undefined);
  const joins = context.others === null || queries.length > 0 ? [] : equalsOther(conjunct);
  return [...queries, ...joins].flatMap(({ operand, source }) => {
    const meaning = context.analysis.meanings.get(operand);
    if (meaning?.use !== context.use || meaning.everywhere || meaning.keys.length > 0) return [];
    if (!context.bindable.has(meaning.column.name.toLowerCase())) return [];
    const correlated = [...context.analysis.meanings].some(
      ([reference, { use }]) => use === context.use && reference !== operand && within(reference.span, conjunct.span),
    );
    return correlated ? [] : [{ column: meaning.column.name, conjunct, source }];
  });
}

/** `appId = o.id`, either way round. */
function equalsOther(conjunct: Expression): readonly FoundQuery[] {
  if (conjunct.kind !== 'binary' || conjunct.operator !== '=') return [];
  const { left, right } = conjunct;
  return [
    ...(left.kind === 'column' ? [{ operand: left, source: { kind: 'scalar' as const, expression: right } }] : []),
    ...(right.kind === 'column' ? [{ operand: right, source: { kind: 'scalar' as const, expression: left } }] : []),
  ];
}

interface FoundQuery {
  readonly operand: ColumnReference;
  readonly source: QueriedParameter['source'];
}

function inQuery(conjunct: Expression): FoundQuery | undefined {
  if (conjunct.kind !== 'in-query' || conjunct.negated || conjunct.operand.kind !== 'column') return undefined;
  return { operand: conjunct.operand, source: { kind: 'rows', query: conjunct.query } };
}

function equalsQuery(conjunct: Expression): FoundQuery | undefined {
  if (conjunct.kind !== 'binary' || conjunct.operator !== '=') return undefined;
  const { left, right } = conjunct;
  if (left.kind === 'column' && right.kind === 'subquery') return { operand: left, source: { kind: 'scalar', expression: right } };
  return right.kind === 'column' && left.kind === 'subquery' ? { operand: right, source: { kind: 'scalar', expression: left } } : undefined;
}

/** Constraints that set a parameter. */
export function constraintsFor(parameter: ParameterDescriptor, { constraints }: ChangeWhere): readonly Constraint[] {
  const names = namesOf(parameter);
  return constraints.filter(({ column }) => column.origin !== 'server' && names.includes(column.name.toLowerCase()));
}

/** The sub-query that sets a parameter. */
export function queryFor(parameter: ParameterDescriptor, { queried }: ChangeWhere): QueriedParameter | undefined {
  const names = namesOf(parameter);
  return queried.find(({ column }) => names.includes(column.toLowerCase()));
}

/** Does WHERE say what the parameter is? */
export function isBound(parameter: ParameterDescriptor, where: ChangeWhere): boolean {
  return constraintsFor(parameter, where).length > 0 || queryFor(parameter, where) !== undefined;
}

/** A parameter of the method inside NOT, OR or a comparison other than equality would be ignored: that is refused. */
export function refuseHiddenParameters(method: MethodDescriptor, { use, rest }: ChangeWhere, analysis: QueryAnalysis): void {
  const own = new Set(ownParameters(method).map((parameter) => parameter.sqlName));
  for (const [reference, { use: owner, column, keys }] of analysis.meanings) {
    const isParameter = column.origin === 'server' || (column.origin === 'parameter' && column.keyColumn === null && own.has(column.name));
    if (owner !== use || !isParameter || keys.length > 0 || !rest.some(({ span }) => within(reference.span, span))) continue;
    throw new QueryError(
      'refused',
      `${column.name} is a parameter of ${method.name}: in WHERE it has to be set by = or IN, as a condition of its own`,
      {
        span: reference.span,
        hint: `Write ${column.name} = '…' joined to the rest by AND.`,
      },
    );
  }
}

/** Does a conjunct pick rows by what is in them? One that names no column, or compares a column with itself, holds for all or for none. */
export function picksRows(conjunct: Expression, { use }: ChangeWhere, analysis: QueryAnalysis): boolean {
  if (conjunct.kind === 'binary' && sameColumn(conjunct.left, conjunct.right, analysis)) return false;
  let picks = false;
  walk(conjunct, (node) => {
    if (isExpression(node) && node.kind === 'column' && analysis.meanings.get(node)?.use === use) picks = true;
    return 'enter';
  });
  return picks;
}

function sameColumn(left: Expression, right: Expression, { meanings }: QueryAnalysis): boolean {
  if (left.kind !== 'column' || right.kind !== 'column') return false;
  const [a, b] = [meanings.get(left), meanings.get(right)];
  return a !== undefined && b !== undefined && sameMeaning(a, b);
}

function sameMeaning(a: ColumnMeaning, b: ColumnMeaning): boolean {
  return a.use === b.use && a.column.name === b.column.name && a.keys.join('.') === b.keys.join('.');
}

/** Does a conjunct speak of the relation that is changed? An unqualified server variable speaks of every relation alike. */
export function speaksOf(conjunct: Expression, { use }: ChangeWhere, { meanings }: QueryAnalysis): boolean {
  return [...meanings].some(([reference, meaning]) => meaning.use === use && !meaning.everywhere && within(reference.span, conjunct.span));
}
