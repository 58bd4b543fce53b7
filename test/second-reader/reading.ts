import type { Query, Statement } from '../../src/sql/ast.ts';
import { parseScript } from '../../src/sql/parse.ts';
import { lex } from '../../src/sql/lexer.ts';
import type { QueryReader } from '../../src/sql/query-reader.ts';

/** A query as the built-in grammar reads it; null if it does not, or if the text is something else. */
export async function builtIn(text: string): Promise<Query | null> {
  try {
    const [parsed] = await parseScript(text);
    return parsed === undefined ? null : queryOf(parsed.statement);
  } catch {
    return null;
  }
}

/** A query as a second reader reads it. */
export function second(reader: QueryReader, text: string): Promise<Query | null> {
  return reader.read({ tokens: lex(text, () => 'template').tokens });
}

function queryOf(statement: Statement): Query | null {
  return statement.kind === 'select-statement' ? statement.query : null;
}

/** First place where two trees differ; null if they are equal. */
export function difference(left: unknown, right: unknown, path = ''): string | null {
  if (left === right) return null;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return `${path}: ${String(left)} and ${String(right)}`;
  }
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = difference(Reflect.get(left, key), Reflect.get(right, key), `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
