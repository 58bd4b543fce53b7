import type { SourceSpan } from '../../errors/query-error.ts';
import type { Query, SelectBody } from '../../sql/ast.ts';

/** Place of what stands nowhere in the user's text. */
export const nowhere: SourceSpan = { start: -1, end: -1 };

/** A plain SELECT of our own making, for names to be resolved in as in any query. */
export function ownQuery({ items, from, where }: Pick<SelectBody, 'items' | 'from' | 'where'>): Query {
  return withBody({ kind: 'select', span: nowhere, distinct: false, items, from, where, groupBy: [], having: null });
}

/** Stands for text of our own that names nothing. */
export const namelessQuery: Query = withBody({ kind: 'values', span: nowhere, rows: [] });

function withBody(body: Query['body']): Query {
  return { kind: 'query', span: nowhere, recursive: false, with: [], body, orderBy: [], limit: null, offset: null };
}
