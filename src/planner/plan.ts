import type { BodyField, GuardDescriptor, MethodDescriptor, ParameterDescriptor } from '../catalog/descriptor.ts';
import type { UnreadPlace } from '../catalog/write-descriptor.ts';
import type { SourceSpan } from '../errors/query-error.ts';
import type { ArgumentValue } from '../request/method-call.ts';
import type { Column, Row } from '../values/value.ts';
import type { ConstantValue } from './facts.ts';
import type { LocalObjectPlan } from './local/local-plan.ts';
import type { BindingSource, MethodReference, QueryPlan, ScanColumn, ServerBinding, StagedPlan } from './query-plan.ts';

export type * from './local/local-plan.ts';
export type * from './query-plan.ts';

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
  /** Whether a value that does not fit its column is an error, or told and left out: the call that gave it is not made again. */
  readonly misfits: 'fail' | 'tell';
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
