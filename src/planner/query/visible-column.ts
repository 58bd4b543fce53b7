import type { MethodDescriptor, ParameterDescriptor, ResourceDescriptor } from '../../catalog/descriptor.ts';
import type { ColumnType } from '../../values/value.ts';
import type { Facts } from '../facts.ts';

/** Something a statement can name on a relation: a response field, a parameter of one of its methods, or the server variable. */
export interface VisibleColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly origin: 'field' | 'parameter' | 'server';
  /** Response field whose value a parameter's column shows where the parameter itself was not bound; null when there is none. */
  readonly keyColumn: string | null;
}

/** By lower-case name. Fields win over parameters of the same name: the two are one column then. */
export type VisibleColumns = ReadonlyMap<string, VisibleColumn>;

/** What can be named on a resource when the given methods may be called. Fields come first, in the order that `*` has. */
export function visibleColumns(resource: ResourceDescriptor, methods: readonly MethodDescriptor[], facts: Facts): VisibleColumns {
  const visible = new Map<string, VisibleColumn>();
  const add = (column: VisibleColumn): void => {
    if (!visible.has(column.name.toLowerCase())) visible.set(column.name.toLowerCase(), column);
  };
  for (const column of resource.columns) {
    add({ name: column.name, type: facts.looseColumns?.has(column) === true ? 'json' : column.type, origin: 'field', keyColumn: null });
  }
  for (const parameter of methods.flatMap((method) => method.parameters)) {
    if (parameter.internal !== true) add(parameterColumn(parameter));
  }
  add({ name: facts.provider.server.variable, type: 'string', origin: 'server', keyColumn: null });
  return visible;
}

function parameterColumn(parameter: ParameterDescriptor): VisibleColumn {
  return { name: parameter.sqlName, type: parameter.type, origin: 'parameter', keyColumn: parameter.keyColumn ?? null };
}
