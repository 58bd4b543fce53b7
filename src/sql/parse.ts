import { QueryError } from '../errors/query-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { ExplainStatement, Statement } from './ast.ts';
import { readQuery } from './adapter/read.ts';
import { lex } from './lexer.ts';
import type { ParsedStatement } from './parsed-statement.ts';
import type { QueryReader } from './query-reader.ts';
import { readAttach, readCopy, readDetach } from './read-copy.ts';
import { readCreate, readDrop, readRefresh, readTruncate } from './read-create.ts';
import { readDescribe, readSet, readShow } from './read-catalog-statement.ts';
import { readExec } from './read-exec.ts';
import { readDelete, readInsert, readUpdate } from './read-mutation.ts';
import { readSummarize } from './read-summarize.ts';
import { isBeforeChange, readWithChange } from './read-with.ts';
import { splitScript } from './script.ts';
import { splicesOf } from './splices.ts';
import { templateResolver } from './template.ts';
import type { TemplateValue } from './template.ts';
import type { TokenRange } from './token-range.ts';

export { isComplete } from './script.ts';

/** What parsing needs besides the text. */
export interface ParseOptions {
  /** Values for `{{ templates }}`. */
  readonly variables?: Readonly<Record<string, TemplateValue>>;
  /** Reads queries that the built-in grammar does not. */
  readonly reader?: QueryReader;
}

/**
 * Parses a script into its statements; an empty one gives none. Nothing is guessed: what cannot be read exactly is refused.
 * Throws QueryError (`syntax_error`, `unsupported`, `undefined_template`, `duplicate_parameter`, `unknown_parameter`) with span and source.
 */
export async function parseScript(text: string, options: ParseOptions = {}): Promise<readonly ParsedStatement[]> {
  const { tokens } = lex(text, templateResolver(options.variables ?? {}, text));
  const statements: ParsedStatement[] = [];
  const script = { source: text, tokens, ...(options.reader === undefined ? {} : { reader: options.reader }) };
  for (const range of splitScript(script)) statements.push(await parseStatement(range));
  return statements;
}

/** Parses the statement of a script that begins at an offset. Throws what {@link parseScript} throws. */
export async function parseStatementAt(text: string, start: number, options: ParseOptions = {}): Promise<ParsedStatement> {
  const { tokens } = lex(text, templateResolver(options.variables ?? {}, text));
  const script = { source: text, tokens, ...(options.reader === undefined ? {} : { reader: options.reader }) };
  const range = splitScript(script).find((candidate) => candidate.peek().span.start === start);
  if (range === undefined) throw new QueryError('internal', `no statement begins at ${start}`);
  return parseStatement(range);
}

async function parseStatement(range: TokenRange): Promise<ParsedStatement> {
  const { source, position, end } = range;
  const statement = await readStatement(range);
  return { statement, source, span: range.spanOf(position, end - 1), ...splicesOf(range.slice(position, end)) };
}

const readers: Readonly<Record<string, (range: TokenRange) => Promise<Statement> | Statement>> = {
  SELECT: readSelect,
  WITH: (range) => (isBeforeChange(range) ? readWithChange(range) : readSelect(range)),
  VALUES: readSelect,
  FROM: readSelect,
  TABLE: readSelect,
  PIVOT: readSelect,
  UNPIVOT: readSelect,
  SUMMARIZE: readSummarize,
  '(': readSelect,
  INSERT: readInsert,
  UPDATE: readUpdate,
  REPLACE: (range) => (range.peek(1).keyword === 'INTO' ? readInsert(range) : readUpdate(range)),
  DELETE: readDelete,
  EXEC: readExec,
  EXECUTE: readExec,
  SHOW: readShow,
  DESCRIBE: readDescribe,
  DESC: readDescribe,
  EXPLAIN: readExplain,
  SET: readSet,
  CREATE: readCreate,
  DROP: readDrop,
  REFRESH: readRefresh,
  TRUNCATE: readTruncate,
  COPY: readCopy,
  ATTACH: readAttach,
  DETACH: readDetach,
};

/** Statements of other SQL engines, which deserve a better answer than a syntax error. */
const foreignStatements = new Set(
  'ALTER ANALYZE BEGIN CALL COMMIT EXPORT GRANT IMPORT INSTALL LOAD MERGE PRAGMA PURGE REGISTRY REVOKE ROLLBACK USE VACUUM'.split(' '),
);

/** What to write instead of some of them. */
const instead: Readonly<Record<string, string>> = {
  MERGE: 'Write UPDATE … FROM for what is there, and INSERT … SELECT … WHERE NOT EXISTS (…) for what is not.',
  CALL: 'EXEC provider.service.resource.method runs a method.',
  BEGIN: 'Calls cannot be taken back: each statement stands for itself.',
  COMMIT: 'Calls cannot be taken back: each statement stands for itself.',
  ROLLBACK: 'Calls cannot be taken back: each statement stands for itself.',
  USE: 'Names are written with all of their parts; SET <provider>.<parameter> = … sets what statements do not say.',
  REGISTRY: 'The provider is built in.',
};

const verbs = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'REPLACE',
  'DELETE',
  'EXEC',
  'SHOW',
  'DESCRIBE',
  'EXPLAIN',
  'SET',
  'CREATE',
  'DROP',
  'COPY',
  'ATTACH',
];

async function readStatement(range: TokenRange): Promise<Statement> {
  const token = range.peek();
  const read = token.kind === 'word' || token.text === '(' ? readers[token.keyword] : undefined;
  if (read !== undefined) return read(range);
  if (token.kind === 'word' && foreignStatements.has(token.keyword)) {
    const hint = instead[token.keyword];
    throw range.error('unsupported', `${token.keyword} is not supported`, { span: token.span, ...(hint === undefined ? {} : { hint }) });
  }
  const { message, span } = range.unexpected('a statement');
  const near = token.kind === 'word' ? didYouMean(token.keyword, verbs) : undefined;
  throw range.error('syntax_error', message, { span: span ?? token.span, hint: near ?? `A statement starts with ${verbs.join(', ')}.` });
}

async function readSelect(range: TokenRange): Promise<Statement> {
  const query = await readQuery(range);
  return { kind: 'select-statement', query, span: query.span };
}

async function readExplain(range: TokenRange): Promise<ExplainStatement> {
  const first = range.next();
  const analyze = range.accept('ANALYZE');
  if (range.sees('EXPLAIN')) throw range.unexpected('a statement to explain');
  const statement = await readStatement(range);
  if (statement.kind === 'explain') throw range.unexpected('a statement to explain');
  return { kind: 'explain', analyze, statement, span: range.spanOf(first, range.end - 1) };
}
