import type { SourceSpan } from '../../errors/query-error.ts';
import type { Expression } from '../../sql/ast.ts';
import { functionCatalog } from '../../sql/functions/stackql-function.ts';
import type { Splice } from '../../sql/parsed-statement.ts';
import { jsonText, readJson } from '../../values/json-text.ts';
import { quoteText } from '../../values/quote-name.ts';
import { timeCall } from '../sqlite-time.ts';
import { clockValue } from '../time-constant.ts';
import type { Comparison, QueryAnalysis } from './scope.ts';
import { functionForm } from './splice-function.ts';

/**
 * What an operand of a comparison is. `text`: text that was stored, which may tell a time; `extracted`: what `json_extract` gives; `formatted`: a
 * time that was made text; `told`: `datetime(…)` of constants, which is spliced as a literal.
 */
type Kind = 'text' | 'extracted' | 'formatted' | 'told' | 'instant' | 'number' | 'boolean' | 'json' | 'json-text' | 'other';

interface Context {
  readonly analysis: QueryAnalysis;
  readonly source: string;
}

/**
 * Splices for operands that the database would not compare, or would compare as text: stored text with a time becomes a time, what `json_extract`
 * gives becomes a number or boolean beside one, and text beside a JSON column becomes JSON as that is staged. Text that is no time is NULL then.
 */
export function comparisonSplices(analysis: QueryAnalysis, source: string): readonly Splice[] {
  return analysis.comparisons.flatMap((comparison) => spliced(comparison, { analysis, source }));
}

function spliced({ operand, others }: Comparison, context: Context): readonly Splice[] {
  const own = kindOf(operand, context);
  const kinds = others.map((other) => kindOf(other, context));
  const sides = others.flatMap((other, index) => coerced(other, kinds[index] ?? 'other', own));
  const wanted = kinds.find((kind) => coerced(operand, own, kind).length > 0);
  return [...(wanted === undefined ? [] : coerced(operand, own, wanted)), ...sides];
}

/** Splices for one side, given what the other is. */
function coerced(expression: Expression, kind: Kind, other: Kind): readonly Splice[] {
  const isTime = other === 'instant' || (other === 'told' && kind !== 'formatted');
  if ((kind === 'text' || kind === 'extracted' || kind === 'formatted') && isTime) return cast(expression, 'TRY_CAST(', ' AS TIMESTAMPTZ)');
  if (kind === 'extracted' && other === 'number') return cast(expression, `${functionCatalog}.number_of(`, ')');
  if (kind === 'extracted' && other === 'boolean') return cast(expression, 'TRY_CAST(', ' AS BOOLEAN)');
  if (kind === 'json-text' && other === 'json' && expression.kind === 'literal' && typeof expression.value === 'string') {
    const value = readJson(expression.value);
    return [{ span: expression.span, text: quoteText(jsonText(value === undefined ? expression.value : value)) }];
  }
  return [];
}

/** Around the expression and around what it is spliced by itself. */
function cast({ span }: Expression, before: string, after: string): readonly Splice[] {
  const { start, end } = span;
  const outer = (around: SourceSpan, offset: number, text: string): Splice => ({ span: { start: offset, end: offset }, text, around });
  return [outer({ start, end: end + 1 }, start, before), outer({ start: start - 1, end }, end, after)];
}

function kindOf(expression: Expression, context: Context): Kind {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? 'json-text' : literalKind(expression.value);
    case 'typed-literal':
      return /^(timestamp|timestamptz|date|datetime)/.test(expression.type) ? 'instant' : 'other';
    case 'unary':
      return expression.operator === 'not' ? 'other' : kindOf(expression.operand, context);
    case 'column':
      return columnKind(expression, context);
    case 'cast':
      return /^(timestamp|timestamptz|date|datetime)\b/i.test(expression.type) ? 'instant' : 'other';
    case 'call':
      return callKind(expression, context);
    case 'binary':
      return operatorKind(expression, context);
    default:
      return 'other';
  }
}

function literalKind(value: unknown): Kind {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' || typeof value === 'bigint' ? 'number' : 'other';
}

function columnKind(expression: Extract<Expression, { kind: 'column' }>, { analysis }: Context): Kind {
  const meaning = analysis.meanings.get(expression);
  if (meaning === undefined) return analysis.localPaths.some(({ reference }) => reference === expression) ? 'text' : 'other';
  if (meaning.keys.length > 0) return 'text';
  const { type } = meaning.column;
  if (type === 'timestamp' || type === 'date') return 'instant';
  return type === 'string' ? 'text' : type === 'json' ? 'json' : 'other';
}

function callKind(call: Extract<Expression, { kind: 'call' }>, { source }: Context): Kind {
  const name = call.name.toLowerCase();
  if (clockValue(name, 0) !== undefined) return 'instant';
  if (functionForm(call, source) === undefined) return 'other';
  const values = call.arguments.flatMap((argument) => (argument.kind === 'literal' ? [argument.value] : []));
  const isConstant = values.length === call.arguments.length && timeCall(name, values, 0) !== undefined;
  if (name === 'date') return 'instant';
  if (name === 'datetime') return isConstant ? 'told' : 'formatted';
  return name === 'json_extract' && call.arguments.length === 2 ? 'extracted' : 'other';
}

function operatorKind(expression: Extract<Expression, { kind: 'binary' }>, context: Context): Kind {
  const { operator, left, right } = expression;
  if (operator === '->>') return 'text';
  const shifted = (operator === '+' || operator === '-') && right.kind === 'typed-literal' && right.type === 'interval';
  return shifted && kindOf(left, context) === 'instant' ? 'instant' : 'other';
}
