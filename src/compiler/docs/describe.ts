import type { ColumnDescriptor, MethodDescriptor } from '../../catalog/descriptor.ts';
import { type CallParameter, methodsByVerb, parameterOf } from '../../catalog/lookup.ts';
import { code, codes, plain, sentence } from './markdown.ts';
import type { PageSubject } from './examples.ts';

/** What a column holds. */
export function columnText({ title, type, enum: known, sensitive }: ColumnDescriptor): string {
  return told(title, [...typeText(type), ...knownText(known), ...(sensitive === true ? ['Holds a secret.'] : [])]);
}

/** What a method does, what it does besides, and whether it is on its way out. */
export function methodText({ title, effects, deprecated }: MethodDescriptor): string {
  return told(title, [...effects.map((effect) => sentence(`Effect: ${plain(effect)}`)), ...(deprecated ? ['Deprecated.'] : [])]);
}

/** What a parameter or body field means, what it takes, and how else it can be given. */
export function parameterText(parameter: CallParameter, method: MethodDescriptor, subject: PageSubject): string {
  const field = method.body?.fields.find(({ name }) => parameter.location === 'body' && name === parameter.name);
  return told(parameter.title, [
    ...typeText(parameter.type),
    ...knownText(parameter.enum),
    ...limitsText(parameter),
    ...(field?.sensitive === true ? ['Holds a secret.'] : []),
    ...namesText(parameter),
    ...hiddenText(parameter, subject),
    ...omissionText(parameter, subject),
  ]);
}

function told(title: string, more: readonly string[]): string {
  const text = plain(title);
  if (more.length === 0) return text;
  return [...(text === '' ? [] : [sentence(text)]), ...more].join(' ');
}

function typeText(type: string): readonly string[] {
  return type === 'timestamp' ? ['A timestamp.'] : type === 'date' ? ['A date.'] : [];
}

function knownText(known: readonly string[] | undefined): readonly string[] {
  return known === undefined || known.length === 0 ? [] : [`Known values: ${codes(known)}.`];
}

function limitsText({ descriptor }: CallParameter): readonly string[] {
  const { default: preset, minimum, maximum } = descriptor ?? {};
  const range = [...(minimum === undefined ? [] : [`at least ${minimum}`]), ...(maximum === undefined ? [] : [`at most ${maximum}`])];
  return [
    ...(preset === undefined ? [] : [`Default: ${code(String(preset))}.`]),
    ...(range.length === 0 ? [] : [sentence(range.join(', ').replace(/^a/, 'A'))]),
  ];
}

function namesText({ descriptor }: CallParameter): readonly string[] {
  if (descriptor === null) return [];
  return [
    ...(descriptor.name === descriptor.sqlName ? [] : [`EXEC takes it as ${code(descriptor.name)} too.`]),
    ...(descriptor.keyColumn === undefined ? [] : [`The column ${code(descriptor.keyColumn)} holds it.`]),
    ...(descriptor.column === 'alias' ? ['The column of this name may show another value for the same object.'] : []),
  ];
}

/** A column hides the server variable of the same name. */
function hiddenText({ name, location }: CallParameter, { resource }: PageSubject): readonly string[] {
  const hidden = location === 'server' && resource.columns.some((column) => column.name === name);
  return hidden ? ['A column has this name too: WHERE compares that, and the session or the configuration says where the call goes.'] : [];
}

/** What SELECT does without a parameter that its call cannot go without. */
function omissionText({ name, descriptor }: CallParameter, { provider, resource }: PageSubject): readonly string[] {
  const readers = methodsByVerb(resource, 'select');
  if (descriptor === null || !readers.some((reader) => parameterOf(reader, name)?.location === descriptor.location)) return [];
  const link = resource.parents.find(({ parameter }) => parameter === descriptor.name && descriptor.location === 'path');
  if (link !== undefined) {
    const [service = '', parent = ''] = link.resource.split('.');
    const relation = `[${code(`${provider.name}.${link.resource}`)}](../${service}/${parent}.md)`;
    return [`A SELECT without it takes each ${code(link.column)} of ${relation}.`];
  }
  const enumerated = descriptor.required && descriptor.location === 'query' && (descriptor.enum?.length ?? 0) > 0;
  return enumerated ? ['A SELECT without it takes each known value.'] : [];
}
