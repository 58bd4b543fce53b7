import type {
  Assignment,
  DeleteStatement,
  Expression,
  FromItem,
  Identifier,
  InsertStatement,
  QualifiedName,
  RelationReference,
  UpdateStatement,
} from './ast.ts';
import { readExpression, readExpressions, readFrom, readQuery } from './adapter/read.ts';
import { sliceUntil } from './clauses.ts';
import { readReturning } from './read-exec.ts';
import { isReserved } from './reserved-words.ts';
import type { TokenRange } from './token-range.ts';

/** Reads INSERT INTO and REPLACE INTO. */
export async function readInsert(range: TokenRange): Promise<InsertStatement> {
  const first = range.position;
  const replace = range.sees('REPLACE');
  range.next();
  range.expect('INTO');
  const relation = readRelation(range);
  const columns = range.sees('(') && !isQuery(range) ? readColumns(range) : [];
  if (range.sees('DEFAULT', 'VALUES')) throw range.error('unsupported', 'DEFAULT VALUES is not supported', { span: range.peek().span });
  if (range.sees('SET') && columns.length === 0) throw range.unexpected('a column list, VALUES or SELECT');
  if (!range.sees('VALUES') && !isQuery(range)) throw range.unexpected('VALUES or SELECT');
  const source = await readQuery(sliceUntil(range, ['RETURNING', 'ON CONFLICT']));
  if (range.sees('ON', 'CONFLICT')) throw range.error('unsupported', 'ON CONFLICT is not supported', { span: range.peek().span });
  const returning = await readReturning(range);
  return { kind: 'insert', replace, relation, columns, source, returning, span: range.spanOf(first, range.end - 1) };
}

function isQuery(range: TokenRange): boolean {
  let ahead = 0;
  while (range.peek(ahead).text === '(') ahead += 1;
  return ['SELECT', 'WITH', 'VALUES'].includes(range.peek(ahead).keyword) && range.peek(ahead).kind === 'word';
}

/** Reads `(a, b)`. */
export function readColumns(range: TokenRange): readonly Identifier[] {
  range.expect('(');
  const columns = [range.identifier('a column')];
  while (range.accept(',')) columns.push(range.identifier('a column'));
  if (!range.sees(')')) throw range.unexpected('"," or ")"');
  range.next();
  return columns;
}

/** Reads UPDATE, and REPLACE with SET. SET may be empty: the document may offer a call without a body. */
export async function readUpdate(range: TokenRange): Promise<UpdateStatement> {
  const first = range.position;
  const replace = range.sees('REPLACE');
  range.next();
  const relation = readRelation(range);
  range.expect('SET');
  const assignments = await readAssignments(sliceUntil(range, ['FROM', 'WHERE', 'RETURNING']));
  const from = range.accept('FROM') ? await readFromClause(range) : null;
  const where = await readWhere(range);
  const returning = await readReturning(range);
  range.expectEnd('FROM, WHERE or RETURNING');
  return { kind: 'update', replace, relation, assignments, from, where, returning, span: range.spanOf(first, range.end - 1) };
}

async function readAssignments(range: TokenRange): Promise<readonly Assignment[]> {
  const paths: QualifiedName[] = [];
  const values: TokenRange[] = [];
  const extents: (readonly [number, number])[] = [];
  while (!range.atEnd) {
    if (paths.length > 0) range.expect(',');
    const first = range.position;
    if (range.sees('('))
      throw range.error('unsupported', 'SET (a, b) = … is not supported', {
        span: range.peek().span,
        hint: 'Set one column after the other.',
      });
    paths.push(range.qualifiedName('a column'));
    range.expect('=');
    const value = sliceUntil(range, [',']);
    if (value.atEnd) throw range.unexpected('a value');
    values.push(value);
    extents.push([first, range.position - 1]);
  }
  const expressions = await readExpressions(values);
  return expressions.map((value, index) => {
    const [first, last] = extents[index] ?? [0, 0];
    return { path: paths[index] ?? [], value, span: range.spanOf(first, last) };
  });
}

/** Reads DELETE FROM. */
export async function readDelete(range: TokenRange): Promise<DeleteStatement> {
  const first = range.next();
  range.expect('FROM');
  const relation = readRelation(range);
  const using = range.accept('USING') ? await readFromClause(range) : null;
  const where = await readWhere(range);
  const returning = await readReturning(range);
  range.expectEnd('USING, WHERE or RETURNING');
  return { kind: 'delete', relation, using, where, returning, span: range.spanOf(first, range.end - 1) };
}

/** Reads a relation that takes no alias. */
export function readBareRelation(range: TokenRange): RelationReference {
  const first = range.position;
  const name = range.qualifiedName('a table');
  const nameSpan = range.spanOf(first, range.position - 1);
  return { kind: 'relation', name, nameSpan, alias: null, span: nameSpan };
}

/** Reads a relation with its alias. */
export function readRelation(range: TokenRange): RelationReference {
  const first = range.position;
  const name = range.qualifiedName('a resource');
  const nameSpan = range.spanOf(first, range.position - 1);
  const explicit = range.accept('AS');
  const next = range.peek();
  const isAlias =
    next.kind === 'name' || (next.kind === 'word' && !isReserved(next.keyword) && !range.sees('SET') && !range.sees('DEFAULT'));
  const alias = explicit || isAlias ? range.identifier('an alias') : null;
  return { kind: 'relation', name, nameSpan, alias, span: range.spanOf(first, range.position - 1) };
}

function readFromClause(range: TokenRange): Promise<FromItem> {
  const items = sliceUntil(range, ['WHERE', 'RETURNING']);
  if (items.atEnd) throw range.unexpected('a relation');
  return readFrom(items);
}

async function readWhere(range: TokenRange): Promise<Expression | null> {
  if (!range.accept('WHERE')) return null;
  const condition = sliceUntil(range, ['RETURNING']);
  if (condition.atEnd) throw range.unexpected('a condition');
  return readExpression(condition);
}
