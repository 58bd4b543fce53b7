import type { SourceSpan } from '../errors/query-error.ts';
import type { ColumnDescriptor, ProviderDescriptor, ServiceDescriptor } from '../catalog/descriptor.ts';
import type { LocalCatalog } from '../values/local-object.ts';
import type { Column } from '../values/value.ts';
import type { Estimates } from './cost/estimates.ts';

/** A constant of a bind or a session default. */
export type ConstantValue = null | boolean | number | bigint | string;

/** Everything a plan depends on besides the statement's text. */
export interface Facts {
  readonly provider: ProviderDescriptor;
  /** Services read so far, by lower-case name. */
  readonly services: ReadonlyMap<string, ServiceDescriptor>;
  /** Columns that are read as JSON whatever their type is. */
  readonly looseColumns?: ReadonlySet<ColumnDescriptor>;
  /** Columns of the relations that the process itself has, by lower-case `schema.name`. */
  readonly system: ReadonlyMap<string, readonly Column[]>;
  /** Tables, views and databases of the session; null until they were asked for. */
  readonly local: LocalCatalog | null;
  /** Whether session defaults may narrow a list by parameters that it could do without; not where the list drives a change. */
  readonly narrowing: boolean;
  /** Session defaults for parameters, by lower-case name. */
  readonly defaults: ReadonlyMap<string, ConstantValue>;
  /** Values of the statement's binds, by key. */
  readonly binds: ReadonlyMap<string, ConstantValue>;
  /** Where calls go. */
  /** Null until it was asked for: statements that call nothing do without. */
  readonly server: ServerFacts | null;
  /** The time, in milliseconds since 1970: one for a whole script. */
  readonly now: number;
  /** Most calls that an expansion over parents may make. */
  readonly maxCalls: number;
  /** What is known of the size of lists; absent where nobody asked for a price. */
  readonly estimates?: Estimates;
  /** Files read so far, by the path that the statement gives; text says why one could not be read. */
  readonly files?: ReadonlyMap<string, Uint8Array | string>;
}

/** First part of the names of relations that are no provider's. */
export const systemCatalog = 'oktaql';

/** What configuration says of the server. */
export interface ServerFacts {
  /** Origin that every call goes to whatever the server variable says; null: the variable decides. */
  readonly fixedOrigin: string | null;
  /** Value of the server variable where neither the statement nor a session default gives one; null: it has to. */
  readonly configured: string | null;
  /** The only origin that the credential may go to; null: any host that the provider lists as trusted. */
  readonly boundOrigin: string | null;
  /** Hosts that are trusted besides. */
  readonly allowedHosts: readonly string[];
}

/** Something the planner has to know before it can go on. */
export type Need =
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'server' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'local' }
  | PivotValues
  | InlinedText;

/** Values of a PIVOT that lists none: what a query gives, to be put behind the expression that has them. */
export interface PivotValues {
  readonly kind: 'pivot';
  /** The expression that has the values. */
  readonly span: SourceSpan;
  readonly sql: string;
}

/** Text that has to stand in the place of some of the statement's: a view's query for its name. */
export interface InlinedText {
  readonly kind: 'text';
  readonly span: SourceSpan;
  /** Text of our own around {@link text}. */
  readonly before: string;
  readonly text: string;
  readonly after: string;
  /** Name of the view, for errors in its text; null where it is the user's own. */
  readonly view: string | null;
}

/** Thrown inside the planner where a fact is missing, caught where planning began; it never leaves the planner. */
export class MissingFact extends Error {
  readonly need: Need;

  constructor(need: Need) {
    super(`missing fact: ${need.kind}`);
    this.need = need;
  }
}

/** The facts of a provider where nothing else is known. */
export function factsOf(provider: ProviderDescriptor, known: Partial<Facts> = {}): Facts {
  return {
    provider,
    services: new Map(),
    system: new Map(),
    local: null,
    narrowing: true,
    defaults: new Map(),
    binds: new Map(),
    server: null,
    now: 0,
    maxCalls: 1_000,
    ...known,
  };
}
