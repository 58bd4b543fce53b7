import type { Query } from './ast.ts';
import type { Token } from './token.ts';

/** A query that the built-in grammar does not read. */
export interface UnreadQuery {
  /** Its tokens, with their places in the script. Templates and binds are tokens with values of their own. */
  readonly tokens: readonly Token[];
}

/** A second reader of queries, such as DuckDB's own parser. It is asked only where the built-in grammar gives up. */
export interface QueryReader {
  /**
   * Reads a query into our tree with spans in the script; resolves to null when it cannot, and then the built-in grammar's error stands.
   * Throws QueryError `syntax_error` with a span in the script where the text is wrong; it counts where the built-in grammar only lacks something.
   */
  read(query: UnreadQuery): Promise<Query | null>;
}
