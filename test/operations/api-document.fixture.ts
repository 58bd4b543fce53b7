import { readFileSync } from 'node:fs';
import type { JsonValue } from '../../src/values/value.ts';

/** A JSON object of the document. */
export type Node = { readonly [key: string]: JsonValue };

/** An operation as the document has it, read without any code of the engine or the compiler. */
export interface ApiOperation {
  readonly id: string;
  readonly method: string;
  /** Template from the origin's root. */
  readonly path: string;
  readonly parameters: readonly ApiParameter[];
  readonly body: ApiBody | null;
  readonly answers: readonly ApiAnswer[];
  /** Property of the answer that holds its rows; null where the answer is the rows. */
  readonly rows: string | null;
}

/** A path, query or header parameter. */
export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly explode: boolean;
  readonly schema: Node;
}

/** A body, by media type. */
export interface ApiBody {
  readonly required: boolean;
  readonly content: ReadonlyMap<string, Node>;
}

/** A documented success; null media type: nothing comes back. */
export interface ApiAnswer {
  readonly status: number;
  readonly mediaType: string | null;
  readonly schema: Node | null;
}

/** The document's text. */
export const documentText: string = readFileSync(new URL('../../openapi/okta.json', import.meta.url), 'utf8');

const root = asNode(JSON.parse(documentText));

/** Tells objects from everything else that JSON has. */
export function isNode(value: JsonValue | undefined): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object, empty where there is none. */
export function asNode(value: JsonValue | undefined): Node {
  return isNode(value) ? value : {};
}

/** A list, empty where there is none. */
export function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** What a reference stands for; the node itself when it is none. */
export function resolved(node: Node): Node {
  const reference = node['$ref'];
  return typeof reference === 'string' ? resolved(target(reference)) : node;
}

/** The node that `#/components/…` names. */
export function target(reference: string): Node {
  const steps = reference.replace(/^#\//, '').split('/');
  let node: Node = root;
  for (const step of steps) node = asNode(node[step.replaceAll('~1', '/').replaceAll('~0', '~')]);
  return node;
}

/** Every operation, in the document's order. */
export function apiOperations(): readonly ApiOperation[] {
  return Object.entries(asNode(root['paths'])).flatMap(([path, item]) =>
    Object.entries(asNode(item)).flatMap(([method, operation]) =>
      method === 'parameters' ? [] : [operationOf({ path, method }, asNode(item), asNode(operation))],
    ),
  );
}

function operationOf({ path, method }: { readonly path: string; readonly method: string }, item: Node, node: Node): ApiOperation {
  return {
    id: String(node['operationId']),
    method: method.toUpperCase(),
    path,
    parameters: [...asList(item['parameters']), ...asList(node['parameters'])].map((parameter) => parameterOf(resolved(asNode(parameter)))),
    rows: typeof node['x-okta-rows'] === 'string' ? node['x-okta-rows'] : null,
    body: isNode(node['requestBody']) ? bodyOf(resolved(node['requestBody'])) : null,
    answers: Object.entries(asNode(node['responses'])).flatMap(([status, answer]) =>
      /^[23]/.test(status) ? [answerOf(Number(status), resolved(asNode(answer)))] : [],
    ),
  };
}

function parameterOf(node: Node): ApiParameter {
  const style = node['style'] ?? (node['in'] === 'query' ? 'form' : 'simple');
  const explode = node['explode'] ?? style === 'form';
  return {
    name: String(node['name']),
    in: String(node['in']),
    required: node['required'] === true,
    explode: explode === true,
    schema: asNode(node['schema']),
  };
}

function bodyOf(node: Node): ApiBody {
  const content = Object.entries(asNode(node['content'])).map(([media, value]) => [media, asNode(asNode(value)['schema'])] as const);
  return { required: node['required'] === true, content: new Map(content) };
}

/** JSON where there is a choice, as that is what every client can read. */
function answerOf(status: number, node: Node): ApiAnswer {
  const content = Object.entries(asNode(node['content']));
  const [mediaType, value] = content.find(([media]) => media.endsWith('json')) ?? content[0] ?? [null, null];
  return { status, mediaType, schema: value === null ? null : asNode(asNode(value)['schema']) };
}
