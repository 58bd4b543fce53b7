import type { ColumnDescriptor, MethodDescriptor } from '../../catalog/descriptor.ts';
import { type CallParameter, knownValues, methodsByVerb, parameterOf, plainReads } from '../../catalog/lookup.ts';
import { code, codes, plain, sentence } from './markdown.ts';
import type { PageSubject } from './examples.ts';

/** What a column holds. */
export function columnText({ title, type, enum: known, sensitive }: ColumnDescriptor): string {
  return told(title, [...typeText(type), ...knownText(known), ...(sensitive === true ? ['Holds a secret.'] : [])]);
}

/** What a method does, what it does besides, what the engine adds to it, and whether it is on its way out. */
export function methodText(method: MethodDescriptor): string {
  return told(method.title, [
    ...method.effects.map((effect) => sentence(`Effect: ${plain(effect)}`)),
    ...scanText(method),
    ...guardText(method),
    ...(method.deprecated ? ['Deprecated.'] : []),
  ]);
}

function scanText({ window, complements }: MethodDescriptor): readonly string[] {
  return [
    ...(window === undefined ? [] : [`Covers the last ${window.days} days where nothing bounds ${code(window.column)} from below.`]),
    ...(complements === undefined ? [] : [`Rows that a plain list leaves out are read too, unless ${codes(complements.unless)} is given.`]),
  ];
}

function guardText({ guard }: MethodDescriptor): readonly string[] {
  if (guard === undefined) return [];
  return [`DELETE takes only what has ${code(guard.column)} ${codes(guard.values)}; EXEC ${code(guard.instead)} comes before it.`];
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
  switch (type) {
    case 'timestamp':
      return ['A timestamp.'];
    case 'date':
      return ['A date.'];
    case 'blob':
      return ['The path of a file, or bytes.'];
    default:
      return [];
  }
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

/** Where a column or field has the server variable's name, that is what a statement means by it. */
function hiddenText({ name, location }: CallParameter, { resource }: PageSubject): readonly string[] {
  if (location !== 'server') return [];
  const known = [...resource.columns, ...resource.methods.flatMap(({ body }) => body?.fields ?? [])];
  if (!known.some((item) => item.name === name)) return [];
  return ['A column or field here has the same name and goes before it: the session or the configuration has to say where calls go.'];
}

/** What SELECT does without a parameter that its call cannot go without. */
function omissionText({ name, descriptor }: CallParameter, { provider, resource }: PageSubject): readonly string[] {
  const readers = methodsByVerb(resource, 'select');
  if (descriptor === null || !readers.some((reader) => parameterOf(reader, name)?.location === descriptor.location)) return [];
  const links = resource.parents.filter(({ parameter }) => parameter === descriptor.name);
  const [first] = links;
  if (first !== undefined) {
    const [service = '', parent = ''] = first.resource.split('.');
    const relation = `[${code(`${provider.name}.${first.resource}`)}](../${service}/${parent}.md)`;
    const columns = links.map(({ column, path }) => code(path === undefined ? column : `${column}.${path}`.replace('.[]', '[]')));
    return [`A SELECT without it takes each ${columns.join(' and ')} of ${relation}.`];
  }
  const needed = plainReads(resource).every((reader) => reader.parameters.some((parameter) => parameter.sqlName === name));
  const values = needed ? knownValues(descriptor) : [];
  if (values.length > 0) return [`A SELECT without it takes each known value: ${values.map(code).join(', ')}.`];
  return descriptor.source === undefined ? [] : [`It is ${descriptor.source}.`];
}
