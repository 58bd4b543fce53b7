import { isJsonObject, type JsonNode, membersAt, nodeOf, objectAt, stringAt } from './json-node.ts';
import { OpenApiError } from './openapi-error.ts';

/** An OpenAPI 3.0 or 3.1 document whose outline was checked; operations and schemas are read when asked for. */
export interface OpenApiDocument {
  readonly root: JsonNode;
  /** `3.0.3`, `3.1.0`. */
  readonly openapi: string;
  readonly title: string;
  readonly version: string;
  readonly servers: readonly ServerObject[];
}

/** A base URL with its variables. */
export interface ServerObject {
  /** May hold `{variable}` templates. */
  readonly url: string;
  readonly variables: readonly ServerVariable[];
}

/** A hole in a server's URL. */
export interface ServerVariable {
  readonly name: string;
  readonly default: string | undefined;
  readonly enum: readonly string[];
  readonly description: string | undefined;
}

/**
 * Takes an OpenAPI 3.0 or 3.1 document, as JSON text or parsed. Throws {@link OpenApiError} when it is not JSON, of another version,
 * or lacks `info` or `paths`.
 */
export function readDocument(value: unknown): OpenApiDocument {
  const root = nodeOf(typeof value === 'string' ? parseJson(value) : value, '#');
  const openapi = stringAt(root, 'openapi');
  if (openapi === undefined || !/^3\.[01](\.|$)/.test(openapi)) {
    const found = openapi ?? stringAt(root, 'swagger') ?? 'none';
    throw new OpenApiError('#/openapi', `expected version 3.0 or 3.1, found ${found}`);
  }
  const info = objectAt(root, 'info');
  if (info === undefined) throw new OpenApiError('#/info', 'missing');
  if (objectAt(root, 'paths') === undefined) throw new OpenApiError('#/paths', 'missing');
  return {
    root,
    openapi,
    title: stringAt(info, 'title') ?? '',
    version: versionOf(info),
    servers: readServers(root),
  };
}

/**
 * Follows `$ref`s until an object without one is reached. Only references inside the document are taken; a chain that bites its own
 * tail and a pointer to nothing throw {@link OpenApiError}. What the object holds is left alone, so cyclic documents are fine.
 */
export function resolve(document: OpenApiDocument, node: JsonNode): JsonNode {
  const seen = new Set<string>();
  let current = node;
  for (;;) {
    const reference = current.value['$ref'];
    if (typeof reference !== 'string') return current;
    if (seen.has(reference)) throw new OpenApiError(node.pointer, `the reference ${reference} leads back to itself`);
    seen.add(reference);
    current = nodeOf(lookUp(document, reference, current.pointer), reference);
  }
}

/** YAML turns an unquoted `1.0` into a number. */
function versionOf(info: JsonNode): string {
  const version = info.value['version'];
  return typeof version === 'number' ? String(version) : (stringAt(info, 'version') ?? '');
}

function lookUp(document: OpenApiDocument, reference: string, from: string): unknown {
  if (!reference.startsWith('#')) throw new OpenApiError(from, `the reference ${reference} leads outside the document`);
  let value: unknown = document.root.value;
  for (const step of pointerSteps(reference)) {
    value = Array.isArray(value) ? value[Number(step)] : isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) throw new OpenApiError(from, `the reference ${reference} leads to nothing`);
  }
  return value;
}

function pointerSteps(reference: string): readonly string[] {
  return reference
    .slice(1)
    .split('/')
    .slice(1)
    .map((step) => decodeStep(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw new OpenApiError('#', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads the `servers` of a document, a path item or an operation. */
export function readServers(node: JsonNode): readonly ServerObject[] {
  const servers = node.value['servers'];
  if (!Array.isArray(servers)) return [];
  return servers.map((item: unknown, index) => readServer(nodeOf(item, `${node.pointer}/servers/${index}`)));
}

function readServer(node: JsonNode): ServerObject {
  const url = stringAt(node, 'url');
  if (url === undefined) throw new OpenApiError(node.pointer, 'a server needs a url');
  const variables = membersAt(node, 'variables').map(([name, value, pointer]) => {
    const variable = nodeOf(value, pointer);
    const listed: unknown = variable.value['enum'];
    return {
      name,
      default: stringAt(variable, 'default'),
      enum: Array.isArray(listed) ? listed.filter((item) => typeof item === 'string') : [],
      description: stringAt(variable, 'description'),
    };
  });
  return { url, variables };
}
