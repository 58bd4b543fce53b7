import type { MarkedText } from './marked-text.ts';

interface Library {
  astify(text: string): unknown;
}

let loading: Promise<Library> | undefined;

/** Loads node-sql-parser on first use (26 ms): scripts of EXEC, SHOW and SET alone never need it. */
function load(): Promise<Library> {
  loading ??= import('node-sql-parser/build/postgresql.js').then((module) => {
    const parser = new module.default.Parser();
    return { astify: (text) => parser.astify(text, { database: 'postgresql' }) };
  });
  return loading;
}

/**
 * Gives the function that parses a marked text into the library's tree. It throws QueryError `syntax_error` at the token where the
 * library stops; the marks leave it few occasions.
 */
export async function loadGrammar(): Promise<(marks: MarkedText) => unknown> {
  const library = await load();
  return (marks) => parseMarked(library, marks);
}

function parseMarked(library: Library, marks: MarkedText): unknown {
  const { range, text } = marks;
  try {
    return library.astify(text);
  } catch (error) {
    const token = range.tokens[marks.tokenAt(errorOffset(error) ?? text.length)] ?? range.peek();
    if (error instanceof RangeError) throw range.error('unsupported', 'this statement is nested too deeply', { span: token.span });
    throw range.error('syntax_error', 'the statement cannot be read from here on', { span: token.span });
  }
}

function errorOffset(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('location' in error)) return undefined;
  const { location } = error;
  if (typeof location !== 'object' || location === null || !('start' in location)) return undefined;
  const { start } = location;
  if (typeof start !== 'object' || start === null || !('offset' in start)) return undefined;
  return typeof start.offset === 'number' ? start.offset : undefined;
}
