import type { MethodDescriptor, ParameterDescriptor } from '../../catalog/descriptor.ts';
import { methodsByVerb, nameOnWire } from '../../catalog/lookup.ts';
import { pathVariables } from '../../catalog/path-template.ts';
import { QueryError } from '../../errors/query-error.ts';
import type { RelationReference, SelectItem } from '../../sql/ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { quoteName } from '../../values/quote-name.ts';
import { analyseQuery } from '../query/analyse-query.ts';
import type { QueryAnalysis, RelationUse } from '../query/scope.ts';
import { ownQuery } from './own-query.ts';
import { composeSql } from '../query/compose-sql.ts';
import type { Facts } from '../facts.ts';
import { sessionSetting } from '../session-setting.ts';
import type { ChangePlan, MethodReference, ReturningPlan, ScanColumn, StagedTable } from '../plan.ts';
import { splicesOfQuery, tableName } from '../query/splice-query.ts';
import { wantedColumns, type WantedUse } from '../query/wanted-columns.ts';
import { bindValues } from '../constant.ts';
import type { VisibleColumn } from '../query/visible-column.ts';

/** What RETURNING stands on. */
export interface ReturningRequest {
  readonly items: readonly SelectItem[];
  readonly relation: RelationReference;
  readonly target: MethodReference;
  readonly parsed: ParsedStatement;
  readonly facts: Facts;
}

/** Plans RETURNING over the rows of the answers. Throws `unknown_column` for what the answer has not. */
export function planReturning(request: ReturningRequest): ReturningPlan | null {
  const { items, relation, target, facts } = request;
  if (items.length === 0) return null;
  const columns = target.method.response.columns;
  const resource = { ...target.resource, columns: columns.length > 0 ? columns : target.resource.columns };
  const analysis = analyseQuery(ownQuery({ items, from: relation, where: null }), facts, {
    nameable: [target.method],
    relation: { service: target.service, resource },
  });
  const [use, another] = analysis.uses;
  if (another !== undefined || analysis.systemUses.length > 0) {
    throw new QueryError('unsupported', 'RETURNING takes no sub-queries', {
      span: items[0]?.span ?? relation.span,
      hint: 'Query the other relation in a statement of its own.',
    });
  }
  if (use === undefined) throw new QueryError('internal', 'RETURNING lost its relation');
  const wanted = { use, columns: wantedColumns(use, analysis, []) };
  const answer = wanted.columns.map((column) => answerColumn(column, target.method));
  const plain = plainOutput(items, wanted, analysis);
  const misfits = misfitsOf(facts);
  if (plain !== undefined) return { columns: answer, output: { kind: 'columns', columns: plain }, misfits };
  return { columns: answer, output: { kind: 'staged', query: stagedReturning(request, wanted, analysis) }, misfits };
}

function misfitsOf(facts: Facts): ReturningPlan['misfits'] {
  return sessionSetting('oktaql.types', facts) === 'lenient' ? 'tell' : 'fail';
}

/**
 * Every column of an answer, as EXEC without RETURNING gives them, and before them the parameters that differ from call to call: without
 * those nobody could tell whose answer is whose. Null when the answer has no columns.
 */
export function wholeAnswer({ method }: MethodReference, varying: readonly ParameterDescriptor[], facts: Facts): ReturningPlan | null {
  const { columns: fields, shape } = method.response;
  if (shape === 'none' || fields.length === 0) return null;
  const echoed = varying.filter(({ sqlName }) => !fields.some((field) => field.name === sqlName));
  const columns: readonly ScanColumn[] = [
    ...echoed.map(({ sqlName, name, type }): ScanColumn => ({ name: sqlName, type, origin: 'parameter', from: name })),
    ...fields.map((field): ScanColumn => ({ name: field.name, type: field.type, origin: 'field', from: nameOnWire(field) })),
  ];
  const output = { kind: 'columns', columns: columns.map(({ name }, index) => ({ name, index })) } as const;
  return { columns, output, misfits: misfitsOf(facts) };
}

function answerColumn({ name, from, type, origin, keyColumn }: VisibleColumn, method: MethodDescriptor): ScanColumn {
  if (origin !== 'parameter') return { name, type, origin, from };
  const parameter = method.parameters.find((candidate) => candidate.sqlName === name);
  if (parameter !== undefined || keyColumn === null) return { name, type, origin: 'parameter', from: parameter?.name ?? name };
  return { name, type, origin: 'field', from: keyColumn };
}

type PlainColumns = Extract<ReturningPlan['output'], { kind: 'columns' }>['columns'];

function plainOutput(items: readonly SelectItem[], { columns }: WantedUse, analysis: QueryAnalysis): PlainColumns | undefined {
  const lists = items.map(({ expression, alias }) => {
    if (expression.kind === 'star') return columns.flatMap(({ name, origin }, index) => (origin === 'field' ? [{ name, index }] : []));
    const meaning = expression.kind === 'column' ? analysis.meanings.get(expression) : undefined;
    if (meaning === undefined || meaning.keys.length > 0) return undefined;
    return [{ name: alias?.name ?? meaning.column.name, index: columns.indexOf(meaning.column) }];
  });
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

function stagedReturning(
  { items, parsed, facts }: ReturningRequest,
  wanted: WantedUse,
  analysis: QueryAnalysis,
): Extract<ReturningPlan['output'], { kind: 'staged' }>['query'] {
  const span = { start: items[0]?.span.start ?? 0, end: items.at(-1)?.span.end ?? 0 };
  const from = ` FROM ${quoteName(tableName(wanted.use))} AS ${quoteName(wanted.use.alias)}`;
  const composed = composeSql({
    segments: ['SELECT ', span, from],
    source: parsed.source,
    splices: splicesOfQuery({ parsed, analysis, wanted: [wanted], answered: [], now: facts.now }),
    binds: bindValues(parsed, facts),
  });
  const table: StagedTable = {
    name: tableName(wanted.use),
    columns: stagedColumns(wanted.use, wanted.columns),
    source: { kind: 'response' },
  };
  return { kind: 'staged', tables: [table], ...composed };
}

function stagedColumns(
  use: RelationUse,
  columns: readonly VisibleColumn[],
): readonly { readonly name: string; readonly type: VisibleColumn['type'] }[] {
  const staged = columns.length > 0 ? columns : [...use.visible.values()].slice(0, 1);
  return staged.map(({ name, type }) => ({ name, type }));
}

/** How RETURNING gets its rows where the answer is empty: a DELETE's from a read before, the others' from one after. */
export function readFor(verb: ChangePlan['verb'], target: MethodReference, items: readonly SelectItem[]): ChangePlan['read'] {
  const [first] = items;
  if (first === undefined || target.method.response.shape !== 'none') return null;
  const method = keyedRead(target);
  if (method !== undefined) return { method, when: verb === 'delete' ? 'before' : 'after' };
  throw new QueryError(
    'unsupported',
    `${target.method.name} answers with nothing to return, and the object cannot be read by its identifiers`,
    {
      span: first.span,
      hint: 'Leave RETURNING out.',
    },
  );
}

/** The method that reads one object by the path variables of another method. */
export function keyedRead({ resource, method }: MethodReference): MethodDescriptor | undefined {
  const variables = pathVariables(method.path);
  const sameObject = (reader: MethodDescriptor): boolean => {
    const needed = pathVariables(reader.path);
    return needed.length === variables.length && needed.every((name) => variables.includes(name));
  };
  return methodsByVerb(resource, 'select').find((reader) => reader.response.shape === 'object' && sameObject(reader));
}
