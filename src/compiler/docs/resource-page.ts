import type { MethodDescriptor, ResourceDescriptor, SqlVerb } from '../../catalog/descriptor.ts';
import { parameterLocations } from '../../catalog/descriptor.ts';
import { type CallParameter, methodsByVerb, optionalParameters, requiredParameters } from '../../catalog/lookup.ts';
import { columnText, methodText, parameterText } from './describe.ts';
import { type Example, examplesOf, type PageSubject, resourceName } from './examples.ts';
import { blocks, code, codes, plain, sentence, sqlBlock, table } from './markdown.ts';

/** First line of every page that this folder makes. */
export const generatedMark = '<!-- Made from the descriptors by `provider docs`: do not edit. -->';

/** The page of one resource, in Markdown. */
export function resourcePage(subject: PageSubject): string {
  const { resource, service, provider } = subject;
  return blocks([
    generatedMark,
    `# ${plain(resource.name)}`,
    sentence(plain(resource.title)),
    `Service [${code(service.name)}](../index.md#${service.name.toLowerCase()}) of ${plain(provider.title)}.`,
    ...overview(subject),
    ...caveats(resource),
    ...fields(resource),
    ...methods(subject),
    ...parameters(subject),
    ...examplesOf(subject).flatMap(({ verb, examples }) => [`## ${headings[verb]}`, ...examples.flatMap(exampleBlocks)]),
  ]);
}

const headings: Readonly<Record<SqlVerb, string>> = {
  select: '`SELECT` examples',
  insert: '`INSERT` examples',
  update: '`UPDATE` examples',
  replace: '`REPLACE` examples',
  delete: '`DELETE` examples',
  exec: 'Lifecycle methods',
};

function overview(subject: PageSubject): readonly string[] {
  const rows = [
    ['Name', code(subject.resource.name)],
    ['Type', 'Resource'],
    ['Id', code(resourceName(subject))],
  ];
  return ['## Overview', table(['', ''], rows)];
}

function caveats({ caveats: known }: ResourceDescriptor): readonly string[] {
  return known.length === 0 ? [] : ['## Caveats', known.map((caveat) => `- ${plain(caveat)}`).join('\n')];
}

function fields(resource: ResourceDescriptor): readonly string[] {
  if (resource.columns.length === 0) return ['## Fields', 'There is nothing to SELECT.'];
  const rows = resource.columns.map((column) => [code(column.name), code(column.datatype), columnText(column)]);
  return ['## Fields', 'SELECT returns these fields.', table(['Name', 'Datatype', 'Description'], rows), ...partialReads(resource)];
}

/** Says of each reading method that returns less than the union which fields those are. */
function partialReads(resource: ResourceDescriptor): readonly string[] {
  const lines = methodsByVerb(resource, 'select').flatMap(({ name, response }) => {
    const served = new Set(response.columns.map((column) => column.name));
    const own = resource.columns.filter((column) => served.has(column.name));
    const lacking = resource.columns.filter((column) => !served.has(column.name));
    if (lacking.length === 0) return [];
    const list = (columns: ResourceDescriptor['columns']): string => codes(columns.map((column) => column.name));
    return [own.length < lacking.length ? `- ${code(name)} returns ${list(own)}.` : `- ${code(name)} returns all but ${list(lacking)}.`];
  });
  return lines.length === 0 ? [] : [lines.join('\n')];
}

const methodHead = ['Name', 'Accessible by', 'Required Params', 'Optional Params', 'Description', 'Stage', 'Scopes'];

function methods({ provider, resource }: PageSubject): readonly string[] {
  const names = (list: readonly CallParameter[]): string => codes(list.map(({ name }) => name));
  const rows = resource.methods.map((method) => [
    code(method.name),
    code(method.verb),
    names(requiredParameters(provider, method)),
    names(optionalParameters(method)),
    methodText(method),
    method.lifecycle === null ? '' : plain(method.lifecycle),
    codes(method.scopes),
  ]);
  return ['## Methods', 'EXEC can call each of them by name. Any one of the scopes is enough.', table(methodHead, rows)];
}

interface ParameterRow {
  readonly name: string;
  readonly location: CallParameter['location'];
  readonly datatype: string;
  readonly text: string;
  readonly methods: readonly string[];
}

function parameters(subject: PageSubject): readonly string[] {
  const found = parameterRows(subject);
  const rows = found.map((row) => {
    const alone = found.every((other) => other === row || other.name !== row.name || other.location !== row.location);
    return [code(row.name), row.location, code(row.datatype), alone ? row.text : `${row.text} (${codes(row.methods)})`];
  });
  const text = 'WHERE sets parameters and SET sets body fields; INSERT lists both among its columns, and EXEC takes both as `@name`.';
  return ['## Parameters', text, table(['Name', 'Location', 'Datatype', 'Description'], rows)];
}

/** Parameters of all methods by location; one that means the same in several methods stands once. */
function parameterRows(subject: PageSubject): readonly ParameterRow[] {
  const rows = new Map<string, ParameterRow>();
  for (const method of subject.resource.methods) {
    for (const parameter of callParameters(method, subject)) {
      const { name, location, datatype } = parameter;
      const text = parameterText(parameter, method, subject);
      const key = JSON.stringify([name, location, datatype, text]);
      const earlier = rows.get(key)?.methods ?? [];
      rows.set(key, { name, location, datatype, text, methods: [...earlier, method.name] });
    }
  }
  const order = ['server', ...parameterLocations];
  return [...rows.values()].sort((a, b) => order.indexOf(a.location) - order.indexOf(b.location));
}

function callParameters(method: MethodDescriptor, { provider }: PageSubject): readonly CallParameter[] {
  return [...requiredParameters(provider, method), ...optionalParameters(method)];
}

function exampleBlocks({ method, sql, note }: Example): readonly string[] {
  const text = [sentence(plain(method.title)), ...(note === null ? [] : [note])].join(' ');
  return [`### ${plain(method.name)}`, text, sqlBlock(sql)];
}
