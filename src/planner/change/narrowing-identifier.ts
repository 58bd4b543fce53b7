import type { MethodDescriptor } from '../../catalog/descriptor.ts';
import { QueryError } from '../../errors/query-error.ts';
import type { ColumnReference, Expression } from '../../sql/ast.ts';
import { isExpression, walk } from '../../sql/walk.ts';
import type { QueryAnalysis } from '../query/scope.ts';
import { ownParameters } from './change-parts.ts';
import { type ChangeWhere, isBound, namesOf, picksRows } from './change-where.ts';

/**
 * Refuses a change whose objects are said by nothing but what their identifier is not: `id <> 'x'`, `NOT id = 'x'`,
 * `id = 'x' OR status = 'ACTIVE'`. Beside a condition that picks objects, or in a parent that is named, such a condition only narrows.
 */
export function refuseNarrowingAlone(method: MethodDescriptor, where: ChangeWhere, analysis: QueryAnalysis): void {
  const inPath = ownParameters(method).filter(({ location }) => location === 'path');
  const identifiers: Identifiers = { names: new Set(inPath.flatMap(namesOf)), where, analysis };
  const narrowing = where.rest.filter((conjunct) => mentions(conjunct, identifiers) !== undefined && !names(conjunct, identifiers));
  const [first] = narrowing;
  if (first === undefined || inPath.some((parameter) => isBound(parameter, where))) return;
  if (where.rest.some((conjunct) => !narrowing.includes(conjunct) && picksRows(conjunct, where, analysis))) return;
  const reference = mentions(first, identifiers);
  const name = reference?.path.at(-1)?.name ?? 'the identifier';
  throw new QueryError(
    'refused',
    `this WHERE does not say which objects are meant: ${name} stands under OR, NOT or a comparison other than =`,
    {
      span: first.span,
      hint: `Name objects by ${name} = '…' or ${name} IN (…), or add a condition on other columns, joined by AND.`,
    },
  );
}

interface Identifiers {
  /** Lower-case names of the columns that identify what is changed. */
  readonly names: ReadonlySet<string>;
  readonly where: ChangeWhere;
  readonly analysis: QueryAnalysis;
}

/** Does a condition let only objects through that it names by their identifier? */
function names(condition: Expression, identifiers: Identifiers): boolean {
  switch (condition.kind) {
    case 'binary': {
      const { operator, left, right } = condition;
      if (operator === 'or') return names(left, identifiers) && names(right, identifiers);
      if (operator === 'and') return names(left, identifiers) || names(right, identifiers);
      if (operator !== '=') return false;
      return equals(left, right, identifiers) || equals(right, left, identifiers);
    }
    case 'in-list':
      return (
        !condition.negated &&
        isIdentifier(condition.operand, identifiers) &&
        condition.items.every((item) => mentions(item, identifiers) === undefined)
      );
    case 'in-query':
      return !condition.negated && isIdentifier(condition.operand, identifiers);
    default:
      return false;
  }
}

/** `id = 'x'`, but not `id = id || ''`: a comparison with itself, or with what is made of it, names nothing. */
function equals(one: Expression, other: Expression, identifiers: Identifiers): boolean {
  return isIdentifier(one, identifiers) && mentions(other, identifiers) === undefined;
}

/** `id`, or a tuple that has it. */
function isIdentifier(expression: Expression, identifiers: Identifiers): boolean {
  if (expression.kind === 'list') return expression.items.some((item) => isIdentifier(item, identifiers));
  return expression.kind === 'column' && isOwn(expression, identifiers);
}

/** The first identifier that stands in an expression itself: what a sub-query says of it is said of that query's rows. */
function mentions(expression: Expression, identifiers: Identifiers): ColumnReference | undefined {
  let found: ColumnReference | undefined;
  walk(expression, (node) => {
    if (!isExpression(node)) return 'skip';
    if (node.kind === 'column' && isOwn(node, identifiers)) found ??= node;
    return 'enter';
  });
  return found;
}

function isOwn(reference: ColumnReference, { names: identifying, where, analysis }: Identifiers): boolean {
  const meaning = analysis.meanings.get(reference);
  return meaning?.use === where.use && meaning.keys.length === 0 && identifying.has(meaning.column.name.toLowerCase());
}
