import { QueryError } from '../errors/query-error.ts';
import type { ColumnType } from '../values/value.ts';
import type {
  BodyField,
  ColumnDescriptor,
  MethodDescriptor,
  ParameterDescriptor,
  ParameterLocation,
  ProviderDescriptor,
  ResourceDescriptor,
  SchemaNode,
  ServerDescriptor,
  ServiceDescriptor,
  SqlVerb,
} from './descriptor.ts';

/** One thing that a statement can set for a method, wherever it travels. */
export interface CallParameter {
  /** Name in SQL. */
  readonly name: string;
  readonly location: ParameterLocation;
  readonly required: boolean;
  readonly type: ColumnType;
  readonly datatype: string;
  readonly title: string;
  readonly enum?: readonly string[];
  /** The descriptor of a path, query or header parameter; null for the others. */
  readonly descriptor: ParameterDescriptor | null;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The resource of that name, in any case. */
export function findResource(service: ServiceDescriptor, name: string): ResourceDescriptor | undefined {
  return service.resources.find((resource) => sameName(resource.name, name));
}

/** The method of that name, in any case. */
export function findMethod(resource: ResourceDescriptor, name: string): MethodDescriptor | undefined {
  return resource.methods.find((method) => sameName(method.name, name));
}

/** The methods that a verb reaches, in the descriptor's order; EXEC reaches all. */
export function methodsByVerb(resource: ResourceDescriptor, verb: SqlVerb): readonly MethodDescriptor[] {
  return verb === 'exec' ? resource.methods : resource.methods.filter((method) => method.verb === verb);
}

/** The path, query or header parameter of that name in SQL, in any case. */
export function parameterOf(method: MethodDescriptor, name: string): ParameterDescriptor | undefined {
  return exactlyOrNearly(method.parameters, (parameter) => parameter.sqlName, name);
}

/** Like {@link parameterOf}, but the name on the wire is taken as well, as EXEC does; the SQL name wins. */
export function parameterForExec(method: MethodDescriptor, name: string): ParameterDescriptor | undefined {
  return parameterOf(method, name) ?? exactlyOrNearly(method.parameters, (parameter) => parameter.name, name);
}

/** The methods that give a relation's rows without naming one: its lists, or whatever reads it where nothing lists it. */
export function plainReads(resource: ResourceDescriptor): readonly MethodDescriptor[] {
  const reads = methodsByVerb(resource, 'select');
  const lists = reads.filter(({ response }) => response.shape === 'list');
  return lists.length > 0 ? lists : reads;
}

/** What a SELECT asks for where it needs the parameter and nothing gives a value: each of these; none where it cannot do without. */
export function knownValues({ each, enum: listed, required, location }: ParameterDescriptor): readonly string[] {
  return required || location === 'path' ? (each ?? listed ?? []) : [];
}

/** Names of the path parameters that say what the resource's rows belong to. */
export function parentNames({ parents }: ResourceDescriptor): readonly string[] {
  return parents.filter(({ own }) => own !== true).map(({ parameter }) => parameter);
}

/** The body's top-level field of that name, in any case. */
export function bodyFieldOf(method: MethodDescriptor, name: string): BodyField | undefined {
  return exactlyOrNearly(method.body?.fields ?? [], (field) => field.name, name);
}

/** The key that a column has in answers and a field in bodies. */
export function nameOnWire({ name, wireName }: Pick<ColumnDescriptor & BodyField, 'name' | 'wireName'>): string {
  return wireName ?? name;
}

/** Two names that differ in case alone are told apart by an exact match. */
function exactlyOrNearly<T>(items: readonly T[], nameOf: (item: T) => string, name: string): T | undefined {
  return items.find((item) => nameOf(item) === name) ?? items.find((item) => sameName(nameOf(item), name));
}

/** What a call cannot go without: the server variable, every path variable, required query, header and body fields. */
export function requiredParameters(provider: ProviderDescriptor, method: MethodDescriptor): readonly CallParameter[] {
  return [serverParameter(provider.server), ...ownParameters(method).filter((parameter) => parameter.required)];
}

/** What a call may be given besides; what only the engine sets is left out. */
export function optionalParameters(method: MethodDescriptor): readonly CallParameter[] {
  return ownParameters(method).filter((parameter) => !parameter.required && parameter.descriptor?.internal !== true);
}

/** A required body without fields of its own, by the name that EXEC gives it whole: `@@json`, or `@@body` where it is no JSON. */
export function wholeBodyParameters({ body }: MethodDescriptor): readonly CallParameter[] {
  if (body?.required !== true || body.fields.length > 0) return [];
  const isJson = /[/+]json\b/i.test(body.mediaType);
  const kind = isJson
    ? ({ type: 'json', datatype: body.schema.type ?? 'object' } as const)
    : ({ type: 'blob', datatype: 'string' } as const);
  return [
    {
      name: isJson ? '@@json' : '@@body',
      location: 'body',
      required: true,
      ...kind,
      title: `The body, ${body.mediaType}`,
      descriptor: null,
    },
  ];
}

/** Whether a call has to send the body's required fields. A form without its required parts is nothing, whatever the document says. */
export function needsFields({ body }: MethodDescriptor): boolean {
  return body !== null && (body.required || /^multipart\/form-data\b/i.test(body.mediaType));
}

function serverParameter(server: ServerDescriptor): CallParameter {
  return {
    name: server.variable,
    location: 'server',
    required: true,
    type: 'string',
    datatype: 'string',
    title: server.title,
    descriptor: null,
  };
}

function ownParameters(method: MethodDescriptor): readonly CallParameter[] {
  const bodyRequired = needsFields(method);
  return [
    ...method.parameters.map((parameter) => fromDescriptor(parameter)),
    ...(method.body?.fields ?? []).map((field) => fromField(field, bodyRequired && field.required)),
  ];
}

function fromDescriptor(parameter: ParameterDescriptor): CallParameter {
  return {
    name: parameter.sqlName,
    location: parameter.location,
    required: parameter.required || parameter.location === 'path',
    type: parameter.type,
    datatype: parameter.datatype,
    title: parameter.title,
    ...(parameter.enum === undefined ? {} : { enum: parameter.enum }),
    descriptor: parameter,
  };
}

function fromField(field: BodyField, required: boolean): CallParameter {
  return {
    name: field.name,
    location: 'body',
    required,
    type: field.type,
    datatype: field.datatype,
    title: field.title,
    ...(field.enum === undefined ? {} : { enum: field.enum }),
    descriptor: null,
  };
}

/** Finds a service's schemas by name; the function it gives throws `invalid_descriptor` for a name that is not there. */
export function schemaLookup(service: ServiceDescriptor): (name: string) => SchemaNode {
  return (name) => {
    const schema = Object.hasOwn(service.schemas, name) ? service.schemas[name] : undefined;
    if (schema !== undefined) return schema;
    throw new QueryError('invalid_descriptor', `service ${service.name} refers to a schema ${name} that it does not have`);
  };
}
