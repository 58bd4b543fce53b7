import type { ColumnReference, Expression } from '../../../sql/ast.ts';
import { walk } from '../../../sql/walk.ts';
import type { QueryAnalysis, RelationUse } from '../scope.ts';
import { jsonSteps, textExtractors } from './column-path.ts';

/** A response field that a statement reads, and where inside it; without keys all of it. */
export interface UsedPath {
  readonly column: string;
  readonly keys: readonly string[];
}

/** What a statement reads of a reference's fields, stars aside. */
export function usedPaths(use: RelationUse, analysis: QueryAnalysis): readonly UsedPath[] {
  const inside = new Map<ColumnReference, readonly string[]>();
  for (const chain of analysis.arrows) addChain(chain, inside);
  for (const { body } of analysis.scopes) {
    if (body === null) continue;
    walk(body, (node) => {
      if (node.kind === 'call' && textExtractors.has(node.name.toLowerCase())) addChain(node, inside);
      return undefined;
    });
  }
  return [...analysis.meanings].flatMap(([reference, meaning]) => {
    if (meaning.use !== use || meaning.column.origin !== 'field') return [];
    return [{ column: meaning.column.name, keys: meaning.keys.length > 0 ? meaning.keys : (inside.get(reference) ?? []) }];
  });
}

/** Keys from the column up to the first step that is no constant. */
function addChain(chain: Expression, inside: Map<ColumnReference, readonly string[]>): void {
  const steps: Expression[] = [];
  let place: Expression = chain;
  for (;;) {
    const next = outermostStep(place);
    if (next === undefined) break;
    steps.unshift(next.step);
    place = next.from;
  }
  if (place.kind !== 'column' || steps.length === 0) return;
  const keys: string[] = [];
  for (const step of steps) {
    const found = step.kind === 'literal' && typeof step.value === 'string' ? jsonSteps(step.value) : undefined;
    if (found === undefined) break;
    keys.push(...found);
  }
  inside.set(place, keys);
}

function outermostStep(place: Expression): { readonly from: Expression; readonly step: Expression } | undefined {
  if (place.kind === 'binary' && (place.operator === '->' || place.operator === '->>')) return { from: place.left, step: place.right };
  if (place.kind !== 'call' || !textExtractors.has(place.name.toLowerCase())) return undefined;
  const [from, step, ...others] = place.arguments;
  return from === undefined || step === undefined || others.length > 0 ? undefined : { from, step };
}
