import type { FilterLanguage, FilterOperator } from '../../../catalog/pushdown-descriptor.ts';

/** A constant as a server compares it; `instant` is in milliseconds since 1970. */
export type FilterValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number | bigint }
  | { readonly kind: 'boolean'; readonly boolean: boolean }
  | { readonly kind: 'instant'; readonly instant: number };

/** One comparison in a server's own names; `pr` has no value. */
export interface FilterComparison {
  readonly kind: 'compare';
  readonly attribute: string;
  readonly operator: FilterOperator;
  readonly value: FilterValue | null;
}

/** A condition that a server evaluates. */
export type FilterExpression = FilterComparison | FilterGroup;

/** Conditions of which all (`and`) or any (`or`) have to hold. */
export interface FilterGroup {
  readonly kind: 'and' | 'or';
  readonly operands: readonly [FilterExpression, ...FilterExpression[]];
}

/** Joins conditions; one alone stays as it is, and nested ones of the same kind become one. */
export function joined(kind: 'and' | 'or', operands: readonly [FilterExpression, ...FilterExpression[]]): FilterExpression {
  const [first, ...rest] = operands;
  if (rest.length === 0) return first;
  const flat = operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand]));
  const [head = first, ...tail] = flat;
  return { kind, operands: [head, ...tail] };
}

/** Writes an expression in a language; its operators have to be part of it. */
export function printFilter(expression: FilterExpression, language: FilterLanguage): string {
  switch (expression.kind) {
    case 'compare':
      return printComparison(expression, language);
    case 'or':
      return expression.operands.map((operand) => printFilter(operand, language)).join(language.or);
    case 'and':
      return expression.operands
        .map((operand) => {
          const text = printFilter(operand, language);
          return operand.kind === 'or' ? language.group.replace('{}', () => text) : text;
        })
        .join(language.and);
  }
}

function printComparison({ attribute, operator, value }: FilterComparison, language: FilterLanguage): string {
  const parts: Readonly<Record<string, string>> = {
    attribute,
    operator: language.operators[operator] ?? operator,
    value: value === null ? '' : printValue(value, language),
  };
  const form = value === null ? language.presence : language.comparison;
  return form.replaceAll(/\{(attribute|operator|value)\}/g, (_, name: string) => parts[name] ?? '');
}

function printValue(value: FilterValue, language: FilterLanguage): string {
  switch (value.kind) {
    case 'text':
      return quoted(value.text, language);
    case 'number':
      return String(value.number);
    case 'boolean':
      return String(value.boolean);
    case 'instant': {
      const text = new Date(value.instant).toISOString();
      return language.timestamp === 'text' ? quoted(text, language) : text;
    }
  }
}

function quoted(text: string, { text: style }: FilterLanguage): string {
  return style === 'json' ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}
