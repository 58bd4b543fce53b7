import { QueryError, type SourceSpan } from '../../errors/query-error.ts';
import type { Call, Expression, TableFunction } from '../../sql/ast.ts';
import type { Splice } from '../../sql/parsed-statement.ts';
import { stackqlFunction } from '../../sql/functions/function-table.ts';
import { type FunctionForm, functionCatalog } from '../../sql/functions/stackql-function.ts';
import { databaseFormat } from '../../sql/functions/time-functions.ts';
import { timeCall, timeFunctionNames } from '../sqlite-time.ts';
import { within } from './compose-sql.ts';
import type { QueryAnalysis } from './scope.ts';
import { quoteName, quoteText } from '../../values/quote-name.ts';

/** How the call of a function that means what it means in SQLite is spliced; undefined for the database's own and for calls after a dot. */
export function functionForm({ name, arguments: given, span }: Call, source: string): FunctionForm | undefined {
  const found = stackqlFunction(name);
  if (found === undefined || nameEnd(span, name, source) === undefined) return undefined;
  const texts = given.map((argument) => source.slice(argument.span.start, argument.span.end));
  return found.isForeign?.(texts) === true ? undefined : found.form;
}

/** Where the name of a call ends, quotes included; undefined where something else stands before it. */
function nameEnd({ start }: SourceSpan, name: string, source: string): number | undefined {
  const found = /^(?:"((?:[^"]|"")*)"|[\p{L}_][\p{L}\p{N}_$]*)(?=\s*\()/u.exec(
    source.slice(Math.max(0, start), start + 2 * name.length + 80),
  );
  if (start < 0 || found === null) return undefined;
  const written = found[1]?.replaceAll('""', '"') ?? found[0];
  return written.toLowerCase() === name.toLowerCase() ? start + found[0].length : undefined;
}

/** Splices for every call of such a function; `now` is the statement's time, in milliseconds since 1970. */
export function callSplices({ calls, tableCalls, unquoted }: QueryAnalysis, source: string, now: number): readonly Splice[] {
  const constants = calls.flatMap((call) => constantSplice(call, source, now));
  const inConstant = (call: Call): boolean => constants.some(({ span }) => within(call.span, span));
  const others = calls.filter((call) => !inConstant(call));
  return [
    ...constants,
    ...others.flatMap((call) => [...nowSplices(call, source, now), ...functionSplices(call, source)]),
    ...tableCalls.flatMap((item) => tableFunctionSplices(item, source)),
    ...unquoted.flatMap(({ span }) => wrapped(span, `${functionCatalog}.json_of(`, ')')),
  ];
}

/** `datetime('now', '-7 days')` is a constant: as a literal it takes the type of what it is compared with. */
function constantSplice(call: Call, source: string, now: number): readonly Splice[] {
  const values = call.arguments.flatMap((argument) => (argument.kind === 'literal' ? [argument.value] : []));
  if (values.length < call.arguments.length || functionForm(call, source) === undefined) return [];
  const constant = timeCall(call.name, values, now);
  return constant === undefined ? [] : [{ span: call.span, text: constant.sql }];
}

/** The statement's time where SQLite's functions of time have 'now' or nothing. */
function nowSplices(call: Call, source: string, now: number): readonly Splice[] {
  const { name, arguments: given, span } = call;
  if (!timeFunctionNames.has(name.toLowerCase()) || functionForm(call, source) === undefined) return [];
  const time = quoteText(new Date(now).toISOString());
  const index = name.toLowerCase() === 'strftime' ? 1 : 0;
  const argument = given[index];
  if (argument === undefined && given.length === index)
    return [insertion(span.end - 1, index === 0 ? time : `, stackql."instant"(${time})`)];
  const isNow = argument?.kind === 'literal' && typeof argument.value === 'string' && argument.value.toLowerCase() === 'now';
  return isNow ? [{ span: argument.span, text: time }] : [];
}

/** Splices for one call outside FROM. Throws `unsupported` for a format that cannot be written. */
function functionSplices(call: Call, source: string): readonly Splice[] {
  const form = functionForm(call, source);
  const { span, name } = call;
  const end = nameEnd(span, name, source);
  if (form === undefined || end === undefined) return [];
  const named = { start: span.start, end };
  switch (form.kind) {
    case 'macro':
      return [{ span: named, text: `${functionCatalog}.${quoteName(form.as ?? name.toLowerCase())}` }];
    case 'around':
      return [
        { span: named, text: form.before + form.name },
        ...(form.arguments === undefined ? [] : aroundArguments(call, source, form.arguments)),
        ...(form.after === '' ? [] : [{ ...insertion(span.end, form.after), around: span }]),
      ];
    case 'format':
      return formatSplices(call, source, named);
    case 'printf':
      return [{ span: named, text: 'printf' }, ...printfSplices(call, source)];
    case 'table':
      return [];
  }
}

/** Types that the database's printf takes for a specifier. */
const printfTypes: Readonly<Record<string, string>> = {
  s: 'VARCHAR',
  d: 'BIGINT',
  i: 'BIGINT',
  x: 'BIGINT',
  f: 'DOUBLE',
  e: 'DOUBLE',
  g: 'DOUBLE',
};

/** SQLite's printf converts what it is given; the database's refuses other types. */
function printfSplices({ arguments: [format, ...given] }: Call, source: string): readonly Splice[] {
  if (format?.kind !== 'literal' || typeof format.value !== 'string') return [];
  const specifiers = [...format.value.matchAll(/%(?:%|[-+ 0#]*\d*(?:\.\d+)?([a-zA-Z]))/g)].flatMap(([, letter]) => letter ?? []);
  return given.flatMap((argument, index) => {
    const type = printfTypes[specifiers[index] ?? ''];
    if (type === undefined) return [];
    return wrapped(bracketed(argument, source), 'CAST(', ` AS ${type})`);
  });
}

/** Splices for one call in FROM: a query over the columns of the database's own function. */
function tableFunctionSplices({ call, alias }: TableFunction, source: string): readonly Splice[] {
  const form = functionForm(call, source);
  if (form?.kind !== 'table') return [];
  return wrapped(call.span, `(${form.select} FROM `, alias === null ? `) AS ${quoteName(call.name)}` : ')');
}

/** Names of the columns of a function in FROM; null where only the database knows them. */
export function tableFunctionColumns(call: Call): readonly string[] | null {
  const form = stackqlFunction(call.name)?.form;
  return form?.kind === 'table' ? form.columns : null;
}

function insertion(offset: number, text: string): Splice {
  return { span: { start: offset, end: offset }, text };
}

/** Text before and behind a stretch. */
function wrapped(around: SourceSpan, before: string, after: string): readonly Splice[] {
  const { start, end } = around;
  return [
    { ...insertion(start, before), around },
    { ...insertion(end, after), around },
  ];
}

function aroundArguments({ arguments: given }: Call, source: string, [before, after]: readonly [string, string]): readonly Splice[] {
  const [first] = given;
  const last = given.at(-1);
  if (first === undefined || last === undefined) return [];
  return wrapped({ start: bracketed(first, source).start, end: bracketed(last, source).end }, before, after);
}

/** An argument with the brackets around it that belong to it alone. */
function bracketed({ span }: Expression, source: string): SourceSpan {
  const before = /(?:[(]\s*)*$/.exec(source.slice(0, span.start))?.[0] ?? '';
  const after = /^(?:\s*[)])*/.exec(source.slice(span.end))?.[0] ?? '';
  const isFirst = !/,\s*$/.test(source.slice(0, span.start - before.length));
  // The call's own bracket is not its first argument's.
  const opened = before.split('(').length - 1 - (isFirst ? 1 : 0);
  const own = Math.max(0, Math.min(opened, after.split(')').length - 1));
  return {
    start: own === 0 ? span.start : span.start - '('.length - before.split('(').slice(-own).join('(').length,
    end: span.end + after.split(')').slice(0, own).join(')').length + (own === 0 ? 0 : 1),
  };
}

/** `strftime('%Y', t, '-1 day')`: the format in the database's words, the rest as one instant. `%s` and `%J` stand alone. */
function formatSplices({ arguments: given, span, name }: Call, source: string, named: SourceSpan): readonly Splice[] {
  const [format, time] = given;
  if (format === undefined) return [];
  if (format.kind !== 'literal' || typeof format.value !== 'string') {
    throw new QueryError('unsupported', `the format of ${name} has to be a text constant`, { span: format.span });
  }
  const start = time === undefined ? null : bracketed(time, source).start;
  const alone = start === null ? undefined : format.value === '%s' ? 'unixepoch' : format.value === '%J' ? 'julianday' : undefined;
  if (alone !== undefined && start !== null) {
    const call = `CAST(${functionCatalog}.${quoteName(alone)}`;
    return [
      { span: { start: named.start, end: start }, text: `${call}(` },
      { ...insertion(span.end, ' AS VARCHAR)'), around: span },
    ];
  }
  const text = databaseFormat(format.value);
  if (text === undefined) {
    throw new QueryError('unsupported', '%s and %J stand alone in a format', { span: format.span, hint: 'Join the parts with ||.' });
  }
  const formatted = { span: format.span, text: quoteText(text) };
  if (start === null) return [formatted];
  return [formatted, ...wrapped({ start, end: span.end - 1 }, `${functionCatalog}."instant"(`, ')')];
}
