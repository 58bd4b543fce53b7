import { QueryError } from '../errors/query-error.ts';
import { quoteText } from '../values/quote-name.ts';
import type { QueryReader } from '../sql/query-reader.ts';
import type { Query } from '../sql/ast.ts';
import { isJsonObject, readJson } from '../values/json-text.ts';
import type { Value } from '../values/value.ts';
import type { Execution, RelationalEngine } from './relational-engine.ts';
import { adaptWhole } from './second-reader/adapt-query.ts';
import { completedPivots } from './second-reader/dynamic-pivot.ts';
import { MarkedQuery } from './second-reader/marked-query.ts';
import { nodeIn, nodesIn, Refusal, refuse, type SyntaxNode, textIn } from './second-reader/syntax-node.ts';

/** Reads queries by DuckDB's own parser. The database is not loaded before the first of them. */
export function createDuckdbQueryReader(load: () => Promise<RelationalEngine>): QueryReader {
  let keywords: ReadonlySet<string> | undefined;
  return {
    async read({ tokens }) {
      const execution = await (await load()).open();
      try {
        keywords ??= await keywordsOf(execution);
        const completed = completedPivots(tokens);
        const query = await readMarked(execution, new MarkedQuery(completed.tokens, keywords));
        return completed.pivots.length === 0 ? query : { ...query, pivots: completed.pivots };
      } catch (error) {
        if (error instanceof Refusal) return null;
        throw error;
      } finally {
        await execution.close();
      }
    },
  };
}

async function readMarked(execution: Execution, marked: MarkedQuery): Promise<Query> {
  const answer = await onlyCell(execution, `SELECT json_serialize_sql(${quoteText(marked.text)})::VARCHAR`);
  return adaptWhole(marked, statementOf(answer, marked));
}

/** The tree of the only statement. Throws `syntax_error` where DuckDB says what cannot stand where it does. */
function statementOf(answer: Value, marked: MarkedQuery): SyntaxNode {
  const tree = typeof answer === 'string' ? readJson(answer) : undefined;
  if (!isJsonObject(tree)) return refuse('not parsed');
  if (tree['error'] !== false) throw wrongText(tree, marked);
  const [statement, ...more] = nodesIn(tree, 'statements');
  if (statement === undefined || more.length > 0) return refuse('not one statement');
  return nodeIn(statement, 'node') ?? refuse('an empty statement');
}

function wrongText(error: SyntaxNode, marked: MarkedQuery): Error {
  const index = marked.place({ query_location: Number(error['position'] ?? Number.NaN) });
  const { text, span } = marked.token(index ?? marked.tokens.length - 1);
  if (textIn(error, 'error_subtype') !== 'SYNTAX_ERROR' || !textIn(error, 'error_message').startsWith('syntax error at'))
    return new Refusal('not parsed');
  if (index === undefined) return new QueryError('syntax_error', 'more was expected behind this', { span });
  return new QueryError('syntax_error', `"${text}" cannot stand here`, { span });
}

async function keywordsOf(execution: Execution): Promise<ReadonlySet<string>> {
  const answer = await onlyCell(execution, `SELECT string_agg(keyword_name, ' ') FROM duckdb_keywords()`);
  return new Set(typeof answer === 'string' ? answer.split(' ') : []);
}

async function onlyCell(execution: Execution, sql: string): Promise<Value> {
  const query = await execution.prepare(sql);
  for await (const page of query.run(new AbortController().signal)) return page[0]?.[0] ?? null;
  return null;
}
