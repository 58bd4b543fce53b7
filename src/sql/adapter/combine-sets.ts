import type { SourceSpan } from '../../errors/query-error.ts';
import type { Query, SelectBody, SetOperation, ValuesBody } from '../ast.ts';
import type { TokenRange } from '../token-range.ts';
import type { TokenExtent } from './construct.ts';
import type { QueryMark } from './marked-text.ts';

/** An operand of a set operation with the tokens it covers, brackets included. */
export interface SetOperand extends TokenExtent {
  readonly query: Query;
}

/** What stands around a query's body. */
export type QueryShell = Omit<Query, 'kind' | 'body'>;

/** A query that is nothing but its body. */
export function bareQuery(body: SelectBody | SetOperation | ValuesBody, span: SourceSpan): Query {
  return { kind: 'query', recursive: false, with: [], body, orderBy: [], limit: null, offset: null, span };
}

/** Combines operands by the operators between them: INTERSECT binds tighter than the others, all go from left to right. */
export function combineSets(operands: readonly SetOperand[], operators: QueryMark['operators'], range: TokenRange): SetOperand {
  const terms: SetOperand[] = [];
  const between: QueryMark['operators'][number][] = [];
  for (const [index, operand] of operands.entries()) {
    const operator = operators[index - 1];
    const left = terms.at(-1);
    if (left !== undefined && operator?.operator === 'intersect') terms[terms.length - 1] = join(left, operand, { operator, range });
    else {
      terms.push(operand);
      if (operator !== undefined) between.push(operator);
    }
  }
  return terms.reduce((left, right, index) => {
    const operator = between[index - 1];
    return operator === undefined ? right : join(left, right, { operator, range });
  });
}

function join(
  left: SetOperand,
  right: SetOperand,
  by: { readonly operator: QueryMark['operators'][number]; readonly range: TokenRange },
): SetOperand {
  const span = by.range.spanOf(left.first, right.last);
  const { operator, all } = by.operator;
  const query = bareQuery({ kind: 'set-operation', operator, all, left: left.query, right: right.query, span }, span);
  return { first: left.first, last: right.last, query };
}

/**
 * Puts WITH, ORDER BY and LIMIT around a query. Around `(SELECT … LIMIT 1)` only one of the two may say a thing: the tree has one place.
 * Throws QueryError `unsupported` when both do.
 */
export function surround(inner: Query, shell: QueryShell, range: TokenRange): Query {
  const innerTail = hasTail(inner);
  if ((innerTail && hasTail(shell)) || (inner.with.length > 0 && shell.with.length > 0)) {
    const hint = 'Write SELECT * FROM (…) around the inner query.';
    throw range.error('unsupported', 'a query in brackets has clauses of its own here', { span: inner.span, hint });
  }
  const { orderBy, limit, offset } = innerTail ? inner : shell;
  const { recursive, with: tables } = inner.with.length > 0 ? inner : shell;
  return { kind: 'query', recursive, with: tables, body: inner.body, orderBy, limit, offset, span: shell.span };
}

function hasTail(query: QueryShell): boolean {
  return query.orderBy.length > 0 || query.limit !== null || query.offset !== null;
}
