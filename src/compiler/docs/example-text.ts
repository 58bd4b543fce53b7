import type { CallParameter } from '../../catalog/lookup.ts';
import { isReserved } from '../../sql/reserved-words.ts';
import { quoteName } from '../../values/quote-name.ts';

/** A line of an example; the remark stands behind its separator. */
export interface ExampleLine {
  readonly text: string;
  readonly remark?: string;
}

/** A name in SQL, quoted where it would not be read as a name otherwise. */
export function nameInSql(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !isReserved(name.toUpperCase()) ? name : quoteName(name);
}

/** The name of the template that stands for a parameter's value: its own, as far as templates can have it. */
export function templateName(name: string): string {
  const safe = name.replaceAll(/[^\w.-]/g, '_');
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}

/** The template for a parameter's value, in quotes unless numbers or truth values are wanted. */
export function placeholder({ name, type }: Pick<CallParameter, 'name' | 'type'>): string {
  const template = `{{ ${templateName(name)} }}`;
  return bareTypes.has(type) ? template : `'${template}'`;
}

const bareTypes: ReadonlySet<string> = new Set(['boolean', 'integer', 'number', 'decimal']);

/** Lines with commas between them, indented. */
export function commaLines(lines: readonly ExampleLine[]): readonly ExampleLine[] {
  return lines.map((line, index) => ({ ...line, text: `  ${line.text}${index < lines.length - 1 ? ',' : ''}` }));
}

/** WHERE with all of the conditions. */
export function whereLines(conditions: readonly ExampleLine[]): readonly ExampleLine[] {
  return conditions.map((line, index) => ({ ...line, text: `${index === 0 ? 'WHERE' : '  AND'} ${line.text}` }));
}

/** The lines as one statement with its semicolon. */
export function statementText(lines: readonly ExampleLine[]): string {
  return lines
    .map(({ text, remark }, index) => {
      const end = index === lines.length - 1 ? ';' : '';
      return `${text}${end}${remark === undefined ? '' : ` -- ${remark}`}`;
    })
    .join('\n');
}
