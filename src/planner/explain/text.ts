import type { MethodReference } from '../plan.ts';

/** Full name of a relation. */
export function relationName({ service, resource }: MethodReference): string {
  return `${service.provider}.${service.name}.${resource.name}`;
}

/** Where a value came from, unless the statement itself gave it. */
export function origin(source: string): string {
  return source === 'statement' ? '' : ` (${source})`;
}

/** Values in their order, the first five of many. */
export function list(values: readonly string[]): string {
  if (values.length === 0) return 'nothing: no call is made';
  return values.length > 5 ? `${values.slice(0, 5).join(', ')}, … (${values.length})` : values.join(', ');
}

/** Lines one level deeper. */
export function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
