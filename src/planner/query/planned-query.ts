import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import type { SourceSpan } from '../../errors/query-error.ts';
import type { Query } from '../../sql/ast.ts';
import { constantOf } from '../constant.ts';
import type { Facts } from '../facts.ts';
import type { UseAccess } from './plan-scan.ts';
import type { RelationUse } from './scope.ts';
import type { SplicedQuery } from './splice-query.ts';

/** A query with the text it stands for: stretches of the script and text of our own. */
export interface QueryText {
  readonly query: Query;
  readonly segments: readonly (string | SourceSpan)[];
  /** Stretches that hold secrets: plans show that something is there, not what. */
  readonly secret?: readonly SourceSpan[];
  /** Methods whose parameters can be named besides those of the methods that read: a change's own. */
  readonly nameable?: readonly MethodDescriptor[];
  /** Whether all rows are wanted at once, by SQL around the text: page by page is no way then. */
  readonly whole?: true;
}

/** A query whose names and access paths are known, before it is decided how it runs. */
export interface PlannedQuery extends SplicedQuery {
  readonly text: QueryText;
  readonly facts: Facts;
  readonly accesses: readonly UseAccess[];
  /** How many rows of a reference can matter, where not all do. */
  readonly needed: ReadonlyMap<RelationUse, number>;
}

/** Which of a query's rows are asked for. */
export interface RowBounds {
  /** Null when all are. */
  readonly limit: number | null;
  readonly offset: number;
}

/** The bounds where LIMIT and OFFSET are plain whole numbers; undefined where only the database can tell. */
export function rowBounds({ limit, offset }: Pick<Query, 'limit' | 'offset'>, facts: Facts): RowBounds | undefined {
  const most = rowCount(limit, facts);
  const skipped = rowCount(offset, facts);
  return most === undefined || skipped === undefined ? undefined : { limit: most, offset: skipped ?? 0 };
}

/** Rows to read for the bounds where each row read is one of the result's; null: all. */
export function rowsFor({ limit, offset }: RowBounds): number | null {
  return limit === null ? null : limit + offset;
}

/** A constant number of rows; null when there is none, undefined when it is not a plain whole number. */
function rowCount(expression: Query['limit'], facts: Facts): number | null | undefined {
  if (expression === null) return null;
  const value = constantOf(expression, facts)?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
