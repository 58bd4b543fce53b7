/** Comparisons that a server may take, by what they mean: equal, greater, begins with, contains, present, and so on. */
export const filterOperators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sw', 'co', 'pr'] as const;

/** One of {@link filterOperators}. */
export type FilterOperator = (typeof filterOperators)[number];

/** How expressions of one filter language are written. */
export interface FilterLanguage {
  /** The server's word for each operator; those without one are not part of the language. */
  readonly operators: Readonly<Partial<Record<FilterOperator, string>>>;
  /** `{attribute} {operator} {value}`. */
  readonly comparison: string;
  /** The same for `pr`, which has no value. */
  readonly presence: string;
  /** What stands between alternatives, spaces included. */
  readonly or: string;
  /** What stands between conditions that all have to hold; it binds more tightly than {@link or}. */
  readonly and: string;
  /** Brackets around an expression: `({})`. */
  readonly group: string;
  /** `json`: as JSON strings. `doubled`: in single quotes, those inside doubled. */
  readonly text: 'json' | 'doubled';
  /** Whether ISO-8601 timestamps are written as texts, or as they are. */
  readonly timestamp: 'text' | 'bare';
  /** Codes of errors which say that an expression was not taken. */
  readonly refusals: readonly string[];
}

/** What kind of values an attribute has. */
export const filterTypes = ['string', 'id', 'enum', 'timestamp', 'boolean', 'number', 'any'] as const;

/** One of {@link filterTypes}; `id`: text whose case may count even where that of other texts does not; `any`: nobody knows, as for attributes that organizations add themselves. */
export type FilterType = (typeof filterTypes)[number];

/** Something that a server compares. */
export interface FilterAttribute {
  /** Column, or a dotted path into a JSON column; `profile.*` stands for every key that no other attribute names. */
  readonly column: string;
  /** The server's name for it; the end of a `.*` is the key. */
  readonly name: string;
  readonly type: FilterType;
  readonly operators: readonly FilterOperator[];
  /** All values are in capitals or in lower case, so that a server which ignores case finds no more than SQL does. */
  readonly letters?: 'upper' | 'lower';
  /** All values there are, where the column's own list does not say. */
  readonly values?: readonly string[];
  /** At most one row has a given value. */
  readonly unique?: boolean;
}

/** A query parameter that takes conditions. */
export interface FilterDescriptor {
  readonly parameter: string;
  /** Name of one of the provider's {@link FilterLanguage}s. */
  readonly language: string;
  /** Whether texts are compared without case. */
  readonly ignoresCase: boolean;
  /** Query parameters that it cannot go with. */
  readonly excludes: readonly string[];
  readonly connectives: readonly ('and' | 'or')[];
  /** Most bytes of a request's URL. */
  readonly longestUrl: number;
  readonly attributes: readonly FilterAttribute[];
}

/** How a list is asked in an order. */
export interface SortDescriptor {
  /** Parameter that names the attribute; null where the list has one order, by the only column. */
  readonly by: string | null;
  /** Parameter of the direction, with its two values. */
  readonly direction: { readonly parameter: string; readonly ascending: string; readonly descending: string };
  /** Columns without NULLs that the server sorts as SQL does, each with its name there. */
  readonly columns: Readonly<Record<string, string>>;
  /** Parameter without which no order is taken, and an expression for it that lets every row through. */
  readonly needs: { readonly parameter: string; readonly everything: string } | null;
}

/** How a list is asked for some of its columns only. */
export interface ProjectionDescriptor {
  readonly parameter: string;
  /** What stands between names. */
  readonly separator: string;
  /** Columns that can be asked for. */
  readonly columns: readonly string[];
  /** Those of them that are asked for whatever is wanted: what the engine needs itself. */
  readonly always: readonly string[];
  /** JSON columns of which single keys can be asked for, `{keys}` standing for them: `profile:({keys})`. */
  readonly nested: Readonly<Record<string, string>>;
}

/** A path into a JSON column that is there only when it is asked for. */
export interface ExpandDescriptor {
  readonly column: string;
  readonly parameter: string;
  readonly value: string;
}

/** A parameter whose list ends early, however many rows there are. */
export interface CapDescriptor {
  readonly parameter: string;
  readonly rows: number;
}

/** How what an index does not show yet is read past it. */
export interface ReadBackDescriptor {
  /** Seconds that a change may take to show. */
  readonly seconds: number;
  /** Method of the same resource that reads one object by its key. */
  readonly method: string;
  /** Response field that holds the key. */
  readonly key: string;
}

/** What a list takes over from SQL. */
export interface PushdownDescriptor {
  /** Those that answer from the objects themselves come before those that answer from an index. */
  readonly filters: readonly FilterDescriptor[];
  readonly sort?: SortDescriptor;
  readonly projection?: ProjectionDescriptor;
  readonly expands: readonly ExpandDescriptor[];
  readonly caps: readonly CapDescriptor[];
  readonly readBack?: ReadBackDescriptor;
}
