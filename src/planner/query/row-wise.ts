import type { SelectBody } from '../../sql/ast.ts';
import type { UseAccess } from './plan-scan.ts';
import type { PlannedQuery } from './planned-query.ts';
import { isPlainSelect, isRowWise } from './row-wise-node.ts';
import type { WantedUse } from './wanted-columns.ts';

/** A SELECT that makes of each row of one scan one row or none, whatever the others are. */
export interface RowWiseSelect {
  readonly body: SelectBody;
  readonly wanted: WantedUse;
  readonly access: UseAccess;
}

/**
 * The SELECT of a query over one scan without anything that looks at several rows, at another relation, or that is different each time:
 * its rows can be made from some of the scan's rows at a time. Undefined for any other.
 */
export function rowWiseSelect({ text: { query }, wanted, accesses, analysis }: PlannedQuery): RowWiseSelect | undefined {
  const { body } = query;
  const [only] = wanted;
  const [access] = accesses;
  if (only === undefined || access === undefined || wanted.length > 1 || analysis.systemUses.length > 0) return undefined;
  if (body.kind !== 'select' || body.from?.kind !== 'relation' || query.with.length > 0 || query.orderBy.length > 0) return undefined;
  if (!isPlainSelect(body) || !isRowWise(body)) return undefined;
  if (access.candidates.length > 0 && access.path.expansions.some(({ links }) => links.length === 0)) return undefined;
  return { body, wanted: only, access };
}
