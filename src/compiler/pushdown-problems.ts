import type { ResourceDescriptor } from '../catalog/descriptor.ts';
import type { FilterLanguage, PushdownDescriptor } from '../catalog/pushdown-descriptor.ts';
import type { DescribedMethod } from './described-method.ts';
import type { CompileProblem } from './report.ts';

/** Finds parameters, columns, methods and languages that an overlay's pushdown names and the document has not. */
export function pushdownProblems(
  { id, resource: key, method }: DescribedMethod,
  resource: ResourceDescriptor | undefined,
  languages: Readonly<Record<string, FilterLanguage>>,
): readonly CompileProblem[] {
  const { pushdown } = method;
  if (pushdown === undefined) return [];
  const parameters = new Set(method.parameters.filter(({ location }) => location === 'query').map(({ name }) => name));
  const columns = new Map(method.response.columns.map(({ name, type }) => [name, type]));
  const keyed = resource?.methods.find(({ name }) => name === pushdown.readBack?.method);
  return [
    ...[...new Set(parametersOf(pushdown))].filter((name) => !parameters.has(name)).map((name) => `${id} has no query parameter ${name}`),
    ...columnsOf(pushdown).flatMap((path) => columnProblem(path, columns, key)),
    ...pushdown.filters
      .filter(({ language }) => languages[language] === undefined)
      .map(({ language }) => `there is no filter language ${language}`),
    ...(pushdown.readBack !== undefined && keyed?.response.shape !== 'object'
      ? [`${key} has no method ${pushdown.readBack.method} that reads one object`]
      : []),
  ].map((message) => ({ kind: 'unused', subject: `pushdown.${id}`, message }));
}

function parametersOf({ filters, sort, projection, expands, caps }: PushdownDescriptor): readonly string[] {
  return [
    ...filters.flatMap(({ parameter, excludes }) => [parameter, ...excludes]),
    ...(sort === undefined
      ? []
      : [sort.direction.parameter, ...(sort.by === null ? [] : [sort.by]), ...(sort.needs === null ? [] : [sort.needs.parameter])]),
    ...(projection === undefined ? [] : [projection.parameter]),
    ...[...expands, ...caps].map(({ parameter }) => parameter),
  ];
}

function columnsOf({ filters, sort, projection, expands, readBack }: PushdownDescriptor): readonly string[] {
  return [
    ...filters.flatMap(({ attributes }) => attributes.map(({ column }) => column)),
    ...Object.keys(sort?.columns ?? {}),
    ...(projection?.columns ?? []),
    ...(projection?.always ?? []),
    ...Object.keys(projection?.nested ?? {}),
    ...expands.map(({ column }) => column),
    ...(readBack === undefined ? [] : [readBack.key]),
  ];
}

/** What stands behind the first dot is for the server to know, but only JSON has it. */
function columnProblem(path: string, columns: ReadonlyMap<string, string>, key: string): readonly string[] {
  const [name = '', ...keys] = path.split('.');
  const type = columns.get(name);
  if (type === undefined) return [`${key} has no column ${name}`];
  return keys.length > 0 && type !== 'json' ? [`${key}'s column ${name} is ${type} and has no ${path}`] : [];
}
