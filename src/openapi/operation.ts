import { type OpenApiDocument, readServers, resolve, type ServerObject } from './document.ts';
import {
  booleanAt,
  childPointer,
  extensionsOf,
  type JsonNode,
  type JsonObject,
  listAt,
  membersAt,
  nodeOf,
  objectAt,
  stringAt,
  stringsAt,
} from './json-node.ts';
import { OpenApiError } from './openapi-error.ts';
import { readSchema, type SchemaObject } from './schema.ts';

/** HTTP methods that a path item can have, in the order their operations are listed. */
const httpMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** One operation with everything that path item and document add to it. */
export interface Operation {
  /** JSON pointer of the operation. */
  readonly pointer: string;
  readonly operationId: string | undefined;
  /** Upper case: `GET`. */
  readonly method: string;
  readonly path: string;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** The operation's own first, then those of its path item that it does not replace; path parameters are always required. */
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | undefined;
  readonly responses: readonly Response[];
  /** Alternatives, any of which is enough; empty: none is needed. */
  readonly security: readonly SecurityRequirement[];
  /** Servers of its own or of its path item; empty: the document's. */
  readonly servers: readonly ServerObject[];
  readonly extensions: JsonObject;
}

/** A parameter outside the body. */
export interface Parameter {
  readonly pointer: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description: string | undefined;
  readonly style: string | undefined;
  readonly explode: boolean | undefined;
  /** Media type of a parameter that is written as a document (`content`); undefined for the usual ones. */
  readonly mediaType: string | undefined;
  readonly schema: SchemaObject;
  readonly extensions: JsonObject;
}

/** The body an operation takes. */
export interface RequestBody {
  readonly required: boolean;
  readonly description: string | undefined;
  readonly content: readonly MediaType[];
}

/** One documented answer. */
export interface Response {
  /** `200`, `4XX`, `default`. */
  readonly status: string;
  readonly description: string | undefined;
  /** Names of documented headers. */
  readonly headers: readonly string[];
  readonly content: readonly MediaType[];
}

/** A representation; undefined schema: anything. */
export interface MediaType {
  readonly mediaType: string;
  readonly schema: SchemaObject | undefined;
}

/** Schemes that have to hold together, with the scopes each needs. */
export type SecurityRequirement = readonly { readonly scheme: string; readonly scopes: readonly string[] }[];

/** Where an operation stands; {@link readOperation} reads it. Reading fails one by one, so that one bad operation does not hide the rest. */
export interface OperationSite {
  readonly method: string;
  readonly path: string;
  readonly item: JsonNode;
  readonly node: JsonNode;
}

/** Lists where operations stand, in document order, without reading them. */
export function operationSites(document: OpenApiDocument): readonly OperationSite[] {
  const sites: OperationSite[] = [];
  for (const [path, value, pointer] of membersAt(document.root, 'paths')) {
    if (!path.startsWith('/')) continue;
    const item = resolve(document, nodeOf(value, pointer));
    for (const method of httpMethods) {
      const node = objectAt(item, method);
      if (node !== undefined) sites.push({ method: method.toUpperCase(), path, item, node });
    }
  }
  return sites;
}

/** Reads all operations in document order. Throws {@link OpenApiError} at the first that is malformed. */
export function operationsOf(document: OpenApiDocument): readonly Operation[] {
  return operationSites(document).map((site) => readOperation(document, site));
}

/** Reads one operation. Throws {@link OpenApiError}. */
export function readOperation(document: OpenApiDocument, site: OperationSite): Operation {
  const { node, item } = site;
  const own = readParameters(document, node);
  const shared = readParameters(document, item).filter((other) => !own.some((mine) => mine.name === other.name && mine.in === other.in));
  const servers = readServers(node);
  return {
    pointer: node.pointer,
    operationId: stringAt(node, 'operationId'),
    method: site.method,
    path: site.path,
    summary: stringAt(node, 'summary') ?? stringAt(item, 'summary'),
    description: stringAt(node, 'description') ?? stringAt(item, 'description'),
    tags: stringsAt(node, 'tags') ?? [],
    deprecated: booleanAt(node, 'deprecated') ?? false,
    parameters: [...own, ...shared],
    requestBody: readRequestBody(document, node),
    responses: readResponses(document, node),
    security: readSecurity(node.value['security'] === undefined ? document.root : node),
    servers: servers.length > 0 ? servers : readServers(item),
    extensions: extensionsOf(node),
  };
}

function readParameters(document: OpenApiDocument, node: JsonNode): readonly Parameter[] {
  return listAt(node, 'parameters').map((item) => readParameter(resolve(document, nodeOf(item.value, item.pointer))));
}

const parameterPlaces = ['path', 'query', 'header', 'cookie'] as const;

function readParameter(node: JsonNode): Parameter {
  const name = stringAt(node, 'name');
  if (name === undefined) throw new OpenApiError(node.pointer, 'a parameter needs a name');
  const place = parameterPlaces.find((known) => known === node.value['in']);
  if (place === undefined) throw new OpenApiError(childPointer(node.pointer, 'in'), 'expected path, query, header or cookie');
  const [content] = readContent(node);
  const schema = node.value['schema'] === undefined ? undefined : readSchema(node.value['schema'], childPointer(node.pointer, 'schema'));
  return {
    pointer: node.pointer,
    name,
    in: place,
    required: place === 'path' || (booleanAt(node, 'required') ?? false),
    deprecated: booleanAt(node, 'deprecated') ?? false,
    description: stringAt(node, 'description'),
    style: stringAt(node, 'style'),
    explode: booleanAt(node, 'explode'),
    mediaType: content?.mediaType,
    schema: schema ?? content?.schema ?? readSchema({}, node.pointer),
    extensions: extensionsOf(node),
  };
}

function readRequestBody(document: OpenApiDocument, operation: JsonNode): RequestBody | undefined {
  const found = objectAt(operation, 'requestBody');
  if (found === undefined) return undefined;
  const node = resolve(document, found);
  return { required: booleanAt(node, 'required') ?? false, description: stringAt(node, 'description'), content: readContent(node) };
}

function readResponses(document: OpenApiDocument, operation: JsonNode): readonly Response[] {
  return membersAt(operation, 'responses')
    .filter(([status]) => !status.startsWith('x-'))
    .map(([status, value, pointer]) => {
      const node = resolve(document, nodeOf(value, pointer));
      return {
        status,
        description: stringAt(node, 'description'),
        headers: membersAt(node, 'headers').map(([name]) => name),
        content: readContent(node),
      };
    });
}

function readContent(node: JsonNode): readonly MediaType[] {
  return membersAt(node, 'content').map(([mediaType, value, pointer]) => {
    const media = nodeOf(value, pointer);
    const schema = media.value['schema'];
    return { mediaType, schema: schema === undefined ? undefined : readSchema(schema, childPointer(pointer, 'schema')) };
  });
}

function readSecurity(node: JsonNode): readonly SecurityRequirement[] {
  return listAt(node, 'security').map((item) => {
    const requirement = nodeOf(item.value, item.pointer);
    return Object.keys(requirement.value).map((scheme) => ({ scheme, scopes: stringsAt(requirement, scheme) ?? [] }));
  });
}
