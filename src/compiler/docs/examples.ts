import {
  type MethodDescriptor,
  type ProviderDescriptor,
  type ResourceDescriptor,
  type ServiceDescriptor,
  type SqlVerb,
  sqlVerbs,
} from '../../catalog/descriptor.ts';
import { type CallParameter, methodsByVerb, optionalParameters, requiredParameters } from '../../catalog/lookup.ts';
import { unreachable } from '../../errors/unreachable.ts';
import { keyedRead } from '../../planner/change/plan-returning.ts';
import { commaLines, type ExampleLine, nameInSql, placeholder, statementText, whereLines } from './example-text.ts';
import { code } from './markdown.ts';

/** What a page is about. */
export interface PageSubject {
  readonly provider: ProviderDescriptor;
  readonly service: ServiceDescriptor;
  readonly resource: ResourceDescriptor;
}

/** A statement that calls one method, with templates for the values. */
export interface Example {
  readonly method: MethodDescriptor;
  readonly sql: string;
  /** What the statement does not show; null when there is nothing. */
  readonly note: string | null;
}

/** The examples of one verb. */
export interface VerbExamples {
  readonly verb: SqlVerb;
  readonly examples: readonly Example[];
}

/** Examples by verb, one for each method that the verb reaches; verbs that reach none are left out. */
export function examplesOf(subject: PageSubject): readonly VerbExamples[] {
  const sections = sqlVerbs.map((verb): VerbExamples => {
    const own = subject.resource.methods.filter((method) => method.verb === verb);
    const examples = own.map((method) => byNameOnly(method, own, subject) ?? verbExample(verb, method, subject));
    return { verb, examples: own.length === 0 ? borrowedExamples(verb, subject) : examples };
  });
  return sections.filter(({ examples }) => examples.length > 0);
}

/** What a verb without methods of its own does through those of another. */
function borrowedExamples(verb: SqlVerb, subject: PageSubject): readonly Example[] {
  if (verb === 'update') return mergeExamples(subject);
  return verb === 'insert' ? assignExamples(subject) : [];
}

function verbExample(verb: SqlVerb, method: MethodDescriptor, subject: PageSubject): Example {
  switch (verb) {
    case 'select':
      return example(method, selectLines(method, subject));
    case 'insert':
      return example(method, [...rowLines('INSERT', method, subject), ...returningLines(method, subject)]);
    case 'update':
      return example(method, [...setLines('UPDATE', method, subject), ...returningLines(method, subject)]);
    case 'replace':
      return example(method, [...replaceLines(method, subject), ...returningLines(method, subject)]);
    case 'delete':
      return example(method, [...deleteLines(method, subject), ...returningLines(method, subject)]);
    case 'exec':
      return example(method, execLines(method, subject, distinct(parametersOf(method, subject)).map(argumentLine)));
    default:
      return unreachable(verb);
  }
}

function example(method: MethodDescriptor, lines: readonly ExampleLine[], note: string | null = null): Example {
  return { method, sql: statementText(lines), note };
}

/** The example of a method that its verb cannot call for what it takes; undefined when it can. */
function byNameOnly(method: MethodDescriptor, own: readonly MethodDescriptor[], subject: PageSubject): Example | undefined {
  if (method.body !== null && method.body.fields.length === 0) return wholeBody(method, subject);
  if (method.verb === 'exec' || !isShadowed(method, own, subject)) return undefined;
  const note = `Another method takes the same ${method.verb === 'insert' ? 'columns' : 'parameters'}, so this one is called by its name.`;
  return example(method, execLines(method, subject, distinct(parametersOf(method, subject)).map(argumentLine)), note);
}

function wholeBody(method: MethodDescriptor, subject: PageSubject): Example {
  const mediaType = method.body?.mediaType ?? '';
  const form = /[/+]json\b/i.test(mediaType) ? 'json' : 'body';
  const body = remarked(`@@${form} = '{{ body }}'`, { required: method.body?.required === true });
  const note = `The body has no fields that SQL could name, so EXEC gives it whole, as ${code(mediaType)}.`;
  return example(method, execLines(method, subject, [...parametersOf(method, subject).map(argumentLine), body]), note);
}

/** Does a method of the same verb stand before it that a statement with the same names calls instead? */
function isShadowed(method: MethodDescriptor, own: readonly MethodDescriptor[], subject: PageSubject): boolean {
  const names = choosingNames(method, subject);
  return own.slice(0, own.indexOf(method)).some((earlier) => {
    const taken = choosingNames(earlier, subject);
    const needed = requiredParameters(subject.provider, earlier).filter(({ location }) => location !== 'body');
    return names.every((name) => taken.includes(name)) && needed.every(({ name }) => names.includes(name));
  });
}

/** The names that decide which method is called: fields too where they stand in a list of columns. */
function choosingNames(method: MethodDescriptor, subject: PageSubject): readonly string[] {
  const withFields = method.verb === 'insert' || method.body === null;
  return parametersOf(method, subject).flatMap(({ name, location }) => (withFields || location !== 'body' ? [name] : []));
}

/** `provider.service.resource`. */
export function resourceName({ provider, service, resource }: PageSubject): string {
  return [provider.name, service.name, resource.name].map(nameInSql).join('.');
}

function selectLines(method: MethodDescriptor, subject: PageSubject): readonly ExampleLine[] {
  const columns = servedColumns(method, subject);
  return [
    { text: 'SELECT' },
    ...commaLines(columns.length > 0 ? columns : [{ text: '*' }]),
    { text: `FROM ${resourceName(subject)}` },
    ...whereLines(conditionsOf(method, subject)),
  ];
}

/** A PUT without a body has nothing to SET: it takes a row of identifiers. */
function replaceLines(method: MethodDescriptor, subject: PageSubject): readonly ExampleLine[] {
  return method.body === null ? rowLines('REPLACE', method, subject) : setLines('REPLACE', method, subject);
}

/** Where nothing but a PUT changes an object, UPDATE goes by reading it and writing it back: no field has to be set. */
function mergeExamples(subject: PageSubject): readonly Example[] {
  return methodsByVerb(subject.resource, 'replace').flatMap((method) => {
    const { body } = method;
    const read = keyedRead({ ...subject, method });
    if (read === undefined || body === null || body.fields.length === 0) return [];
    const partial: MethodDescriptor = { ...method, body: { ...body, required: false } };
    const note = `Reads the object by ${code(read.name)}, changes what SET names, and writes it back whole.`;
    return [example(method, [...setLines('UPDATE', partial, subject), ...returningLines(method, subject)], note)];
  });
}

/** Where the API assigns one object to another by a PUT without a body, INSERT does so too. */
function assignExamples(subject: PageSubject): readonly Example[] {
  const methods = methodsByVerb(subject.resource, 'replace').filter(({ httpMethod, body }) => httpMethod === 'PUT' && body === null);
  return methods.map((method) => example(method, [...rowLines('INSERT', method, subject), ...returningLines(method, subject)]));
}

function deleteLines(method: MethodDescriptor, subject: PageSubject): readonly ExampleLine[] {
  return [{ text: `DELETE FROM ${resourceName(subject)}` }, ...whereLines(conditionsOf(method, subject))];
}

function execLines(method: MethodDescriptor, subject: PageSubject, given: readonly ExampleLine[]): readonly ExampleLine[] {
  return [{ text: `EXEC ${resourceName(subject)}.${nameInSql(method.name)}` }, ...commaLines(given)];
}

function rowLines(word: 'INSERT' | 'REPLACE', method: MethodDescriptor, subject: PageSubject): readonly ExampleLine[] {
  const given = distinct(parametersOf(method, subject));
  return [
    { text: `${word} INTO ${resourceName(subject)} (` },
    ...commaLines(given.map(({ name }) => ({ text: nameInSql(name) }))),
    { text: ') VALUES (' },
    ...commaLines(given.map((parameter) => remarked(placeholder(parameter), parameter))),
    { text: ')' },
  ];
}

function setLines(word: 'UPDATE' | 'REPLACE', method: MethodDescriptor, subject: PageSubject): readonly ExampleLine[] {
  const fields = parametersOf(method, subject).filter(({ location }) => location === 'body');
  return [
    { text: `${word} ${resourceName(subject)}` },
    fields.length === 0 ? { text: 'SET', remark: 'nothing can be set' } : { text: 'SET' },
    ...commaLines(fields.map((field) => remarked(assignment(field), field))),
    ...whereLines(conditionsOf(method, subject)),
  ];
}

function conditionsOf(method: MethodDescriptor, subject: PageSubject): readonly ExampleLine[] {
  return parametersOf(method, subject)
    .filter(({ location }) => location !== 'body')
    .map((parameter) => remarked(assignment(parameter), parameter));
}

function returningLines(method: MethodDescriptor, subject: PageSubject): readonly ExampleLine[] {
  const columns = servedColumns(method, subject);
  return columns.length === 0 ? [] : [{ text: 'RETURNING' }, ...commaLines(columns)];
}

/** What a method answers with: the resource's columns in their order, then what only this answer has. */
function servedColumns({ response }: MethodDescriptor, { resource }: PageSubject): readonly ExampleLine[] {
  const served = response.columns.map(({ name }) => name);
  const known = resource.columns.map(({ name }) => name);
  const names = [...known.filter((name) => served.includes(name)), ...served.filter((name) => !known.includes(name))];
  return names.map((name) => ({ text: nameInSql(name) }));
}

function parametersOf(method: MethodDescriptor, { provider }: PageSubject): readonly CallParameter[] {
  return [...requiredParameters(provider, method), ...optionalParameters(method)];
}

/** A name that is both a parameter and a field stands once where both are listed. */
function distinct(parameters: readonly CallParameter[]): readonly CallParameter[] {
  return parameters.filter(({ name }, index) => parameters.findIndex((other) => other.name === name) === index);
}

function assignment(parameter: CallParameter): string {
  return `${nameInSql(parameter.name)} = ${placeholder(parameter)}`;
}

function argumentLine(parameter: CallParameter): ExampleLine {
  return remarked(`@${assignment(parameter)}`, parameter);
}

function remarked(text: string, { required }: Pick<CallParameter, 'required'>): ExampleLine {
  return required ? { text, remark: 'required' } : { text };
}
