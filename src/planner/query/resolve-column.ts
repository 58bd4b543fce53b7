import { QueryError } from '../../errors/query-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { ColumnReference } from '../../sql/ast.ts';
import { nameText } from '../find-relation.ts';
import type { ColumnMeaning, RelationUse, Scope } from './scope.ts';
import type { VisibleColumn } from './visible-column.ts';

/**
 * What a column reference means in a scope; undefined when only the database can know. Throws `unknown_column` and `ambiguous_column`.
 */
export function resolveColumn(reference: ColumnReference, scope: Scope): ColumnMeaning | undefined {
  for (let current: Scope | null = scope; current !== null; current = current.parent) {
    const meaning = qualifiedMeaning(reference, current) ?? unqualifiedMeaning(reference, current);
    if (meaning !== undefined) return meaning;
    if (isLocal(reference, current)) return undefined;
  }
  throw unknownColumn(reference, scope);
}

/** Does the path begin with the name of one of the scope's references? */
function qualifiedMeaning(reference: ColumnReference, scope: Scope): ColumnMeaning | undefined {
  const { path } = reference;
  for (const use of scope.uses) {
    const length = qualifierLength(reference, use);
    const name = path[length];
    if (length === 0 || name === undefined) continue;
    const column = use.visible.get(name.name.toLowerCase());
    if (column === undefined) throw unknownColumn(reference, scope, use);
    return { use, column, keys: keysOf(reference, length + 1, column), everywhere: false, scope };
  }
  return undefined;
}

/** How many leading names of a path qualify a column of the reference: 1 for its alias, 2 or 3 for its name with more parts, 0 for none. */
export function qualifierLength({ path }: ColumnReference, use: RelationUse): number {
  const matches = (parts: readonly string[]): boolean =>
    path.length > parts.length && parts.every((part, index) => path[index]?.name.toLowerCase() === part.toLowerCase());
  if (matches([use.alias])) return 1;
  if (use.node.alias !== null) return 0;
  const name = use.node.name.map((part) => part.name);
  return [2, name.length].find((length) => matches(name.slice(-length))) ?? 0;
}

function keysOf(reference: ColumnReference, from: number, column: VisibleColumn): readonly string[] {
  const keys = reference.path.slice(from);
  const [first] = keys;
  if (first === undefined || column.type === 'json') return keys.map((key) => key.name);
  throw new QueryError('unknown_column', `${column.name} is ${column.type}: it has no key ${first.name}`, { span: reference.span });
}

function unqualifiedMeaning(reference: ColumnReference, scope: Scope): ColumnMeaning | undefined {
  const [first] = reference.path;
  if (first === undefined) return undefined;
  const name = first.name.toLowerCase();
  const found = scope.uses.flatMap((use) => {
    const column = use.visible.get(name);
    return column === undefined ? [] : [{ use, column }];
  });
  const best = mostVisible(found);
  const [match, another] = best;
  if (match === undefined || (match.column.origin !== 'field' && hasLocalColumn(name, scope))) return undefined;
  const everywhere = match.column.origin === 'server';
  if (another !== undefined && !everywhere && scope.merged !== null && !scope.merged.has(name)) throw ambiguousColumn(reference, best);
  return { ...match, keys: keysOf(reference, 1, match.column), everywhere, scope };
}

interface FoundColumn {
  readonly use: RelationUse;
  readonly column: VisibleColumn;
}

/** Fields hide parameters of the same name, and parameters of their own hide those that only rename a key. */
function mostVisible(found: readonly FoundColumn[]): readonly FoundColumn[] {
  const fields = found.filter(({ column }) => column.origin === 'field');
  if (fields.length > 0) return fields;
  const own = found.filter(({ column }) => column.keyColumn === null);
  return own.length > 0 ? own : found;
}

/** Has a derived table a column of that name, as far as is known? It hides a parameter, which is no column by right. */
function hasLocalColumn(name: string, { items }: Scope): boolean {
  return items.some((item) => item.kind === 'local' && item.local.columns?.some((column) => column.toLowerCase() === name) === true);
}

/** Might the name be one that only the database can resolve here: a derived table's column, or an alias of the SELECT list? */
function isLocal(reference: ColumnReference, scope: Scope): boolean {
  const [first, second] = reference.path;
  const name = first?.name.toLowerCase() ?? '';
  if (scope.aliases.has(name)) return true;
  return scope.items.some((item) => {
    if (item.kind === 'use') return false;
    const { alias, columns } = item.local;
    if (second !== undefined && alias?.toLowerCase() === name) return true;
    if (columns === null) return second === undefined || !isNamedAround(name, scope);
    return columns.some((column) => column.toLowerCase() === name);
  });
}

/** Is an item of an enclosing FROM called so? A qualifier means that, rather than a column that nobody knows of. */
function isNamedAround(name: string, { parent }: Scope): boolean {
  if (parent === null) return false;
  const here = parent.items.some((item) => (item.kind === 'use' ? item.use.alias : item.local.alias)?.toLowerCase() === name);
  return here || isNamedAround(name, parent);
}

function ambiguousColumn(reference: ColumnReference, found: readonly FoundColumn[]): QueryError {
  const choices = found.map(({ use, column }) => `${use.alias}.${column.name}`).join(' or ');
  return new QueryError('ambiguous_column', `${nameText(reference.path)} could be ${choices}`, {
    span: reference.span,
    hint: `Write ${choices}.`,
  });
}

function unknownColumn(reference: ColumnReference, scope: Scope, use?: RelationUse): QueryError {
  const uses = use === undefined ? scope.uses : [use];
  const [first, second] = reference.path;
  const part = use === undefined ? first : (reference.path[qualifierLength(reference, use)] ?? second);
  const name = part?.name ?? '';
  const candidates = [...new Set(uses.flatMap((one) => [...one.visible.values()].map((column) => column.name)))];
  const where = uses.map((one) => nameText(one.node.name)).join(' or ');
  if (second !== undefined && use === undefined) return unknownQualifier(reference, uses);
  const hint =
    (part?.quoted === true ? `Text stands in single quotes: '${name}'.` : undefined) ??
    didYouMean(name, candidates) ??
    (uses.length === 1 ? `DESCRIBE ${where} lists them.` : undefined);
  const message = uses.length === 0 ? `there is no column ${name} here` : `${where} has no column ${name}`;
  return new QueryError('unknown_column', message, { span: part?.span ?? reference.span, ...(hint === undefined ? {} : { hint }) });
}

function unknownQualifier({ path, span }: ColumnReference, uses: readonly RelationUse[]): QueryError {
  const [first] = path;
  const known = [...uses.map((use) => use.alias), ...uses.flatMap((use) => [...use.visible.values()].map((column) => column.name))];
  const aliases = uses.map((use) => use.alias).join(', ');
  return new QueryError('unknown_column', `there is no relation or column ${first?.name ?? ''} here`, {
    span: first?.span ?? span,
    hint: didYouMean(first?.name ?? '', known) ?? (aliases === '' ? 'There is no FROM.' : `FROM has ${aliases}.`),
  });
}
