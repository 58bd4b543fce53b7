import type { ParameterDescriptor } from '../catalog/descriptor.ts';
import type { Parameter } from '../openapi/operation.ts';
import { valueType } from './columns.ts';
import { type FlatSchema, firstSentence, type SchemaFlattener } from './flat-schema.ts';
import { humanise } from './naming.ts';
import type { CollisionMark, RoleMark } from './overlay.ts';

/** What is known of a parameter besides the document. */
export interface ParameterMarks {
  readonly collision: CollisionMark | undefined;
  readonly role: RoleMark | undefined;
  /** Whether a response column has its name. */
  readonly hasColumn: boolean;
  /** Whether the engine alone sets it. */
  readonly internal: boolean;
  /** Values that a SELECT asks for where nothing gives one. */
  readonly each: readonly string[] | undefined;
  /** Where to find a value. */
  readonly source: string | undefined;
  /** Whether it is answered from an index that lags behind. */
  readonly eventual: boolean;
}

const styles = ['form', 'simple', 'spaceDelimited', 'pipeDelimited', 'deepObject'] as const;

/** Describes a path, query or header parameter; null for a cookie, which no statement sets. */
export function parameterDescriptor(parameter: Parameter, flattener: SchemaFlattener, marks: ParameterMarks): ParameterDescriptor | null {
  if (parameter.in === 'cookie') return null;
  const flat = flattener.flatten(parameter.schema);
  return {
    name: parameter.name,
    sqlName: marks.collision?.sqlName ?? parameter.name,
    location: parameter.in,
    required: parameter.required,
    ...valueType(flat),
    title: firstSentence(parameter.description) ?? flat.title ?? humanise(parameter.name),
    ...listedValues(flat, flattener),
    ...(marks.each === undefined ? {} : { each: marks.each }),
    ...(marks.source === undefined ? {} : { source: marks.source }),
    ...(isScalar(flat.default) ? { default: flat.default } : {}),
    ...bounds(parameter),
    ...serialisation(parameter, flat),
    column: marks.collision?.column ?? (marks.hasColumn ? 'same' : 'none'),
    role: marks.role?.role ?? 'selects',
    ...(marks.internal ? { internal: true } : {}),
    ...(marks.eventual ? { eventual: true } : {}),
  };
}

function listedValues(flat: FlatSchema, flattener: SchemaFlattener): Pick<ParameterDescriptor, 'enum'> {
  const values = flat.enum ?? (flat.items === null ? null : flattener.flatten(flat.items).enum);
  const texts = (values ?? []).filter((value) => typeof value === 'string');
  return texts.length === 0 ? {} : { enum: texts };
}

function bounds(parameter: Parameter): Pick<ParameterDescriptor, 'minimum' | 'maximum'> {
  const { minimum, maximum } = parameter.schema.bounds;
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

/** OpenAPI's defaults are spelt out for lists and objects: form and exploded in queries, simple elsewhere. */
function serialisation(parameter: Parameter, flat: FlatSchema): Pick<ParameterDescriptor, 'style' | 'explode'> {
  if (!flat.types.includes('array') && !flat.types.includes('object')) return {};
  const style = styles.find((known) => known === parameter.style) ?? (parameter.in === 'query' ? 'form' : 'simple');
  return { style, explode: parameter.explode ?? style === 'form' };
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
