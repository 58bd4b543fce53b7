import type { Query } from '../../sql/ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { walk } from '../../sql/walk.ts';
import { MissingFact } from '../facts.ts';

/** Asks for the values of the first PIVOT that has no list of them: its columns are known only then. */
export function needPivotValues(query: Query, { source }: ParsedStatement): void {
  walk(query, (node) => {
    const [pivot] = node.kind === 'query' ? (node.pivots ?? []) : [];
    if (pivot === undefined) return 'enter';
    const textOf = ({ start, end }: { readonly start: number; readonly end: number }): string => source.slice(start, end);
    const tables = pivot.tables === null ? '' : `${textOf(pivot.tables)} `;
    throw new MissingFact({
      kind: 'pivot',
      span: pivot.expression,
      sql: `${tables}SELECT DISTINCT (${textOf(pivot.expression)}) AS "value" FROM ${textOf(pivot.source)} ORDER BY 1`,
    });
  });
}
