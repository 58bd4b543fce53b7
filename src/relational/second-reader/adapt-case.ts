import { keywordCall } from './adapt-operator.ts';
import type { MarkedQuery } from './marked-query.ts';
import { type Adapter, type Placed, place } from './placed.ts';
import { allow, nodeIn, nodesIn, refuse, type SyntaxNode, textIn } from './syntax-node.ts';

/** CASE, and `if(a, b, c)`, which the tree has as one. */
export function adaptCase(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'case_checks', 'else_expr');
  const { query } = adapter;
  const at = query.place(node);
  const checks = nodesIn(node, 'case_checks');
  const otherwise = nodeIn(node, 'else_expr') ?? refuse('CASE without ELSE');
  if (at === undefined) {
    const parts = checks.flatMap((check) => [part(check, 'when_expr'), part(check, 'then_expr')]);
    return keywordCall(adapter, [...parts, otherwise], ['IF', 'IIF']);
  }
  if (query.word(at) !== 'CASE') return refuse('an unknown CASE');
  const hasOperand = query.word(at + 1) !== 'WHEN';
  const operand = hasOperand ? adapter.expression(operandOf(checks[0])).expression : null;
  const branches = checks.map((check) => {
    const when = part(check, 'when_expr');
    return {
      when: adapter.expression(hasOperand ? part(when, 'right') : when).expression,
      then: adapter.expression(part(check, 'then_expr')).expression,
    };
  });
  const hasElse = query.place(otherwise) !== undefined || textIn(otherwise, 'class') !== 'CONSTANT';
  const result = hasElse ? adapter.expression(otherwise).expression : null;
  return place(query, { first: at, last: endOfCase(query, at) }, { kind: 'case', operand, branches, otherwise: result });
}

function part(node: SyntaxNode, key: string): SyntaxNode {
  return nodeIn(node, key) ?? refuse(`no ${key}`);
}

/** The tree repeats the operand of CASE in each branch. */
function operandOf(check: SyntaxNode | undefined): SyntaxNode {
  const when = part(check ?? refuse('CASE without WHEN'), 'when_expr');
  return textIn(when, 'type') === 'COMPARE_EQUAL' ? part(when, 'left') : refuse('an unknown CASE');
}

function endOfCase(query: MarkedQuery, first: number): number {
  let depth = 0;
  for (const index of query.outside({ first, last: query.tokens.length - 1 })) {
    if (query.isKeyword(index, 'CASE')) depth += 1;
    if (query.isKeyword(index, 'END')) depth -= 1;
    if (depth === 0) return index;
  }
  return refuse('CASE without END');
}
