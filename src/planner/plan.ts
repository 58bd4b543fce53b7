import type {
  BodyField,
  GuardDescriptor,
  InverseDescriptor,
  MethodDescriptor,
  ParameterDescriptor,
  ParentLink,
  ResourceDescriptor,
  ServiceDescriptor,
} from '../catalog/descriptor.ts';
import type { FilterLanguage } from '../catalog/pushdown-descriptor.ts';
import type { UnreadPlace } from '../catalog/write-descriptor.ts';
import type { SourceSpan } from '../errors/query-error.ts';
import type { ArgumentValue } from '../request/method-call.ts';
import type { Column, Row } from '../values/value.ts';
import type { LocalTable } from '../values/local-object.ts';
import type { ConstantValue } from './facts.ts';
import type { LocalObjectPlan } from './local/local-plan.ts';

/** A method and where it stands in the catalog. */
export interface MethodReference {
  readonly service: ServiceDescriptor;
  readonly resource: ResourceDescriptor;
  readonly method: MethodDescriptor;
}

/**
 * Where a binding's values come from; `each`: all values that the document lists, `window`: conditions on a time,
 * `pushdown`: what the list takes over of the query.
 */
export type BindingSource = 'statement' | 'default' | 'each' | 'window' | 'pushdown';

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
  readonly source:
    /** `rows`: how many of the scan's can matter, where not all do. */
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

/** Rows that need no call. */
export interface LocalPlan {
  readonly kind: 'local';
  /** A plan that has to stand the database's checks before the rows are true: what EXPLAIN explains. */
  readonly explains?: Plan;
  /** A query to run for what EXPLAIN ANALYZE tells. */
  readonly analyzes?: QueryPlan;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Where one value of a call comes from: a constant, or a column of the driving rows. */
export type ComputedValue =
  | { readonly kind: 'constant'; readonly value: ConstantValue }
  | { readonly kind: 'column'; readonly index: number };

/** Where one value of a body comes from. */
export type CallValue = ComputedValue | FileValue;

/** A file that the statement names by its path. */
export interface FileValue {
  readonly kind: 'file';
  /** Last step of the path. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Values of a parameter of a change: constants, a call for each, or a column of the driving rows. */
export interface ChangeArgument {
  readonly parameter: ParameterDescriptor;
  readonly values:
    | { readonly kind: 'constants'; readonly values: readonly ArgumentValue[]; readonly source: BindingSource }
    /** `written`: the column holds constants of the statement's own text. */
    | { readonly kind: 'column'; readonly index: number; readonly written?: true };
}

/** Assigns a value to a place in a body; the path's first step is the field. */
export interface BodyAssignment {
  readonly path: readonly string[];
  readonly field: BodyField;
  readonly value: CallValue;
  readonly span: SourceSpan;
}

/** What is sent as a body. */
export type BodyPlan =
  | { readonly kind: 'none' }
  /** `{}` or what the assignments build: an object, or the parts of a form. */
  | { readonly kind: 'fields'; readonly assignments: readonly BodyAssignment[] }
  /** A list of JSON Patch operations (RFC 6902), one for each assignment. */
  | { readonly kind: 'patch'; readonly assignments: readonly BodyAssignment[] }
  /** A whole body: JSON, or text and bytes as they are. */
  | { readonly kind: 'whole'; readonly value: CallValue; readonly span: SourceSpan };

/** How the rows of RETURNING, or of an EXEC's answer, are made from the answers' own columns. */
export interface ReturningPlan {
  readonly columns: readonly ScanColumn[];
  /** Columns as they are, or expressions run over a table that is staged from {@link columns}. */
  readonly output:
    | { readonly kind: 'columns'; readonly columns: readonly { readonly name: string; readonly index: number }[] }
    | { readonly kind: 'staged'; readonly query: StagedPlan };
}

/** Rows that drive a change, one call each: constants, or a query that is run to its end before the first call. */
export type ChangeRows =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | {
      readonly kind: 'query';
      readonly query: QueryPlan;
      /** Columns that the query has to have, and the place to name when it has not; null where the planner wrote them itself. */
      readonly expected: { readonly columns: number; readonly span: SourceSpan } | null;
    };

/** How a change deals with what its objects hold already. */
export interface WritePlan {
  /** Reads what a REPLACE puts something else in place of, to tell what it removes; null where nothing can be removed or read. */
  readonly replaces: MethodDescriptor | null;
  /** Header parameter that takes the ETag of a read; null where the call takes none, or the statement sets it. */
  readonly etag: ParameterDescriptor | null;
  /** Places of secrets that are not written back, and that the server keeps. */
  readonly kept: readonly string[];
  /** Places of secrets that an object may hold, that no read may show and the statement does not set: writing without them loses them. */
  readonly lost: readonly UnreadPlace[];
  /** Whether an UPDATE may lose them. */
  readonly losses: 'refused' | 'allowed';
}

/**
 * Changes objects, or runs a method by name: a call for each driving row and server value.
 *
 *     Update okta.apps.connections using update_default_provisioning_connection_for_application
 *       subdomain = my-org
 *       appId = 0oa1gjh63g214q0Hq0g4
 *       POST https://my-org.okta.com/api/v1/apps/0oa1gjh63g214q0Hq0g4/connections/default?activate=true
 */
export interface ChangePlan {
  readonly kind: 'change';
  readonly verb: 'insert' | 'update' | 'replace' | 'delete' | 'exec';
  readonly target: MethodReference;
  readonly server: ServerBinding | { readonly source: 'rows'; readonly index: number };
  readonly arguments: readonly ChangeArgument[];
  readonly body: BodyPlan;
  readonly driver: ChangeRows;
  /** Whether {@link driver} picks existing objects, rather than only supplying values. */
  readonly selects: boolean;
  /** Whether {@link driver} picks by way of an index that lags behind, so that each object is read again right before its call; absent: it does not. */
  readonly recheck?: true;
  /** What each object has to fulfil before the first call is made. */
  readonly guard: GuardDescriptor | null;
  /** Keyed read of the same object: what RETURNING needs where the answer is empty, and what a PUT merges into. */
  readonly read: { readonly method: MethodDescriptor; readonly when: 'before' | 'after' | 'merge' } | null;
  /** How it deals with what the objects hold already; null where it neither updates nor replaces. */
  readonly write: WritePlan | null;
  readonly returning: ReturningPlan | null;
  /** Where RETURNING comes from the driving rows: for each of its columns the driving one; null where the call itself has it. */
  readonly answerColumns: readonly (number | null)[] | null;
  /** Known before the first call. */
  readonly notices: readonly string[];
}

/** Sets a session setting. */
export interface SettingPlan {
  readonly kind: 'setting';
  /** Lower-case name without the provider. */
  readonly name: string;
  readonly value: ConstantValue;
}

/** What the engine can carry out. */
export type Plan = QueryPlan | LocalPlan | ChangePlan | SettingPlan | LocalObjectPlan;
