import type { MethodDescriptor, ParameterDescriptor, ResourceDescriptor } from '../../catalog/descriptor.ts';
import { nameOnWire } from '../../catalog/lookup.ts';
import type { ColumnType } from '../../values/value.ts';
import type { Facts } from '../facts.ts';

/** Something a statement can name on a relation: a response field, a parameter of one of its methods, or the server variable. */
export interface VisibleColumn {
  readonly name: string;
  /** Key of a response field in answers; {@link name} for the others. */
  readonly from: string;
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
    const type = facts.looseColumns?.has(column) === true ? 'json' : column.type;
    add({ name: column.name, from: nameOnWire(column), type, origin: 'field', keyColumn: null });
  }
  for (const parameter of methods.flatMap((method) => method.parameters)) {
    if (parameter.internal !== true) add(parameterColumn(parameter));
  }
  const { variable } = facts.provider.server;
  add({ name: variable, from: variable, type: 'string', origin: 'server', keyColumn: null });
  return visible;
}

function parameterColumn(parameter: ParameterDescriptor): VisibleColumn {
  const { sqlName, type, keyColumn } = parameter;
  return { name: sqlName, from: sqlName, type, origin: 'parameter', keyColumn: keyColumn ?? null };
}
