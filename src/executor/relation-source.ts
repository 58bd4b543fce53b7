import type { Column, Page } from '../values/value.ts';

/** A relation whose rows come from the process itself instead of an API: `oktaql.<schema>.<name>`. */
export interface RelationSource {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  /** Its rows as they are now, in column order. */
  pages(): AsyncIterable<Page>;
}

/** The key under which a relation is known: `schema.name` in lower case. */
export function sourceKey({ schema, name }: Pick<RelationSource, 'schema' | 'name'>): string {
  return `${schema}.${name}`.toLowerCase();
}
