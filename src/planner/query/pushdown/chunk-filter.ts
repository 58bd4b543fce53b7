import type { FilterLanguage } from '../../../catalog/pushdown-descriptor.ts';
import { type FilterExpression, type FilterGroup, joined, printFilter } from './filter-expression.ts';

/** Conditions as expressions that fit a URL. */
export interface ChunkedFilter {
  /** One expression for each call; no row fulfils two of them. Empty when nothing fits. */
  readonly texts: readonly string[];
  /** The conditions that they hold: what was too long is left out. */
  readonly used: readonly FilterExpression[];
}

/** What a filter's text has to keep to. */
export interface ChunkLimits {
  readonly language: FilterLanguage;
  /** Most bytes of the percent-encoded text. */
  readonly bytes: number;
}

/**
 * Joins conditions into one text. Where that is too long, the longest list of values of one attribute is parted; a row has one value, so
 * that no two parts find the same. What is too long otherwise is left out.
 */
export function chunkFilter(conditions: readonly FilterExpression[], limits: ChunkLimits): ChunkedFilter {
  const [first, ...rest] = conditions;
  if (first === undefined) return { texts: [], used: [] };
  const whole = written(joined('and', [first, ...rest]), limits);
  if (whole !== undefined) return { texts: [whole], used: conditions };
  const size = (condition: FilterExpression): number => bytesOf(printFilter(condition, limits.language));
  const longestFirst = [...conditions].sort((a, b) => size(b) - size(a));
  for (const condition of longestFirst) {
    const others = conditions.filter((other) => other !== condition);
    const texts = isValueList(condition) ? parted(condition.operands, others, limits) : undefined;
    if (texts !== undefined) return { texts, used: conditions };
  }
  return chunkFilter(
    conditions.filter((condition) => condition !== longestFirst[0]),
    limits,
  );
}

function written(expression: FilterExpression, { language, bytes }: ChunkLimits): string | undefined {
  const text = printFilter(expression, language);
  return bytesOf(text) <= bytes ? text : undefined;
}

/** As many alternatives at a time as fit beside the other conditions; undefined when a single one does not. */
function parted(
  alternatives: readonly FilterExpression[],
  others: readonly FilterExpression[],
  limits: ChunkLimits,
): readonly string[] | undefined {
  const withOthers = (items: readonly [FilterExpression, ...FilterExpression[]]): string | undefined =>
    written(joined('and', [joined('or', items), ...others]), limits);
  const { language } = limits;
  const fixed = bytesOf(withOthersText(others, language));
  const room = limits.bytes - fixed - bytesOf(language.and) - bytesOf(language.group);
  const texts: string[] = [];
  let part: FilterExpression[] = [];
  let used = 0;
  const close = (): boolean => {
    const [first, ...rest] = part;
    if (first === undefined) return true;
    const text = withOthers([first, ...rest]);
    if (text !== undefined) texts.push(text);
    part = [];
    used = 0;
    return text !== undefined;
  };
  for (const alternative of alternatives) {
    const size = bytesOf(printFilter(alternative, language)) + bytesOf(language.or);
    if (used + size > room && !close()) return undefined;
    part.push(alternative);
    used += size;
  }
  return close() ? texts : undefined;
}

function withOthersText(others: readonly FilterExpression[], language: FilterLanguage): string {
  const [first, ...rest] = others;
  return first === undefined ? '' : printFilter(joined('and', [first, ...rest]), language) + language.group;
}

/** Is it a list of values of one attribute? */
function isValueList(condition: FilterExpression): condition is FilterGroup {
  if (condition.kind !== 'or') return false;
  const names = condition.operands.map((operand) =>
    operand.kind === 'compare' && operand.operator === 'eq' ? operand.attribute : undefined,
  );
  return names.every((name) => name !== undefined && name === names[0]);
}

/** Bytes in a URL. */
function bytesOf(text: string): number {
  return encodeURIComponent(text).length;
}
