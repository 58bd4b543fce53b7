import type { SourceSpan } from '../../errors/query-error.ts';
import type { LocalObject, LocalTable } from '../../values/local-object.ts';
import type { StagedTable } from '../query-plan.ts';

/** SQL for the relational engine, with what people see of it and where it comes from. */
export interface LocatedSql {
  readonly sql: string;
  /** {@link sql} for people: without secrets. */
  readonly shown: string;
  /** Maps an offset in {@link sql} back to the script. */
  readonly locate: (offset: number) => SourceSpan | undefined;
}

/** What a statement changes in the catalog that the statements behind it see. */
export type CatalogEffect =
  | { readonly kind: 'none' }
  /** `describe` makes a table {@link checkedTable} with the columns that the object will have; null where it has none of its own. */
  | {
      readonly kind: 'put';
      readonly object: LocalObject;
      readonly database: string | null;
      readonly schema: string;
      readonly describe: LocatedSql | null;
    }
  | {
      readonly kind: 'remove';
      readonly name: string;
      readonly database: string | null;
      readonly schema: string;
      readonly temporary: boolean;
    };

/**
 * Makes, fills or drops a local object: statements that the relational engine carries out in one transaction, after what they read is
 * staged.
 *
 *     Create table t
 *       Scan okta.users.users …
 *       SQL CREATE TABLE t AS SELECT …
 */
export interface LocalWritePlan {
  readonly kind: 'local-write';
  /** What happens to what, for people: `Create table t`. */
  readonly title: string;
  /** What is staged before. */
  readonly tables: readonly StagedTable[];
  /** What is prepared before the script's first request, over empty staged tables and, where there is one, an empty copy of the target. */
  readonly check: LocatedSql | null;
  /** The table that rows are written to. */
  readonly target: LocalTable | null;
  readonly statements: readonly LocatedSql[];
  /** Whether the only statement gives rows: RETURNING. */
  readonly returning: boolean;
  /** Whether the first statement counts the rows it writes. */
  readonly counts: boolean;
  readonly effect: CatalogEffect;
  /** File that rows come from; null for other statements. Where it is not there yet, the check has to wait. */
  readonly file: string | null;
  /** Worth knowing where nothing is left to do. */
  readonly notice: string | null;
}

/** Writes the rows of a query to a file, or to a folder of files. */
export interface CopyPlan {
  readonly kind: 'copy';
  readonly path: string;
  readonly span: SourceSpan;
  /** Whether {@link path} becomes a folder. */
  readonly partitioned: boolean;
  /** Whether a folder that holds files is replaced. */
  readonly overwrite: boolean;
  readonly tables: readonly StagedTable[];
  /** The statement that writes to a path. */
  readonly statement: (path: string) => LocatedSql;
}

/** Attaches a database file, or detaches one. */
export interface AttachPlan {
  readonly kind: 'attach';
  readonly path: string;
  readonly name: string;
  readonly type: string | null;
  readonly readOnly: boolean;
  readonly span: SourceSpan;
  /** Why nothing is left to do; null where something is. */
  readonly notice: string | null;
}

/** Detaches a database. */
export interface DetachPlan {
  readonly kind: 'detach';
  readonly name: string;
  /** Why nothing is left to do; null where something is. */
  readonly notice: string | null;
}

/** Plans of statements about local objects. */
export type LocalObjectPlan = LocalWritePlan | CopyPlan | AttachPlan | DetachPlan;
