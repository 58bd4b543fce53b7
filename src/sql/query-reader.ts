import type { SourceSpan } from '../errors/query-error.ts';
import type { Query } from './ast.ts';

/** A query that the built-in grammar does not read. */
export interface UnreadQuery {
  /** The query's own text, templates and binds already replaced by literals and `$n`. */
  readonly text: string;
  /** Keys of the binds: `$n` in {@link text} is the bind with the n-th key. */
  readonly binds: readonly string[];
  /** Place in the script of a stretch of {@link text}, given in UTF-16 offsets. */
  readonly toSource: (span: SourceSpan) => SourceSpan;
}

/** A second reader of queries, such as DuckDB's own parser. It is asked only where the built-in grammar gives up. */
export interface QueryReader {
  /**
   * Reads a query into our tree with spans in the script; resolves to null when it cannot, and then the built-in grammar's error stands.
   * Throws QueryError `syntax_error` with a span in the script when the text is wrong.
   */
  read(query: UnreadQuery): Promise<Query | null>;
}
