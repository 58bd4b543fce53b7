import type { Call, Query } from '../../sql/ast.ts';
import { walk } from '../../sql/walk.ts';
import { isPlainSelect, isRowWise } from './row-wise-node.ts';

const names: ReadonlySet<string> = new Set(['random', 'uuid', 'uuidv4', 'uuidv7', 'gen_random_uuid', 'nextval']);

/** Does a function give another value at each call? */
export function isVolatileCall({ name }: Call): boolean {
  return names.has(name.toLowerCase());
}

/**
 * Does a query give the same rows when it is run again on the same tables? A sample does not, nor does a LIMIT over groups or joins that no
 * ORDER BY puts in an order; rows of one table keep theirs.
 */
export function isRepeatable(query: Query): boolean {
  let repeatable = true;
  walk(query, (node) => {
    if (node.kind === 'call' && isVolatileCall(node)) repeatable = false;
    if (node.kind === 'select' && node.sampled === true) repeatable = false;
    if (node.kind === 'query' && isCutAtRandom(node)) repeatable = false;
    return repeatable ? undefined : 'skip';
  });
  return repeatable;
}

function isCutAtRandom({ body, orderBy, limit, offset }: Query): boolean {
  if ((limit === null && offset === null) || orderBy.length > 0) return false;
  if (body.kind === 'values') return false;
  return (
    body.kind !== 'select' ||
    !isPlainSelect(body) ||
    body.from?.kind === 'join' ||
    body.items.some(({ expression }) => !isRowWise(expression))
  );
}
