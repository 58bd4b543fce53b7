import { QueryError } from '../../errors/query-error.ts';
import type { Star } from '../../sql/ast.ts';
import type { Splice } from '../../sql/parsed-statement.ts';
import { quoteName } from '../../values/quote-name.ts';
import type { Scope } from './scope.ts';
import { isQualifier, type WantedUse } from './wanted-columns.ts';

/** What stars are spliced by. */
interface StarContext {
  readonly wanted: readonly WantedUse[];
  readonly source: string;
}

/**
 * `*` lists response fields only, but a staged table may hold parameters too: then its columns are spelled out, or the parameters excluded
 * where the star is changed. Throws `unsupported` where the columns are chosen by a pattern and parameters are staged.
 */
export function starSplice(star: Star, scope: Scope, { wanted, source }: StarContext): readonly Splice[] {
  const parts = star.qualifier.map((part) => part.name);
  const uses = wanted.filter(({ use }) => scope.uses.includes(use) && (parts.length === 0 || isQualifier(parts, use)));
  const extra = uses.flatMap((use) => parametersOf(use));
  const written = star.changes?.written;
  if (written === 'star' || written === 'columns') return extra.length === 0 ? [] : excluding(star, excludedNames(uses, scope), source);
  if (written === 'none' && extra.length > 0) throw chosenByPattern(star, extra);
  if (parts.length > 0) {
    const [use] = uses;
    return use === undefined ? [] : [{ span: star.span, text: fieldList(use) }];
  }
  if (extra.length === 0) return [];
  const list = spelledOut(scope, uses);
  return [{ span: star.span, text: written === 'from' ? `SELECT ${list} FROM` : list }];
}

function spelledOut(scope: Scope, uses: readonly WantedUse[]): string {
  if (scope.merged === null || scope.merged.size > 0) {
    return `* EXCLUDE (${[...new Set(uses.flatMap(parametersOf).map(quoteName))].join(', ')})`;
  }
  const lists = scope.items.flatMap((item) => {
    if (item.kind === 'local') return item.local.alias === null ? [] : [`${quoteName(item.local.alias)}.*`];
    return uses.filter(({ use }) => use === item.use).map(fieldList);
  });
  return lists.join(', ');
}

function fieldList({ use, columns }: WantedUse): string {
  return columns.flatMap(({ name, origin }) => (origin === 'field' ? [`${quoteName(use.alias)}.${quoteName(name)}`] : [])).join(', ');
}

function parametersOf({ columns }: WantedUse): readonly string[] {
  return columns.filter((column) => column.origin !== 'field').map((column) => column.name);
}

/** Names for EXCLUDE by their text, which is qualified where another item may have a field of the name. */
function excludedNames(uses: readonly WantedUse[], { items, merged }: Scope): ReadonlyMap<string, string> {
  const isPlain = items.length === 1 || merged === null || merged.size > 0;
  return new Map(
    uses.flatMap((wanted) =>
      parametersOf(wanted).map((name): [string, string] => [
        isPlain ? quoteName(name) : `${quoteName(wanted.use.alias)}.${quoteName(name)}`,
        name.toLowerCase(),
      ]),
    ),
  );
}

function excluding({ span, changes }: Star, names: ReadonlyMap<string, string>, source: string): readonly Splice[] {
  const exclude = changes?.exclude ?? null;
  const insert = (offset: number, text: string): Splice => ({ span: { start: offset, end: offset }, text });
  if (exclude === null) return [insert(span.end, ` EXCLUDE (${[...names.keys()].join(', ')})`)];
  const text = source.slice(exclude.start, exclude.end);
  const said = (text.match(/"[^"]*"|[\p{L}\p{N}_$]+/gu) ?? []).map((name) => name.replaceAll('"', '').toLowerCase());
  const missing = [...names].filter(([, name]) => !said.includes(name)).map(([shown]) => shown);
  if (missing.length === 0) return [];
  const added = `, ${missing.join(', ')}`;
  if (text.endsWith(')')) return [insert(exclude.end - 1, added)];
  return [insert(exclude.start, '('), insert(exclude.end, `${added})`)];
}

function chosenByPattern({ span }: Star, extra: readonly string[]): QueryError {
  return new QueryError(
    'unsupported',
    `columns cannot be chosen here while the query names ${extra[0] ?? 'a parameter'}, which is a parameter`,
    {
      span,
      hint: 'List the columns.',
    },
  );
}
