import type { ColumnDescriptor, MethodDescriptor, ParentLink, ResourceDescriptor } from '../catalog/descriptor.ts';
import { keyColumns } from './key-columns.ts';
import type { Overlay, ParentMark } from './overlay.ts';

/** A resource's methods in the order that SHOW METHODS lists them, and what names it. */
export interface ResourceParts {
  readonly service: string;
  readonly name: string;
  readonly title: string;
  readonly methods: readonly MethodDescriptor[];
}

/** Joins methods into a relation. */
export function resourceDescriptor(parts: ResourceParts, overlay: Overlay): ResourceDescriptor {
  const key = `${parts.service}.${parts.name}`;
  const reads = parts.methods.filter((method) => method.verb === 'select');
  const columns = unionOfColumns(reads);
  const transition = overlay.transitions.get(key);
  const keyed = keyColumns({ key, methods: parts.methods, columns: ownNames(columns) }, overlay);
  return {
    name: parts.name,
    title: parts.title,
    columns: leading(columns, overlay.leadingColumns.get(key) ?? []),
    methods: keyed,
    parents: parentLinks(key, reads, overlay),
    caveats: overlay.caveats.get(key) ?? [],
    ...(transition === undefined ? {} : { transition }),
  };
}

/** Names that the API itself knows: a key is looked for in answers by them. */
function ownNames(columns: readonly ColumnDescriptor[]): ReadonlySet<string> {
  return new Set(columns.flatMap(({ name, wireName }) => (wireName === undefined ? [name] : [])));
}

/** Key of a parent mark: the parameter of one resource, or of any. */
export function parentKeys(resource: string, parameter: string): readonly [exact: string, general: string] {
  return [`${resource}.${parameter}`, parameter];
}

/** Lists come first: their rows are what a relation holds, and a single read often adds to them. */
function unionOfColumns(reads: readonly MethodDescriptor[]): readonly ColumnDescriptor[] {
  const columns = new Map<string, ColumnDescriptor>();
  const ordered = [...reads.filter((method) => method.response.shape === 'list'), ...reads];
  for (const method of ordered) {
    for (const column of method.response.columns) {
      const known = columns.get(column.name);
      columns.set(column.name, known === undefined ? column : widest(known, column));
    }
  }
  return [...columns.values()];
}

/** Reads of one resource may disagree on a column: JSON holds what both give, and a secret of one is a secret. */
function widest(left: ColumnDescriptor, right: ColumnDescriptor): ColumnDescriptor {
  const { enum: leftValues, ...rest } = left;
  const values = leftValues === undefined || right.enum === undefined ? [] : [...new Set([...leftValues, ...right.enum])];
  return {
    ...rest,
    ...(left.type === right.type ? {} : { type: 'json', datatype: 'object' }),
    ...(left.type !== right.type || values.length === 0 ? {} : { enum: values }),
    ...(left.sensitive === true || right.sensitive === true ? { sensitive: true } : {}),
  };
}

function leading(columns: readonly ColumnDescriptor[], names: readonly string[]): readonly ColumnDescriptor[] {
  const rank = (column: ColumnDescriptor): number => {
    const index = names.indexOf(column.name);
    return index < 0 ? names.length : index;
  };
  return [...columns].sort((left, right) => rank(left) - rank(right));
}

/** A row's own id, and what a list needs besides its path, come from elsewhere only where the overlay says so of this very resource. */
function parentLinks(key: string, reads: readonly MethodDescriptor[], overlay: Overlay): readonly ParentLink[] {
  const links = new Map<string, readonly ParentLink[]>();
  const above = new Set(reads.flatMap(parentParameters));
  for (const parameter of above) {
    links.set(parameter, linksOf(parameter, { key, marks: overlay.parents.get(...parentKeys(key, parameter)) ?? [] }));
  }
  for (const method of reads) {
    for (const { name, location, required } of method.parameters) {
      if (above.has(name) || links.has(name) || (location !== 'path' && !required)) continue;
      const found = linksOf(name, { key, marks: overlay.parents.get(`${key}.${name}`) ?? [] });
      links.set(name, location === 'path' ? found.map((link) => ({ ...link, own: true })) : found);
    }
  }
  return [...links.values()].flat();
}

function linksOf(
  parameter: string,
  { key, marks }: { readonly key: string; readonly marks: readonly ParentMark[] },
): readonly ParentLink[] {
  return marks.filter(({ resource }) => resource !== key).map((mark) => ({ parameter, ...mark }));
}

/** Path parameters of a read that say whose rows it gives. Of a keyed read the last one is the row's own key. */
export function parentParameters(method: MethodDescriptor): readonly string[] {
  const inPath = method.parameters.filter((parameter) => parameter.location === 'path').map((parameter) => parameter.name);
  const keyed = method.path.endsWith('}') && method.response.shape !== 'list';
  return keyed ? inPath.slice(0, -1) : inPath;
}
