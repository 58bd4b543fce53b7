import { isDeepStrictEqual } from 'node:util';
import { nameOnWire } from '../../src/catalog/lookup.ts';
import { headerValue } from '../../src/request/http-message.ts';
import type { JsonValue, Value } from '../../src/values/value.ts';
import type { Ran } from '../okta-org.fixture.ts';
import { type ApiOperation, asNode, isNode } from './api-document.fixture.ts';
import { pathValues, requestProblems } from './check-request.fixture.ts';
import type { Exchange } from './recording-api.fixture.ts';
import type { SampleStatement, Site } from './statement.fixture.ts';

/** A statement that was run: what it gave, and what was sent for it. */
export interface Run {
  readonly site: Site;
  readonly statement: SampleStatement;
  readonly ran: Ran | undefined;
  readonly exchanges: readonly Exchange[];
  /** What of an answer is no column: the sandbox answers more than the document says. */
  readonly strangers?: 'let be';
}

/** The exchanges that reach the method itself; the others are reads that go before it. */
export function ownExchanges({ site, exchanges }: Pick<Run, 'site' | 'exchanges'>): readonly Exchange[] {
  return exchanges.filter(({ operation }) => reaches(operation, site));
}

/** Everything that is wrong with what a statement sent and gave: against the document, its own values, and the answers. */
export function runProblems(run: Run): readonly string[] {
  const { statement, exchanges } = run;
  const own = ownExchanges(run);
  const strangers = exchanges.filter((exchange) => !own.includes(exchange) && exchange.request.method !== 'GET');
  return [
    ...(own.length === 0 ? ['the operation is not reached'] : []),
    ...strangers.map(({ request }) => `${request.method} ${request.url} besides`),
    ...exchangeProblems(exchanges),
    ...own.flatMap((exchange) => [...valueProblems(statement, exchange), ...bodyProblems(run, exchange)]),
    ...rowProblems(run, own),
  ];
}

/** A JSON body is what the statement says, number for number; every other is no JSON. A DELETE says it by the row that it picks. */
function bodyProblems({ statement, site, exchanges }: Run, { request }: Exchange): readonly string[] {
  const type = headerValue(request.headers, 'content-type') ?? '';
  const sent: JsonValue | undefined =
    request.body !== null && type.endsWith('json') ? JSON.parse(Buffer.from(request.body).toString('utf8')) : undefined;
  const body = site.method.verb === 'delete' && isNode(sent) ? partOf(exchanges[0]?.answer, Object.keys(sent)) : statement.body;
  const nothing = sent === undefined && (isDeepStrictEqual(body, {}) || site.method.verb === 'delete');
  return nothing || isDeepStrictEqual(sent, body) ? [] : [`body ${JSON.stringify(sent)} instead of ${JSON.stringify(body)}`];
}

function partOf(answer: JsonValue | undefined, names: readonly string[]): JsonValue {
  return Object.fromEntries(Object.entries(asNode(answer)).filter(([name]) => names.includes(name)));
}

function reaches(operation: ApiOperation | undefined, { method }: Site): boolean {
  return operation !== undefined && operation.method === method.httpMethod && operation.path === method.path;
}

function exchangeProblems(exchanges: readonly Exchange[]): readonly string[] {
  return exchanges.flatMap(({ operation, request }) =>
    operation === undefined
      ? [`${request.method} ${request.url} is no operation`]
      : requestProblems(operation, request).map((problem) => `${operation.id}: ${problem}`),
  );
}

/** Every value of the statement arrives as it was, under its own name. */
function valueProblems({ values }: SampleStatement, { operation, request }: Exchange): readonly string[] {
  if (operation === undefined) return [];
  const inPath = pathValues(operation, request);
  const query = new URL(request.url).searchParams;
  return operation.parameters.flatMap(({ name, in: place, explode }) => {
    const wanted = values.get(name);
    if (wanted === undefined) return [];
    const expected = typeof wanted === 'string' ? wanted : explode ? wanted : wanted.join(',');
    const headers = request.headers.filter(([header]) => header === name.toLowerCase()).map(([, value]) => value);
    const found = place === 'path' ? [inPath.get(name)] : place === 'query' ? query.getAll(name) : headers;
    const fits = JSON.stringify(found) === JSON.stringify(typeof expected === 'string' ? [expected] : expected);
    return fits ? [] : [`${place} ${name}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`];
  });
}

/** A SELECT and an EXEC give the answer's rows, every column filled from the field of its name. */
function rowProblems({ ran, site, strangers }: Run, own: readonly Exchange[]): readonly string[] {
  const { method } = site;
  if (ran === undefined) return ['no result'];
  if (!ran.outcome.complete) return ['incomplete'];
  if (method.verb !== 'select' && method.verb !== 'exec') return ran.outcome.affected === 1 ? [] : [`${ran.outcome.affected} changed`];
  const expected = own.flatMap(({ operation, answer }) =>
    operation === undefined || answer === undefined ? [] : rowsOf(operation, answer),
  );
  if (ran.rows.length !== expected.length) return [`${ran.rows.length} rows instead of ${expected.length}`];
  return expected.flatMap((row, index) => cellProblems({ ran, index, site, strangers }, row));
}

/** Rows as the document has them: an array, the list at its extension, or the answer itself. */
function rowsOf(operation: ApiOperation, answer: JsonValue): readonly JsonValue[] {
  if (Array.isArray(answer)) return answer;
  const envelope = operation.rows === null || !isNode(answer) ? undefined : answer[operation.rows];
  return Array.isArray(envelope) ? envelope : [answer];
}

interface AnswerRow {
  readonly ran: Ran;
  readonly index: number;
  readonly site: Run['site'];
  readonly strangers: Run['strangers'];
}

function cellProblems({ ran: { columns, rows }, index, site, strangers }: AnswerRow, row: JsonValue): readonly string[] {
  if (!isNode(row)) return rows[index]?.some((cell) => isSame(cell, row)) === true ? [] : [`row ${index} lacks ${JSON.stringify(row)}`];
  return Object.entries(row).flatMap(([name, value]) => {
    const column = site.method.response.columns.find((candidate) => nameOnWire(candidate) === name)?.name ?? name;
    const at = columns.indexOf(column);
    if (at < 0) return value === null || strangers === 'let be' ? [] : [`row ${index} lacks column ${name}`];
    const cell = rows[index]?.[at] ?? null;
    return isSame(cell, value) ? [] : [`row ${index}, ${name}: ${JSON.stringify(cell)} instead of ${JSON.stringify(value)}`];
  });
}

/** Times are the same instant, written in one way. */
function isSame(cell: Value | undefined, value: JsonValue): boolean {
  if (JSON.stringify(cell) === JSON.stringify(value)) return true;
  return typeof cell === 'string' && typeof value === 'string' && /T.*Z$/.test(cell) && Date.parse(cell) === Date.parse(value);
}
