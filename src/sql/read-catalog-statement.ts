import { changedError } from '../errors/query-error.ts';
import { showSubjects } from './ast.ts';
import type { DescribeStatement, Literal, QualifiedName, SetStatement, ShowStatement } from './ast.ts';
import { readExpression, readQuery } from './adapter/read.ts';
import type { TokenRange } from './token-range.ts';

/** Reads `SHOW [EXTENDED] PROVIDERS | SERVICES | RESOURCES | METHODS | TABLES [IN name] [LIKE '…'] [WHERE …]` and `SHOW INSERT INTO name`. */
export async function readShow(range: TokenRange): Promise<ShowStatement> {
  const first = range.next();
  let extended = range.accept('EXTENDED');
  const subject = readSubject(range);
  extended = range.accept('EXTENDED') || extended;
  const name = readShowName(range, subject);
  const like = range.accept('LIKE') ? readPattern(range) : null;
  const where = range.accept('WHERE') ? await readExpression(range.slice(range.position, range.end)) : null;
  if (where !== null) range.position = range.end;
  range.expectEnd(like === null ? 'IN, LIKE, WHERE or the end of the statement' : 'WHERE or the end of the statement');
  return { kind: 'show', subject, extended, name, like, where, span: range.spanOf(first, range.position - 1) };
}

function readSubject(range: TokenRange): ShowStatement['subject'] {
  for (const subject of showSubjects) if (range.accept(subject.toUpperCase())) return subject;
  const error = range.unexpected('PROVIDERS, SERVICES, RESOURCES, METHODS, TABLES or INSERT INTO');
  const hint = range.atEnd ? undefined : elsewhere[range.peek().keyword ?? ''];
  throw hint === undefined ? error : changedError(error, { hint });
}

/** What other databases call what there is here under another name. */
const elsewhere: Readonly<Record<string, string>> = {
  CATALOGS: 'SHOW PROVIDERS lists what stands first in names, SHOW SERVICES what stands second.',
  COLUMNS: 'DESCRIBE name lists the columns of a relation.',
  CREATE: 'DESCRIBE name tells what a relation holds.',
  DATABASES: 'SHOW PROVIDERS lists what stands first in names, SHOW SERVICES what stands second.',
  FIELDS: 'DESCRIBE name lists the columns of a relation.',
  FUNCTIONS: 'SELECT function_name FROM duckdb_functions() lists the functions.',
  SCHEMAS: 'SHOW SERVICES lists what stands second in names.',
  VIEWS: 'SHOW TABLES lists tables and views.',
};

function readShowName(range: TokenRange, subject: ShowStatement['subject']): QualifiedName {
  if (subject === 'insert') {
    range.expect('INTO');
    return range.qualifiedName('a resource');
  }
  if (subject === 'providers' || (!range.accept('IN') && !range.accept('FROM'))) return [];
  return range.qualifiedName(showNames[subject]);
}

const showNames = {
  providers: 'a provider',
  services: 'a provider',
  resources: 'a service',
  methods: 'a resource',
  insert: 'a resource',
  tables: 'a database',
} as const;

function readPattern(range: TokenRange): Literal {
  const token = range.peek();
  if (token.kind !== 'string') throw range.unexpected("a pattern such as '%app%'");
  range.next();
  return { kind: 'literal', value: token.value, span: token.span };
}

/** Reads `DESCRIBE SELECT …`, `DESCRIBE [EXTENDED] name` and `DESCRIBE [EXTENDED] METHOD name`; DESC is the same. */
export async function readDescribe(range: TokenRange): Promise<DescribeStatement> {
  const first = range.next();
  if (range.sees('SELECT') || range.sees('WITH') || range.sees('(') || range.sees('FROM')) {
    const inner = range.slice(range.position, range.end);
    const query = await readQuery(inner);
    return { kind: 'describe', subject: 'query', extended: false, name: [], query, span: range.spanOf(first, range.end - 1) };
  }
  const extended = acceptBeforeName(range, 'EXTENDED');
  const subject = acceptBeforeName(range, 'METHOD') ? 'method' : 'resource';
  const name = range.qualifiedName(subject === 'method' ? 'a method' : 'a resource');
  range.expectEnd('the end of the statement');
  return { kind: 'describe', subject, extended, name, span: range.spanOf(first, range.position - 1) };
}

/** A word is no keyword when it is itself the name: `DESCRIBE method`. */
function acceptBeforeName(range: TokenRange, keyword: string): boolean {
  const { kind } = range.peek(1);
  return (kind === 'word' || kind === 'name') && range.accept(keyword);
}

/** Reads `SET name = value` or `SET name TO value`; a single bare word is a name, reserved or not: `on`. */
export async function readSet(range: TokenRange): Promise<SetStatement> {
  const first = range.next();
  const name = range.qualifiedName('a setting');
  if (!range.accept('TO')) range.expect('=');
  if (range.atEnd) throw range.unexpected('a value');
  const { kind, text, span } = range.peek();
  const bare = kind === 'word' && range.position + 1 === range.end && /^(on|off|auto|strong)$/i.test(text);
  const value: SetStatement['value'] = bare
    ? { kind: 'column', path: [{ name: text, quoted: false, span }], span }
    : await readExpression(range.slice(range.position, range.end));
  return { kind: 'set', name, value, span: range.spanOf(first, range.end - 1) };
}
