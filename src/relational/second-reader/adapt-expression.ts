import { adaptCall, adaptFunction } from './adapt-call.ts';
import { adaptCase } from './adapt-case.ts';
import { adaptBind, adaptCast, adaptConstant } from './adapt-constant.ts';
import { adaptLambda } from './adapt-lambda.ts';
import { adaptBetween, adaptChain, adaptComparison, adaptOperator } from './adapt-operator.ts';
import { adaptStar } from './adapt-star.ts';
import { adaptSubquery } from './adapt-subquery.ts';
import { type Adapter, construct, type Placed, place } from './placed.ts';
import { allow, nodeIn, refuse, type SyntaxNode, textIn, textsIn } from './syntax-node.ts';

/** Functions written without brackets, which the tree takes for columns. */
const bareFunctions = new Set(['CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP']);

/** Maps an expression of DuckDB's tree to ours. Refuses what it does not know. */
export function adaptExpression(adapter: Adapter, node: SyntaxNode): Placed {
  switch (textIn(node, 'class')) {
    case 'COLUMN_REF':
      return adaptColumn(adapter, node);
    case 'CONSTANT':
      return adaptConstant(adapter.query, node);
    case 'PARAMETER':
      return adaptBind(adapter.query, node);
    case 'STAR':
      return adaptStar(adapter, node);
    case 'CAST':
      return adaptCast(adapter, node);
    case 'COMPARISON':
      return adaptComparison(adapter, node);
    case 'CONJUNCTION':
      return adaptChain(adapter, node);
    case 'OPERATOR':
      return adaptOperator(adapter, node);
    case 'BETWEEN':
      return adaptBetween(adapter, node);
    case 'FUNCTION':
      return adaptFunction(adapter, node);
    case 'WINDOW':
      return adaptCall(adapter, node, adapter.query.placeOf(node));
    case 'CASE':
      return adaptCase(adapter, node);
    case 'SUBQUERY':
      return adaptSubquery(adapter, node);
    case 'LAMBDA':
      return adaptLambda(adapter, node);
    case 'COLLATE':
      return adaptCollate(adapter, node);
    default:
      return refuse(textIn(node, 'class'));
  }
}

function adaptColumn({ query, parameters }: Adapter, node: SyntaxNode): Placed {
  allow(node, 'column_names');
  const first = query.placeOf(node);
  const names = textsIn(node, 'column_names');
  const extent = { first, last: first + 2 * (names.length - 1) };
  for (const [index, name] of names.entries()) {
    const at = first + 2 * index;
    if (!query.stands(name, at) || (index > 0 && query.word(at - 1) !== '.')) refuse('a column out of place');
  }
  query.use(extent);
  const path = names.map((_, index) => query.identifier(first + 2 * index));
  const [head] = path;
  if (head !== undefined && parameters.includes(head.name.toLowerCase()))
    return construct(query, extent, { name: 'lambda_parameter', of: [] });
  if (path.length === 1 && bareFunctions.has(query.word(first))) return construct(query, extent, { name: query.token(first).text, of: [] });
  return place(query, extent, { kind: 'column', path });
}

/** `a COLLATE nocase.noaccent`. */
function adaptCollate(adapter: Adapter, node: SyntaxNode): Placed {
  allow(node, 'child', 'collation');
  const { query } = adapter;
  const operand = adapter.expression(nodeIn(node, 'child') ?? refuse('no operand'));
  const at = query.behind(operand.last);
  if (query.word(at) !== 'COLLATE') return refuse('an unknown collation');
  let last = at + 1;
  while (query.word(last + 1) === '.') last += 2;
  query.use({ first: at + 1, last });
  return construct(query, query.cover(operand, { first: at, last }), { name: 'collate', of: [operand.expression] });
}
