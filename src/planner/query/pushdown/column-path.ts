import type { Expression } from '../../../sql/ast.ts';
import { meaningOf, type QueryAnalysis, type RelationUse } from '../scope.ts';
import type { VisibleColumn } from '../visible-column.ts';

/** A response field of one reference, or a place inside it. */
export interface ColumnPath {
  readonly column: VisibleColumn;
  /** Keys into the field, which SQL gives as text then. */
  readonly keys: readonly string[];
  /** Whether `lower(…)` stands around it. */
  readonly lowered: boolean;
}

/** What names are looked up in. */
export interface PathContext {
  readonly use: RelationUse;
  readonly analysis: QueryAnalysis;
}

/** Functions that give a place inside JSON as text. */
export const textExtractors: ReadonlySet<string> = new Set(['json_extract', 'json_extract_string', 'json_extract_path_text']);

/** The column that an expression reads, in whatever spelling; undefined for everything that is more than that. */
export function columnPath(expression: Expression, context: PathContext): ColumnPath | undefined {
  switch (expression.kind) {
    case 'column':
      return ofReference(expression, context);
    case 'binary':
      return expression.operator === '->>' ? extended(jsonPath(expression.left, context), expression.right) : undefined;
    case 'cast':
      return isTextCast(expression.type) ? textOnly(columnPath(expression.operand, context)) : undefined;
    case 'call':
      return ofCall(expression, context);
    default:
      return undefined;
  }
}

function ofReference(expression: Extract<Expression, { kind: 'column' }>, { use, analysis }: PathContext): ColumnPath | undefined {
  const meaning = meaningOf(expression, analysis);
  if (meaning?.use !== use || meaning.column.origin !== 'field') return undefined;
  return { column: meaning.column, keys: meaning.keys, lowered: false };
}

function ofCall(call: Extract<Expression, { kind: 'call' }>, context: PathContext): ColumnPath | undefined {
  const name = call.name.toLowerCase();
  const [first, second, ...rest] = call.arguments;
  if (first === undefined || call.distinct || call.over !== null || call.filter !== null) return undefined;
  if (name === 'lower' && second === undefined) {
    const inner = textOnly(columnPath(first, context));
    return inner === undefined ? undefined : { ...inner, lowered: true };
  }
  if (!textExtractors.has(name) || second === undefined || rest.length > 0) return undefined;
  return extended(jsonPath(first, context), second);
}

/** A JSON column, or a chain of `->` on one. */
function jsonPath(expression: Expression, context: PathContext): ColumnPath | undefined {
  if (expression.kind === 'binary' && expression.operator === '->') return extended(jsonPath(expression.left, context), expression.right);
  const path = expression.kind === 'column' ? ofReference(expression, context) : undefined;
  // A dotted path is text already.
  return path?.column.type === 'json' && path.keys.length === 0 ? path : undefined;
}

/** One step further: by a key, or by a path such as `$.a.b`. */
function extended(path: ColumnPath | undefined, step: Expression): ColumnPath | undefined {
  if (path === undefined || step.kind !== 'literal' || typeof step.value !== 'string') return undefined;
  const steps = jsonSteps(step.value);
  return steps === undefined ? undefined : { ...path, keys: [...path.keys, ...steps] };
}

/** Keys that a step into JSON goes by: one key, or those of a path such as `$.a.b`; undefined for any other path. */
export function jsonSteps(text: string): readonly string[] | undefined {
  if (/^\$(?:\.[A-Za-z_]\w*)+$/.test(text)) return text.slice(2).split('.');
  return /^[$/]/.test(text) || text === '' ? undefined : [text];
}

function isTextCast(type: string): boolean {
  return /^(text|varchar|string)$/i.test(type.trim());
}

/** A timestamp as text compares as text, which a server does not do. */
function textOnly(path: ColumnPath | undefined): ColumnPath | undefined {
  return path !== undefined && (path.keys.length > 0 || path.column.type === 'string') ? path : undefined;
}
