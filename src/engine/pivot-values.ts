import { QueryError } from '../errors/query-error.ts';
import type { InlinedText, PivotValues } from '../planner/facts.ts';
import { literalText } from '../sql/splices.ts';
import { quoteText } from '../values/quote-name.ts';
import type { Row, Value } from '../values/value.ts';

/** Stands for the values in plans of statements that are not run. */
export const unknownValues: readonly Row[] = [['…']];

/** Most columns that a PIVOT makes of values. */
const mostColumns = 1_000;

/** The list that a PIVOT is completed with. Throws `refused` where there is no value, or too many. */
export function pivotList({ span }: PivotValues, rows: readonly Row[], source: string): InlinedText {
  const values = rows.flatMap(([value = null]) => (value === null ? [] : [listed(value)]));
  const place = { start: span.end, end: span.end };
  if (values.length > 0 && values.length <= mostColumns)
    return { kind: 'text', span: place, before: ` IN (${values.join(', ')})`, text: '', after: '', view: '' };
  throw new QueryError(
    'refused',
    values.length === 0 ? 'PIVOT finds no values to make columns of' : `PIVOT would make ${values.length} columns`,
    {
      span,
      source,
      hint: `Name the columns: ${source.slice(span.start, span.end)} IN ('a', 'b').`,
    },
  );
}

function listed(value: Exclude<Value, null>): string {
  if (typeof value === 'object') return quoteText(JSON.stringify(value));
  return literalText(value);
}
