import { QueryError } from '../../errors/query-error.ts';
import type { Expression, Literal, Query } from '../../sql/ast.ts';
import { walk } from '../../sql/walk.ts';
import { normalTimestamp } from '../../values/fit-value.ts';
import type { ColumnType } from '../../values/value.ts';
import type { QueryAnalysis } from './scope.ts';
import type { VisibleColumn } from './visible-column.ts';

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/**
 * Refuses comparisons of a column with a literal that can never be of its type: the database would find out only once rows are there.
 * Throws `invalid_parameter` with the literal's place.
 */
export function checkComparisons(query: Query, analysis: QueryAnalysis, source: string): void {
  walk(query, (node) => {
    if (node.kind === 'binary' && comparisons.has(node.operator)) {
      checkPair(node.left, node.right, { analysis, source });
      checkPair(node.right, node.left, { analysis, source });
    }
    if (node.kind === 'in-list') for (const item of node.items) checkPair(node.operand, item, { analysis, source });
    if (node.kind === 'between') for (const bound of [node.low, node.high]) checkPair(node.operand, bound, { analysis, source });
    return 'enter';
  });
}

interface Context {
  readonly analysis: QueryAnalysis;
  readonly source: string;
}

function checkPair(operand: Expression, other: Expression, { analysis, source }: Context): void {
  if (operand.kind !== 'column' || other.kind !== 'literal' || other.value === null) return;
  const meaning = analysis.meanings.get(operand);
  if (meaning === undefined || meaning.column.origin !== 'field') return;
  const type = meaning.keys.length > 0 ? 'string' : meaning.column.type;
  if (!comparable(type, other.value)) throw mismatch(meaning.column, type, { literal: other, source });
}

function comparable(type: ColumnType, value: Exclude<Literal['value'], null>): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' || /^(true|false|t|f|yes|no|0|1)$/i.test(String(value));
    case 'integer':
    case 'number':
    case 'decimal':
      return typeof value !== 'boolean' && String(value).trim() !== '' && !Number.isNaN(Number(value));
    case 'timestamp':
    case 'date':
      return typeof value === 'string' && (normalTimestamp(value) !== undefined || /^-?infinity$|^epoch$/i.test(value));
    case 'string':
      return typeof value === 'string';
    case 'json':
    case 'time':
    case 'interval':
    case 'blob':
      return true;
  }
}

/** The literal is shown as it is written, so that a template's value stays where it came from. */
function mismatch(
  { name }: VisibleColumn,
  type: ColumnType,
  { literal, source }: { readonly literal: Literal; readonly source: string },
): QueryError {
  const { span, value } = literal;
  const written = source.slice(span.start, span.end);
  const hint =
    type === 'string' && written === String(value)
      ? `Write '${written}' as text.`
      : type === 'timestamp'
        ? "Write it as '2026-01-31T12:00:00Z'."
        : undefined;
  return new QueryError('invalid_parameter', `${name} is ${type} and cannot be compared with ${written}`, {
    span,
    ...(hint === undefined ? {} : { hint }),
  });
}
