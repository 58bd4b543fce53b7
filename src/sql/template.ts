import { QueryError } from '../errors/query-error.ts';
import type { SourceSpan } from '../errors/query-error.ts';
import { didYouMean } from '../errors/suggest.ts';

/** A value that a template can stand for. */
export type TemplateValue = null | boolean | number | bigint | string;

/** Gives the value of the template `{{ name }}` at `span`; throws QueryError `undefined_template`. */
export type TemplateResolver = (name: string, span: SourceSpan) => TemplateValue;

/** `{{ name }}` at the place where matching starts. */
export const templatePattern: RegExp = /\{\{\s*([\p{L}_][\p{L}\p{N}\p{M}_.-]*)\s*\}\}/uy;

/** Makes the resolver for a set of variables, whose names are matched exactly. */
export function templateResolver(variables: Readonly<Record<string, TemplateValue>>, source: string): TemplateResolver {
  return (name, span) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new QueryError('undefined_template', `the value of {{ ${name} }} is no number that SQL can write`, { span, source });
    }
    if (value !== undefined) return value;
    const near = didYouMean(name, Object.keys(variables));
    throw new QueryError('undefined_template', `no value is given for the template {{ ${name} }}`, {
      span,
      source,
      hint: near === undefined ? `Add --var ${name}=value.` : `${near} Otherwise add --var ${name}=value.`,
    });
  };
}

/** Text that a template's value has inside quotes. Null has none: it throws, because `'null'` and nothing are both likely wrong. */
export function templateText(value: TemplateValue, name: string, place: { readonly span: SourceSpan; readonly source: string }): string {
  if (value !== null) return String(value);
  throw new QueryError('undefined_template', `the template {{ ${name} }} is null and stands inside quotes`, {
    ...place,
    hint: `Write {{ ${name} }} without quotes for NULL.`,
  });
}
