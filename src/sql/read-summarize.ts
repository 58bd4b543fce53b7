import { readQuery } from './adapter/read.ts';
import type { FromItem, Query, SelectStatement } from './ast.ts';
import { readRelation } from './read-mutation.ts';
import type { TokenRange } from './token-range.ts';

const queryStarts: readonly string[] = ['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE', 'PIVOT', 'UNPIVOT', '('];

/** Reads `SUMMARIZE query` and `SUMMARIZE relation`: a row for each column, with what its values are like. */
export async function readSummarize(range: TokenRange): Promise<SelectStatement> {
  const first = range.next();
  const isQuery = queryStarts.some((word) => range.sees(word));
  const inner = isQuery ? await readQuery(range.slice(range.position, range.end)) : everything(readRelation(range));
  if (isQuery) range.position = range.end;
  range.expectEnd('the end of the statement');
  const span = range.spanOf(first, range.end - 1);
  const from: FromItem = { kind: 'derived', query: inner, alias: null, columnAliases: [], lateral: false, span: inner.span };
  const query = everything(from);
  return isQuery
    ? { kind: 'select-statement', query, span }
    : { kind: 'select-statement', query, segments: ['SUMMARIZE SELECT * FROM ', inner.span], span };
}

/** `SELECT *`, which the text does not have. */
function everything(from: FromItem): Query {
  const nowhere = { start: -1, end: -1 };
  const star = { kind: 'star', qualifier: [], span: nowhere } as const;
  return {
    kind: 'query',
    recursive: false,
    with: [],
    body: {
      kind: 'select',
      distinct: false,
      items: [{ expression: star, alias: null, span: nowhere }],
      from,
      where: null,
      groupBy: [],
      having: null,
      span: from.span,
    },
    orderBy: [],
    limit: null,
    offset: null,
    span: from.span,
  };
}
