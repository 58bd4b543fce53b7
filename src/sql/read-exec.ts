import type { Expression, ExecArgument, ExecStatement, Identifier, Query, SelectItem } from './ast.ts';
import { readExpression, readItems, readQuery } from './adapter/read.ts';
import { sliceUntil } from './clauses.ts';
import type { TokenRange } from './token-range.ts';
import type { TokenKind } from './token.ts';

/** Reads `EXEC method @a = 1, @b IN (SELECT …) @@json = '{…}' RETURNING …`, `@@body` or `@@file` instead of `@@json`; commas between arguments are optional. */
export async function readExec(range: TokenRange): Promise<ExecStatement> {
  const first = range.next();
  const method = range.qualifiedName('a method');
  const args: ExecArgument[] = [];
  let body: Expression | null = null;
  let bodyName: Identifier | null = null;
  while (!range.atEnd && !range.sees('RETURNING')) {
    const { kind } = range.peek();
    if (kind === 'parameter') args.push(await readArgument(range, args));
    else if (range.sees('(') && range.peek(1).kind === 'parameter' && [',', ')'].includes(range.peek(2).text))
      args.push(...(await readRow(range, args)));
    else if (kind === 'body-parameter') {
      const name = readBodyName(range, bodyName);
      bodyName = name;
      body = await readBody(range);
    } else throw range.unexpected(args.length === 0 ? '@name = value' : '"," or @name = value');
    while (range.accept(',')) continue;
  }
  const returning = await readReturning(range);
  range.expectEnd('the end of the statement');
  const span = range.spanOf(first, range.position - 1);
  const form = bodyForms.find((name) => name === bodyName?.name.toLowerCase());
  return { kind: 'exec', method, arguments: args, body, ...(form === undefined ? {} : { bodyForm: form }), returning, span };
}

/** What `@@` takes besides `@@json`. */
const bodyForms = ['body', 'file'] as const;

/** Reads `RETURNING a, b AS c` up to the range's end; nothing if it is not there. */
export async function readReturning(range: TokenRange): Promise<readonly SelectItem[]> {
  if (!range.accept('RETURNING')) return [];
  const items = await readItems(range.slice(range.position, range.end));
  range.position = range.end;
  return items;
}

async function readArgument(range: TokenRange, earlier: readonly ExecArgument[]): Promise<ExecArgument> {
  const at = range.next();
  const name = parameterName(range, at);
  refuseTwin(
    range,
    name,
    earlier.map((argument) => argument.name),
  );
  const value = range.accept('IN') ? await readInQuery(range) : await readValueAfterEquals(range);
  return { name, value, span: range.spanOf(at, range.position - 1) };
}

function refuseTwin(range: TokenRange, name: Identifier, earlier: readonly Identifier[]): void {
  const twin = earlier.find((other) => other.name.toLowerCase() === name.name.toLowerCase());
  if (twin !== undefined) throw duplicate(range, name, twin);
}

/** Reads `(@a, @b) IN (SELECT …)`: an argument for each name. */
async function readRow(range: TokenRange, earlier: readonly ExecArgument[]): Promise<readonly ExecArgument[]> {
  const first = range.next();
  const names: Identifier[] = [];
  do {
    if (range.peek().kind !== 'parameter') throw range.unexpected('@name');
    const name = parameterName(range, range.next());
    refuseTwin(range, name, [...earlier.map((argument) => argument.name), ...names]);
    names.push(name);
  } while (range.accept(','));
  range.expect(')');
  range.expect('IN');
  const value = await readInQuery(range);
  const span = range.spanOf(first, range.position - 1);
  return names.map((name, index) => ({ name, value, ...(names.length === 1 ? {} : { column: { index, of: names.length } }), span }));
}

function parameterName(range: TokenRange, at: number): Identifier {
  const token = range.tokens[at];
  const span = range.spanOf(at, at);
  return { name: String(token?.value ?? ''), quoted: /^@+["`]/.test(token?.text ?? ''), span };
}

function readBodyName(range: TokenRange, earlier: Identifier | null): Identifier {
  const name = parameterName(range, range.position);
  if (!['json', ...bodyForms].includes(name.name.toLowerCase())) {
    throw range.error('unknown_parameter', `@@${name.name} is not known`, {
      span: name.span,
      hint: 'The whole body is @@json; @@body sends text or bytes as they are, @@file the contents of a file.',
    });
  }
  if (earlier !== null) throw duplicate(range, name, earlier);
  range.next();
  return name;
}

async function readBody(range: TokenRange): Promise<Expression> {
  return readValueAfterEquals(range);
}

function duplicate(range: TokenRange, name: Identifier, earlier: Identifier): Error {
  const text = range.source.slice(name.span.start, name.span.end);
  return range.error('duplicate_parameter', `${text} is given twice`, {
    span: name.span,
    hint: `It was first given ${placeOf(range.source, earlier.span.start)}.`,
  });
}

function placeOf(source: string, offset: number): string {
  const before = source.slice(0, offset).split(/\r\n|\r|\n/);
  return `in line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

/** What a list of values begins with, and no query does. */
const listKinds: readonly TokenKind[] = ['string', 'number', 'bind', 'template'];

async function readInQuery(range: TokenRange): Promise<Query> {
  range.expect('(');
  const { kind, span } = range.peek();
  if (listKinds.includes(kind)) {
    throw range.error('syntax_error', 'IN takes a query here: EXEC makes a call for each of its rows', {
      span,
      hint: "Write the values as rows: IN (VALUES ('…'), ('…')).",
    });
  }
  const inner = sliceUntil(range, []);
  const query = await readQuery(inner);
  range.expect(')');
  return query;
}

async function readValueAfterEquals(range: TokenRange): Promise<Expression> {
  range.expect('=');
  const value = sliceUntil(range, [',', 'RETURNING'], ['parameter', 'body-parameter']);
  if (value.atEnd) throw range.unexpected('a value');
  return readExpression(value);
}
