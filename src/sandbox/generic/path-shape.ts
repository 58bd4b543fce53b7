import type { Operation, Response } from '../../openapi/operation.ts';
import type { SchemaObject } from '../../openapi/schema.ts';
import { isTemplate, type Router, segmentsOf } from '../http/router.ts';
import type { SchemaReader } from '../schema/schema-reader.ts';

/** The list inside an answer. */
export interface ListShape {
  readonly items: SchemaObject;
  /** Property that holds the list when the answer is an object around it. */
  readonly envelope: string | null;
}

/**
 * What an operation does, as its path tells: `list` and `create` are about the collection at the path, `item` about the member that the last
 * segment names, `single` about the one object at the path, `action` about the nearest object above.
 */
export type ShapeKind = 'list' | 'create' | 'item' | 'single' | 'action';

/** Reads the document's paths as collections and their members. */
export class PathShapes {
  readonly router: Router;
  readonly #reader: SchemaReader;

  constructor(router: Router, reader: SchemaReader) {
    this.router = router;
    this.#reader = reader;
  }

  /** What kind of thing an operation is about. */
  kind(operation: Operation): ShapeKind {
    const { path, method } = operation;
    const get = this.router.operation('GET', path);
    const last = segmentsOf(path).at(-1) ?? '';
    if (isTemplate(last) && (get !== undefined || method === 'DELETE' || method === 'PUT')) return 'item';
    if (get !== undefined && this.list(get) !== null) return method === 'POST' ? 'create' : 'list';
    if (get !== undefined) return 'single';
    if (method === 'POST' && !isTemplate(last) && this.router.operation('GET', `${path}/{}`) !== undefined) return 'create';
    return method === 'DELETE' ? 'list' : 'action';
  }

  /** The list that an operation answers with; null when it answers with something else. */
  list(operation: Operation): ListShape | null {
    const schema = answerSchema(operation);
    if (schema === null) return null;
    const node = this.#reader.resolve(schema);
    const [type] = this.#reader.types(node);
    if (type === 'array') return node.items === undefined ? null : { items: node.items, envelope: null };
    const envelope = operation.responses.flatMap((response) =>
      isSuccess(response) ? [envelopeOf(operation, this.#reader, schema)] : [],
    )[0];
    return envelope ?? null;
  }

  /** Path templates of the objects above an operation's path that can be read by themselves, outermost first. */
  ancestors(path: string): readonly string[] {
    const segments = segmentsOf(path);
    const found: string[] = [];
    for (let length = 1; length < segments.length; length += 1) {
      const template = `/${segments.slice(0, length).join('/')}`;
      if (!isTemplate(segments[length - 1] ?? '')) continue;
      const get = this.router.operation('GET', template);
      if (get !== undefined && this.list(get) === null && lastParameter(get.path) !== '' && !unchecked.includes(template))
        found.push(template);
    }
    return found;
  }

  /** Schema of the members of the collection at a path template: of one read by itself if that can be done, else of the list's rows. */
  itemSchema(collectionPath: string): SchemaObject | null {
    const one = this.router.operation('GET', `${collectionPath}/{}`);
    const single = one === undefined || this.list(one) !== null ? null : answerSchema(one);
    const all = this.router.operation('GET', collectionPath);
    return single ?? (all === undefined ? null : (this.list(all)?.items ?? null));
  }
}

/** Segments that look like a member's identifier but are something else. */
const unchecked: readonly string[] = ['/api/v1/apps/{appName}'];

/** Schema of an operation's JSON answer; null when it has none. */
export function answerSchema(operation: Operation): SchemaObject | null {
  for (const response of operation.responses) {
    if (!isSuccess(response)) continue;
    const media = response.content.find(({ mediaType }) => mediaType.endsWith('json'));
    if (media?.schema !== undefined) return media.schema;
  }
  return null;
}

/** A path template with its parameters' names left out: `/users/{}`. */
export function anonymous(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, '{}');
}

/** Name of the parameter in a path's last segment; empty when that is none. */
export function lastParameter(path: string): string {
  const last = segmentsOf(path).at(-1) ?? '';
  return isTemplate(last) ? last.slice(1, -1) : '';
}

/** Names of a path's parameters in order. */
export function parameterNames(path: string): readonly string[] {
  return segmentsOf(path)
    .filter(isTemplate)
    .map((segment) => segment.slice(1, -1));
}

/** The path without its last segment. */
export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function isSuccess(response: Response): boolean {
  return response.status.startsWith('2');
}

function envelopeOf(operation: Operation, reader: SchemaReader, schema: SchemaObject): ListShape | null {
  const name = operation.extensions['x-okta-rows'];
  if (typeof name !== 'string') return null;
  const rows = reader.properties(schema).get(name);
  const items = rows === undefined ? undefined : reader.resolve(rows.schema).items;
  return items === undefined ? null : { items, envelope: name };
}
