import type { Identifier, Literal, Query } from './ast.ts';
import { readQuery } from './adapter/read.ts';
import { sliceUntil } from './clauses.ts';
import type { AttachStatement, CopyFromStatement, CopyToStatement, DetachStatement, LocalOption } from './local-ast.ts';
import { readColumns, readBareRelation } from './read-mutation.ts';
import { textOf } from './read-create.ts';
import type { TokenRange } from './token-range.ts';

/** Reads COPY … TO and COPY … FROM. */
export async function readCopy(range: TokenRange): Promise<CopyToStatement | CopyFromStatement> {
  const first = range.next();
  const source = range.sees('(') ? await readCopiedQuery(range) : readBareRelation(range);
  const columns: readonly Identifier[] = source.kind === 'relation' && range.sees('(') ? readColumns(range) : [];
  const isFrom = source.kind === 'relation' && range.accept('FROM');
  if (!isFrom && !range.accept('TO')) throw range.unexpected(source.kind === 'relation' ? 'TO or FROM' : 'TO');
  const path = readPath(range);
  const options = readOptions(range);
  range.expectEnd('options in brackets or the end of the statement');
  const span = range.spanOf(first, range.end - 1);
  if (source.kind === 'relation' && isFrom) return { kind: 'copy-from', relation: source, columns, path, options, span };
  return { kind: 'copy-to', source, columns, path, options, span };
}

async function readCopiedQuery(range: TokenRange): Promise<Query> {
  range.expect('(');
  const inner = sliceUntil(range, []);
  if (inner.atEnd) throw range.unexpected('a query');
  const query = await readQuery(inner);
  range.expect(')');
  return query;
}

function readPath(range: TokenRange): Literal {
  const token = range.peek();
  if (token.kind !== 'string' && token.kind !== 'template') throw range.unexpected("a file's path in single quotes");
  range.next();
  return { kind: 'literal', value: token.value === null ? null : String(token.value), span: token.span };
}

/** `(NAME value, NAME)`; WITH may stand in front. */
function readOptions(range: TokenRange): readonly LocalOption[] {
  range.accept('WITH');
  if (!range.accept('(')) return [];
  const options: LocalOption[] = [];
  do {
    const first = range.position;
    const name = readOptionName(range);
    const start = range.position;
    const value = sliceUntil(range, [',']);
    options.push({
      name,
      value: value.atEnd ? null : textOf(range, start),
      span: range.spanOf(first, range.position - 1),
    });
  } while (range.accept(','));
  range.expect(')');
  return options;
}

/** Any word names an option, NULL too. */
function readOptionName(range: TokenRange): Identifier {
  const { kind, text, value, span } = range.peek();
  if (kind !== 'word' && kind !== 'name') throw range.unexpected('an option');
  range.next();
  return { name: kind === 'word' ? text : String(value), quoted: kind === 'name', span };
}

/** Reads ATTACH; DATABASE may be left out. */
export function readAttach(range: TokenRange): AttachStatement {
  const first = range.next();
  range.accept('DATABASE');
  const ifNotExists = range.accept('IF', 'NOT', 'EXISTS');
  const path = readPath(range);
  const alias = range.accept('AS') ? range.identifier('a name') : null;
  const options = readOptions(range);
  range.expectEnd('options in brackets or the end of the statement');
  return { kind: 'attach', path, alias, ifNotExists, options, span: range.spanOf(first, range.end - 1) };
}

/** Reads DETACH; DATABASE may be left out. */
export function readDetach(range: TokenRange): DetachStatement {
  const first = range.next();
  range.accept('DATABASE');
  const ifExists = range.accept('IF', 'EXISTS');
  const name = range.identifier('a database');
  range.expectEnd('the end of the statement');
  return { kind: 'detach', name, ifExists, span: range.spanOf(first, range.end - 1) };
}
