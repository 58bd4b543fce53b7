import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { CopyFromStatement, CopyToStatement, LocalOption } from '../../sql/local-ast.ts';
import type { ParsedStatement } from '../../sql/parsed-statement.ts';
import { quoteName, quoteText } from '../../values/quote-name.ts';
import { type Facts, MissingFact } from '../facts.ts';
import { nameText } from '../find-relation.ts';
import type { CopyPlan, LocalWritePlan, LocatedSql } from '../plan.ts';
import { checkedTable } from './checked-table.ts';
import { requireTable } from './find-local.ts';
import { databaseText, joinedSql, located, sourceQuery, type SqlPart } from './local-sql.ts';
import { emptyWrite } from './plan-create.ts';

/** Formats by their names; lines of JSON are what the database calls JSON. */
const formats: Readonly<Record<string, string>> = { csv: 'csv', json: 'json', jsonl: 'json', ndjson: 'json', parquet: 'parquet' };

/** How files print times unless the statement says: as everything here does. */
const timestampFormat = "'%Y-%m-%dT%H:%M:%S.%gZ'";

/** Plans COPY … TO. A table stands for the query of all of its columns, or of those that are listed. */
export function planCopyTo(statement: CopyToStatement, parsed: ParsedStatement, facts: Facts): CopyPlan {
  const { source, path, options } = statement;
  if (source.kind === 'relation') throw new MissingFact(asQuery(statement, parsed));
  const file = pathOf(path.value, path.span);
  const format = formatOf(options, file);
  const rows = sourceQuery({ query: source, segments: [source.span] }, parsed, facts);
  const kept = options.filter(({ name }) => !['FORMAT', 'OVERWRITE'].includes(name.name.toUpperCase()));
  const times = format === 'parquet' || has(options, 'TIMESTAMPFORMAT') ? [] : [`, TIMESTAMPFORMAT ${timestampFormat}`];
  return {
    kind: 'copy',
    path: file,
    span: path.span,
    partitioned: has(options, 'PARTITION_BY'),
    overwrite: isOn(options, 'OVERWRITE'),
    tables: rows.tables,
    statement: (to) =>
      joinedSql(['COPY (', rows, `) TO ${quoteText(to)} (FORMAT ${format}`, ...times, ...optionTexts(kept, parsed, facts), ')']),
  };
}

/** The text of a query for a table and its columns. */
function asQuery({ source, columns }: CopyToStatement, { source: text }: ParsedStatement): MissingFact['need'] {
  const last = columns.at(-1);
  const end = last === undefined ? source.span.end : text.indexOf(')', last.span.end) + 1;
  const list = last === undefined ? '*' : columns.map(({ name }) => quoteName(name)).join(', ');
  const name = text.slice(source.span.start, source.span.end);
  return { kind: 'text', span: { start: source.span.start, end }, before: `(SELECT ${list} FROM `, text: name, after: ')', view: null };
}

/** Plans COPY … FROM, which adds a file's rows to a local table. */
export function planCopyFrom(statement: CopyFromStatement, parsed: ParsedStatement, facts: Facts): LocalWritePlan {
  const { relation, columns, path, options } = statement;
  const target = requireTable(relation.name, facts);
  const file = pathOf(path.value, path.span);
  const format = formatOf(options, file);
  const kept = options.filter(({ name }) => name.name.toUpperCase() !== 'FORMAT');
  const list = columns.length === 0 ? '' : ` (${columns.map(({ name }) => quoteName(name)).join(', ')})`;
  const write = (table: SqlPart): LocatedSql => {
    const sql = joinedSql(['COPY ', table, `${list} FROM ${quoteText(file)} (FORMAT ${format}`, ...optionTexts(kept, parsed, facts), ')']);
    return { ...sql, locate: (offset) => sql.locate(offset) ?? path.span };
  };
  return {
    ...emptyWrite(`Copy into table ${nameText(relation.name)}`),
    target,
    check: write(`${quoteName(checkedTable)}.${quoteName(target.name)}`),
    file,
    statements: [write(located(target))],
    counts: true,
  };
}

function pathOf(value: unknown, span: SourceSpan): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new QueryError('syntax_error', "a file's path is wanted here", { span });
}

/** The format that the options name, or that the file's name ends in; CSV for any other. Throws `unsupported`. */
function formatOf(options: readonly LocalOption[], file: string): string {
  const option = options.find(({ name }) => name.name.toUpperCase() === 'FORMAT');
  const written = option?.value?.text.replaceAll(/^['"]|['"]$/g, '').toLowerCase();
  if (option === undefined) return formats[/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? ''] ?? 'csv';
  const format = written === undefined ? undefined : formats[written];
  if (format !== undefined) return format;
  throw new QueryError('unsupported', `there is no format ${written ?? ''}`, {
    span: option.span,
    hint: didYouMean(written ?? '', Object.keys(formats)) ?? `One of ${Object.keys(formats).join(', ')}.`,
  });
}

function has(options: readonly LocalOption[], wanted: string): boolean {
  return options.some(({ name }) => name.name.toUpperCase() === wanted);
}

/** A switch without a value is on. */
export function isOn(options: readonly LocalOption[], wanted: string): boolean {
  const option = options.find(({ name }) => name.name.toUpperCase() === wanted);
  return option !== undefined && !/^(false|0|off|no)$/i.test(option.value?.text.replaceAll("'", '') ?? 'true');
}

function optionTexts(options: readonly LocalOption[], parsed: ParsedStatement, facts: Facts): readonly (string | LocatedSql)[] {
  return options.flatMap(({ name, value }) => [
    `, ${name.name.toUpperCase()}`,
    ...(value === null ? [] : [' ', databaseText([value.span], parsed, facts)]),
  ]);
}
