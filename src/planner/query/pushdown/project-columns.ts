import type { MethodDescriptor } from '../../../catalog/descriptor.ts';
import type { ParameterBinding, ScanColumn } from '../../plan.ts';
import type { UsedPath } from './used-paths.ts';

/** What a choice of columns is made from. */
export interface ProjectionRequest {
  readonly method: MethodDescriptor;
  readonly columns: readonly ScanColumn[];
  /** Null where some `*` or join takes columns as a whole. */
  readonly used: readonly UsedPath[] | null;
  /** Wire names of parameters that have a value already. */
  readonly bound: readonly string[];
}

/** Names in a choice of columns that need no quotes. */
const plainName = /^[A-Za-z_]\w*$/;

/** Asks a list for the columns that are wanted, and of JSON columns for the keys that are; nothing where it cannot be asked for all of them. */
export function projectColumns({ method, columns, used, bound }: ProjectionRequest): readonly ParameterBinding[] {
  const projection = method.pushdown?.projection;
  const parameter = method.parameters.find(({ name }) => name === projection?.parameter);
  if (projection === undefined || parameter === undefined || used === null || bound.includes(parameter.name)) return [];
  const wanted = columns.flatMap(({ origin, from }) => (origin === 'field' ? [from] : []));
  if (!wanted.every((name) => projection.columns.includes(name))) return [];
  const names = projection.columns.filter((name) => wanted.includes(name) || projection.always.includes(name));
  const texts = names.map((name) => {
    const form = projection.nested[name];
    const keys = form === undefined ? undefined : keysOf(name, used);
    return form === undefined || keys === undefined ? name : form.replace('{keys}', () => keys.join(projection.separator));
  });
  return [{ parameter, values: [texts.join(projection.separator)], source: 'pushdown' }];
}

/** First keys that are read of a column; undefined where all of it is. */
function keysOf(column: string, used: readonly UsedPath[]): readonly string[] | undefined {
  const keys = used.filter((path) => path.column === column).map(({ keys: [first] }) => first);
  const named = keys.filter((key): key is string => key !== undefined && plainName.test(key));
  return named.length < keys.length || keys.length === 0 ? undefined : [...new Set(named)].sort();
}
