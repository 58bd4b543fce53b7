import type { Call, SelectBody } from '../../sql/ast.ts';
import { type TreeNode, walk } from '../../sql/walk.ts';
import { clockValue } from '../time-constant.ts';
import type { UseAccess } from './plan-scan.ts';
import type { PlannedQuery } from './planned-query.ts';
import { rowWiseFunctions } from './row-wise-functions.ts';
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

/** Has a SELECT neither groups nor an own choice of rows, WHERE aside? */
export function isPlainSelect({ distinct, groupBy, having, qualify, sampled, windows = [] }: SelectBody): boolean {
  return !distinct && groupBy.length === 0 && having === null && qualify === undefined && sampled !== true && windows.length === 0;
}

/** Can what a node stands for be computed for each row without the others? What is not known to be so is not. */
export function isRowWise(node: TreeNode): boolean {
  let rowWise = true;
  const visit = (inner: TreeNode): 'skip' | undefined => {
    if (inner.kind === 'query' || (inner.kind === 'call' && !isRowWiseCall(inner))) rowWise = false;
    return rowWise ? undefined : 'skip';
  };
  walk(node, visit);
  return rowWise;
}

function isRowWiseCall(call: Call): boolean {
  const { name, distinct, orderBy, filter, over } = call;
  if (distinct || orderBy.length > 0 || filter !== null || over !== null || takesTime(call)) return false;
  return rowWiseFunctions.has(name.toLowerCase()) || clockValue(name, 0) !== undefined;
}

/** Functions of time tell that of the call where they are told `now`, or no time at all. */
function takesTime({ name, arguments: given }: Call): boolean {
  const isNow = given.some((argument) => argument.kind === 'literal' && String(argument.value).toLowerCase() === 'now');
  return isNow || (name.toLowerCase() === 'strftime' && given.length < 2);
}
