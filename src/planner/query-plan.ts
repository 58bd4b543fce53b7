import type {
  InverseDescriptor,
  MethodDescriptor,
  ParameterDescriptor,
  ParentLink,
  ResourceDescriptor,
  ServiceDescriptor,
} from '../catalog/descriptor.ts';
import type { FilterLanguage } from '../catalog/pushdown-descriptor.ts';
import type { SourceSpan } from '../errors/query-error.ts';
import type { ArgumentValue } from '../request/method-call.ts';
import type { Column, Row } from '../values/value.ts';
import type { LocalTable } from '../values/local-object.ts';

/** A method and where it stands in the catalog. */
export interface MethodReference {
  readonly service: ServiceDescriptor;
  readonly resource: ResourceDescriptor;
  readonly method: MethodDescriptor;
}

/**
 * Where a binding's values come from; `each`: all values that the document lists, `window`: conditions on a time,
 * `pushdown`: what the list takes over of the query, `around`: conditions of the queries around on what they have from the relation.
 */
export type BindingSource = 'statement' | 'around' | 'default' | 'each' | 'window' | 'pushdown';

/** The server variable's values, each with the origin it stands for; one call each. */
export interface ServerBinding {
  readonly values: readonly { readonly value: string | null; readonly origin: string }[];
  readonly source: BindingSource | 'configuration';
}

/** Values for a parameter, without repetition; one call each. */
export interface ParameterBinding {
  readonly parameter: ParameterDescriptor;
  readonly values: readonly ArgumentValue[];
  readonly source: BindingSource;
}

/** Rows of the relation that a path parameter belongs to. */
export interface ParentRows {
  readonly kind: 'parent';
  readonly scan: ScanPlan;
}

/** Rows of a query over what is staged already. */
export interface LookupRows {
  readonly kind: 'lookup';
  readonly sql: string;
  /** {@link sql} for people: without secrets. */
  readonly shown: string;
}

/**
 * Required path parameters that the statement left out: their values are columns of another relation. A parent that has parents of its own
 * supplies theirs too, so that a policy is asked under its own authorization server only.
 */
export interface Expansion {
  readonly from: ParentRows | LookupRows;
  /** Which column of the rows fills which parameter; a parameter that is named again takes the values of both columns. */
  readonly supplies: readonly Supply[];
}

/** Where in a row the values of a parameter stand. */
export interface Supply extends Pick<ParentLink, 'path' | 'lastStep'> {
  readonly parameter: ParameterDescriptor;
  /** Index of the column. */
  readonly index: number;
}

/** A column of a scan and what fills it: a response field, the value a parameter was bound to, or the server variable's. */
export interface ScanColumn extends Column {
  readonly origin: 'field' | 'parameter' | 'server';
  /** Name of the response field or parameter. */
  readonly from: string;
  /** Keys of a JSON object that are read; absent: all of it. */
  readonly keys?: readonly string[];
}

/**
 * Reads one relation by one method: a call for each combination of server, binding and parent values.
 *
 *     Scan okta.apps.connections using get_default_provisioning_connection_for_application
 *       subdomain = my-org
 *       appId = each id of okta.apps.applications
 */
export interface ScanPlan {
  readonly target: MethodReference;
  readonly server: ServerBinding;
  readonly bindings: readonly ParameterBinding[];
  readonly expansions: readonly Expansion[];
  readonly columns: readonly ScanColumn[];
  /** Arguments, by wire name, of further calls that show what the first leaves out; one call each. */
  readonly complements: readonly Readonly<Record<string, string>>[];
  /** The same rows and more without the look-up that supplies a parameter: for when its values are too many to be asked for. */
  readonly otherwise: ScanPlan | null;
  /** Other ways to the same rows, for many values of one parameter. */
  readonly sets: readonly SetRead[];
  /** Conditions that the list evaluates too. */
  readonly pushed: readonly PushedPredicate[];
  /** `eventual`: some parameter is answered from an index that follows changes with a delay. */
  readonly consistency: 'strong' | 'eventual';
  /** Conditions on its rows that no call answers exactly, as the statement has them; absent where nobody looked. */
  readonly residual?: readonly string[];
  /** The order that the list is asked for; null: its own. */
  readonly order: ScanOrder | null;
  /** Rows after which the reader will stop; sets the first page's size. Null when all are wanted. */
  readonly limit: number | null;
  /** Worth knowing about the values bound. */
  readonly notices: readonly string[];
}

/** Reads what a scan would ask for value by value with fewer calls; how many values there are is known only when it runs. */
export type SetRead = FilteredSet | InverseSet;

/** A list whose filter takes many keys at once: `id eq "a" or id eq "b"`. */
export interface FilteredSet {
  readonly kind: 'filter';
  /** Parameter of the scan's method that has the values. */
  readonly parameter: ParameterDescriptor;
  readonly list: MethodDescriptor;
  /** Wire name of the list's parameter. */
  readonly filter: string;
  /** Name of the key in expressions. */
  readonly attribute: string;
  readonly language: FilterLanguage;
  /** Most bytes of the percent-encoded expression. */
  readonly bytes: number;
}

/** The owners of all members, and the members of each owner. */
export interface InverseSet {
  readonly kind: 'inverse';
  readonly parameter: ParameterDescriptor;
  readonly inverse: InverseDescriptor;
  readonly owners: MethodReference;
  readonly members: MethodReference;
}

/** A condition that a list evaluates too; the database evaluates it again. */
export interface PushedPredicate {
  /** Wire name of the parameter that it went into. */
  readonly parameter: string;
  /** The condition as SQL. */
  readonly text: string;
  /** The same as the server reads it. */
  readonly expression: string;
  /** Whether the server lets no other rows through than SQL does. */
  readonly exact: boolean;
  readonly consistency: 'strong' | 'eventual';
}

/** An order that lets a list be read only as far as a LIMIT reaches, rows of equal rank at its end included. */
export interface ScanOrder {
  /** Index of the column among the scan's. */
  readonly index: number;
  readonly direction: 'asc' | 'desc';
  /** Rows that are wanted. */
  readonly rows: number;
}

/** Hands a scan's rows on page by page, in the scan's own order and columns. */
export interface StreamPlan {
  readonly kind: 'stream';
  readonly scan: ScanPlan;
  /** For each result column its name and the index of the scan's column. */
  readonly output: readonly { readonly name: string; readonly index: number }[];
  readonly limit: number | null;
  readonly offset: number;
}

/** A table to stage before the SQL runs. */
export interface StagedTable {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly source: /** `rows`: how many of the scan's can matter, where not all do. */
    | { readonly kind: 'scan'; readonly scan: ScanPlan; readonly rows?: number }
    | { readonly kind: 'rows'; readonly rows: readonly Row[] }
    | SystemRows
    | LocalRows
    | StreamedRows
    | RowsToCome;
}

/** Rows of a relation that the process itself has; `key` is its lower-case `schema.name`. */
export interface SystemRows {
  readonly kind: 'system';
  readonly key: string;
}

/** Rows of a local table, which are read where they are. */
export interface LocalRows {
  readonly kind: 'local';
  readonly table: LocalTable;
}

/** Rows of a query that needs no database itself. */
export interface StreamedRows {
  readonly kind: 'stream';
  readonly query: StreamPlan;
}

/** Rows that exist only once a call was answered: what RETURNING works on. */
export interface RowsToCome {
  readonly kind: 'response';
}

/** A statement's text with its references spliced, run over staged tables. */
export interface StagedPlan {
  readonly kind: 'staged';
  readonly tables: readonly StagedTable[];
  readonly sql: string;
  /** {@link sql} for people: without secrets. */
  readonly shown: string;
  /** Maps an offset in {@link sql} back to the script. */
  readonly locate: (offset: number) => SourceSpan | undefined;
}

/** A query's text without LIMIT and OFFSET, run over a scan's rows batch by batch, as they arrive. */
export interface PagedPlan {
  readonly kind: 'paged';
  readonly scan: ScanPlan;
  /** Name of the table that a batch of the scan's rows is staged in. */
  readonly table: string;
  readonly sql: string;
  /** {@link sql} for people: without secrets. */
  readonly shown: string;
  /** Maps an offset in {@link sql} back to the script. */
  readonly locate: (offset: number) => SourceSpan | undefined;
  /** Rows of the result to hand out; null: all. */
  readonly limit: number | null;
  /** Rows of the result to leave out before. */
  readonly offset: number;
}

/** A query. */
export type QueryPlan = StreamPlan | PagedPlan | StagedPlan;
