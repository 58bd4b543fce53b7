import type { Call, SelectBody } from '../../sql/ast.ts';
import { type TreeNode, walk } from '../../sql/walk.ts';
import { clockValue } from '../time-constant.ts';
import { rowWiseFunctions } from './row-wise-functions.ts';

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
