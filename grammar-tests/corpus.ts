/** One case of the corpus. */
export interface CorpusCase {
  readonly title: string;
  readonly sql: string;
  /** Printed trees, or an error's code followed by its print. */
  readonly expected: string;
}

/**
 * Reads a file of cases. A case is a line `=== title`, the SQL, a line `---`, and what is expected. Spaces at the end of a line are kept;
 * `\t`, `\r` and `\0` written as pictures (␉ ␍ ␀) stand for themselves in SQL.
 */
export function parseCases(text: string): readonly CorpusCase[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [title = '', ...rest] = block.split('\n');
      const body = rest.join('\n');
      const divider = /^---$/m.exec(body);
      const sql = divider === null ? body : body.slice(0, divider.index);
      const expected = divider === null ? '' : body.slice(divider.index + 4);
      return { title, sql: unpicture(sql.replace(/\n$/, '')), expected: expected.trimEnd() };
    });
}

/** The file that {@link parseCases} reads as these cases. */
export function formatCases(cases: readonly CorpusCase[]): string {
  return cases.map(({ title, sql, expected }) => `=== ${title}\n${picture(sql)}\n---\n${expected}\n`).join('\n');
}

const pictures = [
  ['\t', '␉'],
  ['\r', '␍'],
  ['\0', '␀'],
  ['\uFEFF', '⍰'],
] as const;

function unpicture(sql: string): string {
  return pictures.reduce((text, [character, shown]) => text.replaceAll(shown, character), sql);
}

function picture(sql: string): string {
  return pictures.reduce((text, [character, shown]) => text.replaceAll(character, shown), sql);
}
