import type { SelectItem } from '../../sql/ast.ts';
import { conjunctsOf } from './conjuncts.ts';
import type { StreamPlan } from '../plan.ts';
import { scanOf } from './plan-scan.ts';
import { type PlannedQuery, rowBounds } from './planned-query.ts';
import { rowWiseSelect } from './row-wise.ts';
import type { QueryAnalysis } from './scope.ts';
import type { WantedUse } from './wanted-columns.ts';

/** A plan without the database, for a query that only projects one scan; undefined for any other. */
export function streamPlan(planned: PlannedQuery): StreamPlan | undefined {
  const select = rowWiseSelect(planned);
  const bounds = rowBounds(planned.text.query, planned.facts);
  if (select === undefined || bounds === undefined) return undefined;
  const { body, wanted, access } = select;
  if (!conjunctsOf(body.where).every((conjunct) => planned.answered.includes(conjunct.span))) return undefined;
  const output = body.items.map((item) => streamedItem(item, wanted, planned.analysis));
  if (!output.every((columns) => columns !== undefined)) return undefined;
  const scan = scanOf(access, wanted.columns, planned);
  return { kind: 'stream', scan, output: output.flat(), ...bounds };
}

function streamedItem(
  { expression, alias }: SelectItem,
  { columns }: WantedUse,
  analysis: QueryAnalysis,
): StreamPlan['output'] | undefined {
  if (expression.kind === 'star') {
    if (expression.changes !== undefined && expression.changes.written !== 'from') return undefined;
    return columns.flatMap(({ name, origin }, index) => (origin === 'field' ? [{ name, index }] : []));
  }
  const meaning = expression.kind === 'column' ? analysis.meanings.get(expression) : undefined;
  if (meaning === undefined || meaning.keys.length > 0) return undefined;
  const index = columns.findIndex(({ name }) => name === meaning.column.name);
  return [{ name: alias?.name ?? meaning.column.name, index }];
}
