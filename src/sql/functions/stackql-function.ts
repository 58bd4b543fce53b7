/** How a call of a function is spliced, so that the database reads what SQLite would mean. */
export type FunctionForm =
  /**
   * A macro of the same name in {@link functionCatalog}; each definition is one overload, from its parameters on. `as` renames it, as the
   * database's parser takes some names for its own wherever they stand.
   */
  | { readonly kind: 'macro'; readonly definitions: readonly string[]; readonly as?: string }
  /** The database's own function, under another name, with text around the whole call: aggregates keep DISTINCT, ORDER BY, FILTER and OVER. */
  | {
      readonly kind: 'around';
      readonly before: string;
      readonly name: string;
      readonly after: string;
      /** Text around all of its arguments. */
      readonly arguments?: readonly [string, string];
    }
  /** A format, a time and modifiers: the database formats, but reads neither SQLite's times nor all of its specifiers. */
  | { readonly kind: 'format' }
  /** C's printf, whose arguments are turned into what their specifiers take. */
  | { readonly kind: 'printf' }
  /** A function in FROM: the same function of the database inside a query over its columns. */
  | { readonly kind: 'table'; readonly select: string; readonly columns: readonly string[] };

/** A function that means here what it means in SQLite, where the database has none of the name or one that means another thing. */
export interface StackqlFunction {
  /** In lower case. */
  readonly name: string;
  readonly form: FunctionForm;
  /** Calls that are left to the database, by the texts of their arguments; none unless given. */
  readonly isForeign?: (argumentTexts: readonly string[]) => boolean;
}

/** Catalog of the database that holds the macros: none of its own functions is hidden by them. */
export const functionCatalog = 'stackql';
